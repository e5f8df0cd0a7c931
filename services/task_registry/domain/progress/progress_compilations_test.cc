#include "services/task_registry/domain/progress/progress_compilations.h"

#include "absl/time/time.h"
#include "common/testing/hand_clock.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

constexpr char kJune[] = "period { start_date: '2099-06-01' end_date: '2099-06-30' } ";
constexpr char kMonthly[] =
    "plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_MONTH progress_due_day: 5 } ";

// Time runs on from when the store was made: plan and tasks are approved on 15 June of a year to
// come, and it is 10 July.
class ProgressCompilationsTest : public TaskRegistryFixture {
 protected:
  ProgressCompilationsTest() {
    clock_ = &hand_;
    Open();
    At("2099-06-15");
  }
  ~ProgressCompilationsTest() override { store_.reset(); }

  void At(const std::string& day) {
    std::string error;
    ASSERT_TRUE(absl::ParseTime("%Y-%m-%d", day, &hand_.day, &error)) << error;
  }
  // Task 10 with a duty of each department, and task 9.
  void Begin(const std::string& rule = kMonthly) {
    ZGC_ASSERT_OK(Do(UpdatePlan, rule));
    ApproveYear();
    ZGC_ASSERT_OK(AddTask("1", "number: '10' cooperating_departments: 'organisations/b'"));
    ZGC_ASSERT_OK(AddDuty("da", "a", "2019-12-31"));
    ZGC_ASSERT_OK(AddDuty("db", "b", "2019-12-31"));
    Approve("1");
    AddActive("9");
    At("2099-07-10");
    // What is read without a day is as of the newest commit.
    ZGC_ASSERT_OK(
        Do(UpdateOrganisation, "organisation { name: 'organisations/a' display_name: 'A' }"));
  }
  void Draft(const std::string& id, const std::string& subject) {
    ZGC_ASSERT_OK(
        Do(CreateProgressReport, absl::StrCat("progress_report_id: '", id, "' progress_report { ",
                                              subject, " done: '进展' ", kJune, "}")));
  }
  void Hand(const std::string& id, const std::string& subject) {
    Draft(id, subject);
    v1::SubmitProgressReportRequest request;
    request.set_name("progressReports/" + id);
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(SubmitProgressReport(txn, {"", "clerk"}, request, book_).status());
      return "";
    }));
  }
  // "tasks/1: tasks/1 duties/da" of what is missing, a line for each task, over pages of one.
  std::vector<std::string> Missing(const std::string& fields = kJune) {
    return Lines(ListMissingProgressReports, fields);
  }
  // The same of what is there, "progressReports/p", before what is missing.
  std::vector<std::string> Compiled(const std::string& fields = kJune) {
    return Lines(CompileProgress, fields);
  }
  template <typename Request, typename Response>
  std::vector<std::string> Lines(absl::StatusOr<std::string> (*list)(const storage::Reader&,
                                                                     const Request&,
                                                                     const storage::Page&,
                                                                     Response&),
                                 const std::string& fields) {
    std::vector<std::string> lines;
    storage::Page page;
    page.size = 1;
    do {
      Response response;
      const auto next = Read(list, fields, page, response);
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok()) return lines;
      EXPECT_LE(response.tasks_size(), 1);
      for (const v1::TaskProgress& task : response.tasks()) lines.push_back(LineOf(task));
      page.start = *next;
    } while (!page.start.empty());
    return lines;
  }
  template <typename Request, typename Response>
  absl::StatusOr<std::string> Read(
      absl::StatusOr<std::string> (*list)(const storage::Reader&, const Request&,
                                          const storage::Page&, Response&),
      const std::string& fields, const storage::Page& page, Response& response) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    return list(store_->Read(), request, page, response);
  }
  static std::string LineOf(const v1::TaskProgress& task) {
    std::string line = task.task() + ":";
    for (const auto& report : task.progress_reports()) absl::StrAppend(&line, " ", report.name());
    for (const auto& gap : task.gaps()) {
      absl::StrAppend(&line, " ", gap.duty().empty() ? task.task() : gap.duty());
    }
    return line;
  }

  testing::HandClock hand_;
};

TEST_F(ProgressCompilationsTest, WhatIsOwedAndNotSubmittedIsMissingByTheNumbersOfTheTasks) {
  Begin();
  EXPECT_THAT(Missing(), ElementsAre("tasks/9: tasks/9", "tasks/1: tasks/1 duties/da duties/db"));
  Hand("p", "task: 'tasks/9'");
  Draft("q", "task: 'tasks/1'");
  Hand("r", "task: 'tasks/1' duty: 'duties/db'");
  EXPECT_THAT(Missing(), ElementsAre("tasks/1: tasks/1 duties/da"));
  ZGC_ASSERT_OK(Do(ReturnProgressReport, "name: 'progressReports/p' reason: 'r'", "checker"));
  v1::ListMissingProgressReportsResponse response;
  ZGC_ASSERT_OK(Read(ListMissingProgressReports, kJune, {}, response));
  EXPECT_EQ(response.total_size(), 2);
  const v1::ProgressGap& returned = response.tasks(0).gaps(0);
  EXPECT_EQ(returned.progress_report(), "progressReports/p");
  EXPECT_EQ(returned.organisation(), "organisations/a");
  EXPECT_EQ(returned.due_date(), "2099-07-05");
  EXPECT_EQ(response.tasks(1).gaps(0).progress_report(), "progressReports/q");
  EXPECT_EQ(response.tasks(1).gaps(1).progress_report(), "");
}

TEST_F(ProgressCompilationsTest, NothingIsMissingBeforeItIsDueNorOfAnotherCycleOrTime) {
  Begin();
  EXPECT_THAT(Missing(absl::StrCat(kJune, "as_of_date: '2099-07-05'")), IsEmpty());
  EXPECT_EQ(Missing(absl::StrCat(kJune, "as_of_date: '2099-07-06'")).size(), 2u);
  // Not approved then.
  EXPECT_THAT(Missing("period { start_date: '2099-05-01' end_date: '2099-05-31' }"), IsEmpty());
  EXPECT_THAT(Missing("period { start_date: '2099-04-01' end_date: '2099-06-30' }"), IsEmpty());
  EXPECT_THAT(Missing("period { start_date: '2099-07-01' end_date: '2099-07-31' }"), IsEmpty());
  v1::ListMissingProgressReportsResponse response;
  EXPECT_THAT(Read(ListMissingProgressReports,
                   "period { start_date: '2019-01-01' end_date: '2019-12-31' }", {}, response),
              FailsWith(kInvalid, HasSubstr("neither a whole month nor a whole quarter")));
}

TEST_F(ProgressCompilationsTest, OnlyWhatIsActiveOwesAndOnlyByARule) {
  Begin();
  ZGC_ASSERT_OK(ReportDone("da"));
  ZGC_ASSERT_OK(Do(AcceptDuty, "name: 'duties/da'", "checker"));
  ZGC_ASSERT_OK(Suspend("9"));
  EXPECT_THAT(Missing(), ElementsAre("tasks/1: tasks/1 duties/db"));
  EXPECT_THAT(Missing(absl::StrCat(kJune, "plan: 'plans/2018'")), IsEmpty());
}

TEST_F(ProgressCompilationsTest, AQuarterlyPlanOwesQuarters) {
  Begin("plan { name: 'plans/2019' progress_cycle: PROGRESS_CYCLE_QUARTER progress_due_day: 8 }");
  EXPECT_THAT(Missing(), IsEmpty());
  EXPECT_EQ(Missing("period { start_date: '2099-04-01' end_date: '2099-06-30' }").size(), 2u);
}

TEST_F(ProgressCompilationsTest, APlanWithoutARuleOwesNothing) {
  Begin("plan { name: 'plans/2019' title: '任务' }");
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_F(ProgressCompilationsTest, AnOrganisationHasWhatItReportsAndOwes) {
  Begin();
  EXPECT_THAT(Missing(absl::StrCat(kJune, "organisation: 'organisations/b'")),
              ElementsAre("tasks/1: duties/db"));
  Hand("r", "task: 'tasks/1' duty: 'duties/db'");
  EXPECT_THAT(Missing(absl::StrCat(kJune, "organisation: 'organisations/b'")), IsEmpty());
  EXPECT_THAT(Compiled(absl::StrCat(kJune, "organisation: 'organisations/b'")),
              ElementsAre("tasks/1: progressReports/r"));
  EXPECT_THAT(Compiled(absl::StrCat(kJune, "organisation: 'organisations/a'")),
              ElementsAre("tasks/9: tasks/9", "tasks/1: tasks/1 duties/da"));
}

TEST_F(ProgressCompilationsTest, APeriodIsOfWhoHeldThingsThen) {
  Begin();
  Hand("p", "task: 'tasks/1'");
  Draft("q", "task: 'tasks/1' duty: 'duties/da'");
  ZGC_ASSERT_OK(Change("c0", "DUTY_ORGANISATION duty: 'duties/da' new_value: 'organisations/b'"));
  ZGC_ASSERT_OK(Change("c1", "LEAD new_value: 'organisations/issuer'"));
  ZGC_ASSERT_OK(Change("c2", "LEAD new_value: 'organisations/issuer'", "9"));
  const auto of = [&](const std::string& organisation) {
    return absl::StrCat(kJune, "organisation: 'organisations/", organisation, "'");
  };
  EXPECT_THAT(Compiled(of("a")),
              ElementsAre("tasks/9: tasks/9", "tasks/1: progressReports/p duties/da"));
  EXPECT_THAT(Missing(of("a")), ElementsAre("tasks/9: tasks/9", "tasks/1: duties/da"));
  EXPECT_THAT(Compiled(of("issuer")), IsEmpty());
  EXPECT_THAT(Missing(of("issuer")), IsEmpty());
  EXPECT_THAT(Missing(of("b")), ElementsAre("tasks/1: duties/db"));
  Hand("r", "task: 'tasks/9'");
  EXPECT_EQ(Find(kProgressReports, "progressReports/r").organisation(), "organisations/a")
      << "reported since for then";
}

TEST_F(ProgressCompilationsTest, ACompilationHasWhatIsThereAndWhatIsMissingEvenBeforeItIsDue) {
  Begin();
  At("2099-07-02");
  Hand("p", "task: 'tasks/1'");
  Draft("q", "task: 'tasks/9'");
  ZGC_ASSERT_OK(Do(ConfirmProgressReport, "name: 'progressReports/p'", "checker"));
  EXPECT_THAT(Compiled(),
              ElementsAre("tasks/9: tasks/9", "tasks/1: progressReports/p duties/da duties/db"));
  // What was reported stays reported when its task has ended.
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "checker"));
  EXPECT_THAT(Compiled(), ElementsAre("tasks/9: tasks/9", "tasks/1: progressReports/p"));
  v1::CompileProgressResponse response;
  ZGC_ASSERT_OK(Read(CompileProgress, kJune, {}, response));
  EXPECT_EQ(response.tasks(1).number(), "10");
  EXPECT_EQ(response.tasks(1).progress_reports(0).done(), "进展");
}

TEST_F(ProgressCompilationsTest, WhatDoesNotFitOfOneTaskIsNamed) {
  Begin();
  Hand("q", "task: 'tasks/1'");
  Hand("r", "task: 'tasks/1' duty: 'duties/da'");
  Hand("s", "task: 'tasks/1' duty: 'duties/db'");
  v1::CompileProgressResponse all;
  ZGC_ASSERT_OK(Read(CompileProgress, kJune, {}, all));
  storage::Page page;
  page.size = 2;
  page.bytes = all.tasks(1).ByteSizeLong() / 2;
  v1::CompileProgressResponse first;
  auto next = Read(CompileProgress, kJune, page, first);
  ZGC_ASSERT_OK(next);
  page.start = *next;
  v1::CompileProgressResponse second;
  ZGC_ASSERT_OK(Read(CompileProgress, kJune, page, second));
  ASSERT_EQ(second.tasks_size(), 1);
  EXPECT_LE(second.tasks(0).ByteSizeLong(), page.bytes);
  EXPECT_EQ(LineOf(second.tasks(0)), "tasks/1: progressReports/q");
  EXPECT_THAT(second.tasks(0).omitted_progress_reports(),
              ElementsAre("progressReports/r", "progressReports/s"));
}

TEST_F(ProgressCompilationsTest, APageWithTooManyBytesIsMadeOfFewerTasks) {
  Begin();
  Hand("p", "task: 'tasks/9'");
  Hand("q", "task: 'tasks/1'");
  Hand("r", "task: 'tasks/1' duty: 'duties/db'");
  v1::CompileProgressResponse all;
  ZGC_ASSERT_OK(Read(CompileProgress, kJune, {}, all));
  ASSERT_EQ(all.tasks_size(), 2);
  storage::Page page;
  page.bytes = all.ByteSizeLong() * 3 / 4;
  v1::CompileProgressResponse first;
  const auto next = Read(CompileProgress, kJune, page, first);
  ZGC_ASSERT_OK(next);
  ASSERT_EQ(first.tasks_size(), 1);
  page.start = *next;
  v1::CompileProgressResponse second;
  ZGC_ASSERT_OK(Read(CompileProgress, kJune, page, second));
  ASSERT_EQ(second.tasks_size(), 1);
  EXPECT_EQ(second.tasks(0).ShortDebugString(), all.tasks(1).ShortDebugString());
}

}  // namespace
}  // namespace zgc::tasks
