#include "services/funding_ledger/domain/accounts/money_days.h"

#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class MoneyDaysTest : public FundingFixture {
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
};

TEST_F(MoneyDaysTest, MoneyMovesOnADayOfTheYearThatHasCome) {
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

TEST_F(MoneyDaysTest, NothingIsDatedAfterToday) {
  const auto on = [&](const std::string& day) {
    return Said([&](const storage::Txn& txn, Checks& checks) {
      CheckNotAfterToday(txn, day, "f", checks);
    });
  };
  ZGC_EXPECT_OK(on(""));
  ZGC_EXPECT_OK(on("2019-05-01"));
  EXPECT_THAT(on("2999-01-01"), FailsWith(kInvalid, HasSubstr("f: 2999-01-01 is after today")));
}

}  // namespace
}  // namespace zgc::funding
