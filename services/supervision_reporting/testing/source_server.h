#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "common/figures/book_schema.h"
#include "common/figures/figure_service.h"
#include "common/rpc/server/server.h"
#include "common/testing/matchers.h"
#include "common/testing/port.h"
#include "common/testing/temp_dir.h"
#include "services/supervision_reporting/clients/followers.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/tasks/v1/activities.pb.h"

namespace zgc::supervision {

inline constexpr resource::Rows<tasks::v1::Task> kTasks{
    {.id = 10, .name = "tasks", .in_feed = true}};
inline constexpr resource::Rows<tasks::v1::Activity> kActivities{
    {.id = 11, .name = "activities", .in_feed = true}};

// A service with a figure book and a table of tasks, on a port that stays the
// same when it is started again.
class SourceServer {
 public:
  explicit SourceServer(std::string service) : service_(std::move(service)) { Start("store"); }
  ~SourceServer() { Stop(); }

  void Start(const std::string& store) {
    storage::Schema schema;
    schema.name = "test";
    schema.columns = {kTasks.column(), kActivities.column()};
    for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
    rpc::ServerOptions options;
    options.service = service_;
    options.listen = absl::StrCat("127.0.0.1:", port_);
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl(store);
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, schema);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_ASSERT_OK(
        server_->Start(rpc::ServicesOf(figures::MakeFigureService(server_->calls(), book_))));
  }
  void Stop() { server_.reset(); }
  // Keeps what a stopped server has as another store that it can be started with.
  void Copy(const std::string& store, const std::string& copy) {
    std::filesystem::copy(dir_.path() + "/" + store, dir_.path() + "/" + copy,
                          std::filesystem::copy_options::recursive);
  }

  // Each of these is one commit.
  void Declare(const std::string& id) {
    Commit([&](storage::Txn& txn) {
      figures::v1::Indicator indicator;
      indicator.set_name("indicators/" + id);
      indicator.set_revision(txn.revision());
      figures::kIndicators.Put(txn, {indicator.name()}, indicator);
    });
  }
  void Observe(const std::string& indicator, const std::string& id, const std::string& value,
               const std::string& note = "") {
    Commit([&](storage::Txn& txn) { PutObservation(txn, indicator, id, value, note); });
  }
  // An observation and a task.
  void ObserveAndPutTask(const std::string& indicator, const std::string& id,
                         const std::string& value, const std::string& title) {
    Commit([&](storage::Txn& txn) {
      PutObservation(txn, indicator, id, value, "");
      PutTask(txn, id, title);
    });
  }
  void Retract(const std::string& id) {
    Commit([&](storage::Txn& txn) {
      auto observation = figures::kObservations.Get(txn, {"observations/" + id});
      ASSERT_TRUE(observation.ok() && observation->has_value());
      (*observation)->set_state(figures::v1::OBSERVATION_STATE_RETRACTED);
      figures::kObservations.Put(txn, {(*observation)->name()}, **observation);
    });
  }
  void PutTask(const std::string& id, const std::string& title) {
    Commit([&](storage::Txn& txn) { PutTask(txn, id, title); });
  }
  // Of a type that is not followed.
  void PutActivity(const std::string& id) {
    Commit([&](storage::Txn& txn) {
      tasks::v1::Activity activity;
      activity.set_name("activities/" + id);
      kActivities.Put(txn, {activity.name()}, activity);
    });
  }

  int64_t head() const { return server_->store().head(); }
  SourceFlag flag() const { return {service_, absl::StrCat("127.0.0.1:", port_)}; }

 private:
  static void PutObservation(storage::Txn& txn, const std::string& indicator, const std::string& id,
                             const std::string& value, const std::string& note) {
    figures::v1::Observation observation;
    observation.set_name("observations/" + id);
    observation.set_indicator("indicators/" + indicator);
    observation.set_value(value);
    observation.set_note(note);
    observation.set_state(figures::v1::OBSERVATION_STATE_REPORTED);
    observation.set_revision(txn.revision());
    figures::kObservations.Put(txn, {observation.name()}, observation);
    figures::kObservationsByIndicator.Add(txn, {observation.indicator(), observation.name()});
  }
  static void PutTask(storage::Txn& txn, const std::string& id, const std::string& title) {
    tasks::v1::Task task;
    task.set_name("tasks/" + id);
    task.set_title(title);
    kTasks.Put(txn, {task.name()}, task);
  }
  void Commit(const std::function<void(storage::Txn&)>& body) {
    ZGC_ASSERT_OK(server_->store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      body(txn);
      return "";
    }));
  }

  const std::string service_;
  testing::TempDir dir_;
  const int port_ = testing::ReservePort();
  figures::FormulaRegistry formulas_;
  figures::FigureBook book_{service_, formulas_};
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace zgc::supervision
