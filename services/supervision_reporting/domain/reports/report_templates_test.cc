#include "services/supervision_reporting/domain/reports/report_templates.h"

#include "common/figures/book.h"
#include "common/testing/reads.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/reports_fixture.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;

using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using ReportTemplatesTest = ReportsTest;

TEST_F(ReportTemplatesTest, ATemplateSaysEverythingThatIsWrongWithIt) {
  const auto refused = Do<v1::ReportTemplate>(CreateReportTemplate, R"pb(
    report_template_id: "Bad Id"
    report_template {
      plan: "plans/2019"
      period { start_date: "2019-12-31" end_date: "2019-01-01" }
      charts { display_name: "图" }
    })pb");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(refused.status().message(),
              AllOf(HasSubstr("report_template_id"), HasSubstr("display_name"), HasSubstr("issuer"),
                    HasSubstr("plan"), HasSubstr("end_date"), HasSubstr("charts[0].kind")));
}

TEST_F(ReportTemplatesTest, OnlyAMapHasTilesAndEachHasItsPlace) {
  const auto create = [&](const std::string& chart) {
    return Do<v1::ReportTemplate>(
        CreateReportTemplate,
        absl::StrCat("report_template_id: 'm' report_template { display_name: '报' issuer: '委' "
                     "plan: '//task_registry/plans/2019' period { start_date: '2019-01-01' "
                     "end_date: '2019-12-31' } charts { ",
                     chart, " } }"));
  };
  const std::string tile = "tiles { park: '//park_region/parks/a' label: '甲' } ";
  EXPECT_THAT(create("kind: CHART_KIND_MAP").status().message(),
              HasSubstr("charts[0].tiles: is required of a map"));
  EXPECT_THAT(create("kind: CHART_KIND_BY_PARK " + tile).status().message(),
              HasSubstr("is only of a map"));
  EXPECT_THAT(create("kind: CHART_KIND_MAP " + tile + tile).status().message(),
              AllOf(HasSubstr("tiles[1].park: repeats an earlier one"),
                    HasSubstr("tiles[1]: stands where an earlier one does")));
  EXPECT_THAT(create("kind: CHART_KIND_MAP tiles { park: '//park_region/parks/a' label: '甲' "
                     "row: 100 column: 100 }")
                  .status()
                  .message(),
              AllOf(HasSubstr("row: is over 99"), HasSubstr("column: is over 99")));
  ZGC_EXPECT_OK(create("kind: CHART_KIND_MAP " + tile));
}

TEST_F(ReportTemplatesTest, ATemplateChangesByMaskAndEtagAndKeepsItsHistory) {
  auto report = Good();
  Load(report);
  const auto before = Find(kReportTemplates, "reportTemplates/r");
  const auto changed = Do<v1::ReportTemplate>(
      UpdateReportTemplate,
      absl::StrCat("report_template { name: 'reportTemplates/r' etag: '", before.etag(),
                   "' display_name: '新题' } update_mask { paths: 'display_name' }"));
  ZGC_ASSERT_OK(changed);
  EXPECT_EQ(changed->display_name(), "新题");
  EXPECT_EQ(changed->issuer(), before.issuer());
  EXPECT_EQ(Find(kReportTemplates, before.name(), before.revision()).display_name(), "年度报告");
  EXPECT_THAT(Do<v1::ReportTemplate>(UpdateReportTemplate,
                                     "report_template { name: 'reportTemplates/r' etag: 'old' }"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(ReportTemplatesTest, TemplatesAreListedAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListReportTemplates), IsEmpty());
  auto report = Good();
  Load(report);
  EXPECT_THAT(Listed(store_->Read(), ListReportTemplates), ElementsAre("reportTemplates/r"));
  const auto found = Got(store_->Read(), GetReportTemplate, "name: 'reportTemplates/r'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->issuer(), "管委会");
  EXPECT_THAT(Got(store_->Read(), GetReportTemplate, "name: 'reportTemplates/s'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
