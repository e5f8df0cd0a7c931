#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/clients/followers.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/source_server.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::supervision {

inline constexpr absl::Duration kPatience = absl::Seconds(60);
inline constexpr Backoff kFast{absl::Milliseconds(1), absl::Milliseconds(20),
                               absl::Milliseconds(20)};
// No position is written for its own sake after the first one.
inline constexpr Backoff kNoPositions{absl::Milliseconds(1), absl::Milliseconds(20),
                                      absl::Hours(1)};

// A store of this service and what follows real servers.
class FollowersTest : public testing::StoreFixture {
 protected:
  FollowersTest() : StoreFixture(SupervisionSchema()) {}
  ~FollowersTest() override { followers_.reset(); }

  void Follow(const std::vector<SourceFlag>& flags, const Backoff& backoff = kFast) {
    followers_ = FollowersOf(*store_, flags, watch_, backoff);
  }
  static std::unique_ptr<Followers> FollowersOf(storage::Store& store,
                                                const std::vector<SourceFlag>& flags,
                                                resource::SourceWatch& watch,
                                                const Backoff& backoff = kFast) {
    rpc::ClientOptions security;
    security.insecure_loopback = true;
    auto followers = StartFollowers(store, flags, security, watch, backoff);
    EXPECT_TRUE(followers.ok()) << followers.status();
    return followers.ok() ? *std::move(followers) : nullptr;
  }
  // What a restart of this service does.
  void Restart(const std::vector<SourceFlag>& flags) {
    followers_.reset();
    Open();
    Follow(flags);
  }

  absl::Status Resync(const std::string& service, const std::string& reason) {
    ops::v1::ResyncSourceRequest request;
    request.set_source(service);
    request.set_reason(reason);
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(followers_->Resync(txn, {"", "operator"}, request));
                  return "";
                })
        .status();
  }

  resource::Standing Position(const std::string& service) { return Position(*store_, service); }
  static resource::Standing Position(storage::Store& store, const std::string& service) {
    const auto source = StandingOf(store.Read(), service);
    EXPECT_TRUE(source.ok()) << source.status();
    return source.value_or(resource::Standing());
  }
  // Waits until all of `service` has been applied as of `revision`.
  void AwaitApplied(const std::string& service, int64_t revision) {
    AwaitPosition(service,
                  [&](const resource::Standing& source) { return source.here() >= revision; });
  }
  void AwaitPosition(const std::string& service,
                     const std::function<bool(const resource::Standing&)>& reached) {
    AwaitPosition(*store_, service, reached);
  }
  static void AwaitPosition(storage::Store& store, const std::string& service,
                            const std::function<bool(const resource::Standing&)>& reached) {
    while (!reached(Position(store, service))) {
      const int64_t seen = store.head();
      if (reached(Position(store, service))) break;
      absl::Notification moved;
      store.OnRevision(seen + 1, [&] { moved.Notify(); });
      ASSERT_TRUE(moved.WaitForNotificationWithTimeout(kPatience))
          << service << " stays at " << Position(store, service).applied.revision();
    }
  }
  ops::v1::FollowedSource Described(int index) {
    ops::v1::ServiceStatus status;
    followers_->Describe(status);
    return status.sources(index);
  }
  // Waits until the status of a source says so.
  void AwaitProblem(const std::string& service, const std::string& words) {
    ASSERT_TRUE(followers_->Await(
        service,
        [&](const Follower::State& state) { return absl::StrContains(state.problem, words); },
        kPatience))
        << words;
  }
  void AwaitBroken(const std::string& service) {
    ASSERT_TRUE(followers_->Await(
        service,
        [](const Follower::State& state) { return !state.connected && !state.problem.empty(); },
        kPatience));
  }
  std::map<std::string, std::string> Figures(const std::string& service, int64_t revision = 0) {
    std::map<std::string, std::string> values;
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok());
    ZGC_EXPECT_OK(kSourceFigures.ForEach(
        *snapshot, [&](const SourceKey& key, const figures::v1::Figure& figure) {
          if (key.service == service) values[key.name] = figure.value();
          return true;
        }));
    return values;
  }
  std::string TaskTitle(const std::string& id, int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok());
    const auto task = kSourceTasks.Get(*snapshot, {"task_registry", "tasks/" + id});
    EXPECT_TRUE(task.ok()) << task.status();
    return task.ok() && task->has_value() ? (*task)->title() : "";
  }

  resource::SourceWatch watch_;
  std::unique_ptr<Followers> followers_;
};

using Values = std::map<std::string, std::string>;

}  // namespace zgc::supervision
