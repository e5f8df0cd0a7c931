#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/tasks/v1/activity_service.grpc.pb.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/progress_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using figures::v1::FigureService;
using records::v1::RecordService;
using tasks::v1::ActivityService;
using tasks::v1::MilestoneService;
using tasks::v1::ProgressService;
using tasks::v1::TaskService;

class TasksLife final : public Life {
 public:
  explicit TasksLife(World& world) : world_(world) {}

  void Found() override {
    for (const std::string& department : Departments()) {
      Call(&tasks::v1::OrganisationService::Stub::CreateOrganisation,
           absl::Substitute("organisation_id: '$0' organisation { display_name: '处室' kind: "
                            "ORGANISATION_KIND_DEPARTMENT }",
                            department.substr(14)));
    }
  }

  void Live(const Month& month) override {
    Mend(repairs_);
    if (month.month == 1) Plan(month);
    for (int i = world_.HowMany(20); i > 0; --i) HoldActivity(month);
    Lecture(absl::StrCat("lectures-", month.Id()), month, "");
    HoldSalons(month);
    if (month - kFoundOut == 0) Restate();
    Report(month);
    if (month.month == 12) Complete(month);
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields, const char* person = kMaker) {
    return world_.call(world_.channels.tasks, method, fields, person);
  }

  // The tasks of the year by department, with a milestone each.
  void Plan(const Month& month) {
    Call(&tasks::v1::PlanService::Stub::CreatePlan,
         absl::Substitute("plan_id: '$0' plan { title: '年度任务' year: $0 issuer: '$1' "
                          "from_date: '$0-01-01' to_date: '$0-12-31' }",
                          month.year, Departments().front()));
    open_.clear();
    int number = 0;
    for (const std::string& department : Departments()) {
      for (int i = 1 + world_.size / 200; i > 0; --i) {
        Assign(month, department, ++number);
      }
    }
  }
  void Assign(const Month& month, const std::string& department, int number) {
    const std::string id = world_.Id("t");
    const std::string name = absl::Substitute("name: 'tasks/$0'", id);
    Call(&TaskService::Stub::CreateTask,
         absl::Substitute("task_id: '$0' task { plan: 'plans/$1' number: '$2' title: '重点任务' "
                          "statement: '完成重点任务。' lead_department: '$3' "
                          "deadline: '$1-12-31' }",
                          id, month.year, number, department));
    world_.books.tasks[id] = {month.year, department, "DRAFT"};
    if (world_.random.Chance(10)) {
      Call(&TaskService::Stub::WithdrawTask, name + " reason: '并入其他任务'");
      world_.books.tasks[id].state = "WITHDRAWN";
      return;
    }
    Call(&TaskService::Stub::SubmitTask, name);
    Call(&TaskService::Stub::ApproveTask, name, kChecker);
    world_.books.tasks[id].state = "ACTIVE";
    open_.push_back(id);
    if (world_.random.Chance(30)) {
      repairs_.push_back([=, this] { Retitle(id); });
    }
    Call(&MilestoneService::Stub::CreateMilestone,
         absl::Substitute("milestone_id: 'm-$0' milestone { task: 'tasks/$0' title: '阶段成果' "
                          "due_date: '$1-0$2-30' }",
                          id, month.year, world_.random.Of<int>({4, 6, 9})));
    // Typed wrong, and seen a month later.
    if (!world_.random.Chance(20)) return;
    repairs_.push_back([=, this] {
      Call(&RecordService::Stub::CorrectRecord,
           absl::Substitute("name: 'milestones/m-$0' reason: '日期有误' update_mask { paths: "
                            "'due_date' } record { [type.googleapis.com/zgc.tasks.v1.Milestone] { "
                            "due_date: '$1-10-31' } }",
                            id, month.year));
    });
  }
  // What was approved is corrected by two.
  void Retitle(const std::string& id) {
    const auto proposed =
        Call(&RecordService::Stub::CorrectRecord,
             absl::Substitute("name: 'tasks/$0' reason: '题目有误' update_mask { paths: 'title' } "
                              "record { [type.googleapis.com/zgc.tasks.v1.Task] { title: "
                              "'年度重点任务' } }",
                              id));
    Call(&RecordService::Stub::ApproveCorrection, absl::Substitute("name: '$0'", proposed.name()),
         kChecker);
  }
  // What is reported of a month: some was of another task, some comes back once, and some waits.
  void Report(const Month& month) {
    for (const std::string& id : open_) {
      const std::string report = absl::StrCat("progressReports/", id, "-", month.month);
      Call(&ProgressService::Stub::CreateProgressReport,
           absl::Substitute("progress_report_id: '$0-$1' progress_report { task: 'tasks/$0' "
                            "period { start_date: '$2' end_date: '$3' } done: '按计划推进。' "
                            "percent: '$4' }",
                            id, month.month, month.On(1), month.On(month.days()),
                            month.month * 100 / 12));
      world_.books.states[report] = "DRAFT";
      if (world_.random.Chance(10)) {
        repairs_.push_back([=, this] {
          Call(&RecordService::Stub::VoidRecord,
               absl::Substitute("name: '$0' reason: '报错任务'", report));
          world_.books.states.erase(report);
        });
      } else if (!world_.random.Chance(10)) {
        Submit(report, month.month != 12 && world_.random.Chance(25));
      }
      if (month.month != 9) continue;
      const std::string name = absl::Substitute("name: 'milestones/m-$0'", id);
      Call(&MilestoneService::Stub::ReportMilestone,
           absl::Substitute("$0 reached_date: '$1' evidence: '成果'", name, month.On(10)));
      Call(&MilestoneService::Stub::AcceptMilestone,
           absl::Substitute("$0 decided_date: '$1'", name, month.On(20)), kChecker);
    }
  }
  void Submit(const std::string& report, bool returned) {
    const std::string name = absl::Substitute("name: '$0'", report);
    std::string& state = world_.books.states[report];
    Call(&ProgressService::Stub::SubmitProgressReport, name);
    state = "SUBMITTED";
    if (returned) {
      Call(&ProgressService::Stub::ReturnProgressReport, name + " reason: '补充数据'", kChecker);
      state = "RETURNED";
      repairs_.push_back([=, this] { Submit(report, false); });
    } else if (world_.random.Chance(80)) {
      Call(&ProgressService::Stub::ConfirmProgressReport, name, kChecker);
      state = "CONFIRMED";
    }
  }
  void Complete(const Month& month) {
    for (const std::string& id : open_) {
      std::string& state = world_.books.tasks[id].state;
      const std::string name = absl::Substitute("name: 'tasks/$0'", id);
      if (world_.random.Chance(10)) {
        Call(&TaskService::Stub::CancelTask, name + " reason: '任务取消' document: '纪要'",
             kChecker);
        state = "CANCELLED";
        continue;
      }
      if (world_.random.Chance(15)) continue;
      Call(&TaskService::Stub::SubmitCompletion,
           absl::Substitute("$0 completion_date: '$1' evidence: '总结'", name, month.On(20)));
      Call(&TaskService::Stub::AcceptCompletion, name, kChecker);
      state = "COMPLETED";
    }
  }

  void HoldActivity(const Month& month) {
    const std::string id = world_.Id("a");
    Activity row{world_.random.Chance(20) ? month.Id() : world_.DayIn(month),
                 world_.random.Between(1, 4), std::nullopt};
    if (world_.random.Chance(80)) row.participants = world_.random.Between(10, 400);
    Call(&ActivityService::Stub::CreateActivity,
         absl::Substitute("activity_id: '$0' activity { display_name: '活动' kind: "
                          "ACTIVITY_KIND_LECTURE from_date: '$1' session_count: $2 "
                          "participant_state: AMOUNT_STATE_$3 participant_count: $4 "
                          "evidence: '签到表' }",
                          id, row.date, row.sessions,
                          row.participants.has_value() ? "KNOWN" : "UNKNOWN",
                          row.participants.value_or(0)));
    world_.books.activities[id] = row;
    const int luck = world_.random.Below(100);
    if (luck < 5) {
      repairs_.push_back([=, this] {
        Call(&RecordService::Stub::VoidRecord,
             absl::Substitute("name: 'activities/$0' reason: '重复录入'", id));
        world_.books.activities.erase(id);
      });
    } else if (luck < 15) {
      const int sessions = row.sessions + 1;
      repairs_.push_back([=, this] {
        Call(&RecordService::Stub::CorrectRecord,
             absl::Substitute("name: 'activities/$0' reason: '场次有误' update_mask { paths: "
                              "'session_count' } record { "
                              "[type.googleapis.com/zgc.tasks.v1.Activity] { session_count: $1 "
                              "} }",
                              id, sessions));
        world_.books.activities[id].sessions = sessions;
      });
    }
  }

  // What a department says of a month, taken to the state that a report takes. A correction is in
  // force once it is verified.
  int Observe(const char* indicator, const std::string& id, const Month& month,
              const std::string& correction) {
    const int value = world_.random.Between(5, 60);
    Call(&FigureService::Stub::ReportObservation,
         absl::Substitute("observation_id: '$0' observation { indicator: 'indicators/$5' "
                          "period { start_date: '$1' end_date: '$2' } value: '$3' unit: '$6' "
                          "qualifier: QUALIFIER_EXACT value_state: VALUE_STATE_KNOWN evidence: "
                          "'台账' $4 }",
                          id, month.On(1), month.On(month.days()), value, correction, indicator,
                          std::string(indicator) == kLectures ? "次" : "场"));
    const std::string name = absl::Substitute("name: 'observations/$0'", id);
    Call(&FigureService::Stub::VerifyObservation, name, kChecker);
    Call(&FigureService::Stub::PublishObservation, name, kDecider);
    return value;
  }
  void Lecture(const std::string& id, const Month& month, const std::string& correction) {
    world_.books.lectures[month.Id()] = Observe(kLectures, id, month, correction);
    world_.books.lecture_figures[month.Id()] = id;
  }
  void Restate() {
    Lecture(
        "lectures-restated", kRestated,
        absl::Substitute("corrects: 'observations/lectures-$0' reason: '漏报'", kRestated.Id()));
  }

  // The rules of what is counted change before it is told; then another indicator takes its place.
  void HoldSalons(const Month& month) {
    if (month - kCountedElse == 0) {
      const std::string wrong = Change(month, "definition: '不含线上沙龙'");
      Call(&FigureService::Stub::WithdrawIndicatorVersion,
           absl::Substitute("name: '$0' reason: '表述有误'", wrong));
      const std::string right = Change(month, "definition: '含线上沙龙'");
      Call(&FigureService::Stub::ApproveIndicatorVersion, absl::Substitute("name: '$0'", right),
           kChecker);
    }
    if (month - kReplaced == 0) {
      const std::string last = Change(month, "retired: true replaced_by: 'indicators/forums'");
      Call(&FigureService::Stub::ApproveIndicatorVersion, absl::Substitute("name: '$0'", last),
           kChecker);
    }
    const char* indicator = month - kReplaced < 0 ? "salons" : "forums";
    const std::string id = absl::StrCat(indicator, "-", month.Id());
    const bool broken = month - kReplaced < 0 && month - kCountedElse >= 0;
    world_.books.salons.push_back(
        {id, Observe(indicator, id, month, ""), broken ? kCountedElse.On(1) : ""});
  }
  // The name of a version that waits.
  std::string Change(const Month& month, const std::string& fields) {
    return Call(&FigureService::Stub::UpdateIndicator,
                absl::Substitute("indicator { name: 'indicators/salons' $0 } from_date: '$1' "
                                 "reason: '统计制度修订'",
                                 fields, month.On(1)))
        .name();
  }

  static constexpr char kLectures[] = "lectures";

  World& world_;
  Repairs repairs_;
  // Tasks of the year that were approved.
  std::vector<std::string> open_;
};

}  // namespace

const std::vector<std::string>& Departments() {
  static const auto* const departments = new std::vector<std::string>{
      "organisations/office", "organisations/industry", "organisations/space",
      "organisations/talent", "organisations/finance"};
  return *departments;
}

std::unique_ptr<Life> LifeOfTasks(World& world) { return std::make_unique<TasksLife>(world); }

}  // namespace zgc::second_year
