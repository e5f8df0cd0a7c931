#include "services/funding_ledger/domain/budget/programs.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
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

TEST_F(ProgramsTest, ProgramsAreListedByParentAndFund) {
  EXPECT_THAT(
      Listed(store_->Read(), ListPrograms, "parent: 'programs/talent' fund: 'programs/fund'"),
      ElementsAre("programs/young"));
  EXPECT_THAT(Listed(store_->Read(), ListPrograms, "parent: 'programs/young'"), IsEmpty());
  const auto found = Got(store_->Read(), GetProgram, "name: 'programs/young'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->fund(), "programs/fund");
  EXPECT_THAT(Got(store_->Read(), GetProgram, "name: 'programs/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ProgramsTest, EveryWrongFieldOfAProgramIsNamed) {
  EXPECT_THAT(Do(CreateProgram, "program_id: 'P' program { parent: 'programs/none' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("program_id"), HasSubstr("display_name"),
                                        HasSubstr("programs/none"))));
  EXPECT_THAT(AddProgram("ic", "fund"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

}  // namespace
}  // namespace zgc::funding
