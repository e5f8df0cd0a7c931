#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/contract_matrix.h"
#include "common/testing/list_matrix.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/assessment_service.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/platform_service.grpc.pb.h"
#include "zgc/parks/v1/project_service.grpc.pb.h"
#include "zgc/parks/v1/qualification_service.grpc.pb.h"
#include "zgc/parks/v1/region_service.grpc.pb.h"
#include "zgc/parks/v1/return_service.grpc.pb.h"

namespace zgc::parks {
namespace {

class ContractTest : public ::testing::Test {
 protected:
  rpc::TestServer server_{"park_region", ParkRegionSchema(),
                          [](rpc::Server& server) { return MakeServices(server.calls()); }};
  testing::ContractMatrix matrix_{server_};
};

// Besides: amounts are known or unknown, and a code is left out of townships only.
TEST_F(ContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsSay) {
  matrix_.EmptyRequestsAreRefused(
      {{"CreateProject", {"project.investment_fen"}},
       {"CreateInvestmentEntry", {"investment_entry.amount_fen"}},
       {"CreateRegion", {"region.gb2260_code"}},
       {"CreateRegistration", {"registration.capital_fen"}},
       {"CreateReturnForm", {"return_form.due_day", "return_form.disclosure.threshold"}}});
}

constexpr char kForm[] =
    "return_form_id: 'm' return_form { display_name: '企业月报' series: 'monthly' from_date: "
    "'2019-01-01' due_day: 15 document: 'd' items { code: 'income' display_name: '总收入' unit: "
    "'万元' decimals: 2 } disclosure { threshold: 3 protection_percent: '10' } }";

constexpr char kRules[] =
    "assessment_rule_set { display_name: 's' from_date: '2019-01-01' document: 'd' pass_points: "
    "'60' criteria { criterion_id: 'c' title: 't' weight: '100' most: '10' } }";

// What the records refer to.
class CreationsTest : public ContractTest {
 protected:
  CreationsTest() {
    ZGC_EXPECT_OK(server_.Call(&v1::ParkService::Stub::CreatePark,
                               "park_id: 'a' park { display_name: 'a' kind: PARK_KIND_SUB_PARK }",
                               "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                               "enterprise_id: 'e' enterprise { display_name: 'e' }", "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                               "enterprise_id: 'g' enterprise { display_name: 'g' }", "clerk"));
    ZGC_EXPECT_OK(server_.Call(
        &v1::QualificationService::Stub::CreateQualificationKind,
        "qualification_kind_id: 'k' qualification_kind { display_name: '瞪羚' }", "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::RegionService::Stub::CreateRegion,
                               "region_id: 'x' region { display_name: 'x' level: "
                               "REGION_LEVEL_PROVINCE gb2260_code: '130000' }",
                               "clerk"));
    ZGC_EXPECT_OK(server_.Call(
        &v1::PlatformService::Stub::CreatePlatform,
        "platform_id: 'p' platform { display_name: 'p' region: 'regions/x' }", "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::AssessmentService::Stub::CreateAssessmentRuleSet,
                               "assessment_rule_set_id: 's' " + std::string(kRules), "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::AssessmentService::Stub::ApproveAssessmentRuleSet,
                               "name: 'assessmentRuleSets/s'", "chief"));
    ZGC_EXPECT_OK(server_.Call(
        &v1::ProjectService::Stub::CreateProject,
        "project_id: 'j' project { display_name: 'j' park: 'parks/a' enterprise: 'enterprises/e' "
        "investment_state: AMOUNT_STATE_UNKNOWN stage_events { stage: PROJECT_STATE_SIGNED "
        "document: 'd' } }",
        "clerk"));
    ZGC_EXPECT_OK(server_.Call(&v1::ReturnService::Stub::CreateReturnForm, kForm, "clerk"));
    ZGC_EXPECT_OK(
        server_.Call(&v1::ReturnService::Stub::ApproveReturnForm, "name: 'returnForms/m'", "head"));
    ZGC_EXPECT_OK(server_.Call(
        &v1::EnterpriseService::Stub::CreateRegistration,
        "registration_id: 'before' registration { enterprise: 'enterprises/e' park: 'parks/a' "
        "date: "
        "'2018-01-01' event: REGISTRATION_EVENT_REGISTERED capital_state: AMOUNT_STATE_UNKNOWN }",
        "clerk"));
  }
};

TEST_F(CreationsTest, WhatIsCreatedIsAsTheDescriptorsSay) {
  matrix_.CreationsHoldTheContract({
      {"CreateEvidence", "evidence_id: 'e' evidence { title: 't' issuer: 'i' }"},
      {"CreateReturnForm", absl::StrReplaceAll(kForm, {{"'m'", "'n'"}})},
      {"CreateEnterpriseReturn",
       "enterprise_return_id: 'r' enterprise_return { enterprise: 'enterprises/e' form: "
       "'returnForms/m' month: '2019-03' values { item: 'income' value: '5' } }"},
      {"CreateRegion",
       "region_id: 'r' region { display_name: 'r' level: REGION_LEVEL_PROVINCE gb2260_code: "
       "'110000' }"},
      {"CreatePark", "park_id: 'b' park { display_name: 'b' kind: PARK_KIND_SUB_PARK }"},
      {"CreateParkEvent",
       "park_event_id: 'v' park_event { park: 'parks/a' kind: PARK_EVENT_KIND_VISIT date: '2019' "
       "document: 'd' }"},
      {"CreateEnterprise", "enterprise_id: 'f' enterprise { display_name: 'f' }"},
      {"CreateRegistration",
       "registration_id: 'r' registration { enterprise: 'enterprises/g' park: 'parks/a' date: "
       "'2019-01-01' event: REGISTRATION_EVENT_REGISTERED capital_state: AMOUNT_STATE_UNKNOWN }"},
      {"CreateProject",
       "project_id: 'p' project { display_name: 'p' park: 'parks/a' enterprise: 'enterprises/e' "
       "investment_state: AMOUNT_STATE_UNKNOWN stage_events { stage: PROJECT_STATE_SIGNED "
       "document: 'd' } }"},
      {"CreateInvestmentEntry",
       "investment_entry_id: 'i' investment_entry { project: 'projects/j' date: '2019-03' "
       "amount_state: AMOUNT_STATE_UNKNOWN document: 'd' }"},
      {"CreateAgreement",
       "agreement_id: 'g' agreement { display_name: 'g' parties { display_name: 'x' } parties { "
       "display_name: 'y' } park: 'parks/a' "
       "signed_date: '2019-06' document: 'd' state: AGREEMENT_STATE_SIGNED }"},
      {"CreateSpace",
       "space_id: 's' space { display_name: 's' park: 'parks/a' kind: SPACE_KIND_PLOT area_m2: "
       "'100' vacant_from: '2019-01-01' }"},
      {"CreateDemand", "demand_id: 'd' demand { enterprise: 'enterprises/e' area_m2: '50' }"},
      {"CreateImport",
       "import_id: 'm' import { display_name: 'f.csv' row_count: 1 file_sha256: "
       "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }"},
      {"CreateQualificationKind",
       "qualification_kind_id: 'l' qualification_kind { display_name: '上市' }"},
      {"CreateEnterpriseQualification",
       "enterprise_qualification_id: 'q' enterprise_qualification { enterprise: 'enterprises/e' "
       "kind: 'qualificationKinds/k' valid_from: '2019-01-01' document: 'd' }"},
      {"CreatePlatform", "platform_id: 'q' platform { display_name: 'q' region: 'regions/x' }"},
      {"CreateAssessmentRuleSet", "assessment_rule_set_id: 't' " + std::string(kRules)},
      {"CreateAssessment",
       "assessment_id: 'a' assessment { platform: 'platforms/p' year: 2019 rule_set: "
       "'assessmentRuleSets/s' }"},
  });
}

TEST_F(ContractTest, EveryRowIsAResourceNamedAsItsTable) {
  testing::ContractMatrix::RowsAreResources(ParkRegionSchema());
}

// Memberships and codes are of days, which is looked at in the rows that the index leads to.
TEST_F(ContractTest, EveryListGoesThroughAnIndex) {
  testing::ListsGoThroughIndexes(server_.channel(), server_.services(),
                                 {"ListParks.zone", "ListParks.on_date", "ListRegions.on_date"},
                                 {{"ListImportRows", "the rows of one import, batch by batch"},
                                  {"ListMissingReturns", "what is not there is no record"}});
}

}  // namespace
}  // namespace zgc::parks
