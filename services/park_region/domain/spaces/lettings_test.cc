#include "services/park_region/domain/spaces/lettings.h"

#include "common/testing/hand_clock.h"
#include "common/testing/reads.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class LettingsTest : public SpacesFixture {
 protected:
  testing::HandClock hand_;

  absl::StatusOr<v1::Space> Let(const std::string& id, const std::string& enterprise,
                                const std::string& from, const std::string& to) {
    return Do(LetSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/",
                                     enterprise, "' from_date: '", from, "' to_date: '", to, "'"));
  }
  absl::StatusOr<v1::Space> Renew(const std::string& from, const std::string& to) {
    return Do(RenewLetting,
              absl::StrCat("name: 'spaces/f1' from_date: '", from, "' to_date: '", to, "'"));
  }
  absl::StatusOr<v1::Space> Notice(const std::string& from, const std::string& date,
                                   const std::string& to) {
    return Do(GiveNotice, absl::StrCat("name: 'spaces/f1' from_date: '", from, "' date: '", date,
                                       "' to_date: '", to, "'"));
  }
  absl::StatusOr<v1::Space> Cancel(const std::string& from) {
    return Do(CancelLetting, absl::StrCat("name: 'spaces/f1' from_date: '", from, "' reason: 'r'"));
  }
  // "e1 from 2019-01-01 to 2019-12-31", or "" if nobody holds it on the day.
  std::string HolderOn(const std::string& id, const std::string& day, int64_t revision = 0) {
    const auto found = Got(revision == 0 ? store_->Read() : *store_->ReadAt(revision), GetSpace,
                           absl::StrCat("name: 'spaces/", id, "' day: '", day, "'"));
    if (!found.ok()) return found.status().ToString();
    if (found->state() == v1::SPACE_STATE_VACANT) return found->holder() + found->held_from();
    return absl::StrCat(found->state() == v1::SPACE_STATE_RESERVED ? "reserved " : "",
                        found->holder().substr(12), " from ", found->held_from(), " to ",
                        found->held_until());
  }
};

TEST_F(LettingsTest, TheNextTenantIsBookedWhileTheFirstIsIn) {
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-01-01", "2080-12-31"));
  EXPECT_THAT(Let("f1", "e2", "2080-12-31", "2081-12-31"),
              FailsWith(kPrecondition, HasSubstr("for enterprises/e1 from 2019-01-01 to "
                                                 "2080-12-31")));
  const auto booked = Let("f1", "e2", "2081-01-01", "2081-12-31");
  ZGC_ASSERT_OK(booked);
  EXPECT_EQ(booked->holder(), "enterprises/e1") << "is in until then";
  EXPECT_EQ(HolderOn("f1", "2018-12-31"), "");
  EXPECT_EQ(HolderOn("f1", "2019-01-01"), "e1 from 2019-01-01 to 2080-12-31");
  EXPECT_EQ(HolderOn("f1", "2080-12-31"), "e1 from 2019-01-01 to 2080-12-31");
  EXPECT_EQ(HolderOn("f1", "2081-01-01"), "e2 from 2081-01-01 to 2081-12-31");
  EXPECT_EQ(HolderOn("f1", "2082-01-01"), "");
  const auto released = Release("f1", "2020-03-01");
  ZGC_ASSERT_OK(released);
  EXPECT_EQ(released->state(), v1::SPACE_STATE_LET) << "to whom it is booked";
  EXPECT_EQ(released->holder(), "enterprises/e2");
  EXPECT_EQ(HolderOn("f1", "2020-02-29"), "e1 from 2019-01-01 to 2020-02-29");
  EXPECT_EQ(HolderOn("f1", "2020-03-01"), "");
}

TEST_F(LettingsTest, ALetBuildingOccupiesItsFloorsForItsTermAlone) {
  ZGC_ASSERT_OK(Let("tower", "e1", "2019-01-01", "2019-12-31"));
  EXPECT_THAT(Let("f1", "e2", "2019-12-31", ""),
              FailsWith(kPrecondition, HasSubstr("spaces/tower is")));
  ZGC_ASSERT_OK(Let("f1", "e2", "2020-01-01", "2080-12-31"));
  EXPECT_EQ(HolderOn("f1", "2019-06-30"), "e1 from 2019-01-01 to 2019-12-31");
  EXPECT_EQ(HolderOn("f2", "2019-06-30"), "e1 from 2019-01-01 to 2019-12-31");
  EXPECT_EQ(HolderOn("f2", "2020-06-30"), "");
  EXPECT_THAT(Let("tower", "e1", "2020-06-30", "2020-06-30"),
              FailsWith(kPrecondition, HasSubstr("spaces/f1 is SPACE_STATE_LET for enterprises/e2 "
                                                 "from 2020-01-01 to 2080-12-31")));
}

TEST_F(LettingsTest, ALettingIsRenewedUnlessItsDaysAreAnothers) {
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-01-01", "2079-12-31"));
  ZGC_ASSERT_OK(Let("f1", "e2", "2081-01-01", ""));
  EXPECT_THAT(Renew("2019-01-01", "2081-01-01"),
              FailsWith(kPrecondition, HasSubstr("enterprises/e2 from 2081-01-01 without end")));
  EXPECT_THAT(Renew("2019-01-01", ""), FailsWith(kPrecondition, HasSubstr("enterprises/e2")));
  EXPECT_THAT(Renew("2019-01-01", "2079-12-31"), FailsWith(kInvalid, HasSubstr("is not after")));
  EXPECT_THAT(Renew("2019-01-02", "2080-12-31"), FailsWith(kInvalid, HasSubstr("no letting from")));
  EXPECT_THAT(Renew("2081-01-01", "2090-12-31"), FailsWith(kInvalid, HasSubstr("is not after")));
  ZGC_ASSERT_OK(Renew("2019-01-01", "2080-12-31"));
  EXPECT_EQ(HolderOn("f1", "2080-12-31"), "e1 from 2019-01-01 to 2080-12-31");
}

TEST_F(LettingsTest, NoticeEndsALettingOnADayToCome) {
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-01-01", ""));
  EXPECT_THAT(Release("f1", "2079-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(Notice("2019-01-01", "2079-01-01", "2079-06-30"),
              FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(Notice("2019-01-01", "2020-01-02", "2020-01-01"),
              FailsWith(kInvalid, HasSubstr("to_date")));
  ZGC_ASSERT_OK(Notice("2019-01-01", "2020-01-01", "2079-06-30"));
  EXPECT_THAT(Notice("2019-01-01", "2020-01-01", "2079-07-01"),
              FailsWith(kInvalid, HasSubstr("is after its last day 2079-06-30")));
  EXPECT_EQ(HolderOn("f1", "2079-07-01"), "");
  ZGC_ASSERT_OK(Let("f1", "e2", "2079-07-01", ""));
  EXPECT_THAT(Renew("2019-01-01", "2079-07-01"), FailsWith(kPrecondition, HasSubstr("e2")));
  // Of a letting with notice the day of the release may be one to come.
  ZGC_ASSERT_OK(Release("f1", "2079-01-01"));
  EXPECT_EQ(HolderOn("f1", "2079-01-01"), "");
}

TEST_F(LettingsTest, ABookingIsCancelledBeforeItBegins) {
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-01-01", "2080-12-31"));
  ZGC_ASSERT_OK(Let("f1", "e2", "2081-01-01", ""));
  EXPECT_THAT(Cancel("2019-01-01"), FailsWith(kInvalid, HasSubstr("it began")));
  ZGC_ASSERT_OK(Cancel("2081-01-01"));
  EXPECT_EQ(HolderOn("f1", "2081-01-01"), "");
  EXPECT_THAT(Cancel("2081-01-01"), FailsWith(kInvalid, HasSubstr("no letting from")));
  ZGC_ASSERT_OK(Release("f1", "2019-01-01"));
  EXPECT_EQ(HolderOn("f1", "2019-01-01"), "") << "a letting that never was";
  const auto booked = Let("f1", "e2", "2081-01-01", "");
  ZGC_ASSERT_OK(booked);
  const auto cancelled = Cancel("2081-01-01");
  ZGC_ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->state(), v1::SPACE_STATE_VACANT);
}

TEST_F(LettingsTest, AReservationEndsWithItsLastDay) {
  EXPECT_THAT(Do(ReserveSpace,
                 "name: 'spaces/f1' enterprise: 'enterprises/e1' date: '2019-02-01' until_date: "
                 "'2019-01-31'"),
              FailsWith(kInvalid, HasSubstr("until_date")));
  ZGC_ASSERT_OK(Do(ReserveSpace,
                   "name: 'spaces/f1' enterprise: 'enterprises/e1' date: '2019-02-01' until_date: "
                   "'2080-02-28'"));
  EXPECT_EQ(HolderOn("f1", "2080-02-28"), "reserved e1 from 2019-02-01 to 2080-02-28");
  EXPECT_EQ(HolderOn("f1", "2080-03-01"), "");
  EXPECT_THAT(Let("tower", "e2", "2080-02-28", ""), FailsWith(kPrecondition, HasSubstr("f1")));
  ZGC_ASSERT_OK(Let("tower", "e2", "2080-02-29", ""));
  ZGC_ASSERT_OK(Do(ReserveSpace,
                   "name: 'spaces/f2' enterprise: 'enterprises/e1' date: '2019-02-01' until_date: "
                   "'2019-02-28'"));
  EXPECT_THAT(Let("f2", "e2", "2080-03-01", ""), FailsWith(kPrecondition, HasSubstr("tower")));
  const auto let = Let("f2", "e2", "2019-02-01", "2019-03-31");
  ZGC_ASSERT_OK(let);
  EXPECT_EQ(let->steps(2).method(), "ReleaseSpace");
  EXPECT_EQ(let->steps(2).date(), "2019-03-01");
  EXPECT_EQ(let->state(), v1::SPACE_STATE_VACANT) << "as the term has passed";
}

TEST_F(LettingsTest, ADemandIsOpenAgainWhenItsReservationRunsOutAndNotWhenItsTermDoes) {
  hand_.day = absl::FromCivil(absl::CivilDay(2030, 1, 15), absl::UTCTimeZone());
  clock_ = &hand_;
  Open();
  for (const std::string id : {"f1", "f2"}) {
    ZGC_ASSERT_OK(Do(CreateDemand, absl::StrCat("demand_id: '", id,
                                                "' demand { enterprise: 'enterprises/e1' area_m2: "
                                                "'90' }")));
    ZGC_ASSERT_OK(Do(ReserveSpace, absl::StrCat("name: 'spaces/", id,
                                                "' enterprise: 'enterprises/e1' date: "
                                                "'2030-01-15' until_date: '2030-02-28'")));
    ZGC_ASSERT_OK(
        Do(MatchDemand, absl::StrCat("name: 'demands/", id, "' space: 'spaces/", id, "'")));
  }
  ZGC_ASSERT_OK(Let("f1", "e1", "2030-02-01", "2030-02-28"));
  hand_.Pass(absl::Hours(24) * 60);
  ZGC_ASSERT_OK(
      Do(CreateDemand, "demand_id: 'late' demand { enterprise: 'enterprises/e1' area_m2: '90' }"));
  EXPECT_THAT(Do(MatchDemand, "name: 'demands/late' space: 'spaces/f2'"),
              FailsWith(kPrecondition, HasSubstr("spaces/f2 was reserved until 2030-02-28")));
  ZGC_ASSERT_OK(Let("f1", "e2", "2030-04-01", ""));
  ZGC_ASSERT_OK(Let("f2", "e2", "2030-04-01", ""));
  EXPECT_EQ(Find(kDemands, "demands/f1").state(), v1::DEMAND_STATE_MATCHED) << "it was served";
  EXPECT_EQ(Find(kDemands, "demands/f2").state(), v1::DEMAND_STATE_OPEN);
  for (const std::string id : {"f1", "f2"}) {
    EXPECT_EQ(Find(kSpaces, "spaces/" + id).demand(), "") << id;
    EXPECT_EQ(Find(kSpaces, "spaces/" + id).holder(), "enterprises/e2") << id;
  }
  // The space is another's by now.
  ZGC_ASSERT_OK(Do(CloseDemand, "name: 'demands/f1' reason: 'r'"));
}

TEST_F(LettingsTest, WhatIsRecordedLateChangesThePastAndTheFormerRevisionStays) {
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-06-01", "2019-12-31"));
  const int64_t before = store_->Read().revision();
  EXPECT_THAT(Let("f1", "e2", "2019-01-01", "2018-12-31"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Let("f1", "e2", "2018-12-31", "2019-05-31"),
              FailsWith(kInvalid, HasSubstr("is before 2019-01-01")));
  const auto late = Let("f1", "e2", "2019-03-01", "2019-05-31");
  ZGC_ASSERT_OK(late);
  ASSERT_EQ(late->lettings_size(), 2);
  EXPECT_EQ(late->lettings(0).enterprise(), "enterprises/e2") << "by first day";
  EXPECT_EQ(HolderOn("f1", "2019-04-01"), "e2 from 2019-03-01 to 2019-05-31");
  EXPECT_EQ(HolderOn("f1", "2019-04-01", before), "");
}

}  // namespace
}  // namespace zgc::parks
