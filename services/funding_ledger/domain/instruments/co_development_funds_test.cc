#include "services/funding_ledger/domain/instruments/co_development_funds.h"

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
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class CoDevelopmentFundsTest : public VenturesFixture {};

TEST_F(CoDevelopmentFundsTest, TheSidesOfACoDevelopmentFundAddUp) {
  const std::string thirds =
      "share_percent: '33.33' partners { party: '天津' share_percent: "
      "'33.33' } partners { party: '企业' share_percent: '33.34' } ";
  const auto fund = Together("a", thirds + "uses { purpose: '协同创新平台' amount_fen: 90 }");
  ZGC_ASSERT_OK(fund);
  EXPECT_EQ(fund->decision().calculation().amount_fen(), 33);
  // 66.66 is rounded to 67, less 33.
  EXPECT_EQ(fund->partners(0).amount_fen(), 34);
  EXPECT_EQ(fund->partners(1).amount_fen(), 33);
  EXPECT_THAT(Find(kAwards, "awards/a").parks(), ElementsAre("//park_region/parks/binhai"));
  EXPECT_THAT(Together("b", thirds + "uses { purpose: '基金' amount_fen: 101 }"),
              FailsWith(kInvalid, HasSubstr("more than the total")));
  EXPECT_THAT(Together("b", "share_percent: '50'"), FailsWith(kInvalid, HasSubstr("add up to 50")));
  EXPECT_THAT(Together("b", "share_percent: '60' partners { party: '天津' share_percent: '40' }"),
              FailsWith(kInvalid, HasSubstr("more than the 50 %")));
}

TEST_F(CoDevelopmentFundsTest, FundsAreListedByProgramAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListCoDevelopmentFunds, "program: 'programs/ic'"), IsEmpty());
  EXPECT_THAT(Got(store_->Read(), GetCoDevelopmentFund, "name: 'coDevelopmentFunds/c'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
