#include "services/supervision_reporting/domain/information/information_events.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/information_fixture.h"

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
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class InformationEventsTest : public InformationFixture {
 protected:
  void Submitted(const std::string& id, int count) {
    ZGC_ASSERT_OK(Write(id, count));
    ZGC_ASSERT_OK(SignOff(id));
    ZGC_ASSERT_OK(Submit(id));
  }
};

TEST_F(InformationEventsTest, NoMoreIsAdoptedByABodyThanWasSubmitted) {
  Submitted("a", 3);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "CITY", 2)));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e2", "CITY", 2)),
              FailsWith(kInvalid, HasSubstr("2 of 3 were entered before")));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e2", "CITY", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e3", "STATE_COUNCIL_OFFICE", 3)));
  ZGC_EXPECT_OK(Do(InstructInformation, Event("a", "e4", "CITY", 3)));
}

TEST_F(InformationEventsTest, EventsOfOneItemAreNotThoseOfAnotherWhoseIdBeginsSo) {
  Submitted("a", 1);
  Submitted("a-b", 1);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "CITY", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a-b", "e", "CITY", 1)));
}

TEST_F(InformationEventsTest, AnEventIsAppendedOnceAndNotBeforeSubmission) {
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

TEST_F(InformationEventsTest, EventsAreCountedByKindAndBody) {
  Submitted("a", 9);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "CITY", 2)));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e2", "CITY", 3)));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "e3", "CITY", 4)));
  const auto count = [&](v1::InformationEventKind kind, v1::InformationBody body) {
    const auto counted = CountEvents(store_->Read(), "informationItems/a", kind, body);
    EXPECT_TRUE(counted.ok()) << counted.status();
    return counted.value_or(-1);
  };
  EXPECT_EQ(count(v1::INFORMATION_EVENT_KIND_ADOPTION, v1::INFORMATION_BODY_CITY), 5);
  EXPECT_EQ(count(v1::INFORMATION_EVENT_KIND_INSTRUCTION, v1::INFORMATION_BODY_CITY), 4);
  EXPECT_EQ(count(v1::INFORMATION_EVENT_KIND_ADOPTION, v1::INFORMATION_BODY_STATE_COUNCIL_OFFICE),
            0);
  // A visit ends when it is told to.
  std::vector<std::string> visited;
  ZGC_ASSERT_OK(
      ForEachEvent(store_->Read(), "informationItems/a", [&](const v1::InformationEvent& event) {
        visited.push_back(event.name());
        return visited.size() < 2;
      }));
  EXPECT_THAT(visited, ElementsAre("informationItems/a/events/e1", "informationItems/a/events/e2"));
}

TEST_F(InformationEventsTest, EventsAreListedByItemAndKindAndReadByName) {
  Submitted("a", 9);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "CITY", 2)));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "e2", "CITY", 4)));
  EXPECT_THAT(Listed(store_->Read(), ListInformationEvents,
                     "information_item: 'informationItems/a' kind: "
                     "INFORMATION_EVENT_KIND_INSTRUCTION"),
              ElementsAre("informationItems/a/events/e2"));
  EXPECT_THAT(
      Listed(store_->Read(), ListInformationEvents, "information_item: 'informationItems/b'"),
      IsEmpty());
  const auto found =
      Got(store_->Read(), GetInformationEvent, "name: 'informationItems/a/events/e1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->item_count(), 2);
  EXPECT_EQ(found->author(), "clerk");
  EXPECT_THAT(Got(store_->Read(), GetInformationEvent, "name: 'informationItems/a/events/e3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
