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

// Kinds of plans, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::PlanKind>& KindOfPlanKinds();
absl::StatusOr<v1::PlanKind> CreatePlanKind(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreatePlanKindRequest& request);
absl::StatusOr<v1::PlanKind> UpdatePlanKind(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdatePlanKindRequest& request);
absl::StatusOr<v1::PlanKind> GetPlanKind(const storage::Reader& reader,
                                         const v1::GetPlanKindRequest& request);
absl::StatusOr<std::string> ListPlanKinds(const storage::Reader& reader,
                                          const v1::ListPlanKindsRequest& request,
                                          const storage::Page& page,
                                          v1::ListPlanKindsResponse& response);

}  // namespace zgc::tasks
