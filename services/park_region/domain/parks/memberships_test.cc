#include "services/park_region/domain/parks/memberships.h"

#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class MembershipsTest : public ParkRegionFixture {
 protected:
  static void Join(const std::string& zone, const std::string& from, const std::string& to,
                   v1::Park& park) {
    v1::ZoneMembership& membership = *park.add_memberships();
    membership.set_zone(zone);
    membership.set_from_date(from);
    membership.set_to_date(to);
  }
  absl::Status Check(const v1::Park& park) {
    Checks checks;
    ZGC_EXPECT_OK(CheckMemberships(store_->Read(), park, checks));
    return checks.ToStatus();
  }
};

TEST_F(MembershipsTest, AMembershipCoversItsFirstAndItsLastDay) {
  v1::Park park;
  Join("parks/zone", "2019-02-01", "2019-02-28", park);
  EXPECT_FALSE(Covers(park.memberships(0), "2019-01-31"));
  EXPECT_TRUE(Covers(park.memberships(0), "2019-02-01"));
  EXPECT_TRUE(Covers(park.memberships(0), "2019-02-28"));
  EXPECT_FALSE(Covers(park.memberships(0), "2019-03-01"));
  EXPECT_TRUE(IsMember(park, "parks/zone", "2019-02-28"));
  EXPECT_FALSE(IsMember(park, "parks/zone", "2019-03-01"));
  EXPECT_TRUE(IsMember(park, "parks/zone", ""));
  EXPECT_FALSE(IsMember(park, "parks/other", ""));
  Join("parks/zone", "2020-01-01", "", park);
  EXPECT_TRUE(IsMember(park, "parks/zone", "2099-01-01"));
}

TEST_F(MembershipsTest, EveryFaultOfMembershipsIsNamed) {
  v1::Park park;
  park.set_established_date("2019-01-01");
  Join("parks/zone", "2019-01-01", "2019-06-30", park);
  Join("parks/zone", "2019-07-01", "", park);
  ZGC_EXPECT_OK(Check(park));
  Join("parks/a", "2018-12-31", "2018-12-30", park);
  Join("parks/zone", "2020-01-01", "", park);
  EXPECT_THAT(
      Check(park),
      FailsWith(kInvalid,
                AllOf(HasSubstr("parks/a is no zone"),
                      HasSubstr("park.memberships[2].to_date: 2018-12-30 is before 2018-12-31"),
                      HasSubstr("is before the park's first day 2019-01-01"),
                      HasSubstr("overlaps the membership in parks/zone from 2019-07-01"))));
}

TEST_F(MembershipsTest, AZoneBelongsToNoZone) {
  v1::Park zone;
  zone.set_kind(v1::PARK_KIND_ZONE);
  ZGC_EXPECT_OK(Check(zone));
  Join("parks/zone", "2019-01-01", "", zone);
  EXPECT_THAT(Check(zone), FailsWith(kInvalid, HasSubstr("a zone belongs to no other zone")));
}

}  // namespace
}  // namespace zgc::parks
