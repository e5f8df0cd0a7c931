#include "services/funding_ledger/domain/payments/receivables.h"

#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/model/budget_execution.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kFirm[] = "enterprises: '//park_region/enterprises/x' ";

// 70 fen are claimed back of a payment of 100 to one enterprise: "clerk" did it.
class ReceivablesTest : public BudgetFixture {
 protected:
  ReceivablesTest() {
    ZGC_EXPECT_OK(Grant("a", "ic", Known(100) + kFirm));
    ZGC_EXPECT_OK(Pay("p", "a", 100, "effective_date: '2019-06-01'"));
    ZGC_EXPECT_OK(ClawBack("c", "p", 70, "effective_date: '2019-07-01'"));
  }
  absl::StatusOr<v1::Clawback> Repay(int64_t fen, const std::string& day = "2019-08-01",
                                     const std::string& person = "cashier") {
    return Do(
        RecordRepayment,
        absl::StrCat("name: 'clawbacks/c' document: '回单' date: '", day, "' amount_fen: ", fen),
        person);
  }
  absl::StatusOr<v1::Clawback> Propose(int64_t fen, const std::string& person = "proposer") {
    return Do(
        ProposeWriteOff,
        absl::StrCat("name: 'clawbacks/c' reason: '企业注销' document: '裁定书' amount_fen: ", fen),
        person);
  }
  absl::StatusOr<v1::Clawback> ApproveIt(const std::string& person = "approver") {
    return Do(ApproveWriteOff, "name: 'clawbacks/c'", person);
  }
  static std::string SetOff(int64_t fen, const std::string& clawback = "c") {
    return absl::StrCat("set_offs { clawback: 'clawbacks/", clawback, "' amount_fen: ", fen, " } ");
  }
  // Disbursed, receivable and, of the fund, committed as the execution report has
  // them.
  std::string Execution() {
    const auto report = BudgetExecutionOf(store_->Read(), "fiscalYears/2019");
    EXPECT_TRUE(report.ok()) << report.status();
    for (const ProgramExecution& line : *report) {
      if (line.program != "programs/fund") continue;
      return absl::StrCat("committed ", line.committed_fen, ", disbursed ", line.disbursed_fen,
                          ", receivable ", line.receivable_fen);
    }
    return "";
  }
};

TEST_F(ReceivablesTest, AClawbackSaysWhatIsOpenAndWhoOwesIt) {
  const v1::Clawback row = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(row.state(), v1::CLAWBACK_STATE_OPEN);
  EXPECT_EQ(row.open_fen(), 70);
  EXPECT_EQ(row.award(), "awards/a");
  EXPECT_EQ(row.enterprise(), "//park_region/enterprises/x");
  EXPECT_THAT(ClawBack("d", "p", 1, "enterprise: '//park_region/enterprises/other'"), kWrongField);
  const auto forged =
      ClawBack("d", "p", 1, "open_fen: 9 repaid_fen: 9 state: CLAWBACK_STATE_SETTLED");
  ZGC_ASSERT_OK(forged);
  EXPECT_EQ(forged->open_fen(), 1);
  EXPECT_EQ(forged->repaid_fen(), 0);
}

TEST_F(ReceivablesTest, WhatIsRepaidIsAvailableAgain) {
  EXPECT_EQ(BalanceOf("available-fund"), 900);
  EXPECT_THAT(Repay(71), kWrongField);
  EXPECT_THAT(Repay(0), kWrongField);
  EXPECT_THAT(Repay(1, "2019-06-30"), kWrongField) << "before the clawback";
  EXPECT_THAT(Repay(1, "2020-01-01"), kWrongField) << "another year";
  EXPECT_THAT(Do(RecordRepayment, "name: 'clawbacks/c' amount_fen: 1", "cashier"), kWrongField);
  EXPECT_THAT(Repay(1, "2019-08-01", "clerk"), kSamePerson);
  ZGC_ASSERT_OK(Repay(30));
  const auto settled = Repay(40);
  ZGC_ASSERT_OK(settled);
  EXPECT_EQ(settled->state(), v1::CLAWBACK_STATE_SETTLED);
  EXPECT_EQ(settled->repaid_fen(), 70);
  EXPECT_EQ(settled->steps_size(), 3);
  EXPECT_EQ(BalanceOf("receivable-ic"), 0);
  EXPECT_EQ(BalanceOf("available-fund"), 970);
  EXPECT_EQ(Execution(), "committed 0, disbursed 30, receivable 0");
  EXPECT_THAT(Repay(1), kWrongState);
}

TEST_F(ReceivablesTest, ASetOffIsSpentOnTheNewAwardAndComesBackForTheOld) {
  ZGC_ASSERT_OK(Grant("b", "young", Known(50) + kFirm));
  EXPECT_EQ(Execution(), "committed 50, disbursed 30, receivable 70");
  const auto payment = Pay("q", "b", 50, SetOff(20) + "effective_date: '2019-09-01'");
  ZGC_ASSERT_OK(payment);
  EXPECT_EQ(payment->set_off_fen(), 20);
  const v1::Clawback row = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(row.open_fen(), 50);
  EXPECT_EQ(row.set_off_fen(), 20);
  EXPECT_EQ(row.revision(), payment->revision());
  EXPECT_EQ(BalanceOf("spent-young"), 50);
  EXPECT_EQ(BalanceOf("receivable-ic"), 50);
  // 1,000 less the 30 of the old award, the 50 of the new one and the 50 still owed.
  EXPECT_EQ(BalanceOf("available-fund"), 870);
  EXPECT_EQ(Execution(), "committed 0, disbursed 80, receivable 50");
}

// What was set off is kept back from the payment of another award and none of this one.
TEST_F(ReceivablesTest, ATraceFollowsWhatComesBackAndWhatIsGivenUp) {
  using ::testing::ElementsAre;
  const auto unnamed = [&](const std::string& name) {
    const auto trace = Ask(TraceFunds, "name: '" + name + "'");
    EXPECT_TRUE(trace.ok()) << trace.status();
    return trace.ok() ? trace->unnamed_fen() : -1;
  };
  ZGC_ASSERT_OK(Grant("b", "ic", Known(400) + kFirm));
  ZGC_ASSERT_OK(Pay("q", "b", 400, SetOff(20) + "effective_date: '2019-09-01'"));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 80"));
  EXPECT_THAT(LotsOf("payments/p"), ElementsAre("budget 80"));
  EXPECT_THAT(LotsOf("awards/b"), ElementsAre("budget 400"));
  ZGC_ASSERT_OK(Repay(10));
  ZGC_ASSERT_OK(Propose(25));
  ZGC_ASSERT_OK(ApproveIt());
  for (const char* name : {"awards/a", "payments/p"}) {
    EXPECT_THAT(LotsOf(name), ElementsAre("budget 70"))
        << "30 spent, 15 still owed, 25 given up: " << name;
    EXPECT_EQ(unnamed(name), 0) << name;
  }
  EXPECT_EQ(unnamed("awards/b"), 0);
  ZGC_ASSERT_OK(Grant("t", "ic", Known(50)));
  ZGC_ASSERT_OK(Pay("w", "t", 50));
  ZGC_ASSERT_OK(Reverse("r", "payments/w"));
  EXPECT_THAT(LotsOf("payments/w"), ::testing::IsEmpty());
  EXPECT_EQ(unnamed("payments/w"), 0);
}

TEST_F(ReceivablesTest, OnlyWhatTheSameEnterpriseOwesIsSetOff) {
  ZGC_ASSERT_OK(Grant("b", "ic", Known(90) + kFirm));
  ZGC_ASSERT_OK(Grant("other", "ic", Known(90) + "enterprises: '//park_region/enterprises/y'"));
  ZGC_ASSERT_OK(Grant("nobody", "ic", Known(90)));
  for (const char* award : {"other", "nobody"}) {
    EXPECT_THAT(Pay("q", award, 50, SetOff(20)),
                FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("is owed by")))
        << award;
  }
  EXPECT_THAT(Pay("q", "b", 80, SetOff(71)), kWrongField) << "more than is open";
  EXPECT_THAT(Pay("q", "b", 10, SetOff(11)), kWrongField) << "more than the payment";
  EXPECT_THAT(Pay("q", "b", 80, SetOff(1) + SetOff(1)), kWrongField) << "twice";
  EXPECT_THAT(Pay("q", "b", 80, SetOff(0)), kWrongField);
  EXPECT_THAT(Pay("q", "b", 80, SetOff(1, "none")), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Pay("q", "b", 80, SetOff(1) + "effective_date: '2019-06-30'"), kWrongField)
      << "before the clawback";
  EXPECT_THAT(Pay("q", "b", 80, SetOff(1), "clerk"), kSamePerson) << "claimed it back";
  ZGC_EXPECT_OK(Pay("q", "b", 80, SetOff(70)));
  EXPECT_EQ(Find(kClawbacks, "clawbacks/c").state(), v1::CLAWBACK_STATE_SETTLED);
}

TEST_F(ReceivablesTest, AWriteOffIsProposedAndApprovedByOthers) {
  EXPECT_THAT(ApproveIt(), kWrongState);
  EXPECT_THAT(Propose(71), kWrongField);
  EXPECT_THAT(Do(ProposeWriteOff, "name: 'clawbacks/c' amount_fen: 1"), kWrongField);
  ZGC_ASSERT_OK(Propose(70));
  EXPECT_THAT(Propose(1), kWrongState) << "one waits";
  EXPECT_EQ(BalanceOf("receivable-ic"), 70) << "nothing moves before approval";
  EXPECT_THAT(ApproveIt("proposer"), kSamePerson);
  EXPECT_THAT(ApproveIt("clerk"), kSamePerson);
  EXPECT_THAT(Do(ApproveWriteOff, "name: 'clawbacks/c' date: '2999-01-01'", "approver"),
              kWrongField);
  ZGC_ASSERT_OK(Do(ApproveWriteOff, "name: 'clawbacks/c'", "approver"));
  const v1::Clawback row = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(row.state(), v1::CLAWBACK_STATE_SETTLED);
  EXPECT_EQ(row.written_off_fen(), 70);
  EXPECT_FALSE(row.has_write_off_proposal());
  EXPECT_EQ(BalanceOf("receivable-ic"), 0);
  EXPECT_EQ(BalanceOf("writeoff-ic"), 70);
  EXPECT_EQ(BalanceOf("available-fund"), 900) << "what is given up does not come back";
}

TEST_F(ReceivablesTest, ARejectedProposalMovesNothingAndAPaidOneIsNoLongerOpen) {
  ZGC_ASSERT_OK(Propose(70));
  EXPECT_THAT(Do(RejectWriteOff, "name: 'clawbacks/c'", "approver"), kWrongField);
  EXPECT_THAT(Do(RejectWriteOff, "name: 'clawbacks/c' reason: 'r'", "proposer"), kSamePerson);
  ZGC_ASSERT_OK(Do(RejectWriteOff, "name: 'clawbacks/c' reason: '仍可追偿'", "approver"));
  EXPECT_THAT(Do(RejectWriteOff, "name: 'clawbacks/c' reason: 'r'", "approver"), kWrongState);
  ZGC_ASSERT_OK(Propose(70));
  ZGC_ASSERT_OK(Repay(10));
  EXPECT_THAT(Do(ApproveWriteOff, "name: 'clawbacks/c'", "approver"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("only 60 fen are still open; open: RecordRepayment, "
                                  "CreatePayment, RejectWriteOff")));
  EXPECT_EQ(BalanceOf("receivable-ic"), 60);
}

TEST_F(ReceivablesTest, WhatIsOwedOfAYearThatClosesIsSetOffAgainstAnAwardOfTheNext) {
  const auto carry = [&](const std::string& more, const std::string& person = "officer") {
    return Do(CarryOverClawback,
              absl::StrCat("name: 'clawbacks/c' fiscal_year: 'fiscalYears/2020' ", more), person);
  };
  ZGC_ASSERT_OK(Repay(10));
  EXPECT_THAT(carry(""), kWrongField);
  EXPECT_THAT(Do(CarryOverClawback,
                 "name: 'clawbacks/c' fiscal_year: 'fiscalYears/2019' reason: 'r' document: 'd'",
                 "officer"),
              kWrongField);
  EXPECT_THAT(carry("reason: 'r' document: 'd'", "clerk"), kSamePerson);
  EXPECT_THAT(Close(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                 HasSubstr("clawbacks/c has 60 fen open: carry it over")));
  const auto carried = carry("reason: '年末结转' document: 'd'");
  ZGC_ASSERT_OK(carried);
  EXPECT_EQ(carried->fiscal_year(), "fiscalYears/2020");
  EXPECT_EQ(On("2019-receivable-ic"), 0);
  EXPECT_EQ(On("2020-receivable-ic"), 60);
  EXPECT_THAT(LotsOf("programs/ic"), ::testing::ElementsAre("budget 90"));
  EXPECT_THAT(Reverse("r", "clawbacks/c"), kWrongState);
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(Repay(1, "2019-12-01"), kWrongField) << "it is in 2020 now";
  ZGC_ASSERT_OK(Appropriate("next", 100, "", "2020"));
  ZGC_ASSERT_OK(Do(CreateAward,
                   absl::StrCat("award_id: 'n' award { display_name: 'n' program: 'programs/young' "
                                "fiscal_year: 'fiscalYears/2020' document: 'd' ",
                                Known(40), kFirm, "}"),
                   "maker"));
  ZGC_ASSERT_OK(Approve("n"));
  ZGC_ASSERT_OK(Pay("q", "n", 40, SetOff(25) + "effective_date: '2020-03-01'"));
  EXPECT_EQ(Find(kClawbacks, "clawbacks/c").open_fen(), 35);
  EXPECT_EQ(On("2020-receivable-ic"), 35);
  EXPECT_EQ(On("2020-spent-young"), 40);
  EXPECT_EQ(On("2020-available-fund"), 85);
  EXPECT_THAT(Reverse("r", "payments/q", "fiscal_year: 'fiscalYears/2020'"), kWrongState)
      << "a part of it was set off";
  ZGC_EXPECT_OK(Repay(35, "2020-04-01"));
  EXPECT_EQ(On("2020-available-fund"), 120);
  EXPECT_THAT(LotsOf("accounts/2020-available-fund"),
              ::testing::ElementsAre("budget 60", "next 60"))
      << "what came back is of the year that paid it";
  const v1::Clawback settled = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(settled.state(), v1::CLAWBACK_STATE_SETTLED);
  EXPECT_EQ(settled.payment(), "payments/p") << "where it comes from stays known";
  EXPECT_EQ(settled.effective_date(), "2019-07-01");
  const auto lot = Ask(GetLot, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->receivable_fen(), 0);
  EXPECT_EQ(lot->available_fen() + lot->spent_fen(), 1000);
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
}

// The money that a clawback brings back is of the lot that the payment took.
TEST_F(ReceivablesTest, WhatComesBackIsOfTheLotThatWasPaid) {
  ZGC_ASSERT_OK(Repay(70));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(970)));
  EXPECT_THAT(LotsOf("awards/b"), ::testing::ElementsAre("budget 970"));
}

TEST_F(ReceivablesTest, AReversedClawbackIsOwedByNobodyAndAReversedPaymentOpensItsTranche) {
  EXPECT_EQ(Find(kAwards, "awards/a").clawed_back_fen(), 70);
  ZGC_ASSERT_OK(Reverse("r", "clawbacks/c"));
  const v1::Clawback row = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(row.state(), v1::CLAWBACK_STATE_SETTLED);
  EXPECT_EQ(row.open_fen(), 0);
  EXPECT_EQ(Find(kAwards, "awards/a").clawed_back_fen(), 0);
  EXPECT_THAT(Repay(1), kWrongState);
  ZGC_ASSERT_OK(Grant("t", "ic", Known(50)));
  ZGC_ASSERT_OK(Do(SignAgreement,
                   "name: 'awards/t' date: '2019-05-01' document: 'd' "
                   "tranches { amount_fen: 50 condition: TRANCHE_CONDITION_NONE }",
                   "signer"));
  ZGC_ASSERT_OK(Pay("q", "t", 50, "tranche: 1"));
  ZGC_ASSERT_OK(Reverse("s", "payments/q"));
  const v1::Award award = Find(kAwards, "awards/t");
  EXPECT_EQ(award.tranches(0).paid_fen(), 0);
  EXPECT_EQ(award.steps(award.steps_size() - 1).method(), "CreateReversal");
  ZGC_EXPECT_OK(Pay("again", "t", 50, "tranche: 1"));
  ZGC_ASSERT_OK(ClawBack("d", "again", 9));
  ZGC_ASSERT_OK(Do(RecordRepayment, "name: 'clawbacks/d' amount_fen: 4 document: 'd'", "cashier"));
  EXPECT_THAT(Reverse("u", "clawbacks/d"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                                     HasSubstr("4 fen of it are settled")));
}

TEST_F(ReceivablesTest, WhatCameBackOfASummaryIsNewMoneyOfTheFund) {
  ZGC_ASSERT_OK(Summarise("s", 100));
  ZGC_ASSERT_OK(Grant("w", "ic", Known(40) + "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Pay("r", "w", 40));
  ZGC_ASSERT_OK(ClawBack("d", "r", 40));
  const int64_t before = BalanceOf("available-fund");
  ZGC_ASSERT_OK(Do(RecordRepayment, "name: 'clawbacks/d' document: 'd' amount_fen: 40", "cashier"));
  EXPECT_EQ(BalanceOf("available-fund"), before + 40);
  EXPECT_EQ(BalanceOf("unitemised-s"), 60);
}

TEST_F(ReceivablesTest, AClawbackIsReversedWhileNothingOfItIsSettled) {
  v1::Clawback row = Find(kClawbacks, "clawbacks/c");
  EXPECT_EQ(ReversalObstacle(row), "");
  row.set_open_fen(50);
  EXPECT_EQ(ReversalObstacle(row), "20 fen of it are settled");
  row.set_open_fen(70);
  row.add_steps()->set_method("CarryOverClawback");
  EXPECT_EQ(ReversalObstacle(row), "it was carried over to fiscalYears/2019");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    UndoReceivable(txn, {"", "head"}, {.note = "why"}, row);
    return "";
  }));
  EXPECT_EQ(row.steps().rbegin()->method(), "CreateReversal");
  EXPECT_EQ(row.open_fen(), 0);
  EXPECT_EQ(row.state(), v1::CLAWBACK_STATE_SETTLED);
}

TEST_F(ReceivablesTest, ANewClawbackIsOwedByTheOneRecipientOrAnyOfThem) {
  v1::Award award = Find(kAwards, "awards/a");
  const v1::Payment payment = Find(kPayments, "payments/p");
  v1::Clawback row;
  row.set_amount_fen(30);
  resource::Checks checks;
  DescribeReceivable(payment, award, checks, row);
  ZGC_EXPECT_OK(checks.ToStatus());
  EXPECT_EQ(row.enterprise(), "//park_region/enterprises/x");
  EXPECT_EQ(row.open_fen(), 30);
  row.set_enterprise("//park_region/enterprises/y");
  DescribeReceivable(payment, award, checks, row);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("is not named by awards/a")));
}

TEST_F(ReceivablesTest, WhatIsSetOffIsCheckedThenSettledAndPosted) {
  ZGC_ASSERT_OK(Grant("b", "ic", Known(60) + kFirm));
  const v1::Award award = Find(kAwards, "awards/b");
  v1::Payment payment;
  payment.set_name("payments/q");
  payment.set_amount_fen(60);
  payment.set_effective_date("2019-08-01");
  v1::SetOff& set_off = *payment.add_set_offs();
  set_off.set_clawback("clawbacks/c");
  set_off.set_amount_fen(50);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    resource::Checks checks;
    ZGC_RETURN_IF_ERROR(CheckSetOffs(txn, award, "2019-08-01", payment, checks));
    ZGC_EXPECT_OK(checks.ToStatus());
    resource::Checks early;
    ZGC_RETURN_IF_ERROR(CheckSetOffs(txn, award, "2019-06-30", payment, early));
    EXPECT_THAT(early.ToStatus(), FailsWith(kInvalid, HasSubstr("is before 2019-07-01")));
    Posting posting(
        {"fiscalYears/2019", "2019-08-01", "programs/ic", "awards/b", "payments/q", "", "", "d"});
    ZGC_RETURN_IF_ERROR(PostSetOffs(txn, {"", "payer"}, payment, posting));
    ZGC_RETURN_IF_ERROR(posting.Post(txn));
    return "";
  }));
  EXPECT_EQ(payment.set_off_fen(), 50);
  EXPECT_EQ(Find(kClawbacks, "clawbacks/c").open_fen(), 20);
  EXPECT_EQ(BalanceOf("receivable-ic"), 20);
}

}  // namespace
}  // namespace zgc::funding
