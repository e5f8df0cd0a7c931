#include "common/resource/checks.h"

#include "common/testing/matchers.h"

namespace zgc::resource {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(ChecksTest, APeriodEndsNotBeforeItBegins) {
  const auto checked = [](const std::string& start, const std::string& end) {
    common::v1::Period period;
    period.set_start_date(start);
    period.set_end_date(end);
    Checks checks;
    checks.Period(period, "row.period");
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(checked("2019-01-01", "2019-12-31"));
  ZGC_EXPECT_OK(checked("2019-01-01", "2019-01-01"));
  ZGC_EXPECT_OK(checked("", "2019-12-31"));
  EXPECT_THAT(
      checked("2019-12-31", "2019-01-01"),
      FailsWith(kInvalid, HasSubstr("row.period.end_date: 2019-01-01 is before 2019-12-31")));
  // That these are no days is said by the contract.
  ZGC_EXPECT_OK(checked("2019-12-31", "2019"));
  ZGC_EXPECT_OK(checked("x", "2019-01-01"));
}

}  // namespace
}  // namespace zgc::resource
