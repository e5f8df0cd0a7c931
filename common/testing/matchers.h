#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "gmock/gmock.h"

namespace zgc::testing {

inline constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
inline constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(status_or_statusor, IsOk())
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

// EXPECT_THAT(result, FailsWith(code, HasSubstr("words")))
MATCHER_P2(FailsWith, code, message, "") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(message, std::string(StatusOf(arg).message()),
                                       result_listener);
}

// EXPECT_THAT(result, HasReason(ERROR_REASON_...))
MATCHER_P(HasReason, reason, "") {
  *result_listener << StatusOf(arg);
  return base::ReasonOf(StatusOf(arg)) == reason;
}

}  // namespace zgc::testing

#define ZGC_ASSERT_OK(expr) ASSERT_THAT((expr), ::zgc::testing::IsOk())
#define ZGC_EXPECT_OK(expr) EXPECT_THAT((expr), ::zgc::testing::IsOk())
