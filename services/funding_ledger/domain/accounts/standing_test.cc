#include "services/funding_ledger/domain/accounts/standing.h"

#include "gtest/gtest.h"

namespace zgc::funding {
namespace {

template <typename Row>
void ExpectStandsOnceApprovedAndUntilReversed() {
  Row row;
  row.set_state(v1::DECISION_STATE_DRAFT);
  EXPECT_FALSE(Stands(row));
  row.set_state(v1::DECISION_STATE_REJECTED);
  EXPECT_FALSE(Stands(row));
  row.set_state(v1::DECISION_STATE_APPROVED);
  EXPECT_TRUE(Stands(row));
  row.set_reversal("reversals/r");
  EXPECT_FALSE(Stands(row));
}

TEST(StandingTest, AnAwardStandsFromItsApprovalUntilItIsCancelled) {
  v1::Award award;
  for (const auto& [state, stands] :
       {std::pair(v1::AWARD_STATE_DRAFT, false), std::pair(v1::AWARD_STATE_APPROVED, true),
        std::pair(v1::AWARD_STATE_PARTIALLY_PAID, true), std::pair(v1::AWARD_STATE_PAID, true),
        std::pair(v1::AWARD_STATE_ACCEPTED, true), std::pair(v1::AWARD_STATE_CANCELLED, false)}) {
    award.set_state(state);
    EXPECT_EQ(Stands(award), stands) << v1::AwardState_Name(state);
  }
}

TEST(StandingTest, WhatIsDecidedStandsOnceApprovedAndUntilReversed) {
  ExpectStandsOnceApprovedAndUntilReversed<v1::Appropriation>();
  ExpectStandsOnceApprovedAndUntilReversed<v1::Virement>();
  ExpectStandsOnceApprovedAndUntilReversed<v1::CarryOver>();
  // An original appropriation is posted without a decision.
  EXPECT_TRUE(Stands(v1::Appropriation()));
  EXPECT_FALSE(Stands(v1::Virement()));
}

}  // namespace
}  // namespace zgc::funding
