#include "services/task_registry/domain/activities/activities.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
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

void CheckOneOf(v1::ActivityParticipants& one, const std::string& field, Checks& checks) {
  if (one.unit().empty()) one.set_unit("人");
  const bool known = one.state() == common::v1::AMOUNT_STATE_KNOWN;
  checks.Amount(one.count(), one.state(), absl::StrCat(field, ".count"));
  if (one.qualifier() == figures::v1::QUALIFIER_UNSPECIFIED) {
    if (known) one.set_qualifier(figures::v1::QUALIFIER_EXACT);
    return;
  }
  checks.Expect(known, absl::StrCat(field, ".qualifier"), "is of a number that is known");
}

// Each category stands once with a unit, so that nothing is counted twice.
void CheckParticipants(v1::Activity& activity, Checks& checks) {
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < activity.participants_size(); ++i) {
    v1::ActivityParticipants& one = *activity.mutable_participants(i);
    const std::string field = absl::StrCat("activity.participants[", i, "]");
    CheckOneOf(one, field, checks);
    checks.Expect(seen.emplace(one.category(), one.unit()).second, absl::StrCat(field, ".category"),
                  "repeats an earlier one");
  }
}

void CheckResults(v1::Activity& activity, Checks& checks) {
  for (int i = 0; i < activity.results_size(); ++i) {
    v1::ActivityResult& result = *activity.mutable_results(i);
    const std::string field = absl::StrCat("activity.results[", i, "]");
    if (result.item_count() == 0) result.set_item_count(1);
    CheckCount(result.amount_fen(), result.amount_state(), absl::StrCat(field, ".amount_fen"),
               checks);
    for (int k = 0; k < result.records_size(); ++k) {
      checks.Expect(absl::StartsWith(result.records(k), "//"),
                    absl::StrCat(field, ".records[", k, "]"),
                    "is the full name of a record of another service");
    }
  }
}

// Whoever holds it, in whatever role.
absl::Status CheckHolders(const storage::Reader& reader, const v1::Activity& activity,
                          Checks& checks) {
  ZGC_RETURN_IF_ERROR(
      CheckOrganisationsOrOthers(reader, activity.organisers(), "activity.organisers", checks));
  ZGC_RETURN_IF_ERROR(
      CheckOrganisationsOrOthers(reader, activity.undertakers(), "activity.undertakers", checks));
  ZGC_RETURN_IF_ERROR(CheckOrganisationsOrOthers(reader, activity.co_organisers(),
                                                 "activity.co_organisers", checks));
  return CheckOrganisationsOrOthers(reader, activity.supporters(), "activity.supporters", checks);
}

absl::Status CheckActivity(const storage::Reader& reader, const v1::Activity*,
                           v1::Activity& activity, Checks& checks) {
  CheckTime(activity, checks);
  if (activity.session_count() == 0) activity.set_session_count(1);
  CheckCount(activity.participant_count(), activity.participant_state(),
             "activity.participant_count", checks);
  if (activity.participant_unit().empty()) activity.set_participant_unit("人");
  CheckParticipants(activity, checks);
  CheckResults(activity, checks);
  ZGC_RETURN_IF_ERROR(CheckHolders(reader, activity, checks));
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
