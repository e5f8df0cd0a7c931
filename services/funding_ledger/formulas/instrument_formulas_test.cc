#include "common/testing/formulas_fixture.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"

namespace zgc::funding {
namespace {

class InstrumentFormulasTest : public testing::FormulasFixture<InstrumentFixture> {
 protected:
  InstrumentFormulasTest() : FormulasFixture(RegisterFormulas) {}

  void Lend(const std::string& id, const std::string& borrower, const std::string& more) {
    ZGC_ASSERT_OK(Do(
        CreateLoan, absl::StrCat("loan_id: '", id, "' loan { borrower: '//park_region/enterprises/",
                                 borrower, "' lender: '甲银行' contract_number: '", id,
                                 "' program: 'programs/ic' document: 'd' end_date: '2021-01-01' ",
                                 Fields({{"start_date", "'2019-05-01'"}}, more), " }")));
  }
};

TEST_F(InstrumentFormulasTest, LoansAndBatchesAreCountedOnce) {
  ZGC_ASSERT_OK(Do(CreateLoanBatch,
                   "loan_batch_id: 'b' loan_batch { program: 'programs/ic' year: '2019' document: "
                   "'d' loan_times: 1642 weighted_rate_percent: '4.72' amount_state: "
                   "AMOUNT_STATE_UNKNOWN }"));
  EXPECT_EQ(Value("count_loan_times"), "1642");
  EXPECT_EQ(Value("weighted_loan_rate"), "4.72");
  EXPECT_EQ(Value("sum_loan_principal"), "unknown");
  const std::string terms = "principal_fen: 10000 annual_rate_percent: '5' ";
  Lend("l1", "x", terms + "batch: 'loanBatches/b'");
  Lend("l2", "x", terms + "batch: 'loanBatches/b'");
  EXPECT_EQ(Value("count_loan_times"), "1642");
  EXPECT_EQ(Value("weighted_loan_rate"), "4.72");
  EXPECT_EQ(Value("count_loan_enterprises"), ">=1");
  EXPECT_EQ(Value("sum_loan_principal"), ">=200");
  // One beside the batch: how much weight it has nobody knows.
  Lend("l3", "y", terms);
  EXPECT_EQ(Value("count_loan_times"), "1643");
  EXPECT_EQ(Value("weighted_loan_rate"), "unknown");
  EXPECT_EQ(Value("count_loan_times", {}, "2019-01-01", "2019-06-30"), ">=3");
  EXPECT_EQ(Value("count_loan_times", {{"program", "programs/talent"}}), "0");
}

TEST_F(InstrumentFormulasTest, WhatIsRecordedOneByOneIsExact) {
  Lend("l1", "x", "principal_fen: 10000 annual_rate_percent: '4.35'");
  Lend("l2", "x", "principal_fen: 20000 annual_rate_percent: '5'");
  Lend("l3", "y", "principal_fen: 10000 annual_rate_percent: '5' start_date: '2020-01-01'");
  EXPECT_EQ(Value("count_loan_times"), "2");
  EXPECT_EQ(Value("count_loan_enterprises"), "1");
  EXPECT_EQ(Value("sum_loan_principal"), "300");
  // (4.35 + 2 × 5) ÷ 3 = 4.7833…
  EXPECT_EQ(Value("weighted_loan_rate"), "4.78");
}

TEST_F(InstrumentFormulasTest, CommitmentsCountByTheirDays) {
  ZGC_ASSERT_OK(Do(CreateSubFund,
                   "sub_fund_id: 'f' sub_fund { display_name: '子基金' fund: 'programs/ic' "
                   "size_state: AMOUNT_STATE_UNKNOWN status: '过会' year: '2019' document: 'd' }"));
  ZGC_ASSERT_OK(Do(CreateFundCommitment,
                   "fund_commitment_id: 'c' fund_commitment { sub_fund: 'subFunds/f' investor: "
                   "'科创基金' committed_fen: 50000 date: '2019-03-01' document: 'd' }"));
  for (const char* day : {"2019-04-01", "2020-04-01"}) {
    ZGC_ASSERT_OK(Do(PayInCommitment,
                     absl::StrCat("name: 'fundCommitments/c' amount_fen: 20000 document: 'd' "
                                  "date: '",
                                  day, "'")));
  }
  EXPECT_EQ(Value("sum_fund_committed"), "500");
  EXPECT_EQ(Value("sum_fund_paid_in"), "200");
  EXPECT_EQ(Value("sum_fund_paid_in", {}, "2019-01-01", "2020-12-31"), "400");
  EXPECT_EQ(Value("sum_fund_committed", {{"program", "programs/talent"}}), "0");
}

TEST_F(InstrumentFormulasTest, RoundsAreCountedByYearBatchAndLabel) {
  const auto round = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateTalentRound, absl::StrCat("talent_round_id: '", id, "' talent_round { ",
                                                     fields, " ", Decision("", "young"), " }")));
  };
  round("a", "year: '2018' batch: '第二批' selected_count: 206");
  round("b", "year: '2019' selected_count: 219 sub_counts { key: 'U30' value: 180 }");
  EXPECT_EQ(Value("count_talent_selected"), "425");
  EXPECT_EQ(Value("count_talent_selected", {{"year", "2018"}, {"batch", "第二批"}}), "206");
  EXPECT_EQ(Value("count_talent_selected", {{"year", "2019"}, {"label", "U30"}}), "180");
  EXPECT_EQ(Value("count_talent_selected", {{"label", "U30"}}), ">=180");
}

}  // namespace
}  // namespace zgc::funding
