#include "services/funding_ledger/domain/years/periods.h"

#include "common/resource/rows.h"
#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Closing months, opening them again, and closing the year.
class PeriodsTest : public BudgetFixture {
 protected:
  absl::StatusOr<v1::FiscalYear> CloseThrough(const std::string& day) {
    return Do(ClosePeriod,
              absl::StrCat("name: 'fiscalYears/2019' reason: 'r' closed_through: '", day, "'"),
              "head");
  }
  absl::StatusOr<v1::PeriodReopening> Reopen(const std::string& id, const std::string& day) {
    return Do(CreatePeriodReopening,
              absl::StrCat("period_reopening_id: '", id,
                           "' period_reopening { fiscal_year: 'fiscalYears/2019' reason: 'r' "
                           "document: 'd' closed_through: '",
                           day, "' }"));
  }
};

TEST_F(PeriodsTest, AClosedMonthRefusesWhatIsEffectiveInIt) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Draft("counted", "ic", Unknown() + "effective_date: '2019-03-01'"));
  const auto closed = CloseThrough("2019-03-31");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->steps(1).actor(), "head");
  EXPECT_THAT(Pay("p", "a", 10, "effective_date: '2019-03-31'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Appropriate("x", 1, "effective_date: '2019-01-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Vire("v", "fund", "ic", 1, "effective_date: '2019-02-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  // An award of unknown amount posts nothing, but counts in the figures of its month.
  EXPECT_THAT(Approve("counted"), HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Draft("late", "ic", Unknown() + "effective_date: '2019-02-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(Draft("undated", "ic", Known(1)));
  EXPECT_THAT(Do(ApproveAward, "name: 'awards/undated' date: '2019-03-01'", "checker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(
      Do(ReduceAward, "name: 'awards/a' date: '2019-03-01' amount_fen: 90 reason: 'r'", "checker"),
      HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' date: '2019-03-01' reason: 'r'", "checker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_EXPECT_OK(Pay("p", "a", 10, "effective_date: '2019-04-01'"));
  // Without a day it counts as of the last of the year.
  ZGC_EXPECT_OK(Pay("q", "a", 10));
  // Other years are not concerned.
  ZGC_EXPECT_OK(Appropriate("next", 1, "effective_date: '2020-01-01'", "2020"));
}

TEST_F(PeriodsTest, MonthsCloseInOrderAtTheirLastDay) {
  ZGC_ASSERT_OK(CloseThrough("2019-02-28"));
  for (const char* day :
       {"2019-02-28", "2019-01-31", "2019-03-30", "2019-06-27", "2020-01-31", "2019-12-31", ""}) {
    EXPECT_THAT(CloseThrough(day), HasReason(ERROR_REASON_INVALID_FIELD)) << day;
  }
  ZGC_EXPECT_OK(CloseThrough("2019-06-30"));
  EXPECT_THAT(Do(ClosePeriod, "name: 'fiscalYears/2019' closed_through: '2019-07-31'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(ClosePeriod, "name: 'fiscalYears/2019' etag: 'r1' closed_through: '2019-07-31'"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(CloseThrough("2019-07-31"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(PeriodsTest, MonthsOpenAgainWhenAnotherPersonApproves) {
  EXPECT_THAT(Reopen("early", ""), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(CloseThrough("2019-06-30"));
  EXPECT_THAT(Reopen("same", "2019-06-30"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Reopen("odd", "2019-05-30"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Reopen("r", "2019-04-30"));
  EXPECT_THAT(Appropriate("x", 1, "effective_date: '2019-05-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Do(ApprovePeriodReopening, "name: 'periodReopenings/r'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApprovePeriodReopening, "name: 'periodReopenings/r'", "head"));
  const v1::FiscalYear year = Find(kFiscalYears, "fiscalYears/2019");
  EXPECT_EQ(year.closed_through(), "2019-04-30");
  const common::v1::Step& step = *year.steps().rbegin();
  EXPECT_EQ(step.method(), "ApprovePeriodReopening");
  EXPECT_EQ(step.actor(), "head");
  EXPECT_EQ(step.note(), "periodReopenings/r: closed through 2019-04-30: r");
  EXPECT_EQ(step.to_state(), "FISCAL_YEAR_STATE_OPEN");
  EXPECT_EQ(step.revision(), year.revision());
  ZGC_EXPECT_OK(Appropriate("x", 1, "effective_date: '2019-05-01'"));
  EXPECT_THAT(Appropriate("y", 1, "effective_date: '2019-04-30'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(Reopen("s", ""));
  ZGC_ASSERT_OK(Do(RejectPeriodReopening, "name: 'periodReopenings/s' reason: 'r'", "head"));
  EXPECT_EQ(Find(kFiscalYears, "fiscalYears/2019").closed_through(), "2019-04-30");
}

TEST_F(PeriodsTest, NeitherAMonthNorAYearClosesBeforeItBegins) {
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2999'"));
  const auto not_begun = [](const std::string& what) {
    return ::testing::AllOf(
        HasReason(ERROR_REASON_ILLEGAL_TRANSITION),
        FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr(what + " has not begun")));
  };
  EXPECT_THAT(
      Do(ClosePeriod, "name: 'fiscalYears/2999' reason: 'r' closed_through: '2999-01-31'", "head"),
      not_begun("2999-01"));
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2999' reason: 'r'", "head"), not_begun("it"));
}

TEST_F(PeriodsTest, ReopeningsAreListedByYearAndState) {
  ZGC_ASSERT_OK(CloseThrough("2019-02-28"));
  ZGC_ASSERT_OK(Reopen("r", "2019-01-31"));
  EXPECT_THAT(Listed(store_->Read(), ListPeriodReopenings,
                     "fiscal_year: 'fiscalYears/2019' state: DECISION_STATE_DRAFT"),
              ElementsAre("periodReopenings/r"));
  EXPECT_THAT(Listed(store_->Read(), ListPeriodReopenings, "state: DECISION_STATE_APPROVED"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetPeriodReopening, "name: 'periodReopenings/r'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->closed_through(), "2019-01-31");
  EXPECT_THAT(Got(store_->Read(), GetPeriodReopening, "name: 'periodReopenings/s'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
