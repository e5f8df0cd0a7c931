#include "services/funding_ledger/domain/accounts/steps.h"

#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class StepsTest : public FundingFixture {
 protected:
  // What a check says in a commit.
  absl::Status Said(const std::function<void(const storage::Txn&, Checks&)>& check) {
    Checks checks;
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      check(txn, checks);
      return "";
    }));
    return checks.ToStatus();
  }
  void Record(const std::string& method, const std::string& date, const std::string& person) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      RecordStep(txn, {"", person}, Taken{method, "A", "B", date, "note", "paper"}, steps_);
      return "";
    }));
  }

  Steps steps_;
};

TEST_F(StepsTest, AStepRecordsWhoWhenAndOnWhatGrounds) {
  Record("ApproveAward", "2019-05-01", "checker");
  ASSERT_EQ(steps_.size(), 1);
  EXPECT_EQ(steps_[0].method(), "ApproveAward");
  EXPECT_EQ(steps_[0].from_state(), "A");
  EXPECT_EQ(steps_[0].to_state(), "B");
  EXPECT_EQ(steps_[0].actor(), "checker");
  EXPECT_EQ(steps_[0].note(), "note");
  EXPECT_EQ(steps_[0].evidence(0), "paper");
}

TEST_F(StepsTest, ThoseWhoTookStepsAreFoundByMethod) {
  Record("ApproveAward", "2019-05-01", "checker");
  Record("ReduceAward", "2019-05-02", "clerk");
  Record("ApproveAward", "2019-05-03", "head");
  EXPECT_THAT(ActorsOf(steps_, {"ApproveAward"}), ElementsAre("checker", "head"));
  EXPECT_THAT(ActorsOf(steps_, {"CancelAward"}), IsEmpty());
}

TEST_F(StepsTest, AStepIsNotBeforeTheLastThatStatesADay) {
  Record("ApproveAward", "2019-05-01", "checker");
  Record("ReduceAward", "", "clerk");
  const auto on = [&](const std::string& day) {
    return Said(
        [&](const storage::Txn& txn, Checks& checks) { CheckStepDay(txn, day, steps_, checks); });
  };
  ZGC_EXPECT_OK(on(""));
  ZGC_EXPECT_OK(on("2019-05-01"));
  EXPECT_THAT(on("2019-04-30"),
              FailsWith(kInvalid, HasSubstr("2019-04-30 is before ApproveAward on 2019-05-01")));
  EXPECT_THAT(on("2999-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(on("soon"), FailsWith(kInvalid, HasSubstr("soon")));
}

TEST_F(StepsTest, MoneyMovesOnADayOfTheYearThatHasCome) {
  const auto money = [&](const std::string& day, const std::string& year) {
    return Said([&](const storage::Txn& txn, Checks& checks) {
      CheckMoneyDay(txn, day, "fiscalYears/" + year, "f", checks);
    });
  };
  ZGC_EXPECT_OK(money("2019-05-01", "2019"));
  ZGC_EXPECT_OK(money("", "2019"));
  EXPECT_THAT(money("2020-01-01", "2019"), FailsWith(kInvalid, HasSubstr("is not in 2019")));
  EXPECT_THAT(money("2999-01-01", "2999"), FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(money("", "2999"), FailsWith(kInvalid, HasSubstr("has not begun on")));
  const auto begun = [&](const std::string& year) {
    return Said(
        [&](const storage::Txn& txn, Checks& checks) { CheckBegun(txn, year, "f", checks); });
  };
  ZGC_EXPECT_OK(begun("fiscalYears/2019"));
  EXPECT_THAT(begun("fiscalYears/2999"), FailsWith(kInvalid, HasSubstr("has not begun on")));
}

TEST_F(StepsTest, AStepWithoutADayHasThatOfItsCommit) {
  ZGC_ASSERT_OK(Said([](const storage::Txn& txn, Checks& checks) {
    EXPECT_EQ(DayOr(txn, "2019-05-01"), "2019-05-01");
    const std::string today = DayOr(txn, "");
    EXPECT_GT(today, "2025-01-01");
    CheckNotAfterToday(txn, today, "f", checks);
    CheckNotAfterToday(txn, "", "f", checks);
  }));
  EXPECT_THAT(Said([](const storage::Txn& txn, Checks& checks) {
                CheckNotAfterToday(txn, "2999-01-01", "f", checks);
              }),
              FailsWith(kInvalid, HasSubstr("f: 2999-01-01 is after today")));
}

TEST_F(StepsTest, ARowMovesByAnOpenMethod) {
  v1::Application row;
  row.set_state(v1::APPLICATION_STATE_DRAFT);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    Take(txn, {"", "maker"}, ApplicationLifecycle(),
         Taken{"SubmitApplication", "", "", "2019-03-31", "", ""}, row);
    return "";
  }));
  EXPECT_EQ(row.state(), v1::APPLICATION_STATE_SUBMITTED);
  EXPECT_EQ(row.steps(0).from_state(), "APPLICATION_STATE_DRAFT");
  EXPECT_EQ(row.steps(0).to_state(), "APPLICATION_STATE_SUBMITTED");
}

}  // namespace
}  // namespace zgc::funding
