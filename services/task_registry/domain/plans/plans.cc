#include "services/task_registry/domain/plans/plans.h"

#include <utility>
#include <vector>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/progress/progress_periods.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

namespace zgc::tasks {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2999;

absl::Status CheckPlan(const storage::Reader& reader, const v1::Plan*, v1::Plan& plan,
                       Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto kind, kPlanKinds.Get(reader, {plan.kind()}));
  checks.Expect(
      !kind.has_value() || (kind->from_date() <= plan.from_date() &&
                            (kind->to_date().empty() || plan.from_date() <= kind->to_date())),
      "plan.kind", absl::StrCat(plan.kind(), " is not in force on ", plan.from_date()));
  checks.Expect(plan.year() == 0 || (plan.year() >= kFirstYear && plan.year() <= kLastYear),
                "plan.year", "must be from 1900 to 2999");
  checks.Ordered(plan.from_date(), plan.to_date(), "plan.to_date");
  CheckProgressRule(plan, checks);
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<v1::Plan> MovePlan(storage::Txn& txn, const base::Actor& actor,
                                  const Request& request, absl::string_view method,
                                  const StepDetails& details) {
  ZGC_ASSIGN_OR_RETURN(v1::Plan plan,
                       resource::GetToMove(txn, actor, kPlans, PlanLifecycle(), method, request));
  PlanLifecycle().Take(txn, actor, method, details, plan);
  return Save(txn, kPlans, std::move(plan));
}

// By another person than who wrote it.
bool WasPlanApproved(const v1::Plan& plan) {
  return plan.state() != v1::PLAN_STATE_DRAFT && plan.state() != v1::PLAN_STATE_PENDING;
}

absl::StatusOr<std::vector<std::string>> OpenTasksIn(const storage::Reader& reader,
                                                     const v1::Plan& plan) {
  std::vector<std::string> open;
  ZGC_RETURN_IF_ERROR(ForEachTaskIn(reader, plan.name(), [&](const v1::Task& task) {
    if (!IsOpen(task.state())) return;
    open.push_back(
        absl::StrCat("its task ", task.name(), " is ", v1::TaskState_Name(task.state())));
  }));
  return open;
}

}  // namespace

const Lifecycle<v1::Plan>& PlanLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Plan>({
      {.method = "CreatePlan", .to = {v1::PLAN_STATE_DRAFT}},
      {.method = "UpdatePlan", .from = {v1::PLAN_STATE_DRAFT}, .each_counts = true},
      {.method = "SubmitPlan", .from = {v1::PLAN_STATE_DRAFT}, .to = {v1::PLAN_STATE_PENDING}},
      {.method = "ApprovePlan",
       .from = {v1::PLAN_STATE_PENDING},
       .to = {v1::PLAN_STATE_APPROVED},
       .not_by = {"CreatePlan", "BeginPlanFrom", "UpdatePlan", "SubmitPlan"}},
      {.method = "ReturnPlan",
       .from = {v1::PLAN_STATE_PENDING},
       .to = {v1::PLAN_STATE_DRAFT},
       .not_by = {"CreatePlan", "BeginPlanFrom", "UpdatePlan", "SubmitPlan"}},
      {.method = "AmendPlan", .from = {v1::PLAN_STATE_APPROVED}, .to = {v1::PLAN_STATE_AMENDING}},
      {.method = "ApprovePlanAmendment",
       .from = {v1::PLAN_STATE_AMENDING},
       .to = {v1::PLAN_STATE_APPROVED},
       .not_by = {"AmendPlan"}},
      {.method = "RejectPlanAmendment",
       .from = {v1::PLAN_STATE_AMENDING},
       .to = {v1::PLAN_STATE_APPROVED},
       .not_by = {"AmendPlan"}},
      {.method = "ClosePlan",
       .from = {v1::PLAN_STATE_APPROVED},
       .to = {v1::PLAN_STATE_CLOSED},
       .when = "no task that is in it is open",
       .obstacles = &OpenTasksIn},
      {.method = "BeginPlanFrom", .to = {v1::PLAN_STATE_DRAFT}},
  });
  return *lifecycle;
}

absl::Status ForEachTaskIn(const storage::Reader& reader, const std::string& plan,
                           absl::FunctionRef<void(const v1::Task&)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kTasksByPlan.ForEach(reader, {plan}, [&](const std::string& found) {
    const auto task = GetRow(reader, kTasks, found);
    if (task.ok()) {
      visit(*task);
    } else {
      failed = task.status();
    }
    return failed.ok();
  }));
  return failed;
}

const records::KindOf<v1::Plan>& PlanKind() {
  static const auto* const kind =
      new records::KindOf<v1::Plan>(kPlans, {.created_by = "/zgc.tasks.v1.PlanService/CreatePlan",
                                             .field = "plan",
                                             .check = &CheckPlan,
                                             .confirmed = &WasPlanApproved});
  return *kind;
}

absl::StatusOr<v1::Plan> CreatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreatePlanRequest& request) {
  v1::Plan plan = request.plan();
  plan.set_name(absl::StrCat("plans/", request.plan_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PlanKind().Hold(txn, nullptr, plan, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  PlanLifecycle().Take(txn, actor, "CreatePlan", {}, plan);
  return PlanKind().Create(txn, std::move(plan));
}

absl::StatusOr<v1::Plan> UpdatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdatePlanRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Plan old, GetForUpdate(txn, kPlans, request.plan()));
  ZGC_RETURN_IF_ERROR(PlanLifecycle().Check(txn, actor, "UpdatePlan", old));
  v1::Plan plan = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, plan);
  ZGC_RETURN_IF_ERROR(PlanKind().Hold(txn, &old, plan, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  PlanLifecycle().Take(txn, actor, "UpdatePlan", {}, plan);
  return PlanKind().Update(txn, old, std::move(plan));
}

absl::StatusOr<v1::Plan> SubmitPlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitPlanRequest& request) {
  return MovePlan(txn, actor, request, "SubmitPlan", {.note = request.reason()});
}

absl::StatusOr<v1::Plan> ApprovePlan(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApprovePlanRequest& request) {
  return MovePlan(txn, actor, request, "ApprovePlan",
                  {.note = request.reason(), .evidence = Evidence(request.document())});
}

absl::StatusOr<v1::Plan> ReturnPlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReturnPlanRequest& request) {
  return MovePlan(txn, actor, request, "ReturnPlan", {.note = request.reason()});
}

absl::StatusOr<v1::Plan> ClosePlan(storage::Txn& txn, const base::Actor& actor,
                                   const v1::ClosePlanRequest& request) {
  return MovePlan(txn, actor, request, "ClosePlan", {.note = request.reason()});
}

absl::StatusOr<v1::Plan> GetPlan(const storage::Reader& reader, const v1::GetPlanRequest& request) {
  return GetRow(reader, kPlans, request.name());
}

absl::StatusOr<std::string> ListPlans(const storage::Reader& reader,
                                      const v1::ListPlansRequest& request,
                                      const storage::Page& page, v1::ListPlansResponse& response) {
  return query::List(reader, kPlans.column(), request, page, response);
}

}  // namespace zgc::tasks
