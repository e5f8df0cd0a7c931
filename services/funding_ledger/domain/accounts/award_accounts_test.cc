#include "services/funding_ledger/domain/accounts/award_accounts.h"

#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

class AwardAccountsTest : public BudgetFixture {
 protected:
  static v1::Award Of(const std::string& program) {
    v1::Award award;
    award.set_name("awards/a");
    award.set_program("programs/" + program);
    award.set_fiscal_year("fiscalYears/2019");
    return award;
  }
};

TEST_F(AwardAccountsTest, WhatIsOpenIsPaidByItsYearOrTheOneThatItWasCarriedTo) {
  v1::Award award = Of("ic");
  EXPECT_EQ(PayingYear(award), "fiscalYears/2019");
  award.set_paying_year("fiscalYears/2020");
  EXPECT_EQ(PayingYear(award), "fiscalYears/2020");
}

TEST_F(AwardAccountsTest, WhatIsReservedIsCommittedOrClaimedOfASummary) {
  v1::Award award = Of("ic");
  EXPECT_EQ(ReservedOn(award).kind, v1::ACCOUNT_KIND_COMMITTED);
  EXPECT_EQ(ReservedOn(award).holder, "programs/ic");
  award.set_within_summary("summaryDisbursements/s");
  EXPECT_EQ(ReservedOn(award).kind, v1::ACCOUNT_KIND_CLAIMED);
}

TEST_F(AwardAccountsTest, ARecordMayStandForMoreRecipientsThanItNames) {
  v1::Award award = Of("ic");
  EXPECT_EQ(EnterprisesOf(award), Recipients::kUnstated);
  EXPECT_EQ(ParksOf(award), Recipients::kUnstated);
  award.add_enterprises("x");
  award.add_parks("a");
  EXPECT_EQ(EnterprisesOf(award), Recipients::kOne);
  EXPECT_EQ(ParksOf(award), Recipients::kOne);
  award.set_recipient_count(2);
  EXPECT_EQ(EnterprisesOf(award), Recipients::kSeveral);
  award.set_recipient_count(1);
  award.add_enterprises("y");
  award.add_parks("b");
  EXPECT_EQ(EnterprisesOf(award), Recipients::kSeveral);
  EXPECT_EQ(ParksOf(award), Recipients::kSeveral);
}

TEST_F(AwardAccountsTest, ATransferNamesTheOneThatItIsFor) {
  v1::Award award = Of("ic");
  award.add_enterprises("x");
  award.add_parks("a");
  award.add_parks("b");
  const PostingContext context = ContextOf(award, "2019-05-01", "payments/p", "voucher");
  EXPECT_EQ(context.fiscal_year, "fiscalYears/2019");
  EXPECT_EQ(context.effective_date, "2019-05-01");
  EXPECT_EQ(context.award, "awards/a");
  EXPECT_EQ(context.source, "payments/p");
  EXPECT_EQ(context.enterprise, "x");
  EXPECT_EQ(context.park, "");
  EXPECT_EQ(context.document, "voucher");
}

TEST_F(AwardAccountsTest, AStepCountsNotBeforeTheAwardTookEffect) {
  v1::Award award = Of("ic");
  award.set_effective_date("2019-05-01");
  EXPECT_EQ(CountsFrom(award, "2019-04-01", "fiscalYears/2019"), "2019-05-01");
  EXPECT_EQ(CountsFrom(award, "2019-06-01", "fiscalYears/2019"), "2019-06-01");
  EXPECT_EQ(CountsFrom(award, "2020-01-02", "fiscalYears/2019"), "");
  EXPECT_EQ(CountsFrom(award, "2020-01-02", "fiscalYears/2020"), "2020-01-02");
  const auto back = GoesBackOn(store_->Read(), award, "2019-04-01");
  ZGC_ASSERT_OK(back);
  EXPECT_EQ(*back, "2019-05-01");
  // A reservation without a day gives back on none.
  award.clear_effective_date();
  const auto on_none = GoesBackOn(store_->Read(), award, "2019-04-01");
  ZGC_ASSERT_OK(on_none);
  EXPECT_EQ(*on_none, "");
}

TEST_F(AwardAccountsTest, MoneyGoesBackToWhereItCameFromOrToWhatTheProgramDrawsOn) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  ZGC_ASSERT_OK(Allot("x", "ic", 100));
  const v1::Award award = Find(kAwards, "awards/a");
  const auto same = GoesBackTo(store_->Read(), award, "fiscalYears/2019");
  ZGC_ASSERT_OK(same);
  EXPECT_EQ(same->holder, "programs/fund");
  const auto next = GoesBackTo(store_->Read(), award, "fiscalYears/2020");
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(next->kind, v1::ACCOUNT_KIND_AVAILABLE);
  EXPECT_EQ(next->holder, "programs/fund");
}

}  // namespace
}  // namespace zgc::funding
