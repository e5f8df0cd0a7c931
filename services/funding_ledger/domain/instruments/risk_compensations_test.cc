#include "services/funding_ledger/domain/instruments/risk_compensations.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/loans_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class RiskCompensationsTest : public LoansFixture {};

TEST_F(RiskCompensationsTest, LossesAreCompensatedUpToThePrincipal) {
  ZGC_ASSERT_OK(Lend("l1"));
  EXPECT_EQ(Compensate("c1", "l1", 5000)->decision().calculation().amount_fen(), 1500);
  EXPECT_THAT(Compensate("c2", "l1", 2301), FailsWith(kInvalid, HasSubstr("5000 fen")));
  ZGC_ASSERT_OK(Compensate("c2", "l1", 2300));
  // The lender receives it, and is no enterprise of the master data.
  EXPECT_EQ(Find(kAwards, "awards/c1").enterprises_size(), 0);
  EXPECT_EQ(Find(kAwards, "awards/c1").recipient_count(), 1);
}

TEST_F(RiskCompensationsTest, CompensationsAreListedAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListRiskCompensations), IsEmpty());
  EXPECT_THAT(Got(store_->Read(), GetRiskCompensation, "name: 'riskCompensations/r'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
