#include "services/funding_ledger/domain/instruments/risk_subsidies.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/fixture/ventures_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class RiskSubsidiesTest : public VenturesFixture {};

TEST_F(RiskSubsidiesTest, AnInvestmentOrItsLossIsSubsidised) {
  // 1,005 × 10 % = 100.5, rounded up.
  ZGC_ASSERT_OK(Venture("a", ""));
  EXPECT_EQ(Find(kAwards, "awards/a").amount_fen(), 101);
  EXPECT_EQ(Find(kAwards, "awards/a").enterprises_size(), 0);
  const auto loss = Venture("b",
                            "basis: RISK_SUBSIDY_BASIS_LOSS loss_fen: 600 investor: "
                            "'//park_region/enterprises/vc'");
  EXPECT_EQ(loss->decision().calculation().uncapped_fen(), 180);
  EXPECT_EQ(Find(kAwards, "awards/b").amount_fen(), 150);
  EXPECT_THAT(Find(kAwards, "awards/b").enterprises(), ElementsAre("//park_region/enterprises/vc"));
  EXPECT_THAT(Venture("c", "loss_fen: 1"), FailsWith(kInvalid, HasSubstr("risk_subsidy.loss_fen")));
  EXPECT_THAT(Venture("c", "invested_date: '2019-08-02'"),
              FailsWith(kInvalid, HasSubstr("after the decision")));
  EXPECT_THAT(Venture("c", "investee: 'x'"), FailsWith(kInvalid, HasSubstr("investee")));
  EXPECT_THAT(Venture("c", "investor: '//park_region/enterprises/x'"),
              FailsWith(kInvalid, HasSubstr("is the investor")));
}

// What a rule computes cannot be typed.
TEST_F(RiskSubsidiesTest, WhatTheLedgerComputesIsNotTakenFromTheCaller) {
  const auto made = Venture("a", "",
                            "rule_version: 'ruleVersions/x' award: 'awards/y' "
                            "calculation { amount_fen: 999 }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->decision().award(), "awards/a");
  EXPECT_EQ(made->decision().rule_version(), "ruleVersions/angel-001");
  EXPECT_EQ(made->decision().calculation().amount_fen(), 101);
  // Nor does an award that a caller makes claim to be computed.
  EXPECT_EQ(Draft("w", "ic", Known(1) + "support: 'riskSubsidies/a'")->support(), "");
  EXPECT_THAT(Venture("w", ""), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(RiskSubsidiesTest, SubsidiesAreListedByProgramAndReadByName) {
  ZGC_ASSERT_OK(Venture("b", ""));
  EXPECT_THAT(Listed(store_->Read(), ListRiskSubsidies, "program: 'programs/ic'"),
              ElementsAre("riskSubsidies/b"));
  EXPECT_EQ(Got(store_->Read(), GetRiskSubsidy, "name: 'riskSubsidies/b'")->invested_fen(), 1005);
}

}  // namespace
}  // namespace zgc::funding
