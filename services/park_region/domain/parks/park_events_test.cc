#include "services/park_region/domain/parks/park_events.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
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

using ParkEventsTest = ParkRegionFixture;

TEST_F(ParkEventsTest, AnEventHasADayOrAMonthAndADocument) {
  const std::string head = "park_event_id: 'v1' park_event { park: 'parks/a' ";
  EXPECT_THAT(Do(CreateParkEvent, head + "kind: PARK_EVENT_KIND_OTHER }"),
              FailsWith(kInvalid, AllOf(HasSubstr("park_event.date"), HasSubstr("document"),
                                        HasSubstr("note"))));
  const std::string rest = " kind: PARK_EVENT_KIND_VISIT document: 'd' }";
  EXPECT_THAT(Do(CreateParkEvent, head + "date: '2019-13'" + rest),
              FailsWith(kInvalid, HasSubstr("2019-13")));
  EXPECT_THAT(Do(CreateParkEvent, head + "date: '2999-01'" + rest),
              FailsWith(kInvalid, HasSubstr("2999-01 is after today")));
  EXPECT_THAT(Do(CreateParkEvent, head + "date: '2019' session_count: -1" + rest),
              FailsWith(kInvalid, HasSubstr("session_count")));
  ZGC_EXPECT_OK(Do(CreateParkEvent, head + "date: '2019-12'" + rest));
}

TEST_F(ParkEventsTest, EventsAreListedByParkAndReadByName) {
  ZGC_ASSERT_OK(Do(CreateParkEvent,
                   "park_event_id: 'v1' park_event { park: 'parks/a' kind: PARK_EVENT_KIND_VISIT "
                   "document: 'd' date: '2019-12' session_count: 3 }"));
  EXPECT_THAT(Listed(store_->Read(), ListParkEvents, "park: 'parks/a'"),
              ElementsAre("parkEvents/v1"));
  EXPECT_THAT(Listed(store_->Read(), ListParkEvents, "park: 'parks/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetParkEvent, "name: 'parkEvents/v1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->session_count(), 3);
  EXPECT_THAT(Got(store_->Read(), GetParkEvent, "name: 'parkEvents/v2'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
