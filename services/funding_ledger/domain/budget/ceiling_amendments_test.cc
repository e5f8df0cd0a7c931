#include "services/funding_ledger/domain/budget/ceiling_amendments.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kPark[] = "//park_region/parks/a";

constexpr char kIn[] = "parks: '//park_region/parks/a' ";

class CeilingAmendmentsTest : public BudgetFixture {
 protected:
  absl::StatusOr<v1::CeilingAmendment> Amend(const std::string& id, const std::string& subject,
                                             const std::string& more) {
    return Do(CreateCeilingAmendment,
              absl::StrCat("ceiling_amendment_id: '", id, "' ceiling_amendment { subject: '",
                           subject, "' reason: 'r' document: 'd' ", more, " }"));
  }
  absl::StatusOr<v1::CeilingAmendment> Decide(const std::string& id) {
    return Do(ApproveCeilingAmendment, absl::StrCat("name: 'ceilingAmendments/", id, "'"), "head");
  }
  absl::Status Amended(const std::string& id, const std::string& subject, const std::string& more) {
    ZGC_RETURN_IF_ERROR(Amend(id, subject, more).status());
    return Decide(id).status();
  }
  // An award of 2020.
  absl::StatusOr<v1::Award> GrantNext(const std::string& id, const std::string& program, int fen) {
    ZGC_RETURN_IF_ERROR(
        Do(CreateAward, absl::StrCat("award_id: '", id, "' award { display_name: '", id,
                                     "' program: 'programs/", program,
                                     "' fiscal_year: 'fiscalYears/2020' document: 'd' "
                                     "recipient_count: 1 ",
                                     Known(fen), " }"))
            .status());
    return Approve(id);
  }
};

TEST_F(CeilingAmendmentsTest, OneIsRaisedByTwoPersonsAndTheFormerStaysReadable) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(80) + kIn));
  ZGC_ASSERT_OK(Draft("b", "ic", Known(40) + kIn));
  ZGC_ASSERT_OK(Amend("m", "ceilings/c", "limit_fen: 130 effective_date: '2019-07-01'"));
  EXPECT_THAT(Approve("b"), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  EXPECT_THAT(Do(ApproveCeilingAmendment, "name: 'ceilingAmendments/m'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const int64_t before = store_->head();
  const auto amended = Decide("m");
  ZGC_ASSERT_OK(amended);
  EXPECT_EQ(amended->state(), v1::DECISION_STATE_APPROVED);
  EXPECT_EQ(amended->fiscal_year(), "fiscalYears/2019");
  EXPECT_EQ(amended->former_limit_fen(), 100);
  EXPECT_EQ(amended->steps(1).actor(), "head");
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 50);
  ZGC_EXPECT_OK(Approve("b"));
  const auto now = Ask(GetCeiling, "name: 'ceilings/c'");
  ZGC_ASSERT_OK(now);
  EXPECT_EQ(now->limit_fen(), 130);
  EXPECT_EQ(now->amendment(), "ceilingAmendments/m");
  EXPECT_EQ(Ask(GetCeiling, "name: 'ceilings/c'", before)->limit_fen(), 100);
  // It is posted of its day.
  int64_t raised = 0;
  ZGC_ASSERT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& transfer) {
    if (transfer.source() != "ceilingAmendments/m") return true;
    EXPECT_EQ(transfer.effective_date(), "2019-07-01");
    EXPECT_EQ(transfer.document(), "d");
    raised += transfer.amount_fen();
    return true;
  }));
  EXPECT_EQ(raised, 30);
  ZGC_ASSERT_OK(Amend("n", "ceilings/c", "limit_fen: 140"));
  ZGC_ASSERT_OK(
      Do(RejectCeilingAmendment, "name: 'ceilingAmendments/n' reason: 'no'", "head").status());
  EXPECT_THAT(Decide("n"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(Ask(GetCeiling, "name: 'ceilings/c'")->limit_fen(), 130);
}

TEST_F(CeilingAmendmentsTest, OneIsNotLoweredBelowWhatAwardsHold) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(80) + kIn));
  ZGC_ASSERT_OK(Amend("m", "ceilings/c", "limit_fen: 79"));
  const absl::Status refused = Decide("m").status();
  EXPECT_EQ(Refusal(refused),
            "accounts/2019-headroom-ceiling-c of ceilings/c: 20 left, 21 asked for");
  EXPECT_THAT(refused.ToString(), ::testing::HasSubstr("awards/a 80 fen"));
  EXPECT_EQ(Find(kCeilingAmendments, "ceilingAmendments/m").state(), v1::DECISION_STATE_DRAFT);
  ZGC_ASSERT_OK(Amended("n", "ceilings/c", "limit_fen: 90"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 10);
}

TEST_F(CeilingAmendmentsTest, ASecondOnTheSameSubjectIsRefusedAndNamesTheFirst) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  const absl::Status second = Limit("d", "PARK", kPark, 200).status();
  EXPECT_THAT(second, HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(std::string(second.message()), ::testing::HasSubstr("ceilings/c"));
  ZGC_EXPECT_OK(Limit("e", "PARK", "//park_region/parks/b", 200));
  ZGC_EXPECT_OK(Do(CreateCeiling,
                   absl::StrCat("ceiling_id: 'f' ceiling { fiscal_year: 'fiscalYears/2020' scope: "
                                "CEILING_SCOPE_PARK subject: '",
                                kPark, "' document: 'd' limit_fen: 1 }")));
}

TEST_F(CeilingAmendmentsTest, NoneIsApprovedBeforeItsDay) {
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2999'"));
  ZGC_ASSERT_OK(Do(CreateCeiling,
                   "ceiling_id: 'c' ceiling { fiscal_year: 'fiscalYears/2999' scope: "
                   "CEILING_SCOPE_FISCAL_YEAR document: 'd' limit_fen: 5 }"));
  ZGC_ASSERT_OK(Amend("m", "ceilings/c", "limit_fen: 9 effective_date: '2999-01-01'"));
  EXPECT_THAT(Decide("m"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Amended("n", "ceilings/c", "limit_fen: 9"));
}

TEST_F(CeilingAmendmentsTest, AnEndedOneLimitsNothingAndLeavesRoomForAnother) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(80) + kIn));
  ZGC_ASSERT_OK(Amended("m", "ceilings/c", "ends: true"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 0);
  const v1::Ceiling ended = Find(kCeilings, "ceilings/c");
  EXPECT_EQ(ended.state(), v1::CEILING_STATE_ENDED);
  EXPECT_EQ(ended.steps(0).method(), "CreateCeiling");
  const common::v1::Step& step = *ended.steps().rbegin();
  EXPECT_EQ(step.method(), "ApproveCeilingAmendment");
  EXPECT_EQ(step.from_state(), "CEILING_STATE_IN_FORCE");
  EXPECT_EQ(step.to_state(), "CEILING_STATE_ENDED");
  EXPECT_EQ(step.actor(), "head");
  EXPECT_EQ(step.note(), "r");
  EXPECT_THAT(step.evidence(), ElementsAre("d"));
  EXPECT_EQ(ended.limit_fen(), 80);
  ZGC_ASSERT_OK(Grant("b", "ic", Known(30) + kIn));
  EXPECT_THAT(Amend("n", "ceilings/c", "ends: true"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // What was awarded before and since counts under the next one.
  ZGC_ASSERT_OK(Limit("d", "PARK", kPark, 120));
  EXPECT_EQ(BalanceOf("headroom-ceiling-d"), 10);
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 50 reason: 'r'", "checker"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-d"), 40);
  EXPECT_EQ(BalanceOf("used-ceiling-c"), 80);
}

TEST_F(CeilingAmendmentsTest, ThatOfAProgramHoldsFromAYearOn) {
  ZGC_ASSERT_OK(Appropriate("next", 1000, "", "2020"));
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Grant("a", "capped", Known(70)));
  ZGC_ASSERT_OK(Amended("m", "programs/capped", "fiscal_year: 'fiscalYears/2020' limit_fen: 200"));
  EXPECT_EQ(BalanceOf("headroom-program-capped"), 30);
  ZGC_ASSERT_OK(GrantNext("next", "capped", 150));
  EXPECT_EQ(On("2020-headroom-program-capped"), 50);
  // The last one approved holds for its year and those after it.
  ZGC_ASSERT_OK(Amended("n", "programs/capped", "fiscal_year: 'fiscalYears/2019' limit_fen: 160"));
  EXPECT_EQ(BalanceOf("headroom-program-capped"), 90);
  EXPECT_EQ(On("2020-headroom-program-capped"), 10);
  EXPECT_THAT(Allot("x", "capped", 161), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  const v1::Program program = Find(kPrograms, "programs/capped");
  EXPECT_EQ(program.ceiling_fen(), 100);
  ASSERT_EQ(program.ceiling_changes_size(), 2);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2018"), 100);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2019"), 160);
  EXPECT_EQ(Find(kCeilingAmendments, "ceilingAmendments/n").former_limit_fen(), 100);

  ZGC_ASSERT_OK(Amended("e", "programs/capped", "fiscal_year: 'fiscalYears/2020' ends: true"));
  EXPECT_EQ(CeilingIn(Find(kPrograms, "programs/capped"), "fiscalYears/2020"), absl::nullopt);
  ZGC_EXPECT_OK(GrantNext("more", "capped", 500));
  EXPECT_THAT(Grant("b", "capped", Known(91)), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  EXPECT_THAT(Amend("o", "programs/capped", "fiscal_year: 'fiscalYears/2020' ends: true"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(CeilingAmendmentsTest, ThatOfAProgramIsAmendedForOneYearAlone) {
  ZGC_ASSERT_OK(Appropriate("next", 1000, "", "2020"));
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Grant("a", "capped", Known(70)));
  ZGC_ASSERT_OK(GrantNext("next", "capped", 60));
  const std::string alone = "fiscal_year: 'fiscalYears/2019' last_fiscal_year: 'fiscalYears/2019' ";
  ZGC_ASSERT_OK(Amended("m", "programs/capped", alone + "limit_fen: 150"));
  EXPECT_EQ(BalanceOf("headroom-program-capped"), 80);
  EXPECT_EQ(On("2020-headroom-program-capped"), 40);
  v1::Program program = Find(kPrograms, "programs/capped");
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2018"), 100);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2019"), 150);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2020"), 100);
  ZGC_ASSERT_OK(Amended("e", "programs/capped", alone + "ends: true"));
  program = Find(kPrograms, "programs/capped");
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2019"), absl::nullopt);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2020"), 100);
  EXPECT_THAT(GrantNext("more", "capped", 41), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  const auto wrong = HasReason(ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(Amend("o", "programs/capped",
                    "limit_fen: 5 fiscal_year: 'fiscalYears/2020' last_fiscal_year: "
                    "'fiscalYears/2019'"),
              wrong);
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  EXPECT_THAT(Amend("o", "ceilings/c", "limit_fen: 5 last_fiscal_year: 'fiscalYears/2020'"), wrong);
  ZGC_EXPECT_OK(Amended("o", "ceilings/c", "limit_fen: 5 last_fiscal_year: 'fiscalYears/2019'"));
}

// 2019 is closed while 2018 is open: it keeps its limit and its report.
TEST_F(CeilingAmendmentsTest, AClosedYearKeepsTheLimitThatItHad) {
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2018'"));
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Grant("a", "capped", Known(70)));
  ZGC_ASSERT_OK(Pay("p", "a", 70));
  ZGC_ASSERT_OK(Close());
  const auto report = [&] {
    const auto table = Ask(GetExecutionReport,
                           "fiscal_year: 'fiscalYears/2019' group_by: EXECUTION_DIMENSION_PROGRAM");
    EXPECT_TRUE(table.ok()) << table.status();
    std::string rows;
    for (const v1::ReportRow& row : table->rows()) absl::StrAppend(&rows, row.ShortDebugString());
    return rows;
  };
  const std::string before = report();
  const std::string from = "fiscal_year: 'fiscalYears/2018' ";
  const auto expect = [&](absl::optional<int64_t> others) {
    const v1::Program program = Find(kPrograms, "programs/capped");
    EXPECT_EQ(CeilingIn(program, "fiscalYears/2018"), others);
    EXPECT_EQ(CeilingIn(program, "fiscalYears/2019"), 100);
    EXPECT_EQ(CeilingIn(program, "fiscalYears/2020"), others);
    EXPECT_EQ(BalanceOf("limit-program-capped"), 100);
    EXPECT_EQ(report(), before);
  };
  ZGC_ASSERT_OK(Amended("m", "programs/capped", from + "ends: true"));
  expect(absl::nullopt);
  ZGC_ASSERT_OK(Amended("n", "programs/capped", from + "limit_fen: 90"));
  expect(90);
  // One for each run of years that is left.
  const v1::Program program = Find(kPrograms, "programs/capped");
  ASSERT_EQ(program.ceiling_changes_size(), 4);
  EXPECT_EQ(program.ceiling_changes(2).last_fiscal_year(), "fiscalYears/2018");
  EXPECT_EQ(program.ceiling_changes(3).fiscal_year(), "fiscalYears/2020");
  EXPECT_EQ(program.ceiling_changes(3).amendment(), "ceilingAmendments/n");
  const std::string until = from + "last_fiscal_year: 'fiscalYears/2019' limit_fen: 80";
  ZGC_ASSERT_OK(Amended("o", "programs/capped", until));
  EXPECT_EQ(Find(kPrograms, "programs/capped").ceiling_changes_size(), 5);
  EXPECT_EQ(CeilingIn(Find(kPrograms, "programs/capped"), "fiscalYears/2018"), 80);
  EXPECT_EQ(CeilingIn(Find(kPrograms, "programs/capped"), "fiscalYears/2020"), 90);
}

TEST_F(CeilingAmendmentsTest, AnEndedOneIsTakenUpAgainWithWhatWasAwardedMeanwhile) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(80) + kIn));
  ZGC_ASSERT_OK(Amended("m", "ceilings/c", "ends: true"));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 50 reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(60) + kIn));
  ZGC_ASSERT_OK(Amend("low", "ceilings/c", "limit_fen: 109"));
  const absl::Status refused = Decide("low").status();
  EXPECT_EQ(Refusal(refused),
            "accounts/2019-headroom-ceiling-c of ceilings/c: 109 left, 110 asked for");
  EXPECT_THAT(refused.ToString(), ::testing::HasSubstr("awards/b 60 fen, awards/a 50 fen"));
  ZGC_ASSERT_OK(Amended("n", "ceilings/c", "limit_fen: 130"));
  const v1::Ceiling again = Find(kCeilings, "ceilings/c");
  EXPECT_EQ(again.state(), v1::CEILING_STATE_IN_FORCE);
  EXPECT_EQ(again.steps().rbegin()->from_state(), "CEILING_STATE_ENDED");
  EXPECT_EQ(again.limit_fen(), 130);
  EXPECT_EQ(Find(kCeilingAmendments, "ceilingAmendments/n").former_limit_fen(), 0);
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 20);
  EXPECT_EQ(BalanceOf("used-ceiling-c"), 110);
  EXPECT_THAT(Grant("x", "ic", Known(21) + kIn), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/b' reason: 'r'", "checker"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 80);
  // Below what it was when it ended.
  ZGC_ASSERT_OK(Amended("end", "ceilings/c", "ends: true"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Amended("o", "ceilings/c", "limit_fen: 10"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 10);
  EXPECT_EQ(BalanceOf("used-ceiling-c"), 0);
  ExpectYearBalances("2019");
  EXPECT_THAT(Limit("d", "PARK", kPark, 120), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  // Not beside another one.
  ZGC_ASSERT_OK(Amended("last", "ceilings/c", "ends: true"));
  ZGC_ASSERT_OK(Limit("d", "PARK", kPark, 120));
  ZGC_ASSERT_OK(Amend("p", "ceilings/c", "limit_fen: 10"));
  EXPECT_THAT(Decide("p"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(CeilingAmendmentsTest, ThatOfAProgramIsTakenUpAgainToo) {
  ZGC_ASSERT_OK(Appropriate("next", 1000, "", "2020"));
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Grant("a", "capped", Known(70)));
  ZGC_ASSERT_OK(Amended("e", "programs/capped", "fiscal_year: 'fiscalYears/2019' ends: true"));
  ZGC_ASSERT_OK(Grant("b", "capped", Known(50)));
  // In 2020 no award has opened the accounts of the ceiling.
  ZGC_ASSERT_OK(GrantNext("next", "capped", 90));
  const std::string from = "fiscal_year: 'fiscalYears/2019' ";
  ZGC_ASSERT_OK(Amend("low", "programs/capped", from + "limit_fen: 119"));
  EXPECT_EQ(Refusal(Decide("low").status()),
            "accounts/2019-headroom-program-capped of programs/capped: 119 left, 120 asked for");
  ZGC_ASSERT_OK(Amended("m", "programs/capped", from + "limit_fen: 150"));
  EXPECT_EQ(BalanceOf("headroom-program-capped"), 30);
  EXPECT_EQ(BalanceOf("used-program-capped"), 120);
  EXPECT_EQ(On("2020-headroom-program-capped"), 60);
  EXPECT_THAT(GrantNext("more", "capped", 61), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 20 reason: 'r'", "checker"));
  EXPECT_EQ(BalanceOf("headroom-program-capped"), 80);
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
  // Nor below what was allotted meanwhile.
  ZGC_ASSERT_OK(Amended("f", "programs/capped", from + "ends: true"));
  ZGC_ASSERT_OK(Allot("x", "capped", 300));
  ZGC_ASSERT_OK(Amend("n", "programs/capped", from + "limit_fen: 299"));
  EXPECT_EQ(Refusal(Decide("n").status()),
            "programs/capped of programs/capped: 299 left, 300 asked for");
}

TEST_F(CeilingAmendmentsTest, ThatOfAProgramIsNotLoweredBelowWhatIsAllotted) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 200"));
  ZGC_ASSERT_OK(Allot("x", "capped", 200));
  ZGC_ASSERT_OK(Amend("m", "programs/capped", "fiscal_year: 'fiscalYears/2019' limit_fen: 50"));
  EXPECT_EQ(Refusal(Decide("m").status()),
            "programs/capped of programs/capped: 0 left, 150 asked for");
  EXPECT_EQ(Find(kCeilingAmendments, "ceilingAmendments/m").state(), v1::DECISION_STATE_DRAFT);
  // Nor from an earlier year on.
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2018'"));
  ZGC_ASSERT_OK(Amend("n", "programs/capped", "fiscal_year: 'fiscalYears/2018' limit_fen: 199"));
  EXPECT_EQ(Refusal(Decide("n").status()),
            "programs/capped of programs/capped: 0 left, 1 asked for");
  ZGC_ASSERT_OK(Amended("o", "programs/capped", "fiscal_year: 'fiscalYears/2020' limit_fen: 50"));
  ZGC_ASSERT_OK(Amended("p", "programs/capped", "fiscal_year: 'fiscalYears/2019' limit_fen: 200"));
  // Not while an award has opened its accounts either.
  ZGC_ASSERT_OK(Grant("a", "capped", Known(10)));
  EXPECT_EQ(Refusal(Decide("m").status()),
            "programs/capped of programs/capped: 0 left, 150 asked for");
  ZGC_EXPECT_OK(Amended("e", "programs/capped", "fiscal_year: 'fiscalYears/2019' ends: true"));
}

TEST_F(CeilingAmendmentsTest, WhatNamesNoCeilingOrNoLimitIsRefused) {
  ZGC_ASSERT_OK(Limit("c", "PARK", kPark, 100));
  const auto wrong = HasReason(ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(Amend("m", "ceilings/c", ""), wrong);
  EXPECT_THAT(Amend("m", "ceilings/c", "limit_fen: 5 ends: true"), wrong);
  EXPECT_THAT(Amend("m", "ceilings/c", "limit_fen: 5 fiscal_year: 'fiscalYears/2020'"), wrong);
  EXPECT_THAT(Amend("m", "ceilings/c", "limit_fen: 5 effective_date: '2020-01-01'"), wrong);
  EXPECT_THAT(Amend("m", "programs/ic", "limit_fen: 5 fiscal_year: 'fiscalYears/2019'"), wrong);
  EXPECT_THAT(Amend("m", "", "limit_fen: 5"), wrong);
  EXPECT_THAT(Amend("m", "ceilings/x", "limit_fen: 5"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(
      Do(ClosePeriod, "name: 'fiscalYears/2019' reason: 'r' closed_through: '2019-06-30'", "head"));
  EXPECT_THAT(Amend("m", "ceilings/c", "limit_fen: 5 effective_date: '2019-06-30'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
}

TEST_F(CeilingAmendmentsTest, AmendmentsAreListedBySubjectAndState) {
  ZGC_ASSERT_OK(Limit("k", "FISCAL_YEAR", "", 500));
  ZGC_ASSERT_OK(Amend("m", "ceilings/k", "limit_fen: 600"));
  EXPECT_THAT(Listed(store_->Read(), ListCeilingAmendments,
                     "subject: 'ceilings/k' state: DECISION_STATE_DRAFT"),
              ElementsAre("ceilingAmendments/m"));
  EXPECT_THAT(Listed(store_->Read(), ListCeilingAmendments, "state: DECISION_STATE_APPROVED"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetCeilingAmendment, "name: 'ceilingAmendments/m'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->subject(), "ceilings/k");
  EXPECT_THAT(Got(store_->Read(), GetCeilingAmendment, "name: 'ceilingAmendments/n'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
