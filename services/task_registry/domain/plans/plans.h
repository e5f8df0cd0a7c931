#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

// Plans, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::Plan>& PlanKind();

absl::StatusOr<v1::Plan> CreatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreatePlanRequest& request);
absl::StatusOr<v1::Plan> GetPlan(const storage::Reader& reader, const v1::GetPlanRequest& request);
absl::StatusOr<std::string> ListPlans(const storage::Reader& reader,
                                      const v1::ListPlansRequest& request,
                                      const storage::Page& page, v1::ListPlansResponse& response);

}  // namespace zgc::tasks
