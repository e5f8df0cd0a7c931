#include "services/park_region/domain/parks/parks.h"

#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ParksTest = ParkRegionFixture;

TEST_F(ParksTest, EveryViolationOfAParkIsListed) {
  const auto park = Do(CreatePark, R"pb(
    park_id: "No Such Id"
    park {
      established_date: "2019-02-30"
      region: "regions/none"
      memberships { zone: "parks/a" from_date: "2019-05-01" to_date: "2019-04-01" }
    })pb");
  EXPECT_THAT(park, FailsWith(kInvalid, AllOf(HasSubstr("park_id"), HasSubstr("display_name"),
                                              HasSubstr("park.kind"), HasSubstr("2019-02-30"),
                                              HasSubstr("regions/none"), HasSubstr("is no zone"),
                                              HasSubstr("is before 2019-05-01"))));
  EXPECT_THAT(park, HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(ParksTest, AMissingReferenceAloneHasItsOwnReason) {
  const auto park = Do(CreatePark, R"pb(
    park_id: "c"
    park { display_name: "c" kind: PARK_KIND_SUB_PARK region: "regions/none" })pb");
  EXPECT_THAT(park, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("regions/none")));
  EXPECT_THAT(park, HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ParksTest, MembershipsAreDatedAndDoNotOverlap) {
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2012-10-13'"));
  // While it lasts there is no other.
  EXPECT_THAT(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2015-01-01'"),
              FailsWith(kInvalid, HasSubstr("overlaps the membership in parks/zone")));
  EXPECT_THAT(Do(LeaveZone, "name: 'parks/a' to_date: '2012-10-12' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("is before 2012-10-13")));
  ZGC_ASSERT_OK(Do(LeaveZone, "name: 'parks/a' to_date: '2014-12-31' reason: '退出'"));
  EXPECT_THAT(Do(LeaveZone, "name: 'parks/a' to_date: '2014-12-31' reason: '退出'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // The last day is still taken, the next is free, and so are days before.
  EXPECT_THAT(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2014-12-31'"),
              FailsWith(kInvalid, HasSubstr("overlaps")));
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2015-01-01'"));
  const auto park = Do(JoinZone,
                       "name: 'parks/a' zone: 'parks/zone' from_date: '2010-01-01' "
                       "to_date: '2010-12-31'");
  ZGC_ASSERT_OK(park);
  ASSERT_EQ(park->memberships_size(), 3);
  ASSERT_EQ(park->steps_size(), 4);
  EXPECT_EQ(park->steps(0).method(), "JoinZone");
  EXPECT_EQ(park->steps(1).method(), "LeaveZone");
  EXPECT_EQ(park->steps(1).date(), "2014-12-31");
  EXPECT_EQ(park->steps(1).actor(), "clerk");
  EXPECT_EQ(park->steps(1).note(), "退出");
  EXPECT_EQ(park->memberships(0).from_date(), "2010-01-01");
  EXPECT_EQ(park->memberships(2).from_date(), "2015-01-01");
}

TEST_F(ParksTest, OnlyZonesHaveMembersAndAZoneHasNoZone) {
  EXPECT_THAT(Do(JoinZone, "name: 'parks/a' zone: 'parks/b' from_date: '2019-01-01'"),
              FailsWith(kInvalid, HasSubstr("parks/b is no zone")));
  EXPECT_THAT(Do(JoinZone, "name: 'parks/zone' zone: 'parks/zone' from_date: '2019-01-01'"),
              FailsWith(kInvalid, HasSubstr("belongs to no other zone")));
}

TEST_F(ParksTest, MembersAreListedAsOfADay) {
  ZGC_ASSERT_OK(Do(JoinZone,
                   "name: 'parks/a' zone: 'parks/zone' from_date: '2012-10-13' "
                   "to_date: '2014-12-31'"));
  const auto members = [&](const std::string& day) {
    v1::ListParksRequest request;
    request.set_zone("parks/zone");
    request.set_on_date(day);
    v1::ListParksResponse response;
    ZGC_EXPECT_OK(ListParks(store_->Read(), request, {}, response));
    return response.parks_size();
  };
  EXPECT_EQ(members("2012-10-12"), 0);
  EXPECT_EQ(members("2012-10-13"), 1);
  EXPECT_EQ(members("2014-12-31"), 1);
  EXPECT_EQ(members("2015-01-01"), 0);
  EXPECT_EQ(members(""), 1);
}

TEST_F(ParksTest, AnEtagThatWasNotReadIsRefused) {
  const std::string etag = Find(kParks, "parks/a").etag();
  const std::string join = "name: 'parks/a' zone: 'parks/zone' from_date: '2012-10-13' etag: '";
  EXPECT_THAT(Do(JoinZone, join + "r999'"), HasReason(ERROR_REASON_ETAG_MISMATCH));
  ZGC_ASSERT_OK(Do(JoinZone, join + etag + "'"));
  EXPECT_THAT(Do(LeaveZone, "name: 'parks/a' to_date: '2019-01-01' etag: '" + etag + "'"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(ParksTest, AnEarlierRevisionReadsTheSameAfterReopening) {
  const v1::Park before = Find(kParks, "parks/a");
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2012-10-13'"));
  const v1::Park after = Find(kParks, "parks/a");
  const int64_t head = store_->head();
  Open();
  EXPECT_EQ(store_->head(), head);
  EXPECT_EQ(Find(kParks, "parks/a", before.revision()).SerializeAsString(),
            before.SerializeAsString());
  EXPECT_EQ(Find(kParks, "parks/a").SerializeAsString(), after.SerializeAsString());
  EXPECT_EQ(before.memberships_size(), 0);
  EXPECT_EQ(after.memberships_size(), 1);
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_TRUE(problems.empty());
}

TEST_F(ParksTest, AnIdIsTakenOnceAndAnUnknownNameIsNotFound) {
  EXPECT_THAT(Do(CreatePark, "park_id: 'a' park { display_name: 'x' kind: PARK_KIND_ZONE }"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  v1::GetParkRequest request;
  request.set_name("parks/none");
  EXPECT_THAT(GetPark(store_->Read(), request), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ParksTest, AnUpdateChangesWhatTheMaskNamesAndChecksTheRest) {
  const std::string etag = Find(kParks, "parks/a").etag();
  const auto renamed = Do(UpdatePark, "park { name: 'parks/a' display_name: '新名' etag: '" + etag +
                                          "' } update_mask { paths: 'display_name' }");
  ZGC_ASSERT_OK(renamed);
  EXPECT_EQ(renamed->kind(), v1::PARK_KIND_SUB_PARK);
  EXPECT_THAT(Do(UpdatePark, "park { name: 'parks/a' display_name: 'x' etag: '" + etag + "' }"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(Do(UpdatePark, "park { name: 'parks/a' region: 'regions/none' }"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(
      Do(UpdatePark, "park { name: 'parks/a' kind: PARK_KIND_ZONE } update_mask { paths: 'kind' }"),
      FailsWith(kInvalid, HasSubstr("cannot be changed")));
  EXPECT_EQ(Find(kParks, "parks/a").display_name(), "新名");
}

}  // namespace
}  // namespace zgc::parks
