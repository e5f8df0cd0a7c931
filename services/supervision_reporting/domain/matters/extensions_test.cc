#include "services/supervision_reporting/domain/matters/extensions.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/overdue_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ExtensionsTest = OverdueFixture;

TEST_F(ExtensionsTest, AnApprovedExtensionMovesTheDeadlineAndKeepsTheOriginal) {
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-20");
  EXPECT_THAT(Approve("e1", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Approve("e1", "chief"));
  EXPECT_THAT(Approve("e1", "chief"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-25");
  EXPECT_EQ(Find(kMatters, "matters/m").original_deadline(), "2019-03-20");
  const v1::Extension extension = Find(kExtensions, "matters/m/extensions/e1");
  EXPECT_EQ(extension.old_deadline(), "2019-03-20");
  ASSERT_EQ(extension.steps_size(), 2);
  EXPECT_EQ(extension.steps(0).actor(), "clerk");
  EXPECT_EQ(extension.steps(0).note(), "协调");
  EXPECT_EQ(extension.steps(1).method(), "ApproveExtension");
  EXPECT_EQ(extension.steps(1).actor(), "chief");
}

// The matter says itself who gave it more time and why.
TEST_F(ExtensionsTest, AnApprovedExtensionIsAStepOfItsMatter) {
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  Walk("m", "2019-03-03");
  const v1::Matter reported = Find(kMatters, "matters/m");
  ZGC_ASSERT_OK(Approve("e1", "chief"));
  const v1::Matter matter = Find(kMatters, "matters/m");
  EXPECT_EQ(matter.state(), reported.state());
  ASSERT_EQ(matter.steps_size(), reported.steps_size() + 1);
  const common::v1::Step& step = *matter.steps().rbegin();
  EXPECT_EQ(step.method(), "ApproveExtension");
  EXPECT_EQ(step.actor(), "chief");
  EXPECT_EQ(step.note(), "matters/m/extensions/e1: deadline from 2019-03-20 to 2019-03-25: 协调");
  EXPECT_EQ(step.from_state(), step.to_state());
  EXPECT_EQ(step.revision(), matter.revision());
  // It was reported on the day on which it was reported.
  const auto* report = LastStepTo(matter.steps(), "MATTER_STATE_REPORTED", "2019-12-31");
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->date(), "2019-03-03");
}

TEST_F(ExtensionsTest, OneExtensionIsOpenAtATime) {
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  EXPECT_THAT(Ask("e2", "2019-03-26"),
              FailsWith(kPrecondition, HasSubstr("matters/m/extensions/e1 is not decided")));
  EXPECT_THAT(Do(RejectExtension, "name: 'matters/m/extensions/e1'", "chief"),
              FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(RejectExtension, "name: 'matters/m/extensions/e1' reason: 'r'", "chief"));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-20");
  ZGC_EXPECT_OK(Ask("e2", "2019-03-26"));
}

TEST_F(ExtensionsTest, MoreTimeNeedsADeadlineAndALaterDay) {
  EXPECT_THAT(Ask("e", "2019-03-20"), FailsWith(kInvalid, HasSubstr("not after the deadline")));
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  EXPECT_THAT(Ask("e", "2020-01-01", "n"), FailsWith(kPrecondition, HasSubstr("no deadline")));
  ZGC_ASSERT_OK(Ask("e", "2019-03-21"));
  Walk("m", "2019-03-03");
  ZGC_ASSERT_OK(Step("CloseMatter", "m", "2019-03-04", "checker"));
  EXPECT_THAT(Approve("e", "chief"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Ask("e2", "2019-03-22"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(ExtensionsTest, ARequestNamesItsReasonAndIsListedWithItsMatter) {
  EXPECT_THAT(
      Do(RequestExtension, "matter: 'matters/m' extension_id: 'E' new_deadline: '2019-03-25'"),
      FailsWith(kInvalid, AllOf(HasSubstr("extension_id"), HasSubstr("reason"))));
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  const auto approved = Do(ApproveExtension, "name: 'matters/m/extensions/e1' note: 'n'", "chief");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->steps(1).actor(), "chief");
  EXPECT_EQ(approved->steps(1).note(), "n");
  EXPECT_THAT(Listed(store_->Read(), ListExtensions, "matter: 'matters/m'"),
              ElementsAre("matters/m/extensions/e1"));
  EXPECT_THAT(Listed(store_->Read(), ListExtensions, "matter: 'matters/n'"), IsEmpty());
  const auto found = Got(store_->Read(), GetExtension, "name: 'matters/m/extensions/e1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->state(), v1::EXTENSION_STATE_APPROVED);
  EXPECT_THAT(Got(store_->Read(), GetExtension, "name: 'matters/m/extensions/e2'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
