#include "services/funding_ledger/domain/awards/matching.h"

#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

const auto kBreach = HasReason(ERROR_REASON_MATCHING_BREACH);

class MatchingTest : public FundingFixture {
 protected:
  // An award of 100 fen that asks for 60.
  absl::StatusOr<v1::Award> GrantMatched(const std::string& id, const std::string& rule) {
    return Grant(id, "ic",
                 absl::StrCat(Known(100),
                              "matching_state: AMOUNT_STATE_KNOWN matching_fen: 60 "
                              "matching_rule: MATCHING_RULE_",
                              rule));
  }
  absl::StatusOr<v1::Award> Show(const std::string& id, int64_t fen,
                                 const std::string& day = "2019-06-01",
                                 const std::string& person = "recorder") {
    return Do(RecordMatchingEvidence,
              absl::StrCat("name: 'awards/", id, "' date: '", day,
                           "' document: '回单' amount_fen: ", fen),
              person);
  }
  absl::StatusOr<v1::Award> Revoke(const std::string& id, int number,
                                   const std::string& person = "checker") {
    return Do(
        RevokeMatchingEvidence,
        absl::StrCat("name: 'awards/", id, "' date: '2019-08-01' reason: '虚假' number: ", number),
        person);
  }
};

TEST_F(MatchingTest, ThePaidShareNeverRunsAheadOfTheMatchingShare) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  EXPECT_THAT(Pay("p", "a", 1), kBreach);
  ZGC_ASSERT_OK(Show("a", 20));
  EXPECT_THAT(std::string(Pay("p", "a", 34).status().message()),
              HasSubstr("needs matching funds of 21 fen, 20 are evidenced, 1 are missing"));
  ZGC_ASSERT_OK(Pay("p", "a", 33));
  EXPECT_FALSE(Find(kAwards, "awards/a").has_matching_breach());
  EXPECT_THAT(Pay("q", "a", 67), kBreach);
  ZGC_ASSERT_OK(Show("a", 40));
  ZGC_EXPECT_OK(Pay("q", "a", 67));
}

TEST_F(MatchingTest, FundsCountFromTheDayOnWhichTheyWereThere) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  ZGC_ASSERT_OK(Show("a", 60));
  EXPECT_THAT(std::string(Pay("p", "a", 10, "effective_date: '2019-05-31'").status().message()),
              HasSubstr("6 fen, 0 are evidenced by 2019-05-31, 6 are missing"));
  ZGC_EXPECT_OK(Pay("p", "a", 10, "effective_date: '2019-06-01'"));

  ZGC_ASSERT_OK(GrantMatched("tranches", "UNSPECIFIED"));
  ZGC_ASSERT_OK(Do(SignAgreement,
                   "name: 'awards/tranches' date: '2019-03-01' document: 'd' tranches { "
                   "amount_fen: 100 condition: TRANCHE_CONDITION_MATCHING matching_fen: 20 }",
                   "signer"));
  ZGC_ASSERT_OK(Show("tranches", 20));
  const auto early = Pay("q", "tranches", 10, "tranche: 1 effective_date: '2019-05-31'");
  EXPECT_THAT(early, HasReason(ERROR_REASON_TRANCHE_WAITING));
  EXPECT_THAT(std::string(early.status().message()),
              HasSubstr("0 fen are evidenced by 2019-05-31"));
  ZGC_EXPECT_OK(Pay("q", "tranches", 10, "tranche: 1 effective_date: '2019-06-01'"));

  ZGC_ASSERT_OK(GrantMatched("accepted", "BY_ACCEPTANCE"));
  ZGC_ASSERT_OK(Pay("r", "accepted", 100));
  ZGC_ASSERT_OK(Show("accepted", 60));
  const auto accept = [&](const std::string& day) {
    return Do(AcceptAward, absl::StrCat("name: 'awards/accepted' document: 'd' date: '", day, "'"),
              "checker");
  };
  EXPECT_THAT(accept("2019-05-31"), kBreach);
  ZGC_EXPECT_OK(accept("2019-06-01"));
}

TEST_F(MatchingTest, EvidenceThatWasWrongLeavesABreachWithWhatIsMissing) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  ZGC_ASSERT_OK(Show("a", 30));
  ZGC_ASSERT_OK(Show("a", 30));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  EXPECT_THAT(Revoke("a", 3), kWrongField);
  EXPECT_THAT(Do(RevokeMatchingEvidence, "name: 'awards/a' number: 1", "checker"), kWrongField);
  EXPECT_THAT(Revoke("a", 1, "recorder"), kSamePerson);
  const auto revoked = Revoke("a", 1);
  ZGC_ASSERT_OK(revoked);
  EXPECT_EQ(revoked->matched_fen(), 30);
  EXPECT_EQ(revoked->matching_breach().missing_fen(), 30);
  EXPECT_EQ(revoked->matching_breach().since_date(), "2019-08-01");
  EXPECT_THAT(Revoke("a", 1), kWrongState);
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"), kBreach);
  // Half is claimed back, so half of the matching funds is enough.
  ZGC_ASSERT_OK(ClawBack("c", "p", 50));
  const v1::Award mended = Find(kAwards, "awards/a");
  EXPECT_FALSE(mended.has_matching_breach());
  EXPECT_EQ(mended.clawed_back_fen(), 50);
  ZGC_EXPECT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"));
}

TEST_F(MatchingTest, AReductionMayBringABreachAbout) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  ZGC_ASSERT_OK(Show("a", 30));
  ZGC_ASSERT_OK(Pay("p", "a", 50));
  const auto reduced = Do(ReduceAward, "name: 'awards/a' amount_fen: 60 reason: 'r'", "checker");
  ZGC_ASSERT_OK(reduced);
  EXPECT_EQ(reduced->matching_breach().missing_fen(), 20);
  ZGC_ASSERT_OK(Show("a", 20));
  EXPECT_FALSE(Find(kAwards, "awards/a").has_matching_breach());
}

TEST_F(MatchingTest, FundsDueByAcceptanceHinderAcceptanceAndNoPayment) {
  ZGC_ASSERT_OK(GrantMatched("a", "BY_ACCEPTANCE"));
  ZGC_ASSERT_OK(Pay("p", "a", 99));
  EXPECT_FALSE(Find(kAwards, "awards/a").has_matching_breach());
  ZGC_ASSERT_OK(Pay("q", "a", 1, "effective_date: '2019-09-01'"));
  const v1::Award paid = Find(kAwards, "awards/a");
  EXPECT_EQ(paid.matching_breach().missing_fen(), 60);
  EXPECT_EQ(paid.matching_breach().since_date(), "2019-09-01");
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"), kBreach);
  ZGC_ASSERT_OK(Show("a", 59));
  EXPECT_EQ(Find(kAwards, "awards/a").matching_breach().since_date(), "2019-09-01");
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"), kBreach);
  ZGC_ASSERT_OK(Show("a", 1));
  ZGC_EXPECT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"));
}

TEST_F(MatchingTest, FundsDueByAcceptanceHinderThatOfAnUnknownAmountToo) {
  ZGC_ASSERT_OK(Grant("a", "ic",
                      "amount_state: AMOUNT_STATE_UNKNOWN matching_state: AMOUNT_STATE_KNOWN "
                      "matching_fen: 60 matching_rule: MATCHING_RULE_BY_ACCEPTANCE"));
  ZGC_ASSERT_OK(Show("a", 59));
  EXPECT_THAT(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"), kBreach);
  ZGC_ASSERT_OK(Show("a", 1));
  ZGC_EXPECT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"));
}

TEST_F(MatchingTest, EvidenceIsRecordedForAnAwardThatAsksForIt) {
  ZGC_ASSERT_OK(
      Draft("a", "ic", Known(100) + "matching_state: AMOUNT_STATE_KNOWN matching_fen: 60"));
  EXPECT_THAT(Show("a", 1), kWrongState) << "a draft";
  ZGC_ASSERT_OK(Approve("a"));
  EXPECT_THAT(Show("a", 0), kWrongField);
  EXPECT_THAT(Show("a", 1, "2999-01-01"), kWrongField);
  EXPECT_THAT(Show("a", 1, ""), kWrongField);
  EXPECT_THAT(Show("a", 1, "2019-06-01", "maker"), kSamePerson);
  ZGC_ASSERT_OK(Show("a", 1));
  EXPECT_THAT(Pay("p", "a", 1, "", "recorder"), kSamePerson);
  // Without a rule nothing is checked.
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_EXPECT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "checker"));
  ZGC_ASSERT_OK(Grant("none", "ic", Known(1)));
  EXPECT_THAT(Show("none", 1),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("no matching funds")));
}

// The day of the evidence orders no steps: it may lie before those that were taken.
TEST_F(MatchingTest, EvidenceIsAStepOfTheAward) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  const auto shown = Show("a", 20, "2019-06-01");
  ZGC_ASSERT_OK(shown);
  const common::v1::Step& step = *shown->steps().rbegin();
  EXPECT_EQ(step.method(), "RecordMatchingEvidence");
  EXPECT_EQ(step.actor(), "recorder");
  EXPECT_EQ(step.note(), "evidence 1: 20 fen of 2019-06-01");
  EXPECT_THAT(step.evidence(), ::testing::ElementsAre("回单"));
  EXPECT_EQ(step.date(), "");
  EXPECT_EQ(step.from_state(), "AWARD_STATE_APPROVED");
  EXPECT_EQ(step.to_state(), "AWARD_STATE_APPROVED");
  EXPECT_EQ(step.revision(), shown->revision());
}

TEST_F(MatchingTest, ARuleNeedsKnownMatchingFunds) {
  EXPECT_THAT(Draft("a", "ic", Known(1) + "matching_rule: MATCHING_RULE_PROPORTIONAL"),
              kWrongField);
  EXPECT_THAT(Draft("a", "ic",
                    Known(1) + "matching_state: AMOUNT_STATE_UNKNOWN "
                               "matching_rule: MATCHING_RULE_BY_ACCEPTANCE"),
              kWrongField);
}

TEST_F(MatchingTest, FundsAreThoseEvidencedByADayAndNotRevoked) {
  v1::Award award;
  const auto show = [&](const std::string& day, int64_t fen, bool revoked) {
    v1::MatchingEvidence& evidence = *award.add_matching_evidence();
    evidence.set_date(day);
    evidence.set_amount_fen(fen);
    evidence.set_revoked(revoked);
    if (!revoked) award.set_matched_fen(award.matched_fen() + fen);
  };
  show("2019-05-01", 20, false);
  show("2019-06-01", 30, true);
  show("2019-07-01", 40, false);
  EXPECT_EQ(MatchedBy(award, "2019-04-30"), 0);
  EXPECT_EQ(MatchedBy(award, "2019-06-30"), 20);
  EXPECT_EQ(MatchedBy(award, "2019-07-01"), 60);
  EXPECT_EQ(MatchedBy(award, ""), 60);
}

TEST_F(MatchingTest, ARuleAsksForWhatIsKnown) {
  v1::Award award;
  resource::Checks none;
  CheckMatchingRule(award, none);
  ZGC_EXPECT_OK(none.ToStatus());
  award.set_matching_rule(v1::MATCHING_RULE_PROPORTIONAL);
  resource::Checks checks;
  CheckMatchingRule(award, checks);
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(kInvalid, HasSubstr("needs a known matching_fen above zero")));
}

TEST_F(MatchingTest, ABreachLastsAsLongAsFundsAreMissing) {
  ZGC_ASSERT_OK(GrantMatched("a", "PROPORTIONAL"));
  v1::Award award = Find(kAwards, "awards/a");
  v1::Payment payment;
  payment.set_amount_fen(50);
  EXPECT_THAT(RequireMatched(award, payment), kBreach);
  award.set_matched_fen(30);
  ZGC_EXPECT_OK(RequireMatched(award, payment));
  award.set_paid_fen(50);
  ZGC_EXPECT_OK(RequireNoBreach(award, ""));
  award.set_matched_fen(20);
  EXPECT_THAT(RequireNoBreach(award, ""), kBreach);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    RefreshBreach(txn, "2019-08-01", award);
    EXPECT_EQ(award.matching_breach().missing_fen(), 10);
    EXPECT_EQ(award.matching_breach().since_date(), "2019-08-01");
    award.set_matched_fen(25);
    RefreshBreach(txn, "2019-09-01", award);
    EXPECT_EQ(award.matching_breach().missing_fen(), 5);
    EXPECT_EQ(award.matching_breach().since_date(), "2019-08-01");
    award.set_matched_fen(30);
    RefreshBreach(txn, "2019-10-01", award);
    return "";
  }));
  EXPECT_FALSE(award.has_matching_breach());
}

}  // namespace
}  // namespace zgc::funding
