#include "services/funding_ledger/domain/instruments/loan_subsidies.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/loans_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class LoanSubsidiesTest : public LoansFixture {};

TEST_F(LoanSubsidiesTest, ASubsidyIsComputedAndBecomesADraftAward) {
  ZGC_ASSERT_OK(Lend("l1"));
  // 7,300 × 4 % × 50 % × 181 ÷ 365 = 72.4.
  const auto row = Subsidise("s1", "l1", "2019-01-01", "2019-07-01");
  ZGC_ASSERT_OK(row);
  EXPECT_EQ(row->decision().calculation().amount_fen(), 72);
  EXPECT_EQ(row->decision().rule_version(), "ruleVersions/interest-001");
  const auto award = Find(kAwards, "awards/s1");
  EXPECT_EQ(award.state(), v1::AWARD_STATE_DRAFT);
  EXPECT_EQ(award.maker(), "maker");
  EXPECT_EQ(award.amount_fen(), 72);
  EXPECT_EQ(award.support(), "loanSubsidies/s1");
  EXPECT_THAT(award.rules(), ElementsAre("ruleVersions/interest-001"));
  EXPECT_THAT(award.enterprises(), ElementsAre("//park_region/enterprises/x"));
  EXPECT_EQ(Find(kRuleVersions, "ruleVersions/interest-001").cited_count(), 1);
  ZGC_ASSERT_OK(Approve("s1"));
  ZGC_ASSERT_OK(Pay("p", "s1", 72));
}

TEST_F(LoanSubsidiesTest, WhatARuleComputedNobodyReduces) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-07-01"));
  ZGC_ASSERT_OK(Approve("s1"));
  const auto refused = Do(ReduceAward, "name: 'awards/s1' amount_fen: 70 reason: 'r'", "checker");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_AMOUNT_COMPUTED));
  EXPECT_THAT(std::string(refused.status().message()),
              ::testing::HasSubstr("ruleVersions/interest-001 from loanSubsidies/s1"));
  EXPECT_EQ(Find(kAwards, "awards/s1").amount_fen(), 72);
  // Wrong facts are recorded anew.
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/s1' reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Subsidise("s2", "l1", "2019-01-01", "2019-06-01"));
  ZGC_ASSERT_OK(Approve("s2"));
}

TEST_F(LoanSubsidiesTest, TheCapOfARecipientCountsTheWholeYearAndForgetsWhatWasCancelled) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Lend("l2"));
  ZGC_ASSERT_OK(Lend("l3", "y"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-07-01"));
  const auto second = Subsidise("s2", "l2", "2019-01-01", "2019-07-01");
  EXPECT_EQ(second->decision().calculation().amount_fen(), 28);
  EXPECT_EQ(second->decision().calculation().bound_by(), v1::SUPPORT_CAP_RECIPIENT_YEAR);
  EXPECT_EQ(Refusal(Subsidise("s3", "l2", "2019-07-01", "2019-12-01").status()),
            "SUPPORT_CAP_RECIPIENT_YEAR of ruleVersions/interest-001: 0 left, 61 asked for");
  EXPECT_EQ(
      Subsidise("s4", "l3", "2019-01-01", "2019-07-01")->decision().calculation().amount_fen(), 72);
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/s1' reason: 'r'"));
  EXPECT_EQ(
      Subsidise("s3", "l2", "2019-07-01", "2019-12-01")->decision().calculation().amount_fen(), 61);
}

TEST_F(LoanSubsidiesTest, ARuleChangeDoesNotChangeWhatWasDecided) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-03-01"));
  MakeRule("interest", "2020-01-01",
           "interest { share_percent: '25' day_count: DAY_COUNT_ACTUAL_365 }");
  EXPECT_EQ(Find(kRuleVersions, "ruleVersions/interest-001").effective_to(), "2019-12-31");
  // A decision of the old time, though recorded now, is by the old rule.
  const auto old = Subsidise("s2", "l1", "2019-03-01", "2019-05-01");
  EXPECT_EQ(old->decision().rule_version(), "ruleVersions/interest-001");
  EXPECT_EQ(Find(kAwards, "awards/s1").amount_fen(), 24);
  EXPECT_THAT(Find(kAwards, "awards/s1").rules(), ElementsAre("ruleVersions/interest-001"));
  const auto next =
      Do(CreateLoanSubsidy,
         "loan_subsidy_id: 's3' loan_subsidy { loan: 'loans/l1' from_date: '2020-01-01' to_date: "
         "'2020-07-01' decision { display_name: 'n' program: 'programs/ic' fiscal_year: "
         "'fiscalYears/2020' rule: 'interest' date: '2020-08-01' document: 'd' } }",
         "maker");
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(next->decision().rule_version(), "ruleVersions/interest-002");
  // Decisions rest on it: it cannot be taken back behind them.
  EXPECT_THAT(
      Do(EndRuleVersion, "name: 'ruleVersions/interest-002' effective_to: '2020-07-31' reason: 'r'",
         "checker"),
      FailsWith(kInvalid, HasSubstr("2020-08-01")));
}

TEST_F(LoanSubsidiesTest, NoDayOfALoanIsSubsidisedTwice) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-02-01"));
  const auto again = Subsidise("s2", "l1", "2019-01-31", "2019-03-01", "", "talent");
  EXPECT_THAT(again, HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("awards/s1")));
  ZGC_EXPECT_OK(Subsidise("s2", "l1", "2019-02-01", "2019-03-01"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/s1' reason: 'r'"));
  ZGC_EXPECT_OK(Subsidise("s3", "l1", "2019-01-01", "2019-02-01"));
}

TEST_F(LoanSubsidiesTest, TheSameLoanUnderAnotherProgramIsFoundByTheGuard) {
  ZGC_ASSERT_OK(Do(CreateGuardRule,
                   "guard_rule_id: 'loan' guard_rule { display_name: 'n' item_kind: "
                   "SUPPORT_ITEM_KIND_LOAN action: GUARD_ACTION_REFUSE scope: "
                   "GUARD_SCOPE_OTHER_PROGRAM effective_from: '2019-01-01' document: 'd' }",
                   "maker"));
  ZGC_ASSERT_OK(Do(ApproveGuardRule, "name: 'guardRules/loan'", "checker"));
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-02-01"));
  ZGC_ASSERT_OK(Subsidise("s2", "l1", "2019-02-01", "2019-03-01"));
  ZGC_ASSERT_OK(Subsidise("s3", "l1", "2019-03-01", "2019-04-01", "", "talent"));
  ZGC_ASSERT_OK(Approve("s1"));
  ZGC_ASSERT_OK(Approve("s2"));
  EXPECT_THAT(Approve("s3"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
}

TEST_F(LoanSubsidiesTest, SubsidiesAreListedByProgramAndLoanAndReadByName) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-07-01"));
  EXPECT_THAT(Listed(store_->Read(), ListLoanSubsidies, "program: 'programs/ic' loan: 'loans/l1'"),
              ElementsAre("loanSubsidies/s1"));
  EXPECT_THAT(Listed(store_->Read(), ListLoanSubsidies, "loan: 'loans/l2'"), IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetLoanSubsidy, "name: 'loanSubsidies/s1'")->to_date(),
            "2019-07-01");
}

}  // namespace
}  // namespace zgc::funding
