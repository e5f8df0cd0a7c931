#include "services/task_registry/domain/activities/activities.h"

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/activities.pb.h"
#include "zgc/tasks/v1/activity_service.pb.h"

namespace zgc::tasks {
namespace {

void CheckTime(const v1::Activity& activity, Checks& checks) {
  const auto first = base::ParseReducedDate(activity.from_date());
  const auto last = base::ParseReducedDate(activity.to_date());
  if (!first.ok() || !last.ok()) return;
  checks.Expect(first->first <= last->last, "activity.to_date",
                absl::StrCat(activity.to_date(), " is before ", activity.from_date()));
}

absl::Status CheckActivity(const storage::Reader& reader, const v1::Activity*,
                           v1::Activity& activity, Checks& checks) {
  CheckTime(activity, checks);
  if (activity.session_count() == 0) activity.set_session_count(1);
  CheckCount(activity.participant_count(), activity.participant_state(),
             "activity.participant_count", checks);
  if (activity.participant_unit().empty()) activity.set_participant_unit("人");
  ZGC_RETURN_IF_ERROR(
      CheckOrganisationsOrOthers(reader, activity.organisers(), "activity.organisers", checks));
  return CheckParent(reader, kActivities, activity, "activity.parent", checks);
}

}  // namespace

const records::KindOf<v1::Activity>& ActivityKind() {
  static const auto* const kind = new records::KindOf<v1::Activity>(
      kActivities, {.created_by = "/zgc.tasks.v1.ActivityService/CreateActivity",
                    .field = "activity",
                    .check = &CheckActivity});
  return *kind;
}

absl::StatusOr<v1::Activity> CreateActivity(storage::Txn& txn, const base::Actor&,
                                            const v1::CreateActivityRequest& request) {
  v1::Activity activity = request.activity();
  activity.set_name(absl::StrCat("activities/", request.activity_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ActivityKind().Hold(txn, nullptr, activity, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ActivityKind().Create(txn, std::move(activity));
}

absl::StatusOr<v1::Activity> UpdateActivity(storage::Txn& txn, const base::Actor&,
                                            const v1::UpdateActivityRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Activity activity, GetForUpdate(txn, kActivities, request.activity()));
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, activity);
  ZGC_RETURN_IF_ERROR(ActivityKind().Hold(txn, nullptr, activity, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kActivities, std::move(activity));
}

absl::StatusOr<v1::Activity> GetActivity(const storage::Reader& reader,
                                         const v1::GetActivityRequest& request) {
  return GetRow(reader, kActivities, request.name());
}

absl::StatusOr<std::string> ListActivities(const storage::Reader& reader,
                                           const v1::ListActivitiesRequest& request,
                                           const storage::Page& page,
                                           v1::ListActivitiesResponse& response) {
  return query::List(reader, kActivities.column(), request, page, response);
}

}  // namespace zgc::tasks
