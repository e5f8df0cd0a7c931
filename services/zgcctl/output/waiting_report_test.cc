#include "services/zgcctl/output/waiting_report.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/zgcctl/output/report_table.h"

namespace zgc::ctl {
namespace {

using zgc::funding::v1::ListWaitingTranchesResponse;
using zgc::funding::v1::ReportTable;

TEST(WaitingReportTest, ARowForEachTrancheAndTheSumOfWhatWaits) {
  ListWaitingTranchesResponse response;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(revision: 9
         waiting_tranches { award: 'awards/a' award_display_name: '首台套' program: 'programs/p'
           tranche: 2 open_fen: 5000 due_date: '2019-10-31' condition: TRANCHE_CONDITION_MILESTONE
           milestone: '//task_registry/milestones/m' milestone_title: '样机'
           milestone_state: 'MILESTONE_STATE_REPORTED' milestone_due_date: '2019-09-30'
           since_date: '2019-05-20' }
         waiting_tranches { award: 'awards/a' award_display_name: '首台套' program: 'programs/p'
           tranche: 3 open_fen: 1000 condition: TRANCHE_CONDITION_MATCHING matching_fen: 2000
           matched_fen: 500 since_date: '2019-05-20' }
         waiting_tranches { award: 'awards/b' tranche: 1 open_fen: 1 since_date: '2019-05-21'
           condition: TRANCHE_CONDITION_MILESTONE milestone: '//task_registry/milestones/n' })",
      &response));
  const ReportTable table = WaitingReport(response);
  EXPECT_EQ(table.revision(), 9);
  ASSERT_EQ(table.rows_size(), 3);
  for (const auto& row : table.rows()) EXPECT_EQ(row.cells_size(), table.columns_size());
  EXPECT_TRUE(TotalIsSum(table, table.columns_size() - 1));
  EXPECT_EQ(table.totals(0).cells(table.columns_size() - 1), "6001");
  EXPECT_THAT(table.rows(0).cells(),
              ::testing::ElementsAre("首台套", "awards/a", "programs/p", "2", "2019-10-31",
                                     "样机验收", "//task_registry/milestones/m", "已上报，待验收",
                                     "2019-09-30", "2019-05-20", "", "5000"));
  EXPECT_EQ(table.rows(1).cells(5), "自筹资金到位");
  EXPECT_EQ(table.rows(1).cells(10), "1500");
  EXPECT_EQ(table.rows(2).cells(7), "尚未读到");
}

}  // namespace
}  // namespace zgc::ctl
