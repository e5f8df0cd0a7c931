#include "services/supervision_reporting/domain/information/work_activities.h"

#include <utility>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

namespace zgc::supervision {
namespace {

absl::Status CheckWorkActivity(const storage::Reader&, const v1::WorkActivity*,
                               v1::WorkActivity& activity, Checks&) {
  activity.set_session_count(CountOf(activity.session_count()));
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::WorkActivity>& WorkActivityKind() {
  static const auto* const kind = new records::KindOf<v1::WorkActivity>(
      kWorkActivities, {.created_by = "/zgc.supervision.v1.InformationService/CreateWorkActivity",
                        .field = "work_activity",
                        .check = &CheckWorkActivity});
  return *kind;
}

absl::StatusOr<v1::WorkActivity> CreateWorkActivity(storage::Txn& txn, const base::Actor&,
                                                    const v1::CreateWorkActivityRequest& request) {
  Checks checks(txn, request);
  v1::WorkActivity activity = request.work_activity();
  activity.set_name(absl::StrCat("workActivities/", request.work_activity_id()));
  ZGC_RETURN_IF_ERROR(WorkActivityKind().Hold(txn, nullptr, activity, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return WorkActivityKind().Create(txn, std::move(activity));
}

absl::StatusOr<v1::WorkActivity> GetWorkActivity(const storage::Reader& reader,
                                                 const v1::GetWorkActivityRequest& request) {
  return GetRow(reader, kWorkActivities, request.name());
}

absl::StatusOr<std::string> ListWorkActivities(const storage::Reader& reader,
                                               const v1::ListWorkActivitiesRequest& request,
                                               const storage::Page& page,
                                               v1::ListWorkActivitiesResponse& response) {
  return query::List(reader, kWorkActivities.column(), request, page, response);
}

}  // namespace zgc::supervision
