#include "services/supervision_reporting/domain/matters/extensions.h"

#include <utility>
#include <vector>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

absl::StatusOr<std::vector<std::string>> AgainstApproval(const storage::Reader& reader,
                                                         const v1::Extension& extension) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(reader, kMatters, extension.matter()));
  std::vector<std::string> obstacles;
  if (HasEnded(matter.state())) {
    obstacles.push_back(absl::StrCat(matter.name(), " is ", v1::MatterState_Name(matter.state())));
  }
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter now, WithCurrentDeadline(calendars, matter));
  if (extension.new_deadline() <= now.deadline()) {
    obstacles.push_back(absl::StrCat("the deadline of ", matter.name(), " has moved to ",
                                     now.deadline(), " with its calendars"));
  }
  return obstacles;
}

// The matter with the deadline that more time is asked for: what its calendars give now.
absl::StatusOr<v1::Matter> UpToDate(storage::Txn& txn, const base::Actor& actor,
                                    const v1::Matter& matter) {
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(txn));
  return FollowCalendars(txn, actor, calendars, matter);
}

}  // namespace

const Lifecycle<v1::Extension>& ExtensionLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Extension>({
      {.method = "RequestExtension", .to = {v1::EXTENSION_STATE_REQUESTED}},
      {.method = "ApproveExtension",
       .from = {v1::EXTENSION_STATE_REQUESTED},
       .to = {v1::EXTENSION_STATE_APPROVED},
       .not_by = {"RequestExtension"},
       .when = "its matter has not ended, and the deadline of that is before the day asked for",
       .obstacles = &AgainstApproval},
      {.method = "RejectExtension",
       .from = {v1::EXTENSION_STATE_REQUESTED},
       .to = {v1::EXTENSION_STATE_REJECTED},
       .not_by = {"RequestExtension"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Extension> RequestExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::RequestExtensionRequest& request) {
  Checks checks(txn, request);
  if (request.matter().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(v1::Matter matter, GetRow(txn, kMatters, request.matter()));
  ZGC_RETURN_IF_ERROR(MatterLifecycle().Check(txn, actor, "RequestExtension", matter));
  ZGC_ASSIGN_OR_RETURN(matter, UpToDate(txn, actor, matter));
  if (base::ValidDate(request.new_deadline())) {
    checks.Expect(request.new_deadline() > matter.deadline(), "new_deadline",
                  absl::StrCat("is not after the deadline ", matter.deadline()));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::Extension extension;
  extension.set_name(absl::StrCat(ExtensionPrefix(matter.name()), request.extension_id()));
  extension.set_matter(matter.name());
  extension.set_new_deadline(request.new_deadline());
  extension.set_old_deadline(matter.deadline());
  extension.set_reason(request.reason());
  ExtensionLifecycle().Take(txn, actor, "RequestExtension",
                            {DayOfCommit(txn), request.reason(), {}}, extension);
  return Insert(txn, kExtensions, std::move(extension));
}

absl::StatusOr<v1::Extension> ApproveExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveExtensionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Extension extension,
      resource::Begin(txn, actor, kExtensions, ExtensionLifecycle(), "ApproveExtension", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ExtensionLifecycle(), "ApproveExtension",
                             {"", request.note(), {}}, checks, extension));
  ZGC_ASSIGN_OR_RETURN(v1::Matter before, GetRow(txn, kMatters, extension.matter()));
  ZGC_ASSIGN_OR_RETURN(before, UpToDate(txn, actor, before));
  v1::Matter after = before;
  after.set_deadline(extension.new_deadline());
  after.clear_provisional();
  after.clear_announced_until();
  // No day: that of the commit would stand before the days of steps that are entered later.
  MatterLifecycle().Follow(txn, actor, "ApproveExtension",
                           {"",
                            absl::StrCat(extension.name(), ": deadline from ", before.deadline(),
                                         " to ", after.deadline(), ": ", extension.reason()),
                            {}},
                           after);
  SaveMatter(txn, before, std::move(after));
  return Save(txn, kExtensions, std::move(extension));
}

absl::StatusOr<v1::Extension> RejectExtension(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectExtensionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Extension extension,
      resource::Begin(txn, actor, kExtensions, ExtensionLifecycle(), "RejectExtension", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, ExtensionLifecycle(), "RejectExtension",
                             {"", request.reason(), {}}, checks, extension));
  return Save(txn, kExtensions, std::move(extension));
}

absl::StatusOr<v1::Extension> GetExtension(const storage::Reader& reader,
                                           const v1::GetExtensionRequest& request) {
  return GetRow(reader, kExtensions, request.name());
}

absl::StatusOr<std::string> ListExtensions(const storage::Reader& reader,
                                           const v1::ListExtensionsRequest& request,
                                           const storage::Page& page,
                                           v1::ListExtensionsResponse& response) {
  return query::List(reader, kExtensions.column(), request, page, response);
}

}  // namespace zgc::supervision
