#include "services/funding_ledger/domain/awards/agreements.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/milestones.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

const auto kWaiting = HasReason(ERROR_REASON_TRANCHE_WAITING);

constexpr char kMilestone[] = "//task_registry/milestones/m";

// 100 fen: 40 at once, 50 with the milestone, 10 with the matching funds.
constexpr char kThree[] =
    "tranches { amount_fen: 40 condition: TRANCHE_CONDITION_NONE due_date: '2019-06-30' } "
    "tranches { amount_fen: 50 condition: TRANCHE_CONDITION_MILESTONE "
    "milestone: '//task_registry/milestones/m' } "
    "tranches { amount_fen: 10 condition: TRANCHE_CONDITION_MATCHING matching_fen: 20 } ";

class AgreementsTest : public FundingFixture {
 protected:
  absl::StatusOr<v1::Award> Sign(const std::string& id, const std::string& more,
                                 const std::string& person = "signer") {
    return Do(SignAgreement,
              absl::StrCat("name: 'awards/", id, "' date: '2019-05-20' document: '协议' ", more),
              person);
  }
  // An award of 100 fen with the three tranches.
  void GrantAndSign(const std::string& id) {
    ZGC_ASSERT_OK(Grant(id, "ic",
                        Known(100) + "effective_date: '2019-05-01' matching_state: "
                                     "AMOUNT_STATE_KNOWN matching_fen: 30"));
    ZGC_ASSERT_OK(Sign(id, kThree));
  }
  static std::string Of(int tranche) { return absl::StrCat("tranche: ", tranche, " "); }

  // What the feed of the task registry brings.
  void Milestone(const std::string& state, const std::string& decided = "") {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      v1::TaskMilestone row;
      row.set_name(kMilestone);
      row.set_state("MILESTONE_STATE_" + state);
      row.set_accepted(state == "ACCEPTED");
      row.set_due_date("2019-09-30");
      row.set_decided_date(decided);
      kTaskMilestones.Put(txn, {row.name()}, row);
      return "";
    }));
  }
};

TEST_F(AgreementsTest, AnAgreementPlansTranchesThatAddUpToTheAward) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100)));
  EXPECT_THAT(Sign("a", ""), kWrongState);
  ZGC_ASSERT_OK(Approve("a"));
  EXPECT_THAT(Sign("a", "", "maker"), kSamePerson);
  EXPECT_THAT(Sign("a", "tranches { amount_fen: 99 condition: TRANCHE_CONDITION_NONE }"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("add up to 100 fen")));
  const auto signed_award = Sign(
      "a", "tranches { amount_fen: 100 condition: TRANCHE_CONDITION_NONE paid_fen: 9 number: 7 }");
  ZGC_ASSERT_OK(signed_award);
  EXPECT_EQ(signed_award->agreement().date(), "2019-05-20");
  EXPECT_EQ(signed_award->agreement().signer(), "signer");
  EXPECT_EQ(signed_award->tranches(0).number(), 1);
  EXPECT_EQ(signed_award->tranches(0).paid_fen(), 0);
  EXPECT_EQ(signed_award->steps(2).method(), "SignAgreement");
  EXPECT_THAT(Sign("a", ""), kWrongState) << "an award has one agreement";
}

TEST_F(AgreementsTest, EveryWrongFieldOfATrancheIsNamed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-05-01'"));
  const auto refused =
      Do(SignAgreement,
         "name: 'awards/a' date: '2019-04-30' "
         "tranches { amount_fen: 0 due_date: '2019-04-01' condition: TRANCHE_CONDITION_MILESTONE "
         "milestone: 'milestones/m' } "
         "tranches { amount_fen: 1 milestone: 'x' matching_fen: 1 } "
         "tranches { amount_fen: 1 condition: TRANCHE_CONDITION_MATCHING matching_fen: 1 }",
         "signer");
  for (const char* words :
       {"date: ", "document", "tranches[0].amount_fen", "tranches[0].due_date",
        "tranches[0].milestone", "tranches[1].condition", "tranches[1].milestone",
        "tranches[1].matching_fen", "tranches[2].matching_fen", "tranches: must add up"}) {
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(words));
  }
  EXPECT_THAT(Do(SignAgreement, "name: 'awards/a' document: 'd'", "signer"), kWrongField);
  EXPECT_THAT(Do(SignAgreement, "name: 'awards/a' document: 'd' date: '2999-01-01'", "signer"),
              kWrongField);
}

// Money of 2019 is not promised for 2020.
TEST_F(AgreementsTest, ATrancheFallsDueInTheYearThatPays) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  const auto sign = [&](const std::string& due) {
    return Do(SignAgreement,
              absl::StrCat("name: 'awards/a' document: 'd' date: '2019-05-01' tranches { "
                           "amount_fen: 60 condition: TRANCHE_CONDITION_NONE due_date: "
                           "'2019-06-30' } tranches { amount_fen: 40 condition: "
                           "TRANCHE_CONDITION_NONE due_date: '",
                           due, "' }"),
              "signer");
  };
  EXPECT_THAT(sign("2020-01-01"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        HasSubstr("tranches[1].due_date: awards/a is paid by fiscalYears/2019")));
  ZGC_EXPECT_OK(sign("2019-12-31"));
}

TEST_F(AgreementsTest, ATrancheIsPaidInAnyPartsAndNoFurther) {
  GrantAndSign("a");
  EXPECT_THAT(Pay("p", "a", 1), kWrongField) << "names no tranche";
  EXPECT_THAT(Pay("p", "a", 1, Of(4)), kWrongField);
  EXPECT_THAT(Pay("p", "a", 1, Of(1) + "effective_date: '2019-05-19'"), kWrongField)
      << "before the agreement";
  ZGC_ASSERT_OK(Pay("p1", "a", 15, Of(1)));
  EXPECT_EQ(Refusal(Pay("p2", "a", 26, Of(1)).status()),
            "accounts/2019-committed-ic of awards/a tranche 1: 25 left, 26 asked for");
  ZGC_ASSERT_OK(Pay("p2", "a", 25, Of(1)));
  EXPECT_EQ(Find(kAwards, "awards/a").tranches(0).paid_fen(), 40);
  ZGC_ASSERT_OK(Grant("plain", "ic", Known(10)));
  EXPECT_THAT(Pay("p3", "plain", 1, Of(1)), kWrongField);
  ZGC_EXPECT_OK(Pay("p3", "plain", 10));
}

TEST_F(AgreementsTest, ATrancheWaitsForItsMilestoneToBeAccepted) {
  GrantAndSign("a");
  const auto refusal = [&] { return std::string(Pay("p", "a", 50, Of(2)).status().message()); };
  EXPECT_THAT(Pay("p", "a", 50, Of(2)), kWaiting);
  EXPECT_EQ(refusal(),
            "awards/a tranche 2 waits for //task_registry/milestones/m since 2019-05-20: not read "
            "from the task registry yet");
  Milestone("REPORTED");
  EXPECT_THAT(refusal(), HasSubstr("since 2019-05-20: MILESTONE_STATE_REPORTED, due 2019-09-30"));
  Milestone("REJECTED", "2019-10-08");
  EXPECT_THAT(refusal(), HasSubstr("since 2019-10-08: MILESTONE_STATE_REJECTED"));
  ZGC_EXPECT_OK(Pay("other", "a", 40, Of(1))) << "what waits stops no other tranche";
  Milestone("ACCEPTED", "2019-11-01");
  EXPECT_THAT(Pay("p", "a", 50, Of(2) + "effective_date: '2019-10-31'"), kWrongField)
      << "dated before the acceptance";
  Open();
  ZGC_EXPECT_OK(Pay("p", "a", 50, Of(2) + "effective_date: '2019-11-01'"));
}

TEST_F(AgreementsTest, ATrancheWaitsForMatchingFunds) {
  GrantAndSign("a");
  EXPECT_THAT(std::string(Pay("p", "a", 10, Of(3)).status().message()),
              HasSubstr("waits for matching funds of 20 fen since 2019-05-20: 0 fen are"));
  ZGC_ASSERT_OK(Do(RecordMatchingEvidence,
                   "name: 'awards/a' date: '2019-06-01' amount_fen: 20 document: '银行回单'"));
  EXPECT_THAT(Pay("p", "a", 10, Of(3), "clerk"), kSamePerson) << "showed the funds";
  ZGC_EXPECT_OK(Pay("p", "a", 10, Of(3)));
}

TEST_F(AgreementsTest, AReductionTakesFromTheLastTranchesFirst) {
  GrantAndSign("a");
  ZGC_ASSERT_OK(Pay("p", "a", 30, Of(1)));
  const auto reduced = Do(ReduceAward, "name: 'awards/a' amount_fen: 35 reason: 'r'", "checker");
  ZGC_ASSERT_OK(reduced);
  EXPECT_EQ(reduced->tranches(0).amount_fen(), 35);
  EXPECT_EQ(reduced->tranches(1).amount_fen(), 0);
  EXPECT_EQ(reduced->tranches(2).amount_fen(), 0);
  ZGC_ASSERT_OK(Pay("q", "a", 5, Of(1)));
  EXPECT_EQ(Find(kAwards, "awards/a").state(), v1::AWARD_STATE_PAID);
}

TEST_F(AgreementsTest, AnAgreementWithoutTranchesLeavesPaymentsAsTheyWere) {
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  EXPECT_THAT(Sign("u", kThree), kWrongField) << "no amount to divide";
  ZGC_ASSERT_OK(Sign("u", ""));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(10)));
  ZGC_ASSERT_OK(Sign("a", ""));
  ZGC_EXPECT_OK(Pay("p", "a", 4));
}

TEST_F(AgreementsTest, AnUnknownAmountThatBecomesKnownIsReserved) {
  ZGC_ASSERT_OK(Limit("firm", "ENTERPRISE", "//park_region/enterprises/x", 300));
  ZGC_ASSERT_OK(Draft("u", "ic", Unknown() + "enterprises: '//park_region/enterprises/x'"));
  const auto state = [&](int64_t fen, const std::string& person = "officer") {
    return Do(
        StateAwardAmount,
        absl::StrCat("name: 'awards/u' date: '2019-07-01' document: '决算' amount_fen: ", fen),
        person);
  };
  EXPECT_THAT(state(5), kWrongState) << "still a draft";
  ZGC_ASSERT_OK(Approve("u"));
  EXPECT_THAT(state(0), kWrongField);
  EXPECT_THAT(Do(StateAwardAmount, "name: 'awards/u' amount_fen: 5"), kWrongField);
  EXPECT_THAT(state(5, "maker"), kSamePerson);
  EXPECT_EQ(Refusal(state(301).status()),
            "accounts/2019-headroom-ceiling-firm of ceilings/firm: 300 left, 301 asked for");
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  const int64_t before = store_->head();
  const auto known = state(300);
  ZGC_ASSERT_OK(known);
  EXPECT_EQ(known->amount_fen(), 300);
  EXPECT_EQ(known->reserved_from(), "accounts/2019-available-fund");
  EXPECT_EQ(known->steps(2).note(), "unknown to 300 fen");
  EXPECT_EQ(BalanceOf("committed-ic"), 300);
  EXPECT_EQ(Find(kAwards, "awards/u", before).amount_state(), AMOUNT_STATE_UNKNOWN);
  EXPECT_THAT(state(300), kWrongState);
  EXPECT_THAT(Pay("p", "u", 1, "", "officer"), kSamePerson) << "said the amount";
  ZGC_EXPECT_OK(Pay("p", "u", 300));
}

TEST_F(AgreementsTest, WhatIsPaidOrTakenBackMovesWhatATrancheHasLeft) {
  GrantAndSign("a");
  v1::Award award = Find(kAwards, "awards/a");
  v1::Payment payment;
  payment.set_award("awards/a");
  payment.set_tranche(1);
  payment.set_amount_fen(40);
  ZGC_EXPECT_OK(RequirePayableTranche(store_->Read(), award, payment));
  PayTranche(payment, award);
  EXPECT_EQ(award.tranches(0).paid_fen(), 40);
  EXPECT_THAT(RequirePayableTranche(store_->Read(), award, payment),
              HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  UnpayTranche(payment, award);
  EXPECT_EQ(award.tranches(0).paid_fen(), 0);
  payment.set_tranche(2);
  EXPECT_THAT(RequirePayableTranche(store_->Read(), award, payment), kWaiting);
}

TEST_F(AgreementsTest, ACutTakesFromTheLastTranchesWhatIsNotPaid) {
  v1::Award award;
  for (const int64_t fen : {40, 50, 10}) award.add_tranches()->set_amount_fen(fen);
  award.mutable_tranches(2)->set_paid_fen(4);
  award.set_amount_fen(80);
  CutTranches(award);
  EXPECT_EQ(award.tranches(0).amount_fen(), 40);
  EXPECT_EQ(award.tranches(1).amount_fen(), 36);
  EXPECT_EQ(award.tranches(2).amount_fen(), 4);
}

TEST_F(AgreementsTest, APaymentNamesATrancheAndIsNotBeforeWhatItWaitedFor) {
  GrantAndSign("a");
  Milestone("ACCEPTED", "2019-09-15");
  const v1::Award award = Find(kAwards, "awards/a");
  const auto check = [&](int tranche, const std::string& day) {
    v1::Payment payment;
    payment.set_tranche(tranche);
    resource::Checks checks;
    ZGC_EXPECT_OK(CheckTranche(store_->Read(), award, payment, day, checks));
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check(2, "2019-09-15"));
  EXPECT_THAT(check(2, "2019-09-14"),
              FailsWith(kInvalid, HasSubstr("2019-09-14 is before 2019-09-15")));
  EXPECT_THAT(check(1, "2019-05-19"), FailsWith(kInvalid, HasSubstr("the day of the agreement")));
  EXPECT_THAT(check(4, "2019-10-01"), FailsWith(kInvalid, HasSubstr("must be 1 to 3")));
}

TEST_F(AgreementsTest, AMilestoneIsAskedOfASourceThatIsCurrent) {
  GrantAndSign("a");
  resource::SourceWatch sources;
  v1::Payment payment;
  payment.set_award("awards/a");
  payment.set_tranche(1);
  ZGC_EXPECT_OK(RequireCurrentMilestone(store_->Read(), payment, sources, {}));
  payment.set_tranche(2);
  EXPECT_THAT(RequireCurrentMilestone(store_->Read(), payment, sources, {}),
              HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
}

}  // namespace
}  // namespace zgc::funding
