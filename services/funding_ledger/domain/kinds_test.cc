#include "services/funding_ledger/domain/kinds.h"

#include "common/records/evidence.h"
#include "common/testing/records_matrix.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/testing/fixture/applications_fixture.h"
#include "services/funding_ledger/testing/fixture/loans_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FundingKindsTest : public LoansFixture {
 protected:
  absl::StatusOr<v1::SubFund> AddSubFund(const std::string& id) {
    return Do(CreateSubFund,
              absl::StrCat("sub_fund_id: '", id, "' sub_fund { display_name: 'f' fund: ",
                           "'programs/ic' status: '过会' year: '2019' document: 'd' ",
                           "size_state: AMOUNT_STATE_KNOWN size_fen: 1000 }"));
  }
  absl::StatusOr<v1::LoanBatch> AddBatch(const std::string& id) {
    return Do(CreateLoanBatch,
              absl::StrCat("loan_batch_id: '", id, "' loan_batch { program: 'programs/ic' year: ",
                           "'2019' loan_times: 3 document: 'd' amount_state: AMOUNT_STATE_KNOWN ",
                           "amount_fen: 20000 }"));
  }
  absl::StatusOr<v1::FundCommitment> Commit(const std::string& id, int64_t fen,
                                            const std::string& more = "") {
    return Do(
        CreateFundCommitment,
        absl::StrCat("fund_commitment_id: '", id,
                     "' fund_commitment { sub_fund: ", "'subFunds/f' investor: '", id,
                     "' date: '2019-03-01' document: 'd' committed_fen: ", fen, " ", more, " }"));
  }
  // Proposed, as a second person has to see it.
  void ExpectWaits(const absl::StatusOr<records::v1::Correction>& correction) {
    ZGC_ASSERT_OK(correction);
    EXPECT_EQ(correction->state(), records::v1::CORRECTION_STATE_PROPOSED);
  }

  testing::Records records_{store_, FundingKinds()};
};

TEST_F(FundingKindsTest, WhatIsNoKindSaysWhatMendsIt) {
  records_.ExpectEveryTypeToBeListed(FundingLedgerSchema());
}

TEST_F(FundingKindsTest, ARecordOfEveryKindIsCorrectedAndVoided) {
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2021'"));
  ZGC_ASSERT_OK(AddProgram("p", "fund"));
  ZGC_ASSERT_OK(Do(CreateCall,
                   "call_id: 'c' call { display_name: '征集' program: 'programs/ic' fiscal_year: "
                   "'fiscalYears/2019' opens_date: '2019-03-01' closes_date: '2019-03-31' "
                   "document: 'd' }",
                   "maker"));
  ZGC_ASSERT_OK(Do(PublishCall, "name: 'calls/c' date: '2019-02-20'", "publisher"));
  ZGC_ASSERT_OK(Do(CreateApplication,
                   "application_id: 'a' application { display_name: '芯片' call: 'calls/c' "
                   "enterprise: '//park_region/enterprises/x' document: 'd' requested_state: "
                   "AMOUNT_STATE_UNKNOWN }"));
  ZGC_ASSERT_OK(Draft("w", "ic", Known(300)));
  ZGC_ASSERT_OK(AddSubFund("f"));
  ZGC_ASSERT_OK(Commit("m", 600));
  ZGC_ASSERT_OK(AddBatch("b"));
  ZGC_ASSERT_OK(Lend("l", "x", "batch: 'loanBatches/b'"));
  ZGC_ASSERT_OK(Do(records::CreateEvidence,
                   "evidence_id: 'e' evidence { title: '通知' issuer: '市财政局' }"));
  records_.CorrectAndVoidEveryKind({
      {"evidence/e", "number", "number: '1号'"},
      {"loans/l", "contract_number", "contract_number: 'No.7'"},
      {"loanBatches/b", "loan_times", "loan_times: 30"},
      {"fundCommitments/m", "committed_fen", "committed_fen: 700"},
      {"subFunds/f", "size_fen", "size_fen: 10"},
      {"awards/w", "recipient_count", "recipient_count: 49"},
      {"applications/a", "enterprise", "enterprise: '//park_region/enterprises/y'"},
      {"calls/c", "closes_date", "closes_date: '2019-04-30'"},
      {"programs/p", "display_name", "display_name: '专项'"},
      {"fiscalYears/2021", "note", "note: '备注'"},
  });
  // What was found by them is free again.
  ZGC_EXPECT_OK(Lend("l2", "x", "contract_number: 'No.7'"));
  ZGC_EXPECT_OK(AddSubFund("f2"));
}

TEST_F(FundingKindsTest, MoneyIsReversedAndWhatFixesItChangesByItsOwnMethods) {
  ZGC_ASSERT_OK(Grant("w", "ic", Known(300)));
  const auto refused = records_.Correct("payments/p", {"amount_fen"}, "");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(refused.status().message(),
              HasSubstr("corrected by reversal alone; open: CreateReversal, CreateClawback"));
  EXPECT_THAT(records_.Correct("awards/w", {"amount_fen"}, "amount_fen: 3"),
              FailsWith(kInvalid, HasSubstr("changed by ReduceAward")));
  EXPECT_THAT(records_.Correct("awards/w", {"parks"}, "parks: '//park_region/parks/a'"),
              FailsWith(kInvalid, HasSubstr("CancelAward and CreateAward")));
  EXPECT_THAT(records_.Correct("programs/ic", {"ceiling_fen"}, "ceiling_fen: 3"),
              FailsWith(kInvalid, HasSubstr("CreateCeilingAmendment")));
  // Once approved it is not voided, though nothing cites it.
  EXPECT_THAT(records_.Void("awards/w").status().message(), HasSubstr("CancelAward ends it"));
}

TEST_F(FundingKindsTest, WhatMoneyRestsOnIsCorrectedByTwo) {
  // Nothing cites it.
  ZGC_ASSERT_OK(records_.Correct("programs/ic", {"note"}, "note: 'n'"));
  ZGC_ASSERT_OK(Grant("w", "ic", Known(300)));
  const auto waits = records_.Correct("programs/ic", {"display_name"}, "display_name: '芯片'");
  ExpectWaits(waits);
  EXPECT_EQ(Find(kPrograms, "programs/ic").display_name(), "ic");
  EXPECT_THAT(records_.Approve(waits->name(), "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(records_.Approve(waits->name(), "second"));
  EXPECT_EQ(Find(kPrograms, "programs/ic").display_name(), "芯片");
  EXPECT_THAT(records_.Void("programs/ic"), HasReason(ERROR_REASON_RECORD_CITED));
  // An award that was approved.
  ExpectWaits(records_.Correct("awards/w", {"recipient_count"}, "recipient_count: 2"));
  EXPECT_THAT(records_.Correct("awards/w", {"recipient_count"}, "recipient_count: -2"),
              FailsWith(kInvalid, HasSubstr("award.recipient_count")));
}

TEST_F(FundingKindsTest, WhatWasComputedOfALoanHoldsItsTerms) {
  ZGC_ASSERT_OK(AddBatch("b"));
  ZGC_ASSERT_OK(Lend("l", "x", "batch: 'loanBatches/b'"));
  EXPECT_THAT(records_.Correct("loanBatches/b", {"amount_fen"}, "amount_fen: 7299"),
              FailsWith(kInvalid, HasSubstr("its loans are of 7300 fen")));
  EXPECT_THAT(records_.Correct("loanBatches/b", {"year"}, "year: '2018'"),
              FailsWith(kInvalid, HasSubstr("loans/l starts on 2019-01-01")));
  EXPECT_THAT(records_.Correct("loans/l", {"principal_fen"}, "principal_fen: 20001"),
              FailsWith(kInvalid, HasSubstr("20000 fen left")));
  ZGC_ASSERT_OK(records_.Correct("loans/l", {"principal_fen"}, "principal_fen: 20000"));
  ZGC_ASSERT_OK(records_.Correct("loans/l", {"principal_fen"}, "principal_fen: 7300"));
  ZGC_ASSERT_OK(Subsidise("s", "l", "2019-01-01", "2019-02-01"));
  EXPECT_THAT(records_.Correct("loans/l", {"principal_fen"}, "principal_fen: 730"),
              FailsWith(kInvalid, HasSubstr("loanSubsidies/s was computed of its terms")));
  ExpectWaits(records_.Correct("loans/l", {"note"}, "note: 'n'"));
  EXPECT_THAT(records_.Void("loans/l"), HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(records_.Correct("loanSubsidies/s", {"loan"}, ""),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Its award keeps what was computed.
  EXPECT_THAT(records_.Correct("awards/s", {"recipient_count"}, "recipient_count: 2"),
              FailsWith(kInvalid, HasSubstr("loanSubsidies/s computed it")));
  ZGC_EXPECT_OK(records_.Correct("awards/s", {"note"}, "note: 'n'"));
}

TEST_F(FundingKindsTest, ASubFundAndItsCommitmentsKeepFitting) {
  ZGC_ASSERT_OK(AddSubFund("f"));
  ZGC_ASSERT_OK(Draft("w", "ic", Known(300)));
  ZGC_ASSERT_OK(Commit("m", 300, "award: 'awards/w'"));
  EXPECT_THAT(records_.Correct("subFunds/f", {"size_fen"}, "size_fen: 299"),
              FailsWith(kInvalid, HasSubstr("300 fen are committed to it")));
  EXPECT_THAT(records_.Correct("subFunds/f", {"fund"}, "fund: 'programs/talent'"),
              FailsWith(kInvalid, HasSubstr("fundCommitments/m is paid by awards/w")));
  EXPECT_THAT(records_.Correct("fundCommitments/m", {"committed_fen"}, "committed_fen: 1001"),
              FailsWith(kInvalid, HasSubstr("1000 fen are left")));
  ZGC_ASSERT_OK(Do(PayInCommitment,
                   "name: 'fundCommitments/m' amount_fen: 200 date: '2019-04-01' document: 'd'"));
  EXPECT_THAT(
      records_.Correct("fundCommitments/m", {"committed_fen", "award"}, "committed_fen: 199"),
      FailsWith(kInvalid, HasSubstr("200 fen are paid in")));
  EXPECT_THAT(records_.Correct("fundCommitments/m", {"date"}, "date: '2019-04-02'"),
              FailsWith(kInvalid, HasSubstr("when some was paid in")));
  EXPECT_THAT(records_.Void("fundCommitments/m").status().message(),
              HasSubstr("200 fen are paid in"));
  ExpectWaits(records_.Correct("fundCommitments/m", {"date"}, "date: '2019-03-02'"));
}

class FundingApplicationKindsTest : public ApplicationsFixture {
 protected:
  testing::Records records_{store_, FundingKinds()};
};

TEST_F(FundingApplicationKindsTest, WhatWasPublishedAndDecidedStays) {
  EXPECT_THAT(records_.Correct("calls/c", {"program"}, "program: 'programs/talent'"),
              FailsWith(kInvalid, HasSubstr("kept once it is published")));
  EXPECT_THAT(records_.Correct("calls/c", {"opens_date"}, "opens_date: '2019-03-02'"),
              FailsWith(kInvalid, HasSubstr("since when it was open")));
  EXPECT_THAT(records_.Correct("calls/c", {"closes_date"}, "closes_date: '2019-03-30'"),
              FailsWith(kInvalid, HasSubstr("until when it was open")));
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  EXPECT_THAT(records_.Correct("applications/a", {"enterprise"},
                               "enterprise: '//park_region/enterprises/y'"),
              FailsWith(kInvalid, HasSubstr("awards/w was granted to")));
  EXPECT_THAT(records_.Correct("applications/a", {"call"}, "call: 'calls/d'"),
              FailsWith(kInvalid, HasSubstr("WithdrawApplication and CreateApplication")));
  EXPECT_THAT(records_.Void("applications/a"), HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(records_.Void("awards/w"), HasReason(ERROR_REASON_RECORD_CITED));
}

}  // namespace
}  // namespace zgc::funding
