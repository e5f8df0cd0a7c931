#include "services/supervision_reporting/rpc/services.h"

#include <memory>
#include <string>

#include "common/rpc/server/test_server.h"
#include "common/testing/contract_matrix.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/supervision/v1/calendar_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_service.grpc.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/watch_service.grpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class SupervisionServicesTest : public ::testing::Test {
 protected:
  SupervisionServicesTest() {
    const auto rules = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      resource::Save(txn, kLightRuleSets,
                     testing::Parsed<v1::LightRuleSet>(
                         "name: 'lightRuleSets/l' jurisdiction: 'CN' from_date: '2019-01-01' "
                         "state: LIGHT_RULE_SET_STATE_APPROVED levels { light: LIGHT_GREEN label: "
                         "'绿灯' } levels { light: LIGHT_RED label: '红灯' days_left: -1 } "
                         "slip_levels { level: 1 recipient: '承办人' days_overdue: 1 }"));
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, rules));
  }
  // Calls a method for a person; `fields` is the request in text format.
  template <typename Method>
  auto Call(Method method, const std::string& person, const std::string& fields) {
    return server_.Call(method, fields, person);
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  rpc::TestServer server_{
      "supervision_reporting", SupervisionSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); }};
};

constexpr char kMatter[] =
    "matter_id: 'm' request_id: 'once' matter { title: '督办件' source: '市政府' kind: "
    "MATTER_KIND_SUPERVISED_FILE received_date: '2019-03-01' deadline: '2019-03-20' "
    "lead_handler: 'h' }";

TEST_F(SupervisionServicesTest, AMatterIsHandledByThePersonsWhoMay) {
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::CreateMatter, "role-reporter", kMatter));
  const auto again = Call(&v1::MatterService::Stub::CreateMatter, "role-reporter", kMatter);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->revision(), 2);
  const std::string step = "name: 'matters/m' date: '2019-03-02' ";
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::AssignMatter, "role-reporter", step));
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::StartMatter, "role-reporter", step));
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::ReportMatter, "role-reporter",
                     step + "note: '已办' evidence: 'e'"));
  EXPECT_THAT(Call(&v1::MatterService::Stub::CloseMatter, "role-reporter", step),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::CloseMatter, "role-approver", step));
  EXPECT_THAT(Call(&v1::MatterService::Stub::CloseMatter, "role-approver", step),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto light = Call(&v1::MatterService::Stub::GetMatterLight, "",
                          "name: 'matters/m' as_of_date: '2019-12-31'");
  ZGC_ASSERT_OK(light);
  EXPECT_EQ(light->light(), v1::LIGHT_GREEN);
  // As of the revision that created it, it was not reported.
  EXPECT_EQ(Call(&v1::MatterService::Stub::GetMatterLight, "",
                 "name: 'matters/m' as_of_date: '2019-12-31' revision: 2")
                ->light(),
            v1::LIGHT_RED);
}

TEST_F(SupervisionServicesTest, TheAuditNamesThePersonAndARefusalChangesNothing) {
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::CreateMatter, "role-reporter", kMatter));
  EXPECT_THAT(Call(&v1::MatterService::Stub::StartMatter, "role-reporter", "name: 'matters/m'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(
      Call(&v1::WatchService::Stub::SweepDeadlines, "role-supervisor", "as_of_date: '2019-03-21'"));
  const auto operations = ops::v1::OperationsService::NewStub(server_.channel());
  grpc::ClientContext context;
  ops::v1::ListAuditRecordsResponse audit;
  ASSERT_TRUE(operations->ListAuditRecords(&context, {}, &audit).ok());
  std::vector<std::string> lines;
  for (const auto& record : audit.records()) {
    lines.push_back(absl::StrCat(record.person(), " ", record.resources(0)));
  }
  EXPECT_THAT(lines, ElementsAre(" lightRuleSets/l", "role-reporter matters/m",
                                 "role-supervisor escalations/matters.m.1"));
}

TEST_F(SupervisionServicesTest, AChangeOfACalendarIsTriedBeforeItIsMade) {
  const std::string days = "display_name: '2020年' document: 'd' holidays: '2020-01-24' ";
  ZGC_ASSERT_OK(Call(
      &v1::CalendarService::Stub::CreateCalendar, "role-reporter",
      absl::StrCat("calendar_id: '2020' calendar { year: 2020 jurisdiction: 'CN' ", days, "}")));
  ZGC_ASSERT_OK(Call(&v1::MatterService::Stub::CreateMatter, "role-reporter",
                     "matter_id: 'm' matter { title: '督办件' source: '市政府' kind: "
                     "MATTER_KIND_SUPERVISED_FILE received_date: '2020-01-20' working_days: 7 }"));
  const std::string more =
      absl::StrCat("name: 'calendars/2020' calendar { ", days, "holidays: '2020-01-27' } ");
  const auto tried = Call(&v1::CalendarService::Stub::UpdateCalendar, "role-reporter",
                          more + "validate_only: true");
  ZGC_ASSERT_OK(tried);
  EXPECT_EQ(tried->effect().moved(), 1);
  const auto deadline = [&] {
    return Call(&v1::MatterService::Stub::GetMatter, "", "name: 'matters/m'")->deadline();
  };
  EXPECT_EQ(deadline(), "2020-01-30");
  ZGC_ASSERT_OK(Call(&v1::CalendarService::Stub::UpdateCalendar, "role-reporter", more));
  EXPECT_EQ(deadline(), "2020-01-31");
}

}  // namespace
}  // namespace zgc::supervision
