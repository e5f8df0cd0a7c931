#include "services/funding_ledger/domain/payments/prior_years.h"

#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;

class PriorYearsTest : public BudgetFixture {};

TEST_F(PriorYearsTest, WhatAClosedYearPaidComesBackOfTheLotsThatNobodyTookBack) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1000)));
  ZGC_ASSERT_OK(Pay("p", "a", 1000));
  ZGC_ASSERT_OK(Close());
  const v1::Payment payment = Find(kPayments, "payments/p");
  const auto take_back = [&](int64_t fen) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      Posting posting({"fiscalYears/2020", "", "programs/ic", "awards/a", "clawbacks/c", "", "",
                       "d", "payments/p"});
      ZGC_RETURN_IF_ERROR(MoveFromPriorYear(
          txn, payment, OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, "programs/ic"), fen, posting));
      ZGC_RETURN_IF_ERROR(posting.Post(txn));
      return "";
    }));
  };
  take_back(300);
  take_back(200);
  EXPECT_EQ(On("2020-receivable-ic"), 500);
  EXPECT_EQ(On("2020-prior-year-ic"), 500);
  EXPECT_THAT(LotsOf("accounts/2020-receivable-ic"), ElementsAre("budget 500"));
}

}  // namespace
}  // namespace zgc::funding
