#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/call/calls.h"
#include "common/testing/matchers.h"

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

}  // namespace
}  // namespace zgc::rpc
