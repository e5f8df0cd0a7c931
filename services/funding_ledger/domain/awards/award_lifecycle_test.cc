#include "services/funding_ledger/domain/awards/award_lifecycle.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

class AwardLifecycleTest : public FundingFixture {
 protected:
  std::vector<std::string> OpenOf(const std::string& award) {
    return *AwardLifecycle().Open(store_->Read(), Find(kAwards, award));
  }
};

TEST_F(AwardLifecycleTest, WhatIsOpenDependsOnWhatTheAwardSays) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(5)));
  EXPECT_THAT(OpenOf("awards/a"), ElementsAre("ApproveAward", "CancelAward"));
  ZGC_ASSERT_OK(Do(ApproveAward, "name: 'awards/a'", "checker"));
  EXPECT_THAT(OpenOf("awards/a"), ElementsAre("SignAgreement", "ReduceAward", "CreatePayment",
                                              "CloseFiscalYear", "CancelAward"));
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  EXPECT_THAT(OpenOf("awards/u"), ElementsAre("StateAwardAmount", "SignAgreement", "AcceptAward",
                                              "CloseFiscalYear", "CancelAward"));
}

TEST_F(AwardLifecycleTest, ARefusalNamesWhatIsOpen) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(5)));
  EXPECT_THAT(AwardLifecycle().Check(store_->Read(), {"", "payer"}, "CreatePayment",
                                     Find(kAwards, "awards/a")),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("open: ApproveAward, CancelAward")));
}

}  // namespace
}  // namespace zgc::funding
