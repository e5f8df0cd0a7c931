#include "services/funding_ledger/domain/guard/claims.h"

#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/guard_fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ClaimsTest = GuardFixture;

TEST_F(ClaimsTest, TheSameThingIsFoundHoweverItIsWritten) {
  EXPECT_EQ(Normalised("　ＡＢ－１２ x\t"), "ab-12x");
  EXPECT_EQ(Normalised("No.１２—３"), "no.12-3");
  EXPECT_NE(Normalised("12-3"), Normalised("123"));
  EXPECT_EQ(Normalised("  \n"), "");
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "ab-0012")));
  ZGC_ASSERT_OK(Supports("b", Item("INVOICE", "ＡＢ－００ １２", "", "甲 公司"), "young"));
  EXPECT_THAT(Approve("b"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  // Another issuer may use the same number.
  ZGC_EXPECT_OK(Granted("c", Item("INVOICE", "ab-0012", "", "乙公司")));
}

}  // namespace
}  // namespace zgc::funding
