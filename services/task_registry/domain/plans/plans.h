#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Plans, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::Plan>& PlanLifecycle();
const records::KindOf<v1::Plan>& PlanKind();

// The tasks of the plan, and those of others that answer to it as well.
absl::Status ForEachTaskIn(const storage::Reader& reader, const std::string& plan,
                           absl::FunctionRef<void(const v1::Task&)> visit);

absl::StatusOr<v1::Plan> CreatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreatePlanRequest& request);
absl::StatusOr<v1::Plan> UpdatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdatePlanRequest& request);
absl::StatusOr<v1::Plan> SubmitPlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitPlanRequest& request);
absl::StatusOr<v1::Plan> ApprovePlan(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApprovePlanRequest& request);
absl::StatusOr<v1::Plan> ReturnPlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReturnPlanRequest& request);
absl::StatusOr<v1::Plan> ClosePlan(storage::Txn& txn, const base::Actor& actor,
                                   const v1::ClosePlanRequest& request);
absl::StatusOr<v1::Plan> GetPlan(const storage::Reader& reader, const v1::GetPlanRequest& request);
absl::StatusOr<std::string> ListPlans(const storage::Reader& reader,
                                      const v1::ListPlansRequest& request,
                                      const storage::Page& page, v1::ListPlansResponse& response);

}  // namespace zgc::tasks
