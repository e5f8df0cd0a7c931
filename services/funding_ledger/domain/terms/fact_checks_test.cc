#include "services/funding_ledger/domain/terms/fact_checks.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(FactChecksTest, APercentIsAboveZeroAndOfSoManyDigits) {
  resource::Checks checks;
  for (const char* percent : {"0.01", "40", "99.99", "100"}) {
    CheckPercent(percent, kShareScale, "f", checks);
    CheckOptionalPercent(percent, kShareScale, "f", checks);
  }
  CheckOptionalPercent("", kShareScale, "f", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  for (const char* percent : {"", "0", "-1", "100.01", "4.355", "1e1"}) {
    resource::Checks wrong;
    CheckPercent(percent, kShareScale, "f", wrong);
    EXPECT_THAT(wrong.ToStatus(), FailsWith(kInvalid, HasSubstr("f: "))) << percent;
  }
  CheckOptionalPercent("0", kShareScale, "f", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("f: ")));
}

TEST(FactChecksTest, ATermHasBoundsInOrder) {
  resource::Checks checks;
  CheckTerm(0, 0, "t", checks);
  CheckTerm(30, 30, "t", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  CheckTerm(-1, 0, "a", checks);
  CheckTerm(30, 29, "b", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, AllOf(HasSubstr("a.min_term_days"),
                                                           HasSubstr("b.max_term_days"))));
}

TEST(FactChecksTest, ALoanIsAsLongAsTheRuleWants) {
  const auto term = [](const std::string& end, int32_t min_days, int32_t max_days) {
    resource::Checks checks;
    FactChecks("facts", checks).Term("2019-01-01", end, min_days, max_days);
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(term("2019-01-31", 30, 30));
  EXPECT_THAT(term("2019-01-31", 31, 0),
              FailsWith(kInvalid, HasSubstr("facts.end_date: a loan of 30 days is shorter")));
  EXPECT_THAT(term("2019-01-31", 0, 29), FailsWith(kInvalid, HasSubstr("is longer than the 29")));
  EXPECT_THAT(term("2019-01-01", 0, 0), FailsWith(kInvalid, HasSubstr("is not after")));
  EXPECT_THAT(term("soon", 0, 0), FailsWith(kInvalid, HasSubstr("facts.end_date")));
}

}  // namespace
}  // namespace zgc::funding
