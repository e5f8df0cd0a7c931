#include "services/supervision_reporting/domain/information/information.h"

#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

class InformationTest : public SupervisionFixture {
 protected:
  absl::StatusOr<v1::InformationItem> Write(const std::string& id, int count = 1) {
    return Do(CreateInformationItem,
              absl::StrCat("information_item_id: '", id, "' information_item { title: '", id,
                           "' written_date: '2019-03' item_count: ", count, " }"));
  }
  absl::StatusOr<v1::InformationItem> SignOff(const std::string& id,
                                              const std::string& person = "chief") {
    return Do(SignOffInformationItem,
              absl::StrCat("name: 'informationItems/", id, "' date: '2019-03-05'"), person);
  }
  absl::StatusOr<v1::InformationItem> Submit(const std::string& id,
                                             const std::string& date = "2019-04-01") {
    return Do(SubmitInformationItem,
              absl::StrCat("name: 'informationItems/", id, "' submitted_date: '", date, "'"));
  }
  void Submitted(const std::string& id, int count) {
    ZGC_ASSERT_OK(Write(id, count));
    ZGC_ASSERT_OK(SignOff(id));
    ZGC_ASSERT_OK(Submit(id));
  }
  static std::string Event(const std::string& item, const std::string& id, const std::string& body,
                           int count, const std::string& date = "2019-05") {
    return absl::StrCat("information_item: 'informationItems/", item, "' event_id: '", id,
                        "' body: INFORMATION_BODY_", body, " item_count: ", count, " date: '", date,
                        "' document: 'd'");
  }
};

TEST_F(InformationTest, TheLifecycleIsTheTable) {
  const auto adopt = [&](const std::string& id) {
    return Do(AdoptInformation, Event("a", id, "CITY", 1)).status();
  };
  const auto instruct = [&](const std::string& id) {
    return Do(InstructInformation, Event("a", id, "CITY", 1)).status();
  };
  ZGC_ASSERT_OK(Write("a"));
  // DRAFT
  EXPECT_THAT(Submit("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(adopt("e"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(instruct("e"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(SignOff("a"));
  // SIGNED_OFF
  EXPECT_THAT(SignOff("a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(adopt("e"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                    HasSubstr("open: SubmitInformationItem")));
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
  EXPECT_EQ(SignOff("a")->author(), "clerk");
}

TEST_F(InformationTest, SubmissionTakesTheTimeOfWritingUnlessItIsGiven) {
  ZGC_ASSERT_OK(Write("a"));
  ZGC_ASSERT_OK(SignOff("a"));
  EXPECT_THAT(Submit("a", "2019-03-04"), FailsWith(kInvalid, HasSubstr("before 2019-03-05")));
  EXPECT_EQ(Submit("a", "")->submitted_date(), "2019-03");
}

TEST_F(InformationTest, NoMoreIsAdoptedByABodyThanWasSubmitted) {
  Submitted("a", 3);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "CITY", 2)));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e2", "CITY", 2)),
              FailsWith(kInvalid, HasSubstr("2 of 3 were entered before")));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e2", "CITY", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e3", "STATE_COUNCIL_OFFICE", 3)));
  ZGC_EXPECT_OK(Do(InstructInformation, Event("a", "e4", "CITY", 3)));
}

TEST_F(InformationTest, EventsOfOneItemAreNotThoseOfAnotherWhoseIdBeginsSo) {
  Submitted("a", 1);
  Submitted("a-b", 1);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "CITY", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a-b", "e", "CITY", 1)));
}

TEST_F(InformationTest, AnEventIsAppendedOnceAndNotBeforeSubmission) {
  Submitted("a", 9);
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "CITY", 1, "2019-03-31")),
              FailsWith(kInvalid, HasSubstr("2019-03-31 is before 2019-04-01")));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "CITY", 1, "2019")));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "CITY", 1)),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Do(InstructInformation, "information_item: 'informationItems/a' event_id: 'E'"),
              FailsWith(kInvalid, AllOf(HasSubstr("event_id"), HasSubstr("body"),
                                        HasSubstr("document"), HasSubstr("date"))));
}

TEST_F(InformationTest, WorkActivitiesNeedEvidence) {
  EXPECT_THAT(
      Do(CreateWorkActivity,
         "work_activity_id: 'w' work_activity { session_count: -1 held_date: '2019-13' }"),
      FailsWith(kInvalid,
                AllOf(HasSubstr("work_activity.title"), HasSubstr("work_activity.kind"),
                      HasSubstr("work_activity.session_count"),
                      HasSubstr("work_activity.held_date"), HasSubstr("work_activity.evidence"))));
}

}  // namespace
}  // namespace zgc::supervision
