#include "services/task_registry/domain/progress/progress_reports.h"

#include "common/testing/hand_clock.h"
#include "common/testing/reads.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/targets_fixture.h"

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
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kQuarter[] = "period { start_date: '2019-04-01' end_date: '2019-06-30' } ";

class ProgressReportsTest : public TargetsFixture {
 protected:
  absl::StatusOr<v1::ProgressReport> Report(const std::string& id, const std::string& more = "",
                                            const std::string& period = kQuarter) {
    return Do(CreateProgressReport,
              absl::StrCat("progress_report_id: '", id, "' progress_report { task: 'tasks/1' ",
                           period, "done: '进展' ", more, " }"));
  }
  absl::StatusOr<v1::ProgressReport> Hand(const std::string& id,
                                          const std::string& person = "clerk") {
    v1::SubmitProgressReportRequest request;
    request.set_name("progressReports/" + id);
    v1::ProgressReport report;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(report, SubmitProgressReport(txn, {"", person}, request, book_));
      return "";
    });
    if (!done.ok()) return done.status();
    return report;
  }
  absl::StatusOr<v1::ProgressReport> Confirm(const std::string& person) {
    return Do(ConfirmProgressReport, "name: 'progressReports/p'", person);
  }
  absl::StatusOr<v1::ProgressReport> Return(const std::string& more, const std::string& person) {
    return Do(ReturnProgressReport, "name: 'progressReports/p' " + more, person);
  }
};

TEST_F(ProgressReportsTest, EveryViolationOfAProgressReportIsListed) {
  AddActive("1");
  EXPECT_THAT(Do(CreateProgressReport,
                 "progress_report_id: 'P' progress_report { task: 'tasks/1' percent: '101' "
                 "figures { figure: 'figures/x' } figures { figure: '//a/figures/' } figures { } "
                 "evidence: '' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("progress_report_id"), HasSubstr("period"),
                                        HasSubstr("done"), HasSubstr("percent"),
                                        HasSubstr("figures[0].figure: is no full name"),
                                        HasSubstr("figures[1].figure: is no full name"),
                                        HasSubstr("figures[2].figure"), HasSubstr("evidence[0]"))));
  EXPECT_THAT(Report("p",
                     "figures { figure: '//a/figures/x' } figures { figure: "
                     "'//a/figures/x' }"),
              FailsWith(kInvalid, HasSubstr("figures[1].figure: is referred to already")));
}

TEST_F(ProgressReportsTest, APeriodIsAMonthOrAQuarterAsThePlanSays) {
  AddActive("1");
  const std::string month = "period { start_date: '2019-01-01' end_date: '2019-01-31' } ";
  EXPECT_THAT(Report("y", "", std::string(kYear) + " "),
              FailsWith(kInvalid, HasSubstr("neither a whole month nor a whole quarter")));
  EXPECT_THAT(Report("n", "", "period { start_date: '2999-01-01' end_date: '2999-01-31' } "),
              FailsWith(kInvalid, HasSubstr("progress_report.period.start_date")));
  ZGC_ASSERT_OK(Report("q"));
  ZGC_ASSERT_OK(Do(UpdatePlan,
                   "plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_MONTH "
                   "progress_due_day: 5 }"));
  ZGC_EXPECT_OK(Report("m", "", month));
  EXPECT_THAT(Report("o", "", "period { start_date: '2019-01-01' end_date: '2019-03-31' } "),
              FailsWith(kInvalid, HasSubstr("has progress reported by PROGRESS_CYCLE_MONTH")));
}

TEST_F(ProgressReportsTest, ThereIsOneOfATaskAndOfADutyForAPeriod) {
  ZGC_ASSERT_OK(AddTask("1", "cooperating_departments: 'organisations/b'"));
  ZGC_ASSERT_OK(AddDuty("d", "b"));
  Approve("1");
  AddActive("2");
  const auto of_task = Report("p");
  ZGC_ASSERT_OK(of_task);
  EXPECT_EQ(of_task->organisation(), "organisations/a");
  EXPECT_THAT(Report("q"), FailsWith(kInvalid, HasSubstr("progressReports/p is of this period")));
  const auto of_duty = Report("d", "duty: 'duties/d'");
  ZGC_ASSERT_OK(of_duty);
  EXPECT_EQ(of_duty->organisation(), "organisations/b");
  EXPECT_THAT(Report("e", "duty: 'duties/d'"),
              FailsWith(kInvalid, HasSubstr("progressReports/d is of this period")));
  EXPECT_THAT(
      Do(CreateProgressReport, absl::StrCat("progress_report_id: 'x' progress_report { task: "
                                            "'tasks/2' duty: 'duties/d' done: 't' ",
                                            kQuarter, "}")),
      FailsWith(kInvalid, HasSubstr("duties/d is not of tasks/2")));
}

TEST_F(ProgressReportsTest, ProgressIsReportedOnceATaskIsApprovedAndADutyIsOpen) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(Report("p"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Approve("1");
  ZGC_ASSERT_OK(AddDuty("d", "a"));
  EXPECT_THAT(Report("p", "duty: 'duties/d'"),
              FailsWith(kPrecondition, HasSubstr("its duty duties/d is DUTY_STATE_DRAFT")));
  ZGC_ASSERT_OK(Report("p"));
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "checker"));
  EXPECT_THAT(Hand("p"),
              FailsWith(kPrecondition, HasSubstr("its task tasks/1 is TASK_STATE_CANCELLED")));
}

TEST_F(ProgressReportsTest, AReportIsConfirmedByAnotherThanWroteOrSubmittedIt) {
  AddActive("1");
  ZGC_ASSERT_OK(Report("p"));
  EXPECT_THAT(Confirm("checker"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(UpdateProgressReport, "progress_report { name: 'progressReports/p' risks: 'r' }",
                   "third"));
  ZGC_ASSERT_OK(Do(UpdateProgressReport, "progress_report { name: 'progressReports/p' risks: 'q' }",
                   "fourth"));
  ZGC_ASSERT_OK(Hand("p", "second"));
  EXPECT_THAT(
      Do(UpdateProgressReport, "progress_report { name: 'progressReports/p' risks: 's' }", "third"),
      HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  for (const char* writer : {"clerk", "second", "third", "fourth"}) {
    EXPECT_THAT(Confirm(writer), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES)) << writer;
    EXPECT_THAT(Return("reason: 'r'", writer), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  const auto confirmed = Confirm("checker");
  ZGC_ASSERT_OK(confirmed);
  EXPECT_EQ(confirmed->state(), v1::PROGRESS_REPORT_STATE_CONFIRMED);
  EXPECT_EQ(confirmed->steps().rbegin()->actor(), "checker");
}

TEST_F(ProgressReportsTest, WhatIsReturnedIsCorrectedAndSubmittedAgain) {
  AddActive("1");
  ZGC_ASSERT_OK(Report("p"));
  ZGC_ASSERT_OK(Hand("p"));
  EXPECT_THAT(Return("", "checker"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto returned = Return("reason: '数据有误'", "checker");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->state(), v1::PROGRESS_REPORT_STATE_RETURNED);
  EXPECT_EQ(returned->steps().rbegin()->note(), "数据有误");
  ZGC_ASSERT_OK(
      Do(UpdateProgressReport, "progress_report { name: 'progressReports/p' done: '更正' }"));
  ZGC_ASSERT_OK(Hand("p"));
  ZGC_ASSERT_OK(Confirm("checker"));
  // A mistake that is found later takes the same way.
  ZGC_ASSERT_OK(Return("reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Hand("p"));
  EXPECT_EQ(Find(kProgressReports, "progressReports/p").done(), "更正");
}

TEST_F(ProgressReportsTest, FiguresAreThereAtTheRevisionOfTheSubmission) {
  AddActive("1");
  ZGC_ASSERT_OK(Report("p",
                       "figures { figure: '//task_registry/figures/lectures@2019' revision: 9 "
                       "} figures { figure: '//funding_ledger/figures/x' }"));
  EXPECT_EQ(Find(kProgressReports, "progressReports/p").figures(0).revision(), 0);
  const auto handed = Hand("p");
  ZGC_ASSERT_OK(handed);
  EXPECT_EQ(handed->figures(0).revision(), handed->revision());
  EXPECT_EQ(handed->figures(1).revision(), 0) << "of another service only the form is known";
  ZGC_ASSERT_OK(Return("reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Do(UpdateProgressReport,
                   "progress_report { name: 'progressReports/p' figures { figure: "
                   "'//task_registry/figures/nosuch@2019' } figures { figure: "
                   "'//task_registry/figures/posts@2019' } }"));
  EXPECT_THAT(
      Hand("p"),
      FailsWith(kPrecondition, AllOf(HasSubstr("no figure //task_registry/figures/nosuch@2019"),
                                     HasSubstr("no figure //task_registry/figures/posts@2019"))));
}

TEST_F(ProgressReportsTest, WhatIsSaidOfAPeriodIsSaidOnItsLastDayAtTheEarliest) {
  AddActive("1");
  // Outlives the store.
  static auto* const clock = new testing::HandClock;
  clock->day = absl::FromCivil(absl::CivilDay(2099, 6, 29), absl::UTCTimeZone());
  clock_ = clock;
  Open();
  ZGC_ASSERT_OK(Report("p", "", "period { start_date: '2099-04-01' end_date: '2099-06-30' } "));
  EXPECT_THAT(Hand("p"), FailsWith(kPrecondition, HasSubstr("its period lasts until 2099-06-30")));
  clock->Pass(absl::Hours(24));
  ZGC_EXPECT_OK(Hand("p"));
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
  EXPECT_TRUE(ProgressReportLifecycle().IsOpen("SubmitProgressReport", found->state()));
  EXPECT_FALSE(ProgressReportKind().Confirmed(*found));
}

}  // namespace
}  // namespace zgc::tasks
