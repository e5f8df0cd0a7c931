#include "services/funding_ledger/domain/budget/programs.h"

#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ProgramsTest = FundingFixture;

TEST_F(ProgramsTest, AProgramBelongsToTheFundOfItsParent) {
  EXPECT_EQ(Find(kPrograms, "programs/young").fund(), "programs/fund");
  EXPECT_EQ(Find(kPrograms, "programs/fund").fund(), "programs/fund");
  EXPECT_THAT(AddProgram("lost", "nowhere"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(AddProgram("c", "fund", "ceiling_fen: 5"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(AddProgram("c", "fund", "ceiling_state: AMOUNT_STATE_UNKNOWN ceiling_fen: 5"),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

}  // namespace
}  // namespace zgc::funding
