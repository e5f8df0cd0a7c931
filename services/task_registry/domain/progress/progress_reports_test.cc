#include "services/task_registry/domain/progress/progress_reports.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ProgressReportsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::ProgressReport> Report(const std::string& id, const std::string& more) {
    return Do(CreateProgressReport,
              absl::StrCat("progress_report_id: '", id, "' progress_report { task: 'tasks/1' ",
                           "period { start_date: '2019-01-01' end_date: '2019-06-30' } ",
                           "text: '进展' ", more, " }"));
  }
};

TEST_F(ProgressReportsTest, EveryViolationOfAProgressReportIsListed) {
  AddActive("1");
  EXPECT_THAT(
      Do(CreateProgressReport,
         "progress_report_id: 'P' progress_report { task: 'tasks/1' percent: '101' "
         "figures: 'figures/x' evidence: '' correction_reason: 'r' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("progress_report_id"), HasSubstr("period"),
                                HasSubstr("text"), HasSubstr("percent"), HasSubstr("figures[0]"),
                                HasSubstr("evidence[0]"), HasSubstr("nothing to correct"))));
  EXPECT_THAT(Do(CreateProgressReport,
                 "progress_report { period { start_date: '2019-12-31' end_date: '2019-01-01' } }"),
              FailsWith(kInvalid, HasSubstr("progress_report.period.end_date: 2019-01-01 is before "
                                            "2019-12-31")));
}

TEST_F(ProgressReportsTest, ProgressIsReportedOnceATaskIsApproved) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(Report("p", ""), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Approve("1");
  const auto report = Report("p", "percent: '62.5' figures: '//funding_ledger/figures/x'");
  ZGC_ASSERT_OK(report);
  EXPECT_EQ(report->reporter(), "clerk");
}

TEST_F(ProgressReportsTest, ACorrectionNamesItsPredecessorWhichStaysAsItWas) {
  AddActive("1");
  AddActive("2");
  ZGC_ASSERT_OK(Report("p1", ""));
  const v1::ProgressReport before = Find(kProgressReports, "progressReports/p1");
  EXPECT_THAT(Report("p2", "corrects: 'progressReports/p1'"),
              FailsWith(kInvalid, HasSubstr("correction_reason")));
  EXPECT_THAT(Report("p2", "corrects: 'progressReports/none' correction_reason: 'r'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Report("p2", "corrects: 'progressReports/p1' correction_reason: 'r'"));
  EXPECT_EQ(Find(kProgressReports, "progressReports/p1").SerializeAsString(),
            before.SerializeAsString());
  EXPECT_THAT(Report("p3", "corrects: 'progressReports/p1' correction_reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("progressReports/p2 corrects progressReports/p1")));
  ZGC_EXPECT_OK(Report("p3", "corrects: 'progressReports/p2' correction_reason: 'r'"));
  EXPECT_THAT(Do(CreateProgressReport,
                 "progress_report_id: 'p4' progress_report { task: 'tasks/2' text: 't' period { "
                 "end_date: '2019-06-30' } corrects: 'progressReports/p3' correction_reason: 'r' "
                 "}"),
              FailsWith(kInvalid, HasSubstr("progressReports/p3 is of another task")));
}

TEST_F(ProgressReportsTest, ReportsAreListedByTaskAndReadByName) {
  AddActive("1");
  AddActive("2");
  ZGC_ASSERT_OK(Report("p1", "percent: '50'"));
  EXPECT_THAT(Listed(store_->Read(), ListProgressReports, "task: 'tasks/1'"),
              ElementsAre("progressReports/p1"));
  EXPECT_THAT(Listed(store_->Read(), ListProgressReports, "task: 'tasks/2'"), IsEmpty());
  const auto found = Got(store_->Read(), GetProgressReport, "name: 'progressReports/p1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->percent(), "50");
  EXPECT_THAT(Got(store_->Read(), GetProgressReport, "name: 'progressReports/p2'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
