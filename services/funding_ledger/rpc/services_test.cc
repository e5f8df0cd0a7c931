#include "services/funding_ledger/rpc/services.h"

#include <string>

#include "services/funding_ledger/rpc/test_services.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/account_service.grpc.pb.h"
#include "zgc/funding/v1/adjustment_service.grpc.pb.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/payment_service.grpc.pb.h"
#include "zgc/funding/v1/reports.grpc.pb.h"
#include "zgc/records/v1/evidence_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// The whole way of an award, through every service method that moves money.
TEST_F(FundingServicesTest, MoneyIsNotCorrectedByName) {
  VoteBudget();
  const auto refused =
      Call(&records::v1::RecordService::Stub::VoidRecord, "name: 'allotments/a' reason: 'r'");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.status().message(),
              ::testing::HasSubstr("by reversal alone; open: CreateReversal"));
}

TEST_F(FundingServicesTest, EvidenceIsKeptCorrectedAndVoidedHereToo) {
  using Evidence = records::v1::EvidenceService::Stub;
  ZGC_ASSERT_OK(Call(&Evidence::CreateEvidence,
                     "evidence_id: 'e' evidence { title: '批复' issuer: '财政局' }"));
  ZGC_ASSERT_OK(Call(&records::v1::RecordService::Stub::CorrectRecord,
                     "name: 'evidence/e' reason: 'r' evidence: '原件' update_mask { paths: "
                     "'number' } record { [type.googleapis.com/zgc.records.v1.Evidence] { number: "
                     "'1号' } }"));
  const auto found = Call(&Evidence::ListEvidence, "number: '1号'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->evidence_size(), 1);
  EXPECT_THAT(Call(&records::v1::RecordService::Stub::VoidRecord,
                   "name: 'evidence/e' reason: 'r' evidence: 'evidence/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(
      Call(&records::v1::RecordService::Stub::VoidRecord, "name: 'evidence/e' reason: 'r'"));
}

TEST_F(FundingServicesTest, AnAwardIsBudgetedApprovedPaidAndClaimedBack) {
  VoteBudget();
  const std::string body =
      "award { display_name: '资助' program: 'programs/p' "
      "fiscal_year: 'fiscalYears/2019' recipient_count: 1 amount_state: AMOUNT_STATE_KNOWN "
      "amount_fen: 300 document: 'd' }";
  const std::string award = "award_id: 'w' request_id: 'once' " + body;
  const auto first = Call(&v1::AwardService::Stub::CreateAward, award, "maker");
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->maker(), "maker");
  const auto again = Call(&v1::AwardService::Stub::CreateAward, award, "maker");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(first->revision(), again->revision());
  EXPECT_THAT(Call(&v1::AwardService::Stub::ApproveAward, "name: 'awards/w'", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::ApproveAward, "name: 'awards/w'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::ReduceAward,
                     "name: 'awards/w' amount_fen: 200 reason: 'r'", "checker"));
  const char* payment = "payment { award: 'awards/w' amount_fen: 200 document: 'd' }";
  EXPECT_THAT(Call(&v1::PaymentService::Stub::CreatePayment,
                   absl::StrCat("payment_id: 'p' ", payment), "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::CreatePayment,
                     absl::StrCat("payment_id: 'p' ", payment), "payer"));
  ZGC_ASSERT_OK(
      Call(&v1::AwardService::Stub::AcceptAward, "name: 'awards/w' document: 'd'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::CreateClawback,
                     "clawback_id: 'c' clawback { payment: 'payments/p' amount_fen: 50 reason: 'r' "
                     "document: 'd' }"));
  const auto spent = Call(&v1::AccountService::Stub::GetAccount, "name: 'accounts/2019-spent-p'");
  ZGC_ASSERT_OK(spent);
  EXPECT_EQ(spent->balance_fen(), 150);
  const auto trial = Call(&v1::FundingReportService::Stub::GetTrialBalanceReport,
                          "fiscal_year: 'fiscalYears/2019'");
  ZGC_ASSERT_OK(trial);
  EXPECT_EQ(trial->totals(0).cells(3), trial->totals(0).cells(4));
  const auto execution =
      Call(&v1::FundingReportService::Stub::GetExecutionReport,
           "fiscal_year: 'fiscalYears/2019' group_by: EXECUTION_DIMENSION_PROGRAM");
  ZGC_ASSERT_OK(execution);
  ASSERT_EQ(execution->rows_size(), 2);
  EXPECT_EQ(execution->rows(0).cells(12), "50");
  const auto transfers = Call(&v1::AccountService::Stub::ListTransfers, "award: 'awards/w'");
  ZGC_ASSERT_OK(transfers);
  EXPECT_EQ(transfers->transfers_size(), 6);
  ZGC_ASSERT_OK(Call(&v1::AccountService::Stub::GetTransfer,
                     absl::StrCat("name: '", transfers->transfers(0).name(), "'")));
  // Not as long as an enterprise owes it money.
  EXPECT_THAT(
      Call(&v1::FiscalYearService::Stub::CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r'"),
      HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::RecordRepayment,
                     "name: 'clawbacks/c' amount_fen: 50 document: 'd'", "payer"));
  ZGC_ASSERT_OK(
      Call(&v1::FiscalYearService::Stub::CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r'"));
  EXPECT_THAT(Call(&v1::AwardService::Stub::CreateAward, "award_id: 'v' " + body, "maker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
}

// Every method that changes a budget after it was voted, or says where it is.
class BudgetServicesTest : public FundingServicesTest {
 protected:
  void Begin() {
    for (const char* year : {"2019", "2020"}) {
      ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear,
                         absl::StrCat("fiscal_year_id: '", year, "'")));
    }
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'f' program { display_name: 'f' }"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'p' program { display_name: 'p' parent: 'programs/f' }"));
  }
  // "s" is approved.
  void Supplement() {
    const std::string lot =
        "appropriation { fiscal_year: 'fiscalYears/2019' program: 'programs/f' amount_fen: 500 "
        "document: 'd' kind: APPROPRIATION_KIND_";
    for (const char* id : {"s", "t"}) {
      ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateAppropriation,
                         absl::StrCat("appropriation_id: '", id, "' ", lot, "SUPPLEMENTARY }")));
    }
    ZGC_ASSERT_OK(
        Call(&v1::BudgetService::Stub::ApproveAppropriation, "name: 'appropriations/s'", "head"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::RejectAppropriation,
                       "name: 'appropriations/t' reason: 'r'", "head"));
  }
  // "v" is approved.
  void Vire() {
    const std::string virement =
        "virement { fiscal_year: 'fiscalYears/2019' from_program: 'programs/f' to_program: "
        "'programs/p' amount_fen: 200 reason: 'r' document: 'd' }";
    ZGC_ASSERT_OK(
        Call(&v1::AdjustmentService::Stub::CreateVirement, "virement_id: 'v' " + virement));
    ZGC_ASSERT_OK(
        Call(&v1::AdjustmentService::Stub::ApproveVirement, "name: 'virements/v'", "head"));
    ZGC_ASSERT_OK(
        Call(&v1::AdjustmentService::Stub::CreateVirement, "virement_id: 'w' " + virement));
    ZGC_ASSERT_OK(Call(&v1::AdjustmentService::Stub::RejectVirement,
                       "name: 'virements/w' reason: 'r'", "head"));
    ZGC_EXPECT_OK(Call(&v1::AdjustmentService::Stub::GetVirement, "name: 'virements/v'"));
    EXPECT_EQ(Call(&v1::AdjustmentService::Stub::ListVirements, "program: 'programs/p'")
                  ->virements_size(),
              2);
    const auto trace = Call(&v1::BudgetService::Stub::TraceFunds, "name: 'programs/p'");
    ZGC_ASSERT_OK(trace);
    EXPECT_EQ(trace->total_fen(), 200);
  }
  void AmendACeiling() {
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateCeiling,
                       "ceiling_id: 'y' ceiling { fiscal_year: 'fiscalYears/2019' scope: "
                       "CEILING_SCOPE_FISCAL_YEAR document: 'd' limit_fen: 500 }"));
    const std::string amendment =
        "ceiling_amendment { subject: 'ceilings/y' reason: 'r' document: 'd' limit_fen: 600 }";
    ZGC_ASSERT_OK(Call(&v1::AdjustmentService::Stub::CreateCeilingAmendment,
                       "ceiling_amendment_id: 'm' " + amendment));
    ZGC_ASSERT_OK(Call(&v1::AdjustmentService::Stub::ApproveCeilingAmendment,
                       "name: 'ceilingAmendments/m'", "head"));
    ZGC_ASSERT_OK(Call(&v1::AdjustmentService::Stub::CreateCeilingAmendment,
                       "ceiling_amendment_id: 'n' " + amendment));
    ZGC_ASSERT_OK(Call(&v1::AdjustmentService::Stub::RejectCeilingAmendment,
                       "name: 'ceilingAmendments/n' reason: 'r'", "head"));
    ZGC_EXPECT_OK(
        Call(&v1::AdjustmentService::Stub::GetCeilingAmendment, "name: 'ceilingAmendments/m'"));
    EXPECT_EQ(Call(&v1::AdjustmentService::Stub::ListCeilingAmendments, "subject: 'ceilings/y'")
                  ->ceiling_amendments_size(),
              2);
  }
  void TakeBackTheVirement() {
    ZGC_ASSERT_OK(
        Call(&v1::AdjustmentService::Stub::CreateReversal,
             "reversal_id: 'r' reversal { source: 'virements/v' reason: 'r' document: 'd' }",
             "auditor"));
    ZGC_EXPECT_OK(Call(&v1::AdjustmentService::Stub::GetReversal, "name: 'reversals/r'"));
    EXPECT_EQ(Call(&v1::AdjustmentService::Stub::ListReversals, "source: 'virements/v'")
                  ->reversals_size(),
              1);
  }
  void CloseAndReopenMonths() {
    ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::ClosePeriod,
                       "name: 'fiscalYears/2019' closed_through: '2019-06-30' reason: 'r'",
                       "head"));
    const std::string reopening =
        "period_reopening { fiscal_year: 'fiscalYears/2019' reason: 'r' document: 'd' }";
    for (const char* id : {"a", "b"}) {
      ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreatePeriodReopening,
                         absl::StrCat("period_reopening_id: '", id, "' ", reopening)));
    }
    ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::RejectPeriodReopening,
                       "name: 'periodReopenings/b' reason: 'r'", "head"));
    ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::ApprovePeriodReopening,
                       "name: 'periodReopenings/a'", "head"));
    ZGC_EXPECT_OK(
        Call(&v1::FiscalYearService::Stub::GetPeriodReopening, "name: 'periodReopenings/a'"));
    EXPECT_EQ(
        Call(&v1::FiscalYearService::Stub::ListPeriodReopenings, "")->period_reopenings_size(), 2);
  }
  void CarryOver() {
    const std::string carry =
        "carry_over { from_year: 'fiscalYears/2019' to_year: 'fiscalYears/2020' program: "
        "'programs/f' "
        "available_fen: 300 reason: 'r' document: 'd' }";
    for (const char* id : {"c", "d"}) {
      ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateCarryOver,
                         absl::StrCat("carry_over_id: '", id, "' ", carry)));
    }
    ZGC_ASSERT_OK(
        Call(&v1::FiscalYearService::Stub::ApproveCarryOver, "name: 'carryOvers/c'", "head"));
    ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::RejectCarryOver,
                       "name: 'carryOvers/d' reason: 'r'", "head"));
    ZGC_EXPECT_OK(Call(&v1::FiscalYearService::Stub::GetCarryOver, "name: 'carryOvers/c'"));
    EXPECT_EQ(Call(&v1::FiscalYearService::Stub::ListCarryOvers, "fiscal_year: 'fiscalYears/2020'")
                  ->carry_overs_size(),
              2);
  }
};

TEST_F(BudgetServicesTest, ABudgetIsAdjustedTracedTakenBackAndCarriedOver) {
  Begin();
  Supplement();
  Vire();
  AmendACeiling();
  TakeBackTheVirement();
  CloseAndReopenMonths();
  CarryOver();
  const auto stages = Call(&v1::BudgetService::Stub::GetLot, "name: 'appropriations/s'");
  ZGC_ASSERT_OK(stages);
  EXPECT_EQ(stages->available_fen(), 500);
  EXPECT_EQ(stages->carried_fen(), 300);
}

TEST_F(FundingServicesTest, ARefusalTellsTheCallerWhatIsLeft) {
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                     "program_id: 'f' program { display_name: 'f' }"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::CreateAward,
                     "award_id: 'w' award { display_name: 'w' program: 'programs/f' fiscal_year: "
                     "'fiscalYears/2019' recipient_count: 1 amount_state: AMOUNT_STATE_KNOWN "
                     "amount_fen: 3 document: 'd' }"));
  EXPECT_EQ(
      Refusal(Call(&v1::AwardService::Stub::ApproveAward, "name: 'awards/w'", "checker").status()),
      "accounts/2019-available-f of programs/f: 0 left, 3 asked for");
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::CancelAward, "name: 'awards/w' reason: 'r'"));
}

}  // namespace
}  // namespace zgc::funding
