// What the call wrapper and the store cost, as ratios to bare programs of the
// same message sizes, measured in turn in the same process on the same disk.
//
//   read    GetIndicator through Calls::Read     against a bare echo
//   write   CreateIndicator through Calls::Write against a bare committer:
//           a queue, one thread, one synced engine batch a group, one put each
//
// Client and server share the machine; 64 calls are in flight on the callback
// API over one channel.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call/method.h"
#include "common/rpc/server/server.h"
#include "common/storage/table.h"
#include "common/testing/temp_dir.h"
#include "tests/bench/load.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::rpc {
namespace {

namespace figv1 = ::zgc::figures::v1;

constexpr int kInFlight = 64;
constexpr storage::Table<storage::NameKey, figv1::Indicator> kIndicators{
    {.id = 10, .name = "indicators", .in_feed = true}};

figv1::Indicator Sample(const std::string& name) {
  figv1::Indicator indicator;
  indicator.set_name(name);
  indicator.set_display_name("获资助的企业");
  indicator.set_unit("家");
  indicator.set_measure(figv1::MEASURE_KIND_FLOW);
  indicator.set_definition(std::string(120, 'd'));
  return indicator;
}

absl::StatusOr<figv1::Indicator> Get(const storage::Reader& reader,
                                     const figv1::GetIndicatorRequest& request) {
  ZGC_ASSIGN_OR_RETURN(auto found, kIndicators.Get(reader, {request.name()}));
  if (!found.has_value()) return absl::NotFoundError(request.name());
  return *std::move(found);
}

absl::StatusOr<figv1::Indicator> Create(storage::Txn& txn, const base::Actor&,
                                        const figv1::CreateIndicatorRequest& request) {
  figv1::Indicator indicator = request.indicator();
  indicator.set_name("indicators/" + request.indicator_id());
  kIndicators.Put(txn, {indicator.name()}, indicator);
  return indicator;
}

// The least that could be done: echo, and a synced put a call in groups.
class BareService final : public figv1::FigureService::CallbackService {
 public:
  explicit BareService(storage::Engine& engine) : engine_(engine), thread_([this] { Run(); }) {}
  ~BareService() override {
    {
      absl::MutexLock lock(&mutex_);
      closing_ = true;
    }
    thread_.join();
  }
  grpc::ServerUnaryReactor* GetIndicator(grpc::CallbackServerContext* context,
                                         const figv1::GetIndicatorRequest*,
                                         figv1::Indicator* response) override {
    *response = sample_;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerUnaryReactor* CreateIndicator(grpc::CallbackServerContext* context,
                                            const figv1::CreateIndicatorRequest* request,
                                            figv1::Indicator* response) override {
    auto* reactor = context->DefaultReactor();
    *response = request->indicator();
    absl::MutexLock lock(&mutex_);
    queue_.push_back({request->indicator_id(), response->SerializeAsString(), reactor});
    return reactor;
  }

 private:
  struct Item {
    std::string key;
    std::string value;
    grpc::ServerUnaryReactor* reactor;
  };
  void Run() {
    while (true) {
      std::deque<Item> group;
      {
        absl::MutexLock lock(&mutex_);
        const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return closing_ || !queue_.empty();
        };
        mutex_.Await(absl::Condition(&ready));
        if (queue_.empty()) return;
        group.swap(queue_);
      }
      storage::Batch batch;
      for (Item& item : group) {
        batch.writes.push_back({10, std::move(item.key), std::move(item.value)});
      }
      const grpc::Status status = ToWire(engine_.Commit(batch));
      for (const Item& item : group) item.reactor->Finish(status);
    }
  }

  storage::Engine& engine_;
  const figv1::Indicator sample_ = Sample("indicators/sample");
  absl::Mutex mutex_;
  std::deque<Item> queue_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

using bench::Measured;
using bench::Median;

Measured MeasureRead(figv1::FigureService::Stub& stub, double seconds) {
  return bench::Load<figv1::GetIndicatorRequest, figv1::Indicator>(
             kInFlight,
             [&stub](auto* context, auto* request, auto* response, auto done) {
               stub.async()->GetIndicator(context, request, response, std::move(done));
             },
             [](figv1::GetIndicatorRequest& request) { request.set_name("indicators/sample"); },
             seconds)
      .Run();
}

Measured MeasureWrite(figv1::FigureService::Stub& stub, double seconds) {
  static std::atomic<int64_t> next{0};
  return bench::Load<figv1::CreateIndicatorRequest, figv1::Indicator>(
             kInFlight,
             [&stub](auto* context, auto* request, auto* response, auto done) {
               stub.async()->CreateIndicator(context, request, response, std::move(done));
             },
             [](figv1::CreateIndicatorRequest& request) {
               const std::string id = absl::StrCat("indicator-", ++next);
               request.set_indicator_id(id);
               request.set_request_id(id);
               *request.mutable_indicator() = Sample("");
             },
             seconds)
      .Run();
}

void Print(const char* path, const std::vector<Measured>& ours, const std::vector<Measured>& bare,
           double budget) {
  std::vector<double> ratios, ours_rate, bare_rate, ours_cpu, bare_cpu;
  for (size_t i = 0; i < ours.size(); ++i) {
    ours_rate.push_back(ours[i].per_second);
    bare_rate.push_back(bare[i].per_second);
    ratios.push_back(ours[i].per_second / bare[i].per_second);
    ours_cpu.push_back(ours[i].cpu_us);
    bare_cpu.push_back(bare[i].cpu_us);
  }
  std::printf("%-6s %10.0f %10.0f %8.2f %8.2f %9.2f %9.2f %9.1f %9.1f\n", path, Median(ours_rate),
              Median(bare_rate), Median(ratios), budget, ours.back().p50_ms, ours.back().p99_ms,
              Median(ours_cpu), Median(bare_cpu));
}

// What a write adds to the rows of the store, and so to its log, by what the bytes are for.
absl::Status PrintBytes(const std::string& url) {
  const std::vector<storage::EngineColumn> columns = {{10, "indicators"},
                                                      {1010, "indicators.history"},
                                                      {1, "_commits"},
                                                      {2, "_requests"},
                                                      {4, "_audit"}};
  ZGC_ASSIGN_OR_RETURN(const auto rows, ReadEngine(url, columns, storage::Look::kFiles));
  const auto count = [&](storage::ColumnId column, int64_t& bytes) -> absl::StatusOr<int64_t> {
    int64_t found = 0;
    const auto cursor = rows->Scan(column, {});
    for (; cursor->Valid(); cursor->Next()) {
      ++found;
      bytes += static_cast<int64_t>(cursor->key().size() + cursor->value().size());
    }
    ZGC_RETURN_IF_ERROR(cursor->status());
    return found;
  };
  int64_t all = 0;
  ZGC_ASSIGN_OR_RETURN(const int64_t commits, count(1, all));
  all = 0;
  std::string parts;
  for (const auto& column : columns) {
    int64_t bytes = 0;
    ZGC_ASSIGN_OR_RETURN(const int64_t found, count(column.id, bytes));
    absl::StrAppend(&parts, parts.empty() ? "" : ", ", column.name, " ", bytes / commits, " in ",
                    (found + commits / 2) / commits);
    all += bytes;
  }
  std::printf("bytes of a write, keys and values: %ld: %s\n", static_cast<long>(all / commits),
              parts.c_str());
  return absl::OkStatus();
}

absl::Status Run(double seconds, int rounds) {
  const testing::TempDir dir;
  storage::Schema schema;
  schema.name = "bench";
  schema.columns = {kIndicators.column()};
  ServerOptions options;
  options.service = "bench";
  options.listen = options.admin_listen = "127.0.0.1:0";
  options.store_url = dir.StoreUrl();
  options.create_store = true;
  options.insecure_loopback = true;
  ZGC_ASSIGN_OR_RETURN(const auto server, Server::Create(options, schema));
  // The product's path.
  ZGC_RETURN_IF_ERROR(server->Start(ServicesOf(MakePartOfService(
      server->calls(), "zgc.figures.v1.FigureService", {rpc::Read(Get), rpc::Write(Create)}))));
  ZGC_RETURN_IF_ERROR(server->store()
                          .Apply({},
                                 [](storage::Txn& txn) -> absl::StatusOr<std::string> {
                                   const auto sample = Sample("indicators/sample");
                                   kIndicators.Put(txn, {sample.name()}, sample);
                                   return "";
                                 })
                          .status());

  ZGC_ASSIGN_OR_RETURN(const auto engine,
                       storage::OpenEngine(dir.StoreUrl("bare"), {{10, "rows"}}, /*create=*/true));
  BareService bare(*engine);
  int bare_port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &bare_port);
  builder.RegisterService(&bare);
  const auto bare_server = builder.BuildAndStart();

  const auto connect = [](int port) {
    return figv1::FigureService::NewStub(
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials()));
  };
  const auto real_stub = connect(server->port());
  const auto bare_stub = connect(bare_port);
  MeasureRead(*real_stub, 0.3);
  MeasureRead(*bare_stub, 0.3);
  std::vector<Measured> reads, echoes, writes, commits;
  for (int round = 0; round < rounds; ++round) {
    reads.push_back(MeasureRead(*real_stub, seconds));
    echoes.push_back(MeasureRead(*bare_stub, seconds));
    writes.push_back(MeasureWrite(*real_stub, seconds));
    commits.push_back(MeasureWrite(*bare_stub, seconds));
  }
  std::printf("%d in flight, %.0f s a path, median of %d rounds\n", kInFlight, seconds, rounds);
  std::printf("%-6s %10s %10s %8s %8s %9s %9s %9s %9s\n", "path", "ours/s", "bare/s", "ratio",
              "budget", "p50 ms", "p99 ms", "us ours", "us bare");
  Print("read", reads, echoes, 0.8);
  Print("write", writes, commits, 0.9);
  bare_server->Shutdown();
  return PrintBytes(dir.StoreUrl());
}

}  // namespace
}  // namespace zgc::rpc

int main(int argc, char** argv) {
  // As in the processes that are measured here, see Server::Run.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  if (seconds <= 0 || rounds <= 0) {
    std::fprintf(stderr, "usage: rpc_bench [SECONDS] [ROUNDS]\n");
    return 2;
  }
  const absl::Status status = zgc::rpc::Run(seconds, rounds);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
