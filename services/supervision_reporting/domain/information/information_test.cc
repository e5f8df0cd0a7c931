#include "services/supervision_reporting/domain/information/information.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/information_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using InformationTest = InformationFixture;

TEST_F(InformationTest, TheLifecycleIsTheTable) {
  const auto adopt = [&](const std::string& id) {
    return Do(AdoptInformation, Event("a", id, "city", 1)).status();
  };
  const auto instruct = [&](const std::string& id) {
    return Do(InstructInformation, Event("a", id, "city", 1)).status();
  };
  ZGC_ASSERT_OK(Write("a"));
  // DRAFT
  EXPECT_THAT(Submit("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(adopt("e"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(instruct("e"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(SignOff("a"));
  // SIGNED_OFF
  EXPECT_THAT(SignOff("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(adopt("e"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("open: ReturnInformationItem, SubmitInformationItem")));
  EXPECT_THAT(instruct("e"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Submit("a"));
  // SUBMITTED
  EXPECT_THAT(SignOff("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Submit("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(adopt("e"));
  ZGC_EXPECT_OK(instruct("f"));
}

TEST_F(InformationTest, WhoWroteDoesNotSignOff) {
  ZGC_ASSERT_OK(Write("a"));
  EXPECT_THAT(SignOff("a", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto signed_off = SignOff("a");
  ZGC_ASSERT_OK(signed_off);
  EXPECT_EQ(signed_off->steps(0).actor(), "clerk");
  EXPECT_EQ(signed_off->steps(1).actor(), "chief");
}

TEST_F(InformationTest, WhatIsReturnedIsMendedAndSignedOffAnew) {
  ZGC_ASSERT_OK(Write("a"));
  const std::string back = "name: 'informationItems/a' date: '2019-03-06' ";
  EXPECT_THAT(Do(ReturnInformationItem, back + "reason: 'r'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ReturnInformationItem, back, "chief"), FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(SignOff("a"));
  const auto returned = Do(ReturnInformationItem, back + "reason: '数字有误'", "chief");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->state(), v1::INFORMATION_STATE_RETURNED);
  EXPECT_EQ(returned->steps().rbegin()->note(), "数字有误");
  EXPECT_THAT(Submit("a"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                     HasSubstr("open: ReviseInformationItem")));
  const auto revised = Do(ReviseInformationItem, back + "title: '新题'", "writer");
  ZGC_ASSERT_OK(revised);
  EXPECT_EQ(revised->title(), "新题");
  EXPECT_EQ(revised->state(), v1::INFORMATION_STATE_DRAFT);
  ZGC_ASSERT_OK(Do(ReturnInformationItem, back + "reason: 'r'", "chief"));
  ZGC_ASSERT_OK(Do(ReviseInformationItem, back, "second"));
  // Neither who wrote it nor who mended it, each of them.
  for (const char* writer : {"clerk", "writer", "second"}) {
    EXPECT_THAT(Do(SignOffInformationItem, back, writer),
                HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  ZGC_EXPECT_OK(Do(SignOffInformationItem, back, "chief"));
}

TEST_F(InformationTest, SubmissionTakesTheTimeOfWritingUnlessItIsGiven) {
  ZGC_ASSERT_OK(Write("a"));
  ZGC_ASSERT_OK(SignOff("a"));
  EXPECT_THAT(Submit("a", "2019-03-04"), FailsWith(kInvalid, HasSubstr("before 2019-03-05")));
  EXPECT_EQ(Submit("a", "")->submitted_date(), "2019-03");
}

TEST_F(InformationTest, ADraftIsListedByStateAndReadByName) {
  EXPECT_THAT(
      Do(CreateInformationItem,
         "information_item_id: 'I' information_item { written_date: '2019-13' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("information_item_id"),
                                HasSubstr("information_item.title"), HasSubstr("2019-13"))));
  ZGC_ASSERT_OK(Write("a"));
  ZGC_ASSERT_OK(Write("b"));
  ZGC_ASSERT_OK(
      Do(SignOffInformationItem, "name: 'informationItems/b' date: '2019-03-05'", "chief"));
  EXPECT_THAT(Do(SubmitInformationItem, "name: 'informationItems/b' submitted_date: 'soon'"),
              FailsWith(kInvalid, HasSubstr("soon")));
  EXPECT_THAT(Listed(store_->Read(), ListInformationItems, "state: INFORMATION_STATE_DRAFT"),
              ElementsAre("informationItems/a"));
  const auto found = Got(store_->Read(), GetInformationItem, "name: 'informationItems/b'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->state(), v1::INFORMATION_STATE_SIGNED_OFF);
  EXPECT_THAT(Got(store_->Read(), GetInformationItem, "name: 'informationItems/c'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(InformationTest, WhatIsSubmittedMayBeAdoptedAndInstructed) {
  ZGC_ASSERT_OK(Write("a"));
  ZGC_ASSERT_OK(SignOff("a"));
  ZGC_ASSERT_OK(Submit("a"));
  EXPECT_THAT(
      *InformationLifecycle().Open(store_->Read(), Find(kInformationItems, "informationItems/a")),
      ElementsAre("AdoptInformation", "InstructInformation"));
}

TEST_F(InformationTest, AYearThatIsNotOverHasNoDayAfterToday) {
  // Today, of the commit.
  const auto sign_off = [&](const std::string& id) {
    ZGC_EXPECT_OK(Write(id));
    const auto item =
        Do(SignOffInformationItem, absl::StrCat("name: 'informationItems/", id, "'"), "chief");
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? item->steps(1).date() : "";
  };
  const std::string today = sign_off("a");
  const auto submitted = Submit("a", today.substr(0, sizeof("2019") - 1));
  ZGC_ASSERT_OK(submitted);
  EXPECT_EQ(submitted->steps(2).date(), today);
  sign_off("b");
  EXPECT_THAT(Submit("b", "2999-01"), FailsWith(kInvalid, HasSubstr("submitted_date: 2999-01-01 "
                                                                    "is after today")));
}

}  // namespace
}  // namespace zgc::supervision
