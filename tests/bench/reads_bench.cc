// What dear reads cost others: GetTask and durable writes alone, and beside eight callers
// that do nothing but ask for all figures over 10,000 tasks, each as of another revision, so
// that none is served by what was computed before. How soon a cancelled one ends.
//
//   reads_bench [SECONDS PER PATH, default 5]
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/figures/figure_service.h"
#include "common/rpc/server/server.h"
#include "common/testing/temp_dir.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

namespace figv1 = ::zgc::figures::v1;

constexpr int kTaskCount = 10'000;
constexpr int kIndicators = 40;
constexpr int kDear = 8;
constexpr int kWriters = 8;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

class Bench {
 public:
  explicit Bench(double seconds) : seconds_(absl::Seconds(seconds)) {
    RegisterFormulas(formulas_);
    rpc::ServerOptions options;
    options.service = "task_registry";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, figures::WithCells(TaskRegistrySchema(), formulas_));
    if (!server.ok()) Fail(server.status().ToString());
    server_ = *std::move(server);
    auto services = MakeServices(server_->calls(), book_, sources_);
    services.push_back(figures::MakeFigureService(server_->calls(), book_));
    if (const auto started = server_->Start(std::move(services)); !started.ok()) {
      Fail(started.ToString());
    }
    Fill();
  }
  ~Bench() { server_->Stop(); }

  void Run() {
    const double quiet_p99 = TaskP99();
    const double quiet_writes = Writes();
    std::atomic<bool> stop{false};
    std::vector<std::thread> dear;
    for (int i = 0; i < kDear; ++i) dear.emplace_back([&, i] { AskForAll(i, stop); });
    absl::SleepFor(absl::Seconds(1));
    const double busy_p99 = TaskP99();
    const double busy_writes = Writes();
    const double ended_ms = CancelOne();
    stop = true;
    for (std::thread& thread : dear) thread.join();
    std::printf("%-44s %10s %10s %8s\n", "beside 8 dear readers", "quiet", "busy", "ratio");
    std::printf("%-44s %10.2f %10.2f %8.2f\n", "GetTask p99, ms (<= 10 x)", quiet_p99, busy_p99,
                busy_p99 / quiet_p99);
    std::printf("%-44s %10.0f %10.0f %8.2f\n", "durable writes a second (>= 0.7)", quiet_writes,
                busy_writes, busy_writes / quiet_writes);
    std::printf("%-44s %10s %10.1f\n", "a cancelled read ends after, ms (<= 100)", "", ended_ms);
    std::printf("%-44s %10s %10lld\n", "dear reads answered", "",
                static_cast<long long>(answered_));
  }

 private:
  std::shared_ptr<grpc::Channel> Channel() const {
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                     grpc::InsecureChannelCredentials(), own);
  }

  void Fill() {
    for (int begin = 0; begin < kTaskCount; begin += 1000) {
      const auto put =
          server_->store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
            for (int i = begin; i < begin + 1000; ++i) {
              v1::Task task;
              task.set_name(absl::StrCat("tasks/t", i));
              task.set_title("建设园区公共服务平台");
              task.set_statement(std::string(300, 's'));
              task.set_state(v1::TASK_STATE_PENDING);
              task.set_revision(txn.revision());
              kTasks.Put(txn, {task.name()}, task);
            }
            return "";
          });
      if (!put.ok()) Fail(put.status().ToString());
    }
    const auto stub = figv1::FigureService::NewStub(Channel());
    for (int i = 0; i < kIndicators; ++i) Declare(*stub, absl::StrCat("computed", i), true);
    first_ = server_->store().head();
    for (int i = 0; i < 100; ++i) Declare(*stub, absl::StrCat("fill", i), false);
    last_ = server_->store().head();
  }

  static void Declare(figv1::FigureService::Stub& stub, const std::string& id, bool computed) {
    grpc::ClientContext context;
    figv1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    auto& indicator = *request.mutable_indicator();
    indicator.set_display_name("任务数");
    indicator.set_unit("件");
    indicator.set_measure(figv1::MEASURE_KIND_STOCK);
    if (computed) {
      indicator.mutable_computation()->set_formula("count_tasks");
      indicator.mutable_computation()->add_reporting_periods()->set_end_date("2019-12-31");
    }
    figv1::Indicator response;
    const auto status = stub.CreateIndicator(&context, request, &response);
    if (!status.ok()) Fail(status.error_message());
  }

  double TaskP99() const {
    const auto stub = v1::TaskService::NewStub(Channel());
    std::vector<double> times_ms;
    const absl::Time end = absl::Now() + seconds_;
    for (int i = 0; absl::Now() < end; ++i) {
      grpc::ClientContext context;
      v1::GetTaskRequest request;
      request.set_name(absl::StrCat("tasks/t", i % kTaskCount));
      v1::Task response;
      const absl::Time begin = absl::Now();
      const auto status = stub->GetTask(&context, request, &response);
      if (!status.ok()) Fail(status.error_message());
      times_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    std::sort(times_ms.begin(), times_ms.end());
    return times_ms[times_ms.size() * 99 / 100];
  }

  double Writes() {
    std::atomic<int> written{0};
    const absl::Time end = absl::Now() + seconds_;
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&] {
        const auto stub = figv1::FigureService::NewStub(Channel());
        for (; absl::Now() < end; ++written) Declare(*stub, absl::StrCat("w", next_++), false);
      });
    }
    for (std::thread& writer : writers) writer.join();
    return written / absl::ToDoubleSeconds(seconds_);
  }

  void AskForAll(int number, const std::atomic<bool>& stop) {
    const auto stub = figv1::FigureService::NewStub(Channel());
    for (int i = number; !stop; i += kDear) {
      grpc::ClientContext context;
      figv1::ListFiguresRequest request;
      request.set_revision(first_ + i % (last_ - first_));
      figv1::ListFiguresResponse response;
      const auto status = stub->ListFigures(&context, request, &response);
      if (!status.ok()) Fail(status.error_message());
      ++answered_;
    }
  }

  // From the cancellation until the server has ended the call, of all figures as of a
  // revision that nobody has asked for.
  double CancelOne() {
    const auto stub = figv1::FigureService::NewStub(Channel());
    const auto ended = [this] {
      const std::string text = server_->calls().metrics().Text();
      const size_t at = text.find("ListFigures\",code=\"CANCELLED\"");
      return at != std::string::npos ||
             text.find("code=\"CANCELLED\",method=\"/zgc.figures.v1.FigureService/ListFigures") !=
                 std::string::npos;
    };
    while (true) {
      Declare(*stub, absl::StrCat("w", next_++), false);
      grpc::ClientContext context;
      std::thread canceller([&context] {
        absl::SleepFor(absl::Milliseconds(50));
        context.TryCancel();
      });
      figv1::ListFiguresResponse response;
      const auto status = stub->ListFigures(&context, figv1::ListFiguresRequest(), &response);
      const absl::Time begin = absl::Now();
      canceller.join();
      // One that was answered first says nothing.
      if (status.ok()) continue;
      while (!ended()) absl::SleepFor(absl::Milliseconds(1));
      return absl::ToDoubleMilliseconds(absl::Now() - begin);
    }
  }

  const absl::Duration seconds_;
  testing::TempDir dir_;
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"task_registry", formulas_};
  resource::SourceWatch sources_;
  std::unique_ptr<rpc::Server> server_;
  int64_t first_ = 0;
  int64_t last_ = 0;
  std::atomic<int> next_{0};
  std::atomic<int64_t> answered_{0};
};

}  // namespace
}  // namespace zgc::tasks

int main(int argc, char** argv) {
  zgc::tasks::Bench(argc > 1 ? std::atof(argv[1]) : 5).Run();
  return 0;
}
