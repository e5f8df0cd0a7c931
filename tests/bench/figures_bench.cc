// Figures over many records, in park_region as it is served: what reading and writing them takes,
// beside bare programs and beside commits that touch no cell, measured in turn in one process.
//
//   figures_bench [RECORDS, default 10000] [FIGURES, default 10000] [SECONDS PER PATH, default 3]
//
// Half of the records are enterprises and half their registrations, at twenty parks over 2,000
// days; the figures are monthly sums, by park.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cells.h"
#include "common/figures/figure_service.h"
#include "common/rpc/server/server.h"
#include "common/storage/history/changed_keys.h"
#include "common/testing/temp_dir.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "tests/bench/load.h"
#include "tests/bench/park_rows.h"
#include "tests/bench/peers.h"
#include "tests/bench/table.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"

namespace zgc::parks {
namespace {

namespace figv1 = ::zgc::figures::v1;
using bench::Fail;
using bench::Must;

constexpr int kInFlight = 64;
constexpr int kSubscribers = 10;
// Months from 1990 to 2025.
constexpr int kMonths = 36 * 12;

class Bench {
 public:
  Bench(int records, int figures, double seconds)
      : enterprises_(records / 2), figures_(figures), seconds_(seconds) {
    RegisterFormulas(formulas_);
    Fill();
    const absl::Time begin = absl::Now();
    const double cpu = bench::CpuSeconds();
    Serve();
    rebuilt_ = absl::Now() - begin;
    rebuilt_cpu_us_ = 1e6 * (bench::CpuSeconds() - cpu) / (2 * enterprises_);
    Declare();
  }
  ~Bench() {
    echo_server_->Shutdown();
    server_->Stop();
  }

  void Run() {
    std::printf(
        "%d records, %d figures, %.0f s a path, %d in flight\n%-52s %12s %12s %8s  %-6s %s\n",
        2 * enterprises_, figures_, seconds_, kInFlight, "path", "ours", "beside", "ratio", "unit",
        "goal");
    bench::Print("all that is derived made anew at the start",
                 2 * enterprises_ / absl::ToDoubleSeconds(rebuilt_), "rows/s", ">= 200,000");
    bench::Print("what a row takes of the processors then", rebuilt_cpu_us_, "us", "");
    ReadOne();
    ReadByCode();
    ReadPage();
    Subscribe();
    CommitCells();
    Verify();
  }

 private:
  // Without cells, which the start below makes.
  void Fill() {
    auto store = storage::Store::Open(ParkRegionSchema(), {.url = dir_.StoreUrl(), .create = true});
    Must(store.status());
    for (int begin = 0; begin < enterprises_; begin += 5'000) {
      Must((*store)
               ->Apply({},
                       [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                         for (int i = begin; i < std::min(begin + 5'000, enterprises_); ++i) {
                           PutEnterprise(txn, i);
                           PutRegistration(txn, i);
                         }
                         return "";
                       })
               .status());
    }
  }

  void Serve() {
    rpc::ServerOptions options;
    options.service = "park_region";
    options.listen = options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, figures::WithCells(ParkRegionSchema(), formulas_));
    Must(server.status());
    server_ = *std::move(server);
    auto services = MakeServices(server_->calls());
    services.push_back(figures::MakeFigureService(server_->calls(), book_));
    Must(server_->Start(std::move(services)));
    channel_ = Channel(server_->port());
    parks_ = v1::EnterpriseService::NewStub(channel_);
    numbers_ = figv1::FigureService::NewStub(channel_);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&echo_);
    builder.RegisterService(&echo_list_);
    echo_server_ = builder.BuildAndStart();
    echo_channel_ = Channel(port);
  }
  static std::shared_ptr<grpc::Channel> Channel(int port) {
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    own.SetInt(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, 64 << 20);
    return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port),
                                     grpc::InsecureChannelCredentials(), own);
  }

  // Monthly sums; of the parks in turn, and of all of them.
  void Declare() {
    Must(server_->store()
             .Apply({},
                    [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                      for (int i = 0; i < kParkCount; ++i) {
                        v1::Park park;
                        park.set_name(ParkName(i));
                        park.set_display_name(park.name());
                        kParks.Put(txn, {park.name()}, park);
                      }
                      return "";
                    })
             .status());
    for (int i = 0; i * kMonths < figures_; ++i) {
      grpc::ClientContext context;
      figv1::CreateIndicatorRequest request;
      request.set_indicator_id(absl::StrCat("monthly-", i));
      auto& indicator = *request.mutable_indicator();
      indicator.set_display_name("新设和迁入企业注册资本");
      indicator.set_unit("元");
      indicator.set_measure(figv1::MEASURE_KIND_FLOW);
      auto& computation = *indicator.mutable_computation();
      computation.set_formula("sum_registered_capital");
      if (i % (kParkCount + 1) != kParkCount) {
        (*computation.mutable_arguments())["park"] = ParkName(i % (kParkCount + 1));
      }
      computation.add_period_families(figv1::PERIOD_FAMILY_MONTH);
      computation.set_since_date("1990-01-01");
      figv1::Indicator response;
      Must(numbers_->CreateIndicator(&context, request, &response));
    }
  }

  // Beside others that work, what it takes of the processors says more than the rate.
  static void PrintBoth(const char* what, const bench::Measured& beside,
                        const bench::Measured& ours, const char* goal) {
    bench::Print(what, ours.per_second, beside.per_second, "1/s", goal);
    bench::Print("  processors, both ends", ours.cpu_us, beside.cpu_us, "us", "");
  }

  void ReadOne() {
    figv1::GetFigureRequest asked;
    asked.set_name("figures/monthly-0@20210301-20210331");
    grpc::ClientContext context;
    Must(numbers_->GetFigure(&context, asked, &echo_.sample));
    if (echo_.sample.value_state() != figv1::VALUE_STATE_KNOWN) Fail("the figure has no value");
    const auto bare = figv1::FigureService::NewStub(echo_channel_);
    const auto rate = [&](figv1::FigureService::Stub& stub) {
      return bench::Load<figv1::GetFigureRequest, figv1::Figure>(
                 kInFlight,
                 [&stub](auto* call, auto* request, auto* response, auto done) {
                   stub.async()->GetFigure(call, request, response, std::move(done));
                 },
                 [&](figv1::GetFigureRequest& request) { request = asked; }, seconds_)
          .Run();
    };
    rate(*numbers_);
    PrintBoth("GetFigure beside a bare echo", rate(*bare), rate(*numbers_), ">= 0.80");
  }

  void ReadByCode() {
    v1::ListEnterprisesRequest asked;
    asked.set_uscc(CreditCodeOf(enterprises_ / 2));
    grpc::ClientContext context;
    Must(parks_->ListEnterprises(&context, asked, &echo_list_.sample));
    if (echo_list_.sample.enterprises_size() != 1) Fail("no enterprise has the code");
    const auto bare = v1::EnterpriseService::NewStub(echo_channel_);
    const auto rate = [&](v1::EnterpriseService::Stub& stub) {
      return bench::Load<v1::ListEnterprisesRequest, v1::ListEnterprisesResponse>(
                 kInFlight,
                 [&stub](auto* call, auto* request, auto* response, auto done) {
                   stub.async()->ListEnterprises(call, request, response, std::move(done));
                 },
                 [&](v1::ListEnterprisesRequest& request) { request = asked; }, seconds_)
          .Run();
    };
    rate(*parks_);
    PrintBoth("list by credit code beside a bare echo", rate(*bare), rate(*parks_), ">= 0.60");
  }

  double PageMs() {
    grpc::ClientContext context;
    figv1::ListFiguresRequest request;
    request.set_page_size(1'000);
    figv1::ListFiguresResponse response;
    const absl::Time begin = absl::Now();
    Must(numbers_->ListFigures(&context, request, &response));
    if (response.figures_size() != std::min(1'000, figures_)) Fail("the page is short");
    return absl::ToDoubleMilliseconds(absl::Now() - begin);
  }
  void ReadPage() {
    std::vector<double> first;
    std::vector<double> again;
    for (int i = 0; i < 9; ++i) {
      Write();
      first.push_back(PageMs());
      again.push_back(PageMs());
    }
    bench::Print("a page of 1,000 figures, first after a commit", bench::Median(first), "ms",
                 "<= 20");
    bench::Print("the same, asked again", bench::Median(again), "ms", "<= 20");
  }

  // One more registration, with an enterprise of its own, through the RPCs; its revision.
  int64_t Write() {
    const std::string id = absl::StrCat("w", next_++);
    v1::CreateEnterpriseRequest enterprise;
    enterprise.set_enterprise_id(id);
    enterprise.mutable_enterprise()->set_display_name(absl::StrCat("新示例公司", id));
    grpc::ClientContext first;
    v1::Enterprise made;
    Must(parks_->CreateEnterprise(&first, enterprise, &made));
    v1::CreateRegistrationRequest request;
    request.set_registration_id(id);
    auto& row = *request.mutable_registration();
    row.set_enterprise(made.name());
    row.set_park(ParkName(next_));
    row.set_date(DayOf(next_));
    row.set_event(v1::REGISTRATION_EVENT_REGISTERED);
    row.set_capital_fen(100'000'000);
    row.set_capital_state(common::v1::AMOUNT_STATE_KNOWN);
    grpc::ClientContext second;
    v1::Registration response;
    Must(parks_->CreateRegistration(&second, request, &response));
    return response.revision();
  }

  // A commit every 20 ms.
  void Subscribe() {
    std::vector<std::unique_ptr<bench::Subscriber>> all;
    for (int i = 0; i < kSubscribers; ++i) {
      all.push_back(std::make_unique<bench::Subscriber>(Channel(server_->port())));
    }
    const int64_t begun = Write();
    for (const auto& one : all) one->Await(begun);
    std::vector<double> times_ms;
    const absl::Time end = absl::Now() + absl::Seconds(2 * seconds_);
    while (absl::Now() < end || times_ms.size() < 100) {
      const int64_t revision = Write();
      const absl::Time written = absl::Now();
      for (const auto& one : all) {
        one->Await(revision);
        times_ms.push_back(std::max(0.0, absl::ToDoubleMilliseconds(one->came() - written)));
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
    bench::Print("from a commit to ten subscribers, p50", bench::Median(times_ms), "ms", "");
    bench::Print("from a commit to ten subscribers, p99", bench::Percentile(times_ms, 0.99), "ms",
                 "< 5");
  }

  // What is written of a registration: the same again, which changes no cell, another capital, or
  // another day, which changes the cells of both.
  enum class Change { kNothing, kCapital, kDay };
  storage::TxnBody Changes(int i, Change change) {
    return [this, i, change](storage::Txn& txn) -> absl::StatusOr<std::string> {
      auto row = kRegistrations.Get(txn, {absl::StrCat("registrations/r", i % enterprises_)});
      if (!row.ok() || !row->has_value()) return absl::InternalError("no registration");
      (*row)->set_revision(txn.revision());
      if (change == Change::kCapital) (*row)->set_capital_fen(100'000'000 + txn.revision());
      if (change == Change::kDay) (*row)->set_date(DayOf(static_cast<int>(txn.revision())));
      kRegistrations.Put(txn, {(*row)->name()}, **row);
      return "";
    };
  }
  double AloneMs(int i, Change change) {
    const absl::Time begin = absl::Now();
    Must(server_->store().Apply({}, Changes(i, change)).status());
    return absl::ToDoubleMilliseconds(absl::Now() - begin);
  }
  size_t CellsOf(Change change) {
    const auto keys = server_->store().CollectKeys(1 << 20);
    AloneMs(0, change);
    const auto taken = keys->Take(server_->store().head());
    if (!taken.has_value()) Fail("more keys than are kept");
    size_t cells = 0;
    for (const auto& key : *taken) cells += key.column == figures::kCells.column().id ? 1 : 0;
    return cells;
  }
  // Commits a second with kInFlight under way.
  double InFlight(Change change) {
    std::atomic<int64_t> done{0};
    std::vector<std::thread> writers;
    const absl::Time end = absl::Now() + absl::Seconds(seconds_);
    for (int w = 0; w < kInFlight; ++w) {
      writers.emplace_back([&, w] {
        for (int i = w; absl::Now() < end; i += kInFlight) {
          Must(server_->store().Apply({}, Changes(i, change)).status());
          ++done;
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    return static_cast<double>(done) / seconds_;
  }
  void CommitCells() {
    std::vector<double> none;
    std::vector<double> capital;
    std::vector<double> day;
    for (int i = 0; i < 500; ++i) {
      none.push_back(AloneMs(i, Change::kNothing));
      capital.push_back(AloneMs(i, Change::kCapital));
      day.push_back(AloneMs(i, Change::kDay));
    }
    InFlight(Change::kDay);
    const double beside = InFlight(Change::kNothing);
    const auto print = [&](Change change, const std::vector<double>& alone) {
      const size_t cells = CellsOf(change);
      const std::string what = absl::StrCat("a commit of ", cells, " cells beside one of none");
      bench::Print(absl::StrCat(what, ", alone").c_str(), bench::Median(alone), bench::Median(none),
                   "ms", "<= 1.5 of 10 cells");
      bench::Print(absl::StrCat(what, ", 64 in flight").c_str(), InFlight(change), beside, "1/s",
                   ">= 0.6 of 10 cells");
    };
    print(Change::kCapital, capital);
    print(Change::kDay, day);
  }

  void Verify() {
    grpc::ClientContext context;
    figv1::FigureVerification response;
    const absl::Time begin = absl::Now();
    Must(numbers_->VerifyFigures(&context, figv1::VerifyFiguresRequest(), &response));
    const double took = absl::ToDoubleSeconds(absl::Now() - begin);
    if (response.problem_count() != 0) Fail(response.problems(0));
    bench::Print("VerifyFigures", 2 * enterprises_ / took, "rows/s", "");
  }

  const int enterprises_;
  const int figures_;
  const double seconds_;
  testing::TempDir dir_;
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"park_region", formulas_};
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::shared_ptr<grpc::Channel> echo_channel_;
  std::unique_ptr<v1::EnterpriseService::Stub> parks_;
  std::unique_ptr<figv1::FigureService::Stub> numbers_;
  bench::Echo echo_;
  bench::EchoList echo_list_;
  std::unique_ptr<grpc::Server> echo_server_;
  absl::Duration rebuilt_;
  double rebuilt_cpu_us_ = 0;
  int next_ = 0;
};

}  // namespace
}  // namespace zgc::parks

int main(int argc, char** argv) {
  // As in the processes that are measured here, see Server::Run.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int records = argc > 1 ? std::atoi(argv[1]) : 10'000;
  const int figures = argc > 2 ? std::atoi(argv[2]) : 10'000;
  const double seconds = argc > 3 ? std::atof(argv[3]) : 3;
  if (records < 2 || figures < 1 || seconds <= 0) {
    std::fprintf(stderr, "usage: figures_bench [RECORDS] [FIGURES] [SECONDS]\n");
    return 2;
  }
  zgc::parks::Bench(records, figures, seconds).Run();
  return 0;
}
