#include "services/supervision_reporting/domain/reports/report_items.h"

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
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;

using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

using ReportItemsTest = ReportsTest;

TEST_F(ReportItemsTest, AnItemsNumberAndCitationsAreUniqueInTheReport) {
  auto report = Good();
  Load(report);
  const auto refused = Do<v1::ReportItem>(CreateReportItem, R"pb(
    parent: "reportTemplates/r"
    report_item_id: "again"
    report_item {
      number: 1
      display_name: "事项"
      tasks: "//task_registry/tasks/1"
      statement_citations { id: "a" figure: "//park_region/figures/a" }
      paragraphs { citations { id: "b b" figure: "a" } }
    })pb");
  EXPECT_THAT(refused.status().message(),
              AllOf(HasSubstr("number"), HasSubstr("citation a is in reportTemplates/r/items/1"),
                    HasSubstr("citations[0].id"), HasSubstr("citations[0].figure")));
  EXPECT_THAT(
      Do<v1::ReportItem>(CreateReportItem, R"pb(
        parent: "reportTemplates/none"
        report_item_id: "x"
        report_item { number: 1 display_name: "事项" tasks: "//task_registry/tasks/1" })pb"),
      HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ReportItemsTest, DecimalsOfACitationBelongToItsUnit) {
  auto report = Good();
  Load(report);
  const auto refused = Do<v1::ReportItem>(UpdateReportItem, R"pb(
    report_item {
      name: "reportTemplates/r/items/1"
      statement_citations { id: "x" figure: "//park_region/figures/a" decimals: 2 }
      statement_citations { id: "y" figure: "//park_region/figures/a" unit: "亿元" decimals: 9 }
    })pb");
  EXPECT_THAT(refused.status().message(),
              AllOf(HasSubstr("statement_citations[0].decimals: belong to a unit"),
                    HasSubstr("statement_citations[1].decimals: must be 0 to 8")));
}

TEST_F(ReportItemsTest, AnItemMayKeepItsOwnNumberAndCitations) {
  auto report = Good();
  Load(report);
  const auto changed = Do<v1::ReportItem>(UpdateReportItem, R"pb(
    report_item { name: "reportTemplates/r/items/1" display_name: "新题" })pb");
  ZGC_ASSERT_OK(changed);
  EXPECT_EQ(changed->paragraphs_size(), 1);
}

TEST_F(ReportItemsTest, ItemsAreListedByTemplateAndReadByName) {
  auto report = Good();
  Load(report);
  EXPECT_THAT(Listed(store_->Read(), ListReportItems, "parent: 'reportTemplates/r'"),
              ElementsAre("reportTemplates/r/items/1"));
  v1::ListReportItemsRequest request;
  request.set_parent("reportTemplates/none");
  v1::ListReportItemsResponse response;
  EXPECT_THAT(ListReportItems(store_->Read(), request, {}, response),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  const auto found = Got(store_->Read(), GetReportItem, "name: 'reportTemplates/r/items/1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->number(), 1);
  EXPECT_THAT(Got(store_->Read(), GetReportItem, "name: 'reportTemplates/r/items/2'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST(FullFigureNameTest, HasAServiceAndAnId) {
  for (const char* name : {"//park_region/figures/a", "//x/figures/a@2019"}) {
    EXPECT_TRUE(IsFullFigureName(name)) << name;
  }
  for (const char* name : {"", "figures/a", "//park_region/figures/", "//park_region/figures/a/b",
                           "///figures/a", "//park_region/parks/a", "x//park_region/figures/a"}) {
    EXPECT_FALSE(IsFullFigureName(name)) << name;
  }
}

}  // namespace
}  // namespace zgc::supervision
