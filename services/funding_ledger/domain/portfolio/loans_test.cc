#include "services/funding_ledger/domain/portfolio/loans.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_compensations.h"
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

using LoansTest = LoansFixture;

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

TEST_F(LoansTest, LoansAreListedByProgramAndBorrower) {
  ZGC_ASSERT_OK(Lend("l1"));
  ZGC_ASSERT_OK(Lend("l2", "y"));
  EXPECT_THAT(Listed(store_->Read(), ListLoans,
                     "program: 'programs/ic' borrower: '//park_region/enterprises/y'"),
              ElementsAre("loans/l2"));
  EXPECT_THAT(Listed(store_->Read(), ListLoans, "program: 'programs/talent'"), IsEmpty());
  const auto found = Got(store_->Read(), GetLoan, "name: 'loans/l1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->principal_fen(), 7300);
  EXPECT_THAT(Got(store_->Read(), GetLoan, "name: 'loans/l3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
