#include "services/supervision_reporting/domain/matters/matters.h"

#include <utility>

#include "absl/strings/match.h"
#include "common/base/dates.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/steps.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/steps.pb.h"

namespace zgc::supervision {
namespace {

// Fixes the deadline of a new matter, given or computed.
absl::Status SetDeadline(const storage::Reader& reader, const base::DaySpan& received,
                         v1::Matter& matter, Checks& checks) {
  matter.clear_deadline_basis();
  if (matter.working_days() == 0) {
    checks.Expect(matter.calendars().empty(), "matter.calendars",
                  "must be empty unless working_days is set");
    if (checks.OptionalDay(matter.deadline(), "matter.deadline")) {
      checks.Ordered(received.first, matter.deadline(), "matter.deadline");
    }
  } else {
    checks.Expect(matter.deadline().empty(), "matter.deadline",
                  "must be empty where working_days is set: it is computed");
    const WorkingTime time{received.last, matter.working_days(), matter.calendars()};
    ZGC_ASSIGN_OR_RETURN(const auto end, EndOf(reader, time, "matter.", checks));
    matter.set_deadline(end.deadline());
    *matter.mutable_deadline_basis() = end.calendars();
  }
  matter.set_original_deadline(matter.deadline());
  return absl::OkStatus();
}

// The rest of a step: the row with its state as it was, moved and saved.
absl::StatusOr<v1::Matter> Finish(storage::Txn& txn, const base::Actor& actor,
                                  absl::string_view method, const StepDetails& details,
                                  Checks& checks, const v1::Matter& before, v1::Matter after) {
  Take(txn, actor, MatterLifecycle(), method, details, checks, after);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return SaveMatter(txn, before, std::move(after));
}

template <typename Request>
absl::StatusOr<v1::Matter> Begin(const storage::Txn& txn, absl::string_view method,
                                 const Request& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Matter matter, GetForUpdate(txn, kMatters, request));
  ZGC_RETURN_IF_ERROR(MatterLifecycle().Check(matter.name(), matter.state(), method));
  return matter;
}

// Who reported does not judge the report.
absl::Status RequireJudge(const base::Actor& actor, const v1::Matter& matter) {
  const v1::Step* report =
      LastStepTo(matter.steps(), MatterLifecycle().NameOf(v1::MATTER_STATE_REPORTED), /*day=*/"");
  return RequireAnother(actor, report->actor(), "reported", matter.name());
}

}  // namespace

absl::StatusOr<v1::Matter> CreateMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateMatterRequest& request) {
  v1::Matter matter = request.matter();
  matter.set_name(absl::StrCat("matters/", request.matter_id()));
  matter.set_item_count(CountOf(matter.item_count()));
  matter.set_state(v1::MATTER_STATE_REGISTERED);
  matter.clear_steps();
  Checks checks;
  checks.Id(request.matter_id(), "matter_id");
  checks.Required(matter.title(), "matter.title");
  checks.Required(matter.source(), "matter.source");
  checks.Expect(
      v1::MatterKind_IsValid(matter.kind()) && matter.kind() != v1::MATTER_KIND_UNSPECIFIED,
      "matter.kind", "is required");
  CheckCount(matter.item_count(), "matter.item_count", checks);
  checks.Expect(matter.task().empty() || absl::StartsWith(matter.task(), resource::kTaskPrefix),
                "matter.task", absl::StrCat("is not ", resource::kTaskPrefix, "{id}"));
  base::DaySpan received;
  if (checks.ReducedDate(matter.received_date(), "matter.received_date")) {
    received = *base::ParseReducedDate(matter.received_date());
    AddStep(txn, actor, "", MatterLifecycle().NameOf(matter.state()), {received.first, "", {}},
            checks, *matter.mutable_steps());
  }
  ZGC_RETURN_IF_ERROR(SetDeadline(txn, received, matter, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Matter created, Insert(txn, kMatters, std::move(matter)));
  return SaveMatter(txn, {}, std::move(created));
}

absl::StatusOr<v1::Matter> AssignMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::AssignMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, Begin(txn, "AssignMatter", request));
  v1::Matter after = before;
  if (!request.lead_handler().empty()) after.set_lead_handler(request.lead_handler());
  if (!request.co_handlers().empty()) *after.mutable_co_handlers() = request.co_handlers();
  Checks checks;
  checks.Required(after.lead_handler(), "lead_handler");
  const std::string handler = after.lead_handler();
  return Finish(txn, actor, "AssignMatter", {request.date(), handler, {}}, checks, before,
                std::move(after));
}

absl::StatusOr<v1::Matter> StartMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::StartMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, Begin(txn, "StartMatter", request));
  Checks checks;
  return Finish(txn, actor, "StartMatter", {request.date(), "", {}}, checks, before, before);
}

absl::StatusOr<v1::Matter> ReportMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReportMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, Begin(txn, "ReportMatter", request));
  Checks checks;
  checks.Required(request.note(), "note");
  checks.Expect(!request.evidence().empty(), "evidence", "needs at least one");
  return Finish(txn, actor, "ReportMatter", {request.date(), request.note(), request.evidence()},
                checks, before, before);
}

absl::StatusOr<v1::Matter> CloseMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, Begin(txn, "CloseMatter", request));
  ZGC_RETURN_IF_ERROR(RequireJudge(actor, before));
  Checks checks;
  return Finish(txn, actor, "CloseMatter", {request.date(), request.note(), {}}, checks, before,
                before);
}

absl::StatusOr<v1::Matter> ReturnMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReturnMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, Begin(txn, "ReturnMatter", request));
  ZGC_RETURN_IF_ERROR(RequireJudge(actor, before));
  Checks checks;
  checks.Required(request.reason(), "reason");
  return Finish(txn, actor, "ReturnMatter", {request.date(), request.reason(), {}}, checks, before,
                before);
}

absl::StatusOr<v1::Matter> GetMatter(const storage::Reader& reader,
                                     const v1::GetMatterRequest& request) {
  return GetRow(reader, kMatters, request.name());
}

absl::StatusOr<std::string> ListMatters(const storage::Reader& reader,
                                        const v1::ListMattersRequest& request,
                                        const storage::Page& page,
                                        v1::ListMattersResponse& response) {
  return ListRows(reader, kMatters, page, response.mutable_matters(), [&](const v1::Matter& row) {
    return (request.kind() == v1::MATTER_KIND_UNSPECIFIED || request.kind() == row.kind()) &&
           (request.state() == v1::MATTER_STATE_UNSPECIFIED || request.state() == row.state()) &&
           Takes(request.task(), row.task());
  });
}

}  // namespace zgc::supervision
