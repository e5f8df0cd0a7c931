#include "services/park_region/domain/regions/regions.h"

#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

class RegionsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Region> County(const std::string& id, const std::string& code,
                                    const std::string& rest = "") {
    return Do(CreateRegion,
              absl::StrCat("region_id: '", id, "' region { display_name: '", id,
                           "' level: REGION_LEVEL_COUNTY gb2260_code: '", code, "' ", rest, "}"));
  }
};

TEST_F(RegionsTest, ACodeFitsItsLevelAndTheParentIsHigher) {
  ZGC_ASSERT_OK(County("haidian", "110108"));
  EXPECT_THAT(County("x", "110000"), FailsWith(kInvalid, HasSubstr("no code of this level")));
  EXPECT_THAT(County("x", "11010"), FailsWith(kInvalid, HasSubstr("gb2260_code")));
  EXPECT_THAT(County("x", "110109", "parent: 'regions/haidian' successor: 'regions/haidian'"),
              FailsWith(kInvalid, AllOf(HasSubstr("not of a higher level"),
                                        HasSubstr("required of a region with a successor"))));
  ZGC_EXPECT_OK(Do(CreateRegion,
                   "region_id: 'street' region { display_name: 's' level: REGION_LEVEL_TOWNSHIP "
                   "parent: 'regions/haidian' }"));
}

TEST_F(RegionsTest, ACodeBelongsToOneRegionADay) {
  ZGC_ASSERT_OK(County("old", "110103", "valid_to: '2010-06-30'"));
  EXPECT_THAT(County("new", "110103", "valid_from: '2010-06-30'"),
              FailsWith(kInvalid, HasSubstr("regions/old has this code")));
  ZGC_ASSERT_OK(County("new", "110103", "valid_from: '2010-07-01'"));
  const auto on = [&](const std::string& day) {
    v1::ListRegionsRequest request;
    request.set_gb2260_code("110103");
    request.set_on_date(day);
    v1::ListRegionsResponse response;
    ZGC_EXPECT_OK(ListRegions(store_->Read(), request, {}, response));
    return response.regions_size() == 1 ? response.regions(0).name() : "";
  };
  EXPECT_EQ(on("2010-06-30"), "regions/old");
  EXPECT_EQ(on("2010-07-01"), "regions/new");
}

TEST_F(RegionsTest, SuccessorsNeverLeadBack) {
  ZGC_ASSERT_OK(County("chongwen", "110103"));
  ZGC_ASSERT_OK(County("dongcheng", "110101"));
  const auto ended = Do(SupersedeRegion,
                        "name: 'regions/chongwen' successor: 'regions/dongcheng' "
                        "valid_to: '2010-06-30'");
  ZGC_ASSERT_OK(ended);
  EXPECT_EQ(ended->successor(), "regions/dongcheng");
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/dongcheng' successor: 'regions/chongwen' valid_to: '2012-01-01'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/chongwen' successor: 'regions/dongcheng' valid_to: '2012-01-01'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

class EnterprisesTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Enterprise> Add(const std::string& id, const std::string& code,
                                     const std::string& rest = "") {
    return Do(CreateEnterprise,
              absl::StrCat("enterprise_id: '", id, "' enterprise { display_name: '", id,
                           "' uscc: '", code, "' ", rest, "}"));
  }
};

constexpr char kBody[] = "91110108551385082";

TEST_F(EnterprisesTest, TheCodeIsCheckedWaivedOrNotStated) {
  EXPECT_EQ(Find(kEnterprises, "enterprises/e1").uscc_state(), v1::USCC_STATE_NOT_STATED);
  const auto checked = Add("c", Uscc(kBody));
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->uscc_state(), v1::USCC_STATE_CHECKED);

  const std::string wrong = WrongUscc("91110108551385083");
  EXPECT_THAT(Add("w", wrong), FailsWith(kInvalid, HasSubstr("enterprise.uscc")));
  const auto waived = Add("w", wrong, "uscc_waiver_document: 'licence' ");
  ZGC_ASSERT_OK(waived);
  EXPECT_EQ(waived->uscc_state(), v1::USCC_STATE_WAIVED);
  // A waiver is for the check character only, and only where it fails.
  EXPECT_THAT(Add("x", "123", "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("enterprise.uscc")));
  EXPECT_THAT(Add("x", Uscc("91110108551385084"), "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("nothing to waive")));
  EXPECT_THAT(Add("x", "", "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("no code to waive")));
}

TEST_F(EnterprisesTest, ACodeBelongsToOneEnterprise) {
  ZGC_ASSERT_OK(Add("c", Uscc(kBody)));
  EXPECT_THAT(Add("d", Uscc(kBody)),
              FailsWith(kInvalid, HasSubstr("enterprises/c has this code already")));
}

TEST_F(EnterprisesTest, ACodeGivenUpIsFreeForAnother) {
  ZGC_ASSERT_OK(Add("c", Uscc(kBody)));
  ZGC_ASSERT_OK(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/c' } update_mask { paths: 'uscc' }"));
  ZGC_ASSERT_OK(Add("d", Uscc(kBody)));
  EXPECT_THAT(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/c' uscc: '" + Uscc(kBody) + "' }"),
      FailsWith(kInvalid, HasSubstr("enterprises/d has this code already")));
}

TEST_F(EnterprisesTest, PlacesExistAndRolesDoNotRepeat) {
  EXPECT_THAT(Add("c", "",
                  "registration_park: 'parks/none' operating_region: 'regions/none' "
                  "roles: ['r', 'r'] "),
              FailsWith(kInvalid, AllOf(HasSubstr("parks/none"), HasSubstr("regions/none"),
                                        HasSubstr("roles[1]"))));
}

class RegistrationsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Registration> Add(const std::string& id, const std::string& park,
                                       const std::string& date, const std::string& event) {
    const std::string capital =
        event == "DEREGISTERED" ? "" : " capital_fen: 100 capital_state: AMOUNT_STATE_KNOWN";
    return Do(CreateRegistration,
              absl::StrCat("registration_id: '", id,
                           "' registration { enterprise: 'enterprises/e1' park: 'parks/", park,
                           "' date: '", date, "' event: REGISTRATION_EVENT_", event, capital, "}"));
  }
};

TEST_F(RegistrationsTest, TheEventsOfAnEnterpriseDoNotContradict) {
  ZGC_ASSERT_OK(Add("1", "a", "2019-03-01", "REGISTERED"));
  EXPECT_THAT(Add("2", "b", "2019-04-01", "REGISTERED"),
              FailsWith(kInvalid, HasSubstr("registered at parks/a already")));
  EXPECT_THAT(Add("2", "b", "2019-04-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/b")));
  EXPECT_THAT(Add("2", "a", "2019-03-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("the same day as")));
  ZGC_ASSERT_OK(Add("2", "b", "2019-06-01", "MOVED_IN"));
  // Recorded late, it would make the move of June impossible to read.
  EXPECT_THAT(Add("3", "b", "2019-05-01", "MOVED_IN"),
              FailsWith(kInvalid, HasSubstr("registrations/2 on 2019-06-01")));
  EXPECT_THAT(Add("3", "a", "2019-07-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/a")));
  ZGC_ASSERT_OK(Add("3", "b", "2019-07-01", "DEREGISTERED"));
}

TEST_F(RegistrationsTest, CapitalIsKnownOrSaidToBeUnknown) {
  const std::string head =
      "registration_id: '1' registration { enterprise: 'enterprises/e1' park: 'parks/a' "
      "date: '2019-01-01' event: REGISTRATION_EVENT_REGISTERED ";
  EXPECT_THAT(Do(CreateRegistration, head + "}"),
              FailsWith(kInvalid, HasSubstr("known or unknown")));
  EXPECT_THAT(Do(CreateRegistration, head + "capital_fen: 5 capital_state: AMOUNT_STATE_UNKNOWN }"),
              FailsWith(kInvalid, HasSubstr("must be 0")));
  EXPECT_THAT(Do(CreateRegistration, head + "capital_fen: -5 capital_state: AMOUNT_STATE_KNOWN }"),
              FailsWith(kInvalid, HasSubstr("negative")));
  ZGC_EXPECT_OK(Do(CreateRegistration, head + "capital_state: AMOUNT_STATE_UNKNOWN }"));
}

}  // namespace
}  // namespace zgc::parks
