#include "services/task_registry/domain/plans/plans.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

namespace zgc::tasks {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2999;

absl::Status CheckPlan(const storage::Reader&, const v1::Plan*, v1::Plan& plan, Checks& checks) {
  checks.Expect(plan.year() == 0 || (plan.year() >= kFirstYear && plan.year() <= kLastYear),
                "plan.year", "must be from 1900 to 2999");
  checks.Ordered(plan.from_date(), plan.to_date(), "plan.to_date");
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Plan>& PlanKind() {
  static const auto* const kind = new records::KindOf<v1::Plan>(
      kPlans,
      {.created_by = "/zgc.tasks.v1.PlanService/CreatePlan", .field = "plan", .check = &CheckPlan});
  return *kind;
}

absl::StatusOr<v1::Plan> CreatePlan(storage::Txn& txn, const base::Actor&,
                                    const v1::CreatePlanRequest& request) {
  v1::Plan plan = request.plan();
  plan.set_name(absl::StrCat("plans/", request.plan_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PlanKind().Hold(txn, nullptr, plan, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PlanKind().Create(txn, std::move(plan));
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
