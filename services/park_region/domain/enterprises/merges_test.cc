#include "services/park_region/domain/enterprises/merges.h"

#include "common/testing/formulas_fixture.h"
#include "common/testing/records_matrix.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
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
using ::zgc::testing::kInvalid;

class MergesTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  MergesTest() : FormulasFixture(RegisterFormulas) {}

  absl::Status Register(const std::string& id, const std::string& enterprise,
                        const std::string& date, const std::string& event,
                        const std::string& park = "a") {
    return Do(CreateRegistration,
              absl::StrCat("registration_id: '", id, "' registration { enterprise: 'enterprises/",
                           enterprise, "' park: 'parks/", park, "' date: '", date,
                           "' event: REGISTRATION_EVENT_", event,
                           event == "DEREGISTERED" ? "" : " capital_state: AMOUNT_STATE_UNKNOWN",
                           " }"))
        .status();
  }
  absl::StatusOr<v1::Enterprise> Merge(const std::string& name, const std::string& survivor) {
    return Do(MergeEnterprise,
              absl::StrCat("name: 'enterprises/", name, "' survivor: 'enterprises/", survivor,
                           "' reason: '同一企业'"));
  }
  absl::StatusOr<v1::Enterprise> Undo(const std::string& name) {
    return Do(UndoEnterpriseMerge, absl::StrCat("name: 'enterprises/", name, "' reason: 'r'"));
  }
  std::string Registered() { return AsOf("2019-12-31", "count_registrations"); }
};

TEST_F(MergesTest, TheRecordsOfOneBecomeThoseOfTheOtherAndComeBack) {
  for (const std::string id : {"e1", "e2"}) {
    ZGC_ASSERT_OK(Do(UpdateEnterprise, absl::StrCat("enterprise { name: 'enterprises/", id,
                                                    "' registration_park: 'parks/a' }")));
  }
  ZGC_ASSERT_OK(Register("1", "e1", "2018-01-01", "REGISTERED"));
  ZGC_ASSERT_OK(Register("2", "e2", "2019-01-01", "MOVED_IN", "b"));
  ZGC_ASSERT_OK(Register("3", "e2", "2020-01-01", "DEREGISTERED", "b"));
  ZGC_ASSERT_OK(Do(CreateQualificationKind,
                   "qualification_kind_id: 'k' qualification_kind { display_name: '瞪羚' }"));
  ZGC_ASSERT_OK(Do(CreateEnterpriseQualification,
                   "enterprise_qualification_id: 'q' enterprise_qualification { enterprise: "
                   "'enterprises/e2' kind: 'qualificationKinds/k' valid_from: '2019-01-01' "
                   "document: 'd' }"));
  ZGC_ASSERT_OK(Do(CreateProject,
                   "project_id: 'j' project { display_name: 'j' park: 'parks/a' enterprise: "
                   "'enterprises/e2' investment_state: AMOUNT_STATE_UNKNOWN stage_events { stage: "
                   "PROJECT_STATE_SIGNED document: 'd' } }"));
  const Given basis = {{"basis", "registration"}};
  EXPECT_EQ(Registered(), "2");
  EXPECT_EQ(AsOf("2019-12-31", "count_enterprises", basis), "2");

  const auto merged = Merge("e2", "e1");
  ZGC_ASSERT_OK(merged);
  EXPECT_THAT(merged->merge().moved_records(),
              ElementsAre("//park_region/enterpriseQualifications/q", "//park_region/projects/j",
                          "//park_region/registrations/2", "//park_region/registrations/3"));
  EXPECT_EQ(Find(kProjects, "projects/j").enterprise(), "enterprises/e1");
  EXPECT_THAT(*RegistrationsOf(store_->Read(), "enterprises/e2"), IsEmpty());
  EXPECT_EQ(QualificationsOf(store_->Read(), "enterprises/e1")->size(), 1u);
  EXPECT_EQ(Registered(), "1");
  EXPECT_EQ(AsOf("2019-12-31", "count_registrations", {{"park", "parks/a"}}), "0");
  EXPECT_EQ(AsOf("2019-12-31", "count_enterprises", basis), "1");
  ExpectCellsToAgree();

  // One that was voided since does not come back.
  testing::Records records(store_, ParkRegionKinds());
  ZGC_ASSERT_OK(records.Void("projects/j"));
  const auto undone = Undo("e2");
  ZGC_ASSERT_OK(undone);
  EXPECT_FALSE(undone->has_merge());
  EXPECT_EQ(RegistrationsOf(store_->Read(), "enterprises/e2")->size(), 2u);
  EXPECT_EQ(QualificationsOf(store_->Read(), "enterprises/e1")->size(), 0u);
  EXPECT_EQ(Registered(), "2");
  EXPECT_EQ(AsOf("2019-12-31", "count_enterprises", basis), "2");
  ExpectCellsToAgree();
}

TEST_F(MergesTest, SpacesDemandsAndBranchesGoAlong) {
  ZGC_ASSERT_OK(Do(CreateSpace,
                   "space_id: 's' space { display_name: 's' park: 'parks/a' kind: "
                   "SPACE_KIND_PLOT area_m2: '100' vacant_from: '2019-01-01' }"));
  ZGC_ASSERT_OK(
      Do(CreateDemand, "demand_id: 'd' demand { enterprise: 'enterprises/e2' area_m2: '50' }"));
  ZGC_ASSERT_OK(
      Do(ReserveSpace, "name: 'spaces/s' enterprise: 'enterprises/e2' date: '2019-02-01'"));
  ZGC_ASSERT_OK(Do(MatchDemand, "name: 'demands/d' space: 'spaces/s'"));
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   "enterprise_id: 'b' enterprise { display_name: 'b' head_enterprise: "
                   "'enterprises/e2' }"));
  const auto expect_of = [&](const std::string& owner) {
    EXPECT_EQ(Find(kSpaces, "spaces/s").holder(), owner);
    EXPECT_EQ(Find(kDemands, "demands/d").enterprise(), owner);
    EXPECT_EQ(Find(kEnterprises, "enterprises/b").head_enterprise(), owner);
  };
  ZGC_ASSERT_OK(Merge("e2", "e1"));
  expect_of("enterprises/e1");
  // A branch is the same as no enterprise.
  EXPECT_THAT(Merge("b", "e1"), FailsWith(kInvalid, HasSubstr("is not of the same head")));
  ZGC_ASSERT_OK(Undo("e2"));
  expect_of("enterprises/e2");
}

TEST_F(MergesTest, WhatContradictsIsNotMerged) {
  ZGC_ASSERT_OK(Register("1", "e1", "2018-01-01", "REGISTERED"));
  ZGC_ASSERT_OK(Register("2", "e2", "2018-01-01", "REGISTERED"));
  EXPECT_THAT(Merge("e2", "e1"), FailsWith(kInvalid, HasSubstr("the same day as")));
  EXPECT_EQ(RegistrationsOf(store_->Read(), "enterprises/e2")->size(), 1u);
  EXPECT_FALSE(Find(kEnterprises, "enterprises/e2").has_merge());
  ExpectCellsToAgree();
  // The second record of the event goes first.
  testing::Records records(store_, ParkRegionKinds());
  ZGC_ASSERT_OK(records.Void("registrations/2"));
  ZGC_EXPECT_OK(Merge("e2", "e1"));
}

TEST_F(MergesTest, WhatWasRecordedSinceKeepsAMergeFromBeingUndone) {
  ZGC_ASSERT_OK(Register("1", "e2", "2018-01-01", "REGISTERED"));
  ZGC_ASSERT_OK(Merge("e2", "e1"));
  ZGC_ASSERT_OK(Register("2", "e1", "2019-01-01", "DEREGISTERED"));
  EXPECT_THAT(Undo("e2"), FailsWith(kInvalid, HasSubstr("it was not registered at parks/a")));
  EXPECT_TRUE(Find(kEnterprises, "enterprises/e2").has_merge());
}

TEST_F(MergesTest, OneThatWasMergedStandsForNothingNew) {
  AddEnterprise("e3");
  EXPECT_THAT(Merge("e2", "e2"), FailsWith(kInvalid, HasSubstr("is the enterprise itself")));
  EXPECT_THAT(Undo("e2"), FailsWith(kInvalid, HasSubstr("was not merged")));
  ZGC_ASSERT_OK(Merge("e2", "e1"));
  EXPECT_THAT(Merge("e2", "e3"), FailsWith(kInvalid, HasSubstr("was merged already")));
  EXPECT_THAT(Merge("e3", "e2"), FailsWith(kInvalid, HasSubstr("into another itself")));
  // It is cited by what was merged into it.
  EXPECT_THAT(Merge("e1", "e3"),
              FailsWith(kInvalid, HasSubstr("enterprises/e2, which cannot be moved")));
  EXPECT_THAT(Register("1", "e2", "2018-01-01", "REGISTERED"),
              FailsWith(kInvalid, HasSubstr("was merged into enterprises/e1")));
  ZGC_ASSERT_OK(Undo("e2"));
  ZGC_EXPECT_OK(Register("1", "e2", "2018-01-01", "REGISTERED"));
}

}  // namespace
}  // namespace zgc::parks
