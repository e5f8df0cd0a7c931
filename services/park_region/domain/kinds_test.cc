#include "services/park_region/domain/kinds.h"

#include "common/figures/book.h"
#include "common/records/evidence.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/records_matrix.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class KindsTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  KindsTest() : FormulasFixture(RegisterFormulas) {}

  void Register(const std::string& id, const std::string& date, const std::string& fields,
                const std::string& enterprise = "e1") {
    ZGC_ASSERT_OK(
        Do(CreateRegistration,
           absl::StrCat("registration_id: '", id, "' registration { enterprise: ", "'enterprises/",
                        enterprise, "' park: 'parks/a' date: '", date, "' ", fields, " }")));
  }
  std::string Capital(int64_t revision = 0) {
    return Value("sum_registered_capital", {{"unit", "亿元"}}, "2019-01-01", "2019-12-31",
                 revision);
  }
  void AddSpace(const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateSpace,
                     absl::StrCat("space_id: '", id, "' space { display_name: '", id,
                                  "' park: 'parks/a' vacant_from: '2019-01-01' ", fields, " }")));
  }

  testing::Records records_{store_, ParkRegionKinds()};
};

constexpr char kRegistered[] = "event: REGISTRATION_EVENT_REGISTERED ";
constexpr char kDeregistered[] = "event: REGISTRATION_EVENT_DEREGISTERED ";
constexpr char kUnknown[] = "capital_state: AMOUNT_STATE_UNKNOWN ";

TEST_F(KindsTest, WhatIsNoKindSaysWhatMendsIt) {
  records_.ExpectEveryTypeToBeListed(ParkRegionSchema());
}

TEST_F(KindsTest, ARecordOfEveryKindIsCorrectedAndVoided) {
  ZGC_ASSERT_OK(Do(CreateRegion,
                   "region_id: 'r' region { display_name: 'r' level: REGION_LEVEL_COUNTY "
                   "gb2260_code: '110108' }"));
  ZGC_ASSERT_OK(Do(CreatePark,
                   "park_id: 'p' park { display_name: 'p' kind: PARK_KIND_SUB_PARK region: "
                   "'regions/r' }"));
  ZGC_ASSERT_OK(Do(CreateParkEvent,
                   "park_event_id: 'v' park_event { park: 'parks/p' kind: PARK_EVENT_KIND_VISIT "
                   "date: '2019' document: 'd' }"));
  ZGC_ASSERT_OK(Do(CreateEnterprise, "enterprise_id: 'n' enterprise { display_name: 'n' }"));
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   absl::StrCat("registration_id: 'g' registration { enterprise: 'enterprises/n' "
                                "park: 'parks/p' date: '2019-03-01' ",
                                kRegistered, kUnknown, "}")));
  ZGC_ASSERT_OK(Do(CreateProject,
                   "project_id: 'j' project { display_name: 'j' park: 'parks/p' enterprise: "
                   "'enterprises/n' investment_state: AMOUNT_STATE_UNKNOWN stage_events { stage: "
                   "PROJECT_STATE_SIGNED document: 'd' } }"));
  ZGC_ASSERT_OK(Do(CreateInvestmentEntry,
                   "investment_entry_id: 'i' investment_entry { project: 'projects/j' date: "
                   "'2019-03' amount_state: AMOUNT_STATE_UNKNOWN document: 'd' }"));
  ZGC_ASSERT_OK(Do(CreateAgreement,
                   "agreement_id: 't' agreement { display_name: 't' parties { display_name: 'x' } "
                   "parties { display_name: 'y' } park: "
                   "'parks/p' signed_date: '2019-06' document: 'd' state: AGREEMENT_STATE_SIGNED "
                   "}"));
  ZGC_ASSERT_OK(Do(CreateSpace,
                   "space_id: 's' space { display_name: 's' park: 'parks/p' kind: "
                   "SPACE_KIND_PLOT area_m2: '100' vacant_from: '2019-01-01' }"));
  ZGC_ASSERT_OK(
      Do(CreateDemand, "demand_id: 'd' demand { enterprise: 'enterprises/n' area_m2: '50' }"));
  ZGC_ASSERT_OK(
      Do(records::CreateEvidence, "evidence_id: 'e' evidence { title: '通知' issuer: '市政府' }"));
  ZGC_ASSERT_OK(Do(CreateQualificationKind,
                   "qualification_kind_id: 'k' qualification_kind { display_name: '瞪羚' }"));
  ZGC_ASSERT_OK(Do(CreateEnterpriseQualification,
                   "enterprise_qualification_id: 'q' enterprise_qualification { enterprise: "
                   "'enterprises/n' kind: 'qualificationKinds/k' valid_from: '2019-01-01' "
                   "document: 'd' }"));
  ZGC_ASSERT_OK(
      Do(CreatePlatform, "platform_id: 'l' platform { display_name: 'l' region: 'regions/r' }"));
  records_.CorrectAndVoidEveryKind({
      {"platforms/l", "purpose", "purpose: '制造业'"},
      {"enterpriseQualifications/q", "batch", "batch: '第一批'"},
      {"qualificationKinds/k", "authority", "authority: '市科委'"},
      {"evidence/e", "number", "number: '1号'"},
      {"demands/d", "area_m2", "area_m2: '60'"},
      {"spaces/s", "area_m2", "area_m2: '90'"},
      {"agreements/t", "signed_date", "signed_date: '2019-05'"},
      {"investmentEntries/i", "date", "date: '2019-04'"},
      {"projects/j", "display_name", "display_name: '项目'"},
      {"registrations/g", "date", "date: '2019-04-01'"},
      {"enterprises/n", "uscc", absl::StrCat("uscc: '", Uscc("91110108MA01ABCD1"), "'")},
      {"parkEvents/v", "session_count", "session_count: 2"},
      {"parks/p", "display_name", "display_name: '园'"},
      {"regions/r", "gb2260_code", "gb2260_code: '110107'"},
  });
  ExpectCellsToAgree();
  // The codes are free again, and lead nowhere.
  ZGC_EXPECT_OK(Do(CreateRegion,
                   "region_id: 'r2' region { display_name: 'r' level: REGION_LEVEL_COUNTY "
                   "gb2260_code: '110107' }"));
  ZGC_EXPECT_OK(Do(CreateEnterprise,
                   absl::StrCat("enterprise_id: 'n2' enterprise { display_name: 'n' uscc: '",
                                Uscc("91110108MA01ABCD1"), "' }")));
  // A name never means another record.
  EXPECT_THAT(Do(CreateEnterprise, "enterprise_id: 'n' enterprise { display_name: 'n' }"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(KindsTest, AFigureFollowsACorrectionAndStaysAsItWasBefore) {
  Register("r1", "2019-03-01",
           absl::StrCat(kRegistered,
                        "capital_state: AMOUNT_STATE_KNOWN capital_fen: ", 50'000'000'000'000));
  Register(
      "r2", "2019-04-01",
      absl::StrCat(kRegistered, "capital_state: AMOUNT_STATE_KNOWN capital_fen: ", 10'000'000'000),
      "e2");
  EXPECT_EQ(Capital(), "5001");
  const int64_t typed = store_->head();
  const auto corrected =
      records_.Correct("registrations/r1", {"capital_fen"}, "capital_fen: 5000000000");
  ZGC_ASSERT_OK(corrected);
  ASSERT_EQ(corrected->changes_size(), 1);
  EXPECT_EQ(corrected->changes(0).path(), "capital_fen");
  EXPECT_EQ(corrected->changes(0).before(), "\"50000000000000\"");
  EXPECT_EQ(corrected->changes(0).after(), "\"5000000000\"");
  EXPECT_EQ(Capital(), "1.5");
  EXPECT_EQ(Capital(typed), "5001");
  ExpectCellsToAgree();
  ZGC_ASSERT_OK(records_.Void("registrations/r2"));
  EXPECT_EQ(Capital(), "0.5");
  ExpectCellsToAgree();
  Open();
  EXPECT_EQ(Capital(), "0.5");
  EXPECT_EQ(Capital(typed), "5001");
  const auto versions = records_.Versions("registrations/r2");
  ZGC_ASSERT_OK(versions);
  EXPECT_EQ(versions->size(), 2u);
  ExpectCellsToAgree();
}

TEST_F(KindsTest, WhatOthersCiteIsNotVoided) {
  Register("r1", "2019-03-01", absl::StrCat(kRegistered, kUnknown));
  const auto refused = records_.Void("enterprises/e1");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(refused.status().message(), HasSubstr("cited by 1: registrations/r1"));
  // Once more after a start, of a place that is cited through a list, and by an indicator.
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/b' zone: 'parks/zone' from_date: '2019-01-01'"));
  Open();
  EXPECT_THAT(records_.Void("parks/zone").status().message(), HasSubstr("parks/b"));
  for (int i = 0; i < 25; ++i) {
    ZGC_ASSERT_OK(Do(CreateParkEvent,
                     absl::StrCat("park_event_id: 'v", 10 + i, "' park_event { park: 'parks/a' ",
                                  "kind: PARK_EVENT_KIND_VISIT date: '2019' document: 'd' }")));
  }
  const absl::Status many = records_.Void("parks/a").status();
  EXPECT_THAT(many.message(), HasSubstr("cited by 26: "));
  EXPECT_THAT(many.message(), HasSubstr("parkEvents/v29, …"));
  ZGC_ASSERT_OK(records_.Void("registrations/r1"));
  ZGC_EXPECT_OK(records_.Void("enterprises/e1"));
}

TEST_F(KindsTest, ACorrectedRowIsHeldToWhatCreatingItIsHeldTo) {
  Register("r1", "2019-03-01", absl::StrCat(kRegistered, kUnknown));
  Register("r2", "2019-06-01", kDeregistered);
  // By its contract, by its own rules, and by the other events of the enterprise.
  EXPECT_THAT(records_.Correct("registrations/r1", {"park"}, "park: 'parks/none'"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("parks/none")));
  EXPECT_THAT(records_.Correct("registrations/r1", {"date"}, "date: '2019-02-30'"),
              FailsWith(kInvalid, HasSubstr("2019-02-30")));
  EXPECT_THAT(records_.Correct("registrations/r1", {"capital_fen"}, "capital_fen: 5"),
              FailsWith(kInvalid, HasSubstr("registration.capital_fen")));
  EXPECT_THAT(records_.Correct("registrations/r1", {"date"}, "date: '2019-07-01'"),
              FailsWith(kInvalid, HasSubstr("was not registered at")));
  EXPECT_THAT(records_.Correct("registrations/r1", {"enterprise"}, "enterprise: 'enterprises/e2'"),
              FailsWith(kInvalid, HasSubstr("registration.enterprise")));
  EXPECT_THAT(records_.Void("registrations/r1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(records_.Void("registrations/r2"));
  ZGC_ASSERT_OK(
      records_.Correct("registrations/r1", {"enterprise"}, "enterprise: 'enterprises/e2'"));
  EXPECT_THAT(*RegistrationsOf(store_->Read(), "enterprises/e1"), IsEmpty());
  EXPECT_EQ(RegistrationsOf(store_->Read(), "enterprises/e2")->size(), 1u);
  ExpectCellsToAgree();
}

TEST_F(KindsTest, ADerivedFieldMovesWithWhatItFollowsFrom) {
  const auto corrected = records_.Correct(
      "enterprises/e1", {"uscc", "uscc_waiver_document"},
      absl::StrCat("uscc: '", WrongUscc("91110108MA01ABCD1"), "' uscc_waiver_document: 'd'"));
  ZGC_ASSERT_OK(corrected);
  std::vector<std::string> paths;
  for (const auto& change : corrected->changes()) paths.push_back(change.path());
  EXPECT_THAT(paths, ElementsAre("uscc", "uscc_waiver_document", "uscc_state", "uscc_parts"));
  EXPECT_EQ(Find(kEnterprises, "enterprises/e1").uscc_state(), v1::USCC_STATE_WAIVED);
}

TEST_F(KindsTest, StagesAreDatedAnewAndNeverTaken) {
  ZGC_ASSERT_OK(Do(CreateProject,
                   "project_id: 'j' project { display_name: 'j' park: 'parks/a' enterprise: "
                   "'enterprises/e1' investment_state: AMOUNT_STATE_KNOWN investment_fen: 100 "
                   "stage_events { stage: PROJECT_STATE_SIGNED document: 'd' date_known: true "
                   "date: '2018-05-01' } }"));
  EXPECT_THAT(records_.Correct("projects/j", {"stage_events"},
                               "stage_events { stage: PROJECT_STATE_FILED document: 'd' "
                               "skip_reason: 'r' }"),
              FailsWith(kInvalid, HasSubstr("AdvanceProject")));
  EXPECT_EQ(Value("count_projects", {{"stage", "signed"}}), "0");
  ZGC_ASSERT_OK(records_.Correct("projects/j", {"stage_events"},
                                 "stage_events { stage: PROJECT_STATE_SIGNED document: 'd' "
                                 "date_known: true date: '2019-05-01' }"));
  EXPECT_EQ(Value("count_projects", {{"stage", "signed"}}), "1");
  ExpectCellsToAgree();
}

TEST_F(KindsTest, ASpaceKeepsFittingItsPartsAndItsDemand) {
  AddSpace("building", "kind: SPACE_KIND_BUILDING area_m2: '100'");
  AddSpace("floor", "kind: SPACE_KIND_FLOOR parent: 'spaces/building' area_m2: '60'");
  EXPECT_THAT(records_.Correct("spaces/building", {"area_m2"}, "area_m2: '59'"),
              FailsWith(kInvalid, HasSubstr("its parts have 60 m2")));
  EXPECT_THAT(records_.Correct("spaces/floor", {"area_m2"}, "area_m2: '101'"),
              FailsWith(kInvalid, HasSubstr("would have 101 of 100")));
  EXPECT_THAT(records_.Correct("spaces/building", {"park"}, "park: 'parks/b'"),
              FailsWith(kInvalid, HasSubstr("space.park")));
  EXPECT_THAT(records_.Correct("spaces/building", {"kind"}, "kind: SPACE_KIND_PLOT"),
              FailsWith(kInvalid, HasSubstr("space.kind")));
  ZGC_ASSERT_OK(records_.Correct("spaces/floor", {"area_m2"}, "area_m2: '100'"));
  ZGC_ASSERT_OK(
      Do(ReserveSpace, "name: 'spaces/floor' enterprise: 'enterprises/e1' date: '2019-02-01'"));
  ZGC_ASSERT_OK(
      Do(CreateDemand, "demand_id: 'd' demand { enterprise: 'enterprises/e1' area_m2: '90' }"));
  ZGC_ASSERT_OK(Do(MatchDemand, "name: 'demands/d' space: 'spaces/floor'"));
  EXPECT_THAT(records_.Correct("spaces/floor", {"area_m2"}, "area_m2: '80'"),
              FailsWith(kInvalid, HasSubstr("has 80 of 90")));
  EXPECT_THAT(records_.Correct("demands/d", {"area_m2"}, "area_m2: '101'"),
              FailsWith(kInvalid, HasSubstr("has 100 of 101")));
  EXPECT_THAT(records_.Correct("demands/d", {"enterprise"}, "enterprise: 'enterprises/e2'"),
              FailsWith(kInvalid, HasSubstr("demand.enterprise")));
  EXPECT_THAT(records_.Correct("spaces/floor", {"vacant_from"}, "vacant_from: '2019-02-02'"),
              FailsWith(kInvalid, HasSubstr("held from")));
  EXPECT_THAT(records_.Void("spaces/floor"), HasReason(ERROR_REASON_RECORD_CITED));
}

TEST_F(KindsTest, ARegionKeepsItsPlaceAmongTheOthers) {
  const auto add = [&](const std::string& id, const std::string& level, const std::string& code,
                       const std::string& more) {
    ZGC_ASSERT_OK(Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '",
                                                id, "' level: REGION_LEVEL_", level,
                                                " gb2260_code: '", code, "' ", more, " }")));
  };
  add("city", "PREFECTURE", "130100", "");
  add("county", "COUNTY", "130102", "parent: 'regions/city'");
  EXPECT_THAT(records_.Correct("regions/city", {"level", "gb2260_code"},
                               "level: REGION_LEVEL_COUNTY gb2260_code: '130104'"),
              FailsWith(kInvalid, HasSubstr("its part regions/county")));
  add("later", "COUNTY", "130105", "valid_to: '2020-12-31' successors: 'regions/county'");
  EXPECT_THAT(records_.Correct("regions/county", {"successors", "valid_to"},
                               "successors: 'regions/later' valid_to: '2021-12-31'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
  EXPECT_THAT(records_.Correct("regions/later", {"gb2260_code"}, "gb2260_code: '130102'"),
              FailsWith(kInvalid, HasSubstr("has this code")));
  EXPECT_THAT(records_.Correct("regions/county", {"valid_to"}, "valid_to: '2020-12-31'"),
              FailsWith(kInvalid, HasSubstr("takes the place of regions/later")));
}

// Records name a region, not its code: all that cite it follow a code that is put right.
TEST_F(KindsTest, ACodeTypedWronglyIsPutRight) {
  ZGC_ASSERT_OK(Do(CreateRegion,
                   "region_id: 'x' region { display_name: '海淀区' level: REGION_LEVEL_COUNTY "
                   "gb2260_code: '110180' }"));
  ZGC_ASSERT_OK(Do(UpdatePark,
                   "park { name: 'parks/a' region: 'regions/x' } update_mask { paths: 'region' }"));
  ZGC_ASSERT_OK(Do(CreateParkEvent,
                   "park_event_id: 'v' park_event { park: 'parks/a' kind: PARK_EVENT_KIND_VISIT "
                   "date: '2019-03-01' document: 'd' }"));
  EXPECT_THAT(Parts("count_park_events", "county"), ElementsAre("110180 1"));
  ZGC_ASSERT_OK(records_.Correct("regions/x", {"gb2260_code"}, "gb2260_code: '110108'"));
  EXPECT_THAT(Parts("count_park_events", "county"), ElementsAre("110108 1"));
  // The wrong one is free, the right one taken.
  const auto create = [&](const std::string& id, const std::string& code) {
    return Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: 'y' level: ",
                                         "REGION_LEVEL_COUNTY gb2260_code: '", code, "' }"));
  };
  EXPECT_THAT(create("y", "110108"), FailsWith(kInvalid, HasSubstr("regions/x has this code")));
  ZGC_EXPECT_OK(create("y", "110180"));
}

// Editions know the day of a change no closer than between two of them.
TEST_F(KindsTest, TheDayOfAChangeIsPutRightEitherWay) {
  const auto add = [&](const std::string& id, const std::string& rest) {
    ZGC_ASSERT_OK(
        Do(CreateRegion,
           absl::StrCat("region_id: '", id, "' region { display_name: '", id,
                        "' level: REGION_LEVEL_PREFECTURE gb2260_code: '420600' ", rest, " }")));
  };
  add("new", "valid_from: '2011-10-31'");
  add("old", "valid_to: '2010-12-31' successors: 'regions/new' change: REGION_CHANGE_RENAMED");
  // Later: the old one first would have days of the new one.
  EXPECT_THAT(records_.Correct("regions/old", {"valid_to"}, "valid_to: '2011-10-31'"),
              FailsWith(kInvalid, HasSubstr("regions/new has this code")));
  ZGC_ASSERT_OK(records_.Correct("regions/new", {"valid_from"}, "valid_from: '2011-11-01'"));
  ZGC_ASSERT_OK(records_.Correct("regions/old", {"valid_to"}, "valid_to: '2011-10-31'"));
  // Earlier.
  ZGC_ASSERT_OK(records_.Correct("regions/old", {"valid_to"}, "valid_to: '2010-12-08'"));
  ZGC_ASSERT_OK(records_.Correct("regions/new", {"valid_from"}, "valid_from: '2010-12-09'"));
}

// Parts by region are those of the region that a park names: one that has ended keeps its code
// until the park is moved to what took its place.
TEST_F(KindsTest, PartsFollowTheRegionThatAParkNames) {
  const auto county = [&](const std::string& id, const std::string& code) {
    ZGC_ASSERT_OK(Do(CreateRegion,
                     absl::StrCat("region_id: '", id, "' region { display_name: '", id,
                                  "' level: REGION_LEVEL_COUNTY ", "gb2260_code: '", code, "' }")));
  };
  county("old", "110103");
  county("new", "110101");
  const auto move = [&](const std::string& region) {
    ZGC_ASSERT_OK(Do(UpdatePark, absl::StrCat("park { name: 'parks/a' region: 'regions/", region,
                                              "' } update_mask { paths: 'region' }")));
  };
  move("old");
  ZGC_ASSERT_OK(Do(CreateParkEvent,
                   "park_event_id: 'v' park_event { park: 'parks/a' kind: PARK_EVENT_KIND_VISIT "
                   "date: '2019-03-01' document: 'd' }"));
  ZGC_ASSERT_OK(
      Do(SupersedeRegion,
         "name: 'regions/old' valid_to: '2010-06-30' successors: 'regions/new' reason: 'r'"));
  EXPECT_THAT(Parts("count_park_events", "county"), ElementsAre("110103 1"));
  move("new");
  EXPECT_THAT(Parts("count_park_events", "county"), ElementsAre("110101 1"));
}

TEST_F(KindsTest, AnAgreementEndsNoEarlierThanItWasSigned) {
  ZGC_ASSERT_OK(Do(CreateAgreement,
                   "agreement_id: 't' agreement { display_name: 't' parties { display_name: 'x' } "
                   "parties { display_name: 'y' } park: "
                   "'parks/a' signed_date: '2019-06' document: 'd' state: AGREEMENT_STATE_SIGNED "
                   "}"));
  ZGC_ASSERT_OK(Do(EndAgreement, "name: 'agreements/t' end_date: '2019-07-01' reason: 'r'"));
  EXPECT_THAT(records_.Correct("agreements/t", {"signed_date"}, "signed_date: '2019-08'"),
              FailsWith(kInvalid, HasSubstr("after its last day")));
  EXPECT_THAT(records_.Correct("agreements/t", {"parties"},
                               "parties { display_name: 'x' } parties { display_name: 'x' }"),
              FailsWith(kInvalid, HasSubstr("repeats")));
  ZGC_EXPECT_OK(records_.Correct("agreements/t", {"signed_date"}, "signed_date: '2019-05'"));
}

}  // namespace
}  // namespace zgc::parks
