#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/call/calls.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::rpc {
namespace {

TEST(StopListTest, StopsThoseThatMayNotGoOn) {
  StopList stops;
  std::vector<std::string> stopped;
  const auto hold = [&](const std::string& caller) {
    Call call;
    call.actor.caller = caller;
    const auto id = stops.Add(call, [&stopped, caller](const absl::Status& status) {
      stopped.push_back(absl::StrCat(caller, ": ", status.message()));
    });
    ZGC_EXPECT_OK(id);
  };
  hold("removed");
  hold("kept");
  hold(kServerItself);
  stops.StopWhere([](const Call& call) {
    return call.actor.caller == "kept" ? absl::OkStatus() : absl::PermissionDeniedError("gone");
  });
  EXPECT_THAT(stopped, ::testing::ElementsAre("removed: gone"));
}

TEST(StopListTest, OneCallerCannotTakeAllWatches) {
  StopList stops;
  const auto hold = [&](const std::string& caller) {
    Call call;
    call.actor.caller = caller;
    return stops.Add(call, [](const absl::Status&) {});
  };
  std::vector<int64_t> held;
  for (size_t i = 0; i < StopList::kMaxOfCaller; ++i) {
    const auto id = hold("greedy");
    ZGC_ASSERT_OK(id);
    held.push_back(*id);
  }
  EXPECT_THAT(hold("greedy"), ::zgc::testing::HasReason(zgc::common::v1::ERROR_REASON_OVERLOADED));
  ZGC_EXPECT_OK(hold("supervision"));
  stops.Remove(held.back());
  ZGC_EXPECT_OK(hold("greedy"));
}

TEST(StopListTest, AWatchEndsOnceThePolicyBindsItsCaller) {
  const testing::TempDir dir;
  const std::string path = dir.path() + "/policy.json";
  const auto write = [&](const std::string& scopes) {
    std::ofstream(path) << R"({"identities": [{"spiffe_id": "spiffe://zgc/a", "roles": ["all"],
        "scopes": )" << scopes
                        << R"(}], "roles": [{"name": "all", "methods": ["/zgc.*"]}]})";
  };
  write(R"({"all": true})");
  const auto policy = PolicySource::FromFile(path);
  ZGC_ASSERT_OK(policy);
  storage::StoreOptions options;
  options.url = dir.StoreUrl();
  options.create = true;
  storage::Schema schema;
  schema.name = "test";
  const auto store = storage::Store::Open(schema, options);
  ZGC_ASSERT_OK(store);
  observability::Metrics metrics;
  Calls calls(**store, **policy, metrics, /*insecure=*/false);
  Call call;
  call.actor.caller = "spiffe://zgc/a";
  call.method = "/zgc.ops.v1.OperationsService/WatchChanges";
  absl::Status ended;
  ZGC_ASSERT_OK(calls.stops().Add(call, [&](const absl::Status& why) { ended = why; }));
  calls.PolicyReloaded(absl::OkStatus());
  EXPECT_EQ(ended, absl::OkStatus());
  write(R"({"parks": ["parks/a"]})");
  EXPECT_EQ(*(*policy)->Reload(), true);
  calls.PolicyReloaded(absl::OkStatus());
  EXPECT_THAT(ended, ::zgc::testing::HasReason(zgc::common::v1::ERROR_REASON_OUT_OF_SCOPE));
}

}  // namespace
}  // namespace zgc::rpc
