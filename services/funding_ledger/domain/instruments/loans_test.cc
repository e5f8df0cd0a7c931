#include "services/funding_ledger/domain/instruments/loans.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/instruments/investments.h"
#include "services/funding_ledger/domain/instruments/loan_pool.h"
#include "services/funding_ledger/domain/instruments/loan_supports.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

class LoansTest : public InstrumentFixture {
 protected:
  LoansTest() {
    // 50 % of the interest by 365 days, 100 fen a year for each borrower at most.
    MakeRule("interest", "2019-01-01",
             "interest { share_percent: '50' day_count: DAY_COUNT_ACTUAL_365 } "
             "caps { per_recipient_year_fen: 100 }");
    MakeRule("risk", "2019-01-01", "risk_compensation { share_percent: '30' }");
  }

  // 7,300 fen at 4 % for two years from 2019-01-01.
  absl::StatusOr<v1::Loan> Lend(const std::string& id, const std::string& borrower = "x",
                                const std::string& more = "") {
    const std::string fields = Fields({{"contract_number", absl::StrCat("'No.", id, "'")},
                                       {"principal_fen", "7300"},
                                       {"annual_rate_percent", "'4'"},
                                       {"start_date", "'2019-01-01'"},
                                       {"program", "'programs/ic'"}},
                                      more);
    return Do(
        CreateLoan,
        absl::StrCat("loan_id: '", id, "' loan { borrower: '//park_region/enterprises/", borrower,
                     "' lender: '甲银行' end_date: '2021-01-01' document: 'd' ", fields, " }"));
  }
  absl::StatusOr<v1::LoanSubsidy> Subsidise(const std::string& id, const std::string& loan,
                                            const std::string& from, const std::string& to,
                                            const std::string& more = "",
                                            const std::string& program = "ic") {
    return Do(CreateLoanSubsidy,
              absl::StrCat("loan_subsidy_id: '", id, "' loan_subsidy { loan: 'loans/", loan,
                           "' from_date: '", from, "' to_date: '", to, "' ",
                           Decision("interest", program, more), " }"),
              "maker");
  }
  absl::StatusOr<v1::RiskCompensation> Compensate(const std::string& id, const std::string& loan,
                                                  int64_t loss) {
    return Do(CreateRiskCompensation,
              absl::StrCat("risk_compensation_id: '", id, "' risk_compensation { loan: 'loans/",
                           loan, "' loss_fen: ", loss, " ", Decision("risk", "ic"), " }"),
              "maker");
  }
  absl::StatusOr<v1::LoanBatch> Batch(const std::string& id, int64_t times,
                                      const std::string& more) {
    return Do(CreateLoanBatch, absl::StrCat("loan_batch_id: '", id,
                                            "' loan_batch { program: 'programs/ic' year: "
                                            "'2019' document: 'd' loan_times: ",
                                            times, " ", more, " }"));
  }
  // "times/recorded times, enterprises[+], amount[+], rate"
  std::string Statistics(const std::string& from = "2019-01-01",
                         const std::string& to = "2019-12-31") {
    const auto found = Ask(GetLoanStatistics, absl::StrCat("program: 'programs/fund' from_date: '",
                                                           from, "' to_date: '", to, "'"));
    if (!found.ok()) return found.status().ToString();
    return absl::StrCat(found->loan_times(), "/", found->recorded_times(), ", ",
                        found->enterprise_count(), found->at_least() ? "+, " : ", ",
                        found->amount_fen(),
                        found->amount_state() == AMOUNT_STATE_UNKNOWN ? "+, " : ", ",
                        found->weighted_rate_percent());
  }
};

TEST_F(LoansTest, ASubsidyIsComputedAndBecomesADraftAward) {
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

TEST_F(LoansTest, WhatARuleComputedNobodyReduces) {
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

TEST_F(LoansTest, TheCapOfARecipientCountsTheWholeYearAndForgetsWhatWasCancelled) {
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

TEST_F(LoansTest, ARuleChangeDoesNotChangeWhatWasDecided) {
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

TEST_F(LoansTest, NoDayOfALoanIsSubsidisedTwice) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Subsidise("s1", "l1", "2019-01-01", "2019-02-01"));
  const auto again = Subsidise("s2", "l1", "2019-01-31", "2019-03-01", "", "talent");
  EXPECT_THAT(again, HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("awards/s1")));
  ZGC_EXPECT_OK(Subsidise("s2", "l1", "2019-02-01", "2019-03-01"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/s1' reason: 'r'"));
  ZGC_EXPECT_OK(Subsidise("s3", "l1", "2019-01-01", "2019-02-01"));
}

TEST_F(LoansTest, TheSameLoanUnderAnotherProgramIsFoundByTheGuard) {
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

TEST_F(LoansTest, LossesAreCompensatedUpToThePrincipal) {
  ZGC_ASSERT_OK(Lend("l1"));
  EXPECT_EQ(Compensate("c1", "l1", 5000)->decision().calculation().amount_fen(), 1500);
  EXPECT_THAT(Compensate("c2", "l1", 2301), FailsWith(kInvalid, HasSubstr("5000 fen")));
  ZGC_ASSERT_OK(Compensate("c2", "l1", 2300));
  // The lender receives it, and is no enterprise of the master data.
  EXPECT_EQ(Find(kAwards, "awards/c1").enterprises_size(), 0);
  EXPECT_EQ(Find(kAwards, "awards/c1").recipient_count(), 1);
}

TEST_F(LoansTest, EveryWrongFieldIsNamed) {
  const auto loan = Do(CreateLoan,
                       "loan_id: 'X' loan { borrower: 'x' park: 'y' contract_number: ' ' "
                       "annual_rate_percent: '4.12345' start_date: '2019-01-01' end_date: "
                       "'2019-01-01' }");
  for (const char* field : {"loan_id", "borrower", "park", "lender", "contract_number", "principal",
                            "annual_rate_percent", "end_date", "program", "document"}) {
    EXPECT_THAT(loan, FailsWith(kInvalid, HasSubstr(field))) << field;
  }
  ZGC_ASSERT_OK(Lend("l1"));
  EXPECT_THAT(Lend("l2", "x", "contract_number: ' ＮＯ.L1'"),
              FailsWith(kInvalid, HasSubstr("loans/l1 has it")));
  const auto subsidy = Do(CreateLoanSubsidy,
                          "loan_subsidy_id: 's' loan_subsidy { loan: 'loans/l1' from_date: "
                          "'2018-12-31' to_date: '2021-01-02' decision { program: 'programs/ic' "
                          "fiscal_year: 'fiscalYears/2019' rule: 'interest' date: '2019-02-01' "
                          "parks: 'p' } }");
  for (const char* field : {"loan_subsidy.from_date", "loan_subsidy.to_date",
                            "decision.display_name", "decision.document", "decision.parks"}) {
    EXPECT_THAT(subsidy, FailsWith(kInvalid, HasSubstr(field))) << field;
  }
  EXPECT_THAT(Subsidise("s", "l1", "2019-01-01", "2019-02-01", "rule: 'none'"),
              FailsWith(kInvalid, HasSubstr("no version of \"none\"")));
  EXPECT_THAT(Subsidise("s", "l1", "2019-01-01", "2019-02-01", "rule: 'risk'"),
              FailsWith(kInvalid, HasSubstr("kind")));
  EXPECT_THAT(Subsidise("s", "l1", "2019-01-01", "2019-02-01", "date: '2020-01-01'"),
              FailsWith(kInvalid, HasSubstr("is not in 2019")));
  EXPECT_THAT(Subsidise("s", "none", "2019-01-01", "2019-02-01"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

// Worked out by hand.
TEST_F(LoansTest, StatisticsCountTimesEnterprisesAndTheWeightedRate) {
  EXPECT_EQ(Statistics(), "0/0, 0, 0, ");
  ZGC_ASSERT_OK(Lend("a", "x", "principal_fen: 100 annual_rate_percent: '4.35'"));
  ZGC_ASSERT_OK(Lend("b", "x", "principal_fen: 200 annual_rate_percent: '5'"));
  ZGC_ASSERT_OK(Lend("c", "y", "principal_fen: 400 annual_rate_percent: '3.85'"));
  // (435 + 1000 + 1540) ÷ 700 = 4.25.
  EXPECT_EQ(Statistics(), "3/3, 2, 700, 4.25");
  ZGC_ASSERT_OK(Lend("d", "z",
                     "principal_fen: 2 annual_rate_percent: '4' start_date: "
                     "'2019-07-01'"));
  // (2975 + 8) ÷ 702 = 4.249287…
  EXPECT_EQ(Statistics(), "4/4, 3, 702, 4.2493");
  EXPECT_EQ(Statistics("2019-07-01"), "1/1, 1, 2, 4");
  EXPECT_EQ(Statistics("2020-01-01", "2020-12-31"), "0/0, 0, 0, ");
}

TEST_F(LoansTest, ABatchStandsForWhatIsNotRecordedOneByOne) {
  ZGC_ASSERT_OK(Batch("b", 10,
                      "amount_state: AMOUNT_STATE_KNOWN amount_fen: 1000 "
                      "weighted_rate_percent: '4.72'"));
  EXPECT_EQ(Statistics(), "10/0, 0+, 1000, 4.72");
  const std::string of = "batch: 'loanBatches/b' ";
  ZGC_ASSERT_OK(Lend("l1", "x", of + "principal_fen: 100 annual_rate_percent: '6'"));
  ZGC_ASSERT_OK(Lend("l2", "x", of + "principal_fen: 400 annual_rate_percent: '4'"));
  // Nothing is counted twice, and the rate is what the batch states.
  EXPECT_EQ(Statistics(), "10/2, 1+, 1000, 4.72");
  // One beside it: (4720 + 10 × 500) ÷ 1500 = 6.48.
  ZGC_ASSERT_OK(Lend("l3", "y", "principal_fen: 500 annual_rate_percent: '10'"));
  EXPECT_EQ(Statistics(), "11/3, 2+, 1500, 6.48");
  // In the first half the batch may lie or not; the loans do.
  EXPECT_EQ(Statistics("2019-01-01", "2019-06-30"), "3/3, 2+, 1000+, ");
  EXPECT_THAT(Lend("l4", "y", of + "principal_fen: 501"),
              FailsWith(kInvalid, HasSubstr("500 fen left")));
  EXPECT_THAT(Lend("l4", "y", of + "program: 'programs/talent'"),
              FailsWith(kInvalid, HasSubstr("is of programs/ic")));
  EXPECT_THAT(Lend("l4", "y", of + "start_date: '2020-01-01'"),
              FailsWith(kInvalid, HasSubstr("is of 2019")));
}

TEST_F(LoansTest, ABatchThatIsRecordedInFullIsItsLoans) {
  ZGC_ASSERT_OK(Batch("b", 1, "amount_state: AMOUNT_STATE_UNKNOWN"));
  EXPECT_EQ(Statistics(), "1/0, 0+, 0+, ");
  ZGC_ASSERT_OK(Lend("l1", "x", "batch: 'loanBatches/b'"));
  EXPECT_EQ(Statistics(), "1/1, 1, 7300, 4");
  EXPECT_THAT(Lend("l2", "x", "batch: 'loanBatches/b'"),
              FailsWith(kInvalid, HasSubstr("all of its 1 loans")));
}

}  // namespace
}  // namespace zgc::funding
