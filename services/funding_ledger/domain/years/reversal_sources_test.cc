#include "services/funding_ledger/domain/years/reversal_sources.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ReversalSourcesTest : public BudgetFixture {
 protected:
  absl::StatusOr<ReversalSource> Find(const std::string& name) {
    Checks checks;
    return FindReversalSource(store_->Read(), name, checks);
  }
};

TEST_F(ReversalSourcesTest, ARecordOfTheBudgetNamesWhoMadeAndWhoApprovedIt) {
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 10));
  const auto draft = Find("virements/v");
  ZGC_ASSERT_OK(draft);
  EXPECT_THAT(draft->obstacles, ElementsAre("it is DECISION_STATE_DRAFT and not posted"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  const auto source = Find("virements/v");
  ZGC_ASSERT_OK(source);
  EXPECT_EQ(source->fiscal_year, "fiscalYears/2019");
  EXPECT_EQ(source->program, "programs/ic");
  EXPECT_EQ(source->amount_fen, 10);
  EXPECT_THAT(source->persons, ElementsAre(draft->persons[0], "head"));
  EXPECT_THAT(source->obstacles, IsEmpty());
}

TEST_F(ReversalSourcesTest, APaymentIsThatOfItsAwardAsLongAsNothingRestsOnIt) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  const auto source = Find("payments/p");
  ZGC_ASSERT_OK(source);
  EXPECT_EQ(source->award.name(), "awards/a");
  EXPECT_EQ(source->payment.name(), "payments/p");
  EXPECT_THAT(source->persons, ElementsAre("payer"));
  EXPECT_THAT(source->obstacles, IsEmpty());
  ZGC_ASSERT_OK(ClawBack("c", "p", 40));
  EXPECT_THAT(Find("payments/p")->obstacles, ElementsAre("40 fen were claimed back"));
  EXPECT_EQ(Find("clawbacks/c")->amount_fen, 40);
  ZGC_ASSERT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "acceptor"));
  EXPECT_THAT(Find("payments/p")->obstacles,
              ElementsAre("40 fen were claimed back", "awards/a is AWARD_STATE_ACCEPTED"));
}

TEST_F(ReversalSourcesTest, ACarryOverIsThatOfAllItsAwards) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  EXPECT_EQ(Find("carryOvers/c")->amount_fen, 100);
  ZGC_ASSERT_OK(Pay("p", "a", 30));
  EXPECT_THAT(Find("carryOvers/c")->obstacles,
              ElementsAre(HasSubstr("holds 70 fen, not the 100 that were carried over")));
}

TEST_F(ReversalSourcesTest, WhatIsNoRecordOfTheBudgetIsNotReversed) {
  EXPECT_THAT(Find("payments/none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Reverse("r", "programs/ic"), FailsWith(kInvalid, HasSubstr("reversal.source")));
}

}  // namespace
}  // namespace zgc::funding
