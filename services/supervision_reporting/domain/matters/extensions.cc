#include "services/supervision_reporting/domain/matters/extensions.h"

#include <utility>

#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

std::string ExtensionPrefix(const std::string& matter) {
  return absl::StrCat(matter, "/extensions/");
}

// What stands against more time for a matter.
absl::StatusOr<std::vector<std::string>> Obstacles(const storage::Reader& reader,
                                                   const v1::Matter& matter) {
  std::vector<std::string> obstacles;
  if (matter.state() == v1::MATTER_STATE_CLOSED) obstacles.push_back("it is MATTER_STATE_CLOSED");
  if (matter.deadline().empty()) obstacles.push_back("it has no deadline");
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Extension>(
      reader, kExtensions, ExtensionPrefix(matter.name()), [&](const v1::Extension& other) {
        if (other.state() == v1::EXTENSION_STATE_REQUESTED) {
          obstacles.push_back(absl::StrCat(other.name(), " is not decided"));
        }
        return true;
      }));
  return obstacles;
}

// The extension, if it is undecided and the actor may decide.
template <typename Request>
absl::StatusOr<v1::Extension> Begin(const storage::Txn& txn, const base::Actor& actor,
                                    absl::string_view method, const Request& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Extension extension, GetForUpdate(txn, kExtensions, request));
  if (extension.state() != v1::EXTENSION_STATE_REQUESTED) {
    return IllegalTransition(extension.name(), method,
                             {absl::StrCat("it is ", v1::ExtensionState_Name(extension.state()))},
                             {});
  }
  ZGC_RETURN_IF_ERROR(RequireAnother(actor, extension.requester(), "requested", extension.name()));
  extension.set_approver(actor.responsible());
  return extension;
}

}  // namespace

absl::StatusOr<v1::Extension> RequestExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::RequestExtensionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, request.matter()));
  ZGC_ASSIGN_OR_RETURN(const auto obstacles, Obstacles(txn, matter));
  if (!obstacles.empty()) {
    return MatterLifecycle().Hindered(matter.name(), matter.state(), "RequestExtension", obstacles);
  }
  Checks checks;
  checks.Id(request.extension_id(), "extension_id");
  checks.Required(request.reason(), "reason");
  if (checks.Day(request.new_deadline(), "new_deadline")) {
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
  extension.set_requester(actor.responsible());
  extension.set_state(v1::EXTENSION_STATE_REQUESTED);
  return Insert(txn, kExtensions, std::move(extension));
}

absl::StatusOr<v1::Extension> ApproveExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveExtensionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Extension extension, Begin(txn, actor, "ApproveExtension", request));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, GetRow(txn, kMatters, extension.matter()));
  if (before.state() == v1::MATTER_STATE_CLOSED) {
    return IllegalTransition(extension.name(), "ApproveExtension",
                             {absl::StrCat(before.name(), " is MATTER_STATE_CLOSED")},
                             {"RejectExtension"});
  }
  v1::Matter after = before;
  after.set_deadline(extension.new_deadline());
  SaveMatter(txn, before, std::move(after));
  extension.set_state(v1::EXTENSION_STATE_APPROVED);
  extension.set_decision_note(request.note());
  return Save(txn, kExtensions, std::move(extension));
}

absl::StatusOr<v1::Extension> RejectExtension(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectExtensionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Extension extension, Begin(txn, actor, "RejectExtension", request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  extension.set_state(v1::EXTENSION_STATE_REJECTED);
  extension.set_decision_note(request.reason());
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
  return ListRows(reader, kExtensions, page, response.mutable_extensions(),
                  [&](const v1::Extension& row) { return Takes(request.matter(), row.matter()); });
}

}  // namespace zgc::supervision
