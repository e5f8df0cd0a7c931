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
using ::testing::Pair;
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
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "city", 2)));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e2", "city", 2)),
              FailsWith(kInvalid, HasSubstr("2 of 3 were entered before")));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e2", "city", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e3", "state", 3)));
  ZGC_EXPECT_OK(Do(InstructInformation, Event("a", "e4", "city", 3)));
}

TEST_F(InformationEventsTest, EventsOfOneItemAreNotThoseOfAnotherWhoseIdBeginsSo) {
  Submitted("a", 1);
  Submitted("a-b", 1);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "city", 1)));
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a-b", "e", "city", 1)));
}

TEST_F(InformationEventsTest, AnEventIsAppendedOnceAndNotBeforeSubmission) {
  Submitted("a", 9);
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "city", 1, "2019-03-31")),
              FailsWith(kInvalid, HasSubstr("2019-03-31 is before 2019-04-01")));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "city", 1, "2019")));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "city", 1)),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Do(InstructInformation, "information_item: 'informationItems/a' event_id: 'E'"),
              FailsWith(kInvalid, AllOf(HasSubstr("event_id"), HasSubstr("body"),
                                        HasSubstr("document"), HasSubstr("date"))));
}

TEST_F(InformationEventsTest, WhatEachBodyHasAdoptedIsDerivedFromTheEvents) {
  Submitted("a", 9);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "city", 2)));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e2", "city", 3)));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "e3", "city", 4)));
  v1::InformationItem item = Find(kInformationItems, "informationItems/a");
  EXPECT_THAT(*AdoptedBy(store_->Read(), item), ElementsAre(Pair("informationBodies/city", 5)));
  EXPECT_EQ(*MostEvents(store_->Read(), item), 5);
  // A visit ends when it is told to.
  std::vector<std::string> visited;
  ZGC_ASSERT_OK(
      ForEachEvent(store_->Read(), "informationItems/a", [&](const v1::InformationEvent& event) {
        visited.push_back(event.name());
        return visited.size() < 2;
      }));
  EXPECT_THAT(visited, ElementsAre("informationItems/a/events/e1", "informationItems/a/events/e2"));
}

TEST_F(InformationEventsTest, OneItemIsAdoptedOnceInAnIssueAndCountsOnceForABody) {
  Submitted("a", 1);
  ZGC_ASSERT_OK(AddPeriodical("daily", "city"));
  const std::string in = " periodical: 'informationPeriodicals/daily' ";
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "city", 1) + in + "issue: '7'"));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e2", "city", 1) + in + "issue: '7'"),
              FailsWith(kInvalid, HasSubstr("1 of 1 were entered before")));
  const auto again = Do(AdoptInformation, Event("a", "e2", "city", 1) + in + "issue: '8'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->issue(), "8");
  EXPECT_EQ(again->level(), v1::INFORMATION_LEVEL_PROVINCIAL);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e3", "state", 1)));
  // Two leaders of one body.
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "i1", "city", 1) + " subject: '加快推进'"));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "i2", "city", 1)));
  const v1::InformationItem item = Find(kInformationItems, "informationItems/a");
  EXPECT_THAT(*AdoptedBy(store_->Read(), item),
              ElementsAre(Pair("informationBodies/city", 1), Pair("informationBodies/state", 1)));
  EXPECT_EQ(*MostEvents(store_->Read(), item), 1);
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e4", "state", 2)),
              FailsWith(kInvalid, HasSubstr("item_count")));
}

TEST_F(InformationEventsTest, TheBodyAndThePeriodicalAreThereOnTheDay) {
  Submitted("a", 1);
  AddBody("old", "COUNTY", "until_date: '2019-04-30'");
  AddBody("new", "COUNTY", "from_date: '2019-06-01'");
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "old", 1, "2019-05")),
              FailsWith(kInvalid, HasSubstr("informationBodies/old is not there on 2019-05")));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "new", 1, "2019-05-31")),
              FailsWith(kInvalid, HasSubstr("informationBodies/new is not there")));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "none", 1)),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(AddPeriodical("of-city", "city", "from_date: '2019-06-01'"));
  const std::string in = " periodical: 'informationPeriodicals/of-city'";
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "state", 1, "2019-05") + in),
              FailsWith(kInvalid, AllOf(HasSubstr("is one of informationBodies/city"),
                                        HasSubstr("of-city is not there on 2019-05"))));
  EXPECT_THAT(Do(AdoptInformation, Event("a", "e", "city", 1) + " issue: '1'"),
              FailsWith(kInvalid, HasSubstr("is missing for the issue")));
  // Known no closer than to the year, it may have been later.
  ZGC_EXPECT_OK(Do(AdoptInformation, Event("a", "e", "city", 1, "2019") + in));
}

TEST_F(InformationEventsTest, WhatWasDoneOnAnInstructionIsAddedToIt) {
  Submitted("a", 1);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e", "city", 1)));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "i", "city", 1) + " subject: '加快推进'"));
  const auto follow = [&](const std::string& event, const std::string& date) {
    return Do(RecordInstructionFollowUp, absl::StrCat("name: 'informationItems/a/events/", event,
                                                      "' text: '已落实' date: '", date, "'"));
  };
  EXPECT_THAT(follow("e", "2019-06-01"), FailsWith(kInvalid, HasSubstr("is no instruction")));
  EXPECT_THAT(follow("i", "2019-04-30"),
              FailsWith(kInvalid, HasSubstr("2019-04-30 is before 2019-05-01")));
  EXPECT_THAT(follow("i", "2999-01-01"), FailsWith(kInvalid, HasSubstr("after today")));
  ZGC_ASSERT_OK(follow("i", "2019-06-01"));
  const auto twice = follow("i", "2019-07-01");
  ZGC_ASSERT_OK(twice);
  EXPECT_EQ(twice->subject(), "加快推进");
  ASSERT_EQ(twice->follow_ups_size(), 2);
  EXPECT_EQ(twice->follow_ups(1).date(), "2019-07-01");
  EXPECT_EQ(twice->follow_ups(1).author(), "clerk");
}

TEST_F(InformationEventsTest, EventsAreListedByItemAndKindAndReadByName) {
  Submitted("a", 9);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "e1", "city", 2)));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("a", "e2", "city", 4)));
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
