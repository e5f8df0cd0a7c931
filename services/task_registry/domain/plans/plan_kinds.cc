#include "services/task_registry/domain/plans/plan_kinds.h"

#include <utility>

#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

absl::Status CheckPlanKind(const storage::Reader&, const v1::PlanKind*, v1::PlanKind& kind,
                           Checks& checks) {
  checks.Ordered(kind.from_date(), kind.to_date(), "plan_kind.to_date");
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::PlanKind>& KindOfPlanKinds() {
  static const auto* const kind = new records::KindOf<v1::PlanKind>(
      kPlanKinds, {.created_by = "/zgc.tasks.v1.PlanService/CreatePlanKind",
                   .field = "plan_kind",
                   .check = &CheckPlanKind});
  return *kind;
}

absl::StatusOr<v1::PlanKind> CreatePlanKind(storage::Txn& txn, const base::Actor&,
                                            const v1::CreatePlanKindRequest& request) {
  v1::PlanKind kind = request.plan_kind();
  kind.set_name(absl::StrCat("planKinds/", request.plan_kind_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(KindOfPlanKinds().Hold(txn, nullptr, kind, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return KindOfPlanKinds().Create(txn, std::move(kind));
}

absl::StatusOr<v1::PlanKind> UpdatePlanKind(storage::Txn& txn, const base::Actor&,
                                            const v1::UpdatePlanKindRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::PlanKind old, GetForUpdate(txn, kPlanKinds, request.plan_kind()));
  v1::PlanKind kind = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, kind);
  ZGC_RETURN_IF_ERROR(KindOfPlanKinds().Hold(txn, &old, kind, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return KindOfPlanKinds().Update(txn, old, std::move(kind));
}

absl::StatusOr<v1::PlanKind> GetPlanKind(const storage::Reader& reader,
                                         const v1::GetPlanKindRequest& request) {
  return GetRow(reader, kPlanKinds, request.name());
}

absl::StatusOr<std::string> ListPlanKinds(const storage::Reader& reader,
                                          const v1::ListPlanKindsRequest& request,
                                          const storage::Page& page,
                                          v1::ListPlanKindsResponse& response) {
  return query::List(reader, kPlanKinds.column(), request, page, response);
}

}  // namespace zgc::tasks
