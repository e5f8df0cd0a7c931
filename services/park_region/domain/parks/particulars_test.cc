#include "services/park_region/domain/parks/particulars.h"

#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Mostly through the use cases.
class ParticularsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Park> Add(const std::string& rest) {
    return Do(CreatePark, absl::StrCat("park_id: 'c' park { display_name: 'c' ", rest, " }"));
  }
  absl::StatusOr<v1::Park> Update(const std::string& rest) {
    return Do(UpdatePark, absl::StrCat("park { name: 'parks/a' ", rest, " }"));
  }
  void AddRegion(const std::string& id, const std::string& code, const std::string& rest = "") {
    ZGC_ASSERT_OK(Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '",
                                                id, "' level: REGION_LEVEL_COUNTY gb2260_code: '",
                                                code, "' ", rest, " }")));
  }
};

TEST_F(ParticularsTest, AnOfficeOverseasLiesInACountryAndNoRegion) {
  AddRegion("haidian", "110108");
  EXPECT_THAT(Add("kind: PARK_KIND_OVERSEAS region: 'regions/haidian'"),
              FailsWith(kInvalid, AllOf(HasSubstr("lies in no region"), HasSubstr("ISO 3166-1"))));
  EXPECT_THAT(Add("kind: PARK_KIND_OVERSEAS country: 'de'"),
              FailsWith(kInvalid, HasSubstr("park.country")));
  EXPECT_THAT(Add("kind: PARK_KIND_SUB_PARK country: 'DE'"),
              FailsWith(kInvalid, HasSubstr("only of a park overseas")));
  ZGC_ASSERT_OK(Add("kind: PARK_KIND_OVERSEAS country: 'DE'"));
  EXPECT_THAT(Do(UpdatePark, "park { name: 'parks/c' } update_mask { paths: 'country' }"),
              FailsWith(kInvalid, HasSubstr("park.country")));
}

TEST_F(ParticularsTest, ATileOfAMapHasARowAColumnAndAShortName) {
  EXPECT_THAT(Update("map_place { row: 100 column: -1 label: '天津滨海中关村园' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("map_place.row"), HasSubstr("map_place.column"),
                                        HasSubstr("more than 7 characters"))));
  const auto park = Update("map_place { row: 99 column: 0 label: '滨海中关村园' }");
  ZGC_ASSERT_OK(park);
  EXPECT_EQ(park->map_place().row(), 99);
}

TEST_F(ParticularsTest, ARegionThatHasEndedTakesNoPark) {
  AddRegion("new", "110101");
  AddRegion("old", "110103", "valid_to: '2010-06-30' successors: 'regions/new'");
  AddRegion("later", "110104", "valid_from: '2999-01-01'");
  AddRegion("now", "110105");
  const auto ended = HasSubstr("ended on 2010-06-30; its place took regions/new");
  EXPECT_THAT(Add("kind: PARK_KIND_SUB_PARK region: 'regions/old'"), FailsWith(kInvalid, ended));
  EXPECT_THAT(Add("kind: PARK_KIND_SUB_PARK region: 'regions/later'"),
              FailsWith(kInvalid, HasSubstr("begins only on 2999-01-01")));
  EXPECT_THAT(Update("region: 'regions/old'"), FailsWith(kInvalid, ended));
  // A park that was there keeps its region.
  ZGC_ASSERT_OK(Update("region: 'regions/now'"));
  ZGC_ASSERT_OK(
      Do(SupersedeRegion,
         "name: 'regions/now' successors: 'regions/new' valid_to: '2019-01-01' reason: 'r'"));
  ZGC_EXPECT_OK(Update("status: '已揭牌'"));
}

TEST_F(ParticularsTest, AnOrganisationHasARoleOnceADay) {
  const auto operators = [&](const std::string& first, const std::string& second) {
    const std::string one =
        "operators { organisation: '//task_registry/organisations/o' role: "
        "PARK_OPERATOR_ROLE_OPERATION ";
    return Update(absl::StrCat(one, first, " } ", one, second, " }"));
  };
  EXPECT_THAT(operators("from_date: '2015-01-01'", "to_date: '2015-01-01'"),
              FailsWith(kInvalid, HasSubstr("park.operators[1]: has days of park.operators[0]")));
  EXPECT_THAT(operators("from_date: '2015-01-01' to_date: '2014-01-01'", "to_date: '2010-01-01'"),
              FailsWith(kInvalid, HasSubstr("is before 2015-01-01")));
  ZGC_EXPECT_OK(operators("from_date: '2015-01-01'", "to_date: '2014-12-31'"));
  // Another organisation, or another role, has the same days.
  ZGC_EXPECT_OK(
      Update("operators { display_name: 'x' role: PARK_OPERATOR_ROLE_OPERATION } "
             "operators { display_name: 'x' role: PARK_OPERATOR_ROLE_DEVELOPMENT } "
             "operators { display_name: 'y' role: PARK_OPERATOR_ROLE_OPERATION }"));
  EXPECT_THAT(Update("operators { role: PARK_OPERATOR_ROLE_OPERATION } operators { display_name: "
                     "'z' organisation: 'organisations/o' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("operators[0].display_name"),
                                        HasSubstr("operators[1].role"),
                                        HasSubstr("operators[1].organisation"))));
}

TEST_F(ParticularsTest, AMatterIsAnsweredForOnceADay) {
  AddRegion("haidian", "110108");
  const auto matters = [&](const std::string& first, const std::string& second) {
    return Update(absl::StrCat("responsibilities { matter: '招商' document: 'd' ", first,
                               " } responsibilities { matter: '招商' document: 'd' ", second,
                               " }"));
  };
  EXPECT_THAT(matters("", "from_date: '2019-01-01'"),
              FailsWith(kInvalid, HasSubstr("has days of park.responsibilities[0]")));
  EXPECT_THAT(matters("to_date: '2018-12-31' area_km2: '0'",
                      "from_date: '2019-01-01' regions: ['regions/haidian', 'regions/haidian']"),
              FailsWith(kInvalid, AllOf(HasSubstr("responsibilities[0].area_km2"),
                                        HasSubstr("responsibilities[1].regions[1]: repeats"))));
  EXPECT_THAT(matters("to_date: '2018-12-31'", "from_date: '2019-01-01' regions: 'regions/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_EXPECT_OK(matters("to_date: '2018-12-31'",
                        "from_date: '2019-01-01' regions: 'regions/haidian' area_km2: '12.5'"));
}

TEST_F(ParticularsTest, EveryViolationIsListed) {
  v1::Park park;
  park.set_kind(v1::PARK_KIND_SUB_PARK);
  park.set_country("DE");
  park.add_operators()->set_role(v1::PARK_OPERATOR_ROLE_OPERATION);
  park.add_contacts()->set_role("r");
  park.add_contacts()->set_role("r");
  Checks checks;
  ZGC_ASSERT_OK(CheckParticulars(store_->Read(), nullptr, park, checks));
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(kInvalid, AllOf(HasSubstr("park.country"), HasSubstr("operators[0]"),
                                        HasSubstr("contacts[1]"))));
}

TEST_F(ParticularsTest, AContactIsARoleThatIsNamedOnce) {
  EXPECT_THAT(Update("contacts { role: '值班岗' } contacts { role: '值班岗' } contacts { }"),
              FailsWith(kInvalid, AllOf(HasSubstr("contacts[1].role: repeats"),
                                        HasSubstr("contacts[2].role"))));
  ZGC_EXPECT_OK(Update("contacts { role: '值班岗' office: '办公室' matter: '值守' }"));
}

}  // namespace
}  // namespace zgc::parks
