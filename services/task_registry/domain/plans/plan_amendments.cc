#include "services/task_registry/domain/plans/plan_amendments.h"

#include <utility>

#include "common/resource/rows.h"
#include "services/task_registry/domain/plans/plans.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

void Amend(const v1::PlanAmendment& amendment, v1::Plan& plan) {
  if (!amendment.title().empty()) plan.set_title(amendment.title());
  if (!amendment.to_date().empty()) plan.set_to_date(amendment.to_date());
}

// The plan would still keep every rule, and is not what it is already.
absl::Status CheckAmendment(const storage::Reader& reader, const v1::Plan& plan,
                            const v1::PlanAmendment& amendment, Checks& checks) {
  checks.Expect(!amendment.title().empty() || !amendment.to_date().empty(), "title",
                "a title or a last day is required");
  checks.Expect(amendment.title() != plan.title(), "title", "is the title it has");
  checks.Expect(amendment.to_date() != plan.to_date(), "to_date", "is the day it has");
  v1::Plan amended = plan;
  Amend(amendment, amended);
  return PlanKind().Hold(reader, &plan, amended, checks);
}

}  // namespace

absl::StatusOr<v1::Plan> AmendPlan(storage::Txn& txn, const base::Actor& actor,
                                   const v1::AmendPlanRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Plan plan,
                       resource::Begin(txn, actor, kPlans, PlanLifecycle(), "AmendPlan", request));
  v1::PlanAmendment amendment;
  amendment.set_title(request.title());
  amendment.set_to_date(request.to_date());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckAmendment(txn, plan, amendment, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!request.title().empty()) amendment.set_old_title(plan.title());
  if (!request.to_date().empty()) amendment.set_old_to_date(plan.to_date());
  *plan.add_amendments() = std::move(amendment);
  PlanLifecycle().Take(txn, actor, "AmendPlan", {.note = request.reason()}, plan);
  return Save(txn, kPlans, std::move(plan));
}

absl::StatusOr<v1::Plan> ApprovePlanAmendment(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ApprovePlanAmendmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Plan plan, resource::Begin(txn, actor, kPlans, PlanLifecycle(),
                                                      "ApprovePlanAmendment", request));
  v1::PlanAmendment& amendment = *plan.mutable_amendments()->rbegin();
  // A correction may have come in between.
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckAmendment(txn, plan, amendment, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  amendment.set_approved(true);
  Amend(amendment, plan);
  PlanLifecycle().Take(txn, actor, "ApprovePlanAmendment",
                       {.note = request.reason(), .evidence = Evidence(request.document())}, plan);
  return Save(txn, kPlans, std::move(plan));
}

absl::StatusOr<v1::Plan> RejectPlanAmendment(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RejectPlanAmendmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Plan plan, resource::GetToMove(txn, actor, kPlans, PlanLifecycle(),
                                                          "RejectPlanAmendment", request));
  PlanLifecycle().Take(txn, actor, "RejectPlanAmendment", {.note = request.reason()}, plan);
  return Save(txn, kPlans, std::move(plan));
}

}  // namespace zgc::tasks
