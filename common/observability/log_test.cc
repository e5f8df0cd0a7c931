#include "common/observability/log.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "common/base/actor.h"
#include "common/observability/log_budget.h"

namespace zgc::observability {
namespace {

TEST(LogTest, WhatACallerSendsIsCutAndTame) {
  base::Actor actor;
  actor.caller = "spiffe://zgc/stranger";
  actor.person = std::string(8 << 20, '\x01');
  ::testing::internal::CaptureStderr();
  LogCall(std::string(1 << 20, '"'), actor, std::string(1 << 20, '\n'),
          absl::PermissionDeniedError(std::string(8 << 20, '\xff')), absl::Seconds(1));
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_LT(said.size(), 8192);
  const auto line = nlohmann::json::parse(said);
  EXPECT_EQ(line["caller"], "spiffe://zgc/stranger");
  EXPECT_THAT(std::string(line["person"]), ::testing::EndsWith("(8388608 bytes)"));
}

// Last, since it spends the budget of the process.
TEST(LogTest, WhatIsLeftOutIsCounted) {
  ::testing::internal::CaptureStderr();
  const int64_t before = LinesLeftOut();
  for (int i = 0; i < 2000; ++i) {
    LogError("flood", absl::InternalError(std::string(900, 'x')));
  }
  EXPECT_LT(::testing::internal::GetCapturedStderr().size(), 512 << 10);
  EXPECT_GT(LinesLeftOut(), before + 1000);
  // What comes after is told how many, in a line of the size that is paid for.
  std::string said;
  while (said.empty()) {
    ::testing::internal::CaptureStderr();
    LogError("calm", absl::InternalError("x"));
    said = ::testing::internal::GetCapturedStderr();
  }
  EXPECT_THAT(said, ::testing::HasSubstr("lines left out"));
  EXPECT_LE(said.find('\n'), LogBudget::kNoteBytes);
}

}  // namespace
}  // namespace zgc::observability
