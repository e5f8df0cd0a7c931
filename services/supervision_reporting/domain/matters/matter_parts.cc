#include "services/supervision_reporting/domain/matters/matter_parts.h"

#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

template <typename Request>
absl::StatusOr<v1::MatterPart> BeginPart(const storage::Txn& txn, const base::Actor& actor,
                                         absl::string_view method, const Request& request) {
  return resource::Begin(txn, actor, kMatterParts, MatterPartLifecycle(), method, request);
}

absl::StatusOr<v1::MatterPart> FinishPart(storage::Txn& txn, const base::Actor& actor,
                                          absl::string_view method, const StepDetails& details,
                                          Checks& checks, v1::MatterPart part) {
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, MatterPartLifecycle(), method, details, checks, part));
  return Save(txn, kMatterParts, std::move(part));
}

// A part is due no later than the whole.
void CheckPartDeadline(const v1::Matter& matter, const std::string& deadline,
                       absl::string_view field, Checks& checks) {
  if (!base::ValidDate(deadline)) return;
  const auto received = base::ParseReducedDate(matter.received_date());
  if (received.ok()) checks.Ordered(received->first, deadline, field);
  checks.Expect(matter.deadline().empty() || deadline <= matter.deadline(), field,
                absl::StrCat("is after that of the matter, ", matter.deadline()));
}

// With those who handle its parts, of which one is now as given.
absl::StatusOr<v1::Matter> WithHandlers(const storage::Reader& reader, v1::Matter matter,
                                        const v1::MatterPart& part) {
  absl::btree_set<std::string> handlers = {part.handler()};
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::MatterPart>(reader, kMatterParts, PartPrefix(matter.name()),
                                                   [&](const v1::MatterPart& one) {
                                                     if (one.name() != part.name())
                                                       handlers.insert(one.handler());
                                                     return true;
                                                   }));
  matter.mutable_part_handlers()->Assign(handlers.begin(), handlers.end());
  return matter;
}

// Gives a part to another handler, who sees the matter from now on; who handles none of its parts
// any more does not.
absl::Status GiveTo(storage::Txn& txn, const base::Actor& actor, const std::string& handler,
                    const v1::Matter& before, v1::MatterPart& part) {
  part.set_handler(handler);
  ZGC_ASSIGN_OR_RETURN(v1::Matter matter, WithHandlers(txn, before, part));
  MatterLifecycle().Follow(txn, actor, "TransferMatterPart",
                           {"", absl::StrCat(part.name(), ": ", handler), {}}, matter);
  SaveMatter(txn, before, std::move(matter));
  return absl::OkStatus();
}

}  // namespace

const Lifecycle<v1::MatterPart>& MatterPartLifecycle() {
  const std::vector<v1::MatterPartState> handled = {v1::MATTER_PART_STATE_IN_PROGRESS,
                                                    v1::MATTER_PART_STATE_REWORK};
  const std::vector<v1::MatterPartState> owed = {
      v1::MATTER_PART_STATE_ISSUED, v1::MATTER_PART_STATE_IN_PROGRESS, v1::MATTER_PART_STATE_REWORK,
      v1::MATTER_PART_STATE_RETURNED};
  std::vector<v1::MatterPartState> going_on = owed;
  going_on.push_back(v1::MATTER_PART_STATE_REPORTED);
  static const auto* const lifecycle = new Lifecycle<v1::MatterPart>({
      {.method = "CreateMatterPart", .to = {v1::MATTER_PART_STATE_ISSUED}},
      {.method = "SignForMatterPart",
       .from = {v1::MATTER_PART_STATE_ISSUED},
       .to = {v1::MATTER_PART_STATE_IN_PROGRESS}},
      {.method = "ReturnMatterPart",
       .from = {v1::MATTER_PART_STATE_ISSUED, v1::MATTER_PART_STATE_IN_PROGRESS},
       .to = {v1::MATTER_PART_STATE_RETURNED}},
      {.method = "TransferMatterPart", .from = owed, .to = {v1::MATTER_PART_STATE_ISSUED}},
      {.method = "RecordMatterPartProgress", .from = handled},
      {.method = "ReportMatterPart", .from = handled, .to = {v1::MATTER_PART_STATE_REPORTED}},
      {.method = "StrikeOffMatterPart",
       .from = {v1::MATTER_PART_STATE_REPORTED},
       .to = {v1::MATTER_PART_STATE_STRUCK_OFF},
       .not_by = {"ReportMatterPart"}},
      {.method = "ReworkMatterPart",
       .from = {v1::MATTER_PART_STATE_REPORTED},
       .to = {v1::MATTER_PART_STATE_REWORK},
       .not_by = {"ReportMatterPart"}},
      {.method = "WaiveMatterPart", .from = owed, .to = {v1::MATTER_PART_STATE_NOT_APPLICABLE}},
      {.method = "ChangeMatterPartDeadline",
       .from = owed,
       .not_by = {"CreateMatterPart", "TransferMatterPart", "ChangeMatterPartDeadline"}},
      {.method = "ApproveMatterCancellation",
       .from = going_on,
       .to = {v1::MATTER_PART_STATE_WITHDRAWN},
       .when = "of its matter",
       .follows = true},
      {.method = "MergeMatters",
       .from = going_on,
       .to = {v1::MATTER_PART_STATE_WITHDRAWN},
       .when = "its matter is among those that are merged",
       .follows = true},
      {.method = "SplitMatter",
       .from = going_on,
       .to = {v1::MATTER_PART_STATE_WITHDRAWN},
       .when = "of its matter",
       .follows = true},
  });
  return *lifecycle;
}

std::string PartPrefix(const std::string& matter) { return absl::StrCat(matter, "/parts/"); }

bool PartHasEnded(v1::MatterPartState state) { return MatterPartLifecycle().IsFinal(state); }

absl::Status WithdrawParts(storage::Txn& txn, const base::Actor& actor, const std::string& matter,
                           absl::string_view method, const std::string& reason) {
  std::vector<v1::MatterPart> parts;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::MatterPart>(txn, kMatterParts, PartPrefix(matter),
                                                   [&](const v1::MatterPart& part) {
                                                     if (!PartHasEnded(part.state()))
                                                       parts.push_back(part);
                                                     return true;
                                                   }));
  for (v1::MatterPart& part : parts) {
    MatterPartLifecycle().Follow(txn, actor, method, {"", reason, {}}, part);
    ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, actor, ThingOf(part).name, method, reason));
    Save(txn, kMatterParts, std::move(part));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::MatterPart> CreateMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateMatterPartRequest& request) {
  Checks checks(txn, request);
  if (request.matter().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, GetRow(txn, kMatters, request.matter()));
  ZGC_RETURN_IF_ERROR(MatterLifecycle().Check(txn, actor, "CreateMatterPart", before));
  v1::MatterPart part = request.matter_part();
  CheckPartDeadline(before, part.deadline(), "matter_part.deadline", checks);
  CheckStepDay(txn, request.date(), before.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  part.set_name(absl::StrCat(PartPrefix(before.name()), request.matter_part_id()));
  part.set_matter(before.name());
  if (part.deadline().empty()) part.set_deadline(before.deadline());
  MatterPartLifecycle().Take(txn, actor, "CreateMatterPart",
                             {DayOr(txn, request.date()), part.handler(), {}}, part);
  ZGC_ASSIGN_OR_RETURN(v1::Matter after, WithHandlers(txn, before, part));
  // No day: it is that of the part, which may stand before those of steps that are entered later.
  MatterLifecycle().Take(txn, actor, "CreateMatterPart",
                         {"", absl::StrCat(part.name(), ": ", part.handler()), {}}, after);
  SaveMatter(txn, before, std::move(after));
  return Insert(txn, kMatterParts, std::move(part));
}

absl::StatusOr<v1::MatterPart> SignForMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::SignForMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "SignForMatterPart", request));
  Checks checks(txn, request);
  return FinishPart(txn, actor, "SignForMatterPart", {request.date(), "", {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> ReturnMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReturnMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "ReturnMatterPart", request));
  Checks checks(txn, request);
  part.set_suggested_handler(request.suggested_handler());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      WithdrawSlips(txn, actor, ThingOf(part).name, "ReturnMatterPart", request.reason()));
  return FinishPart(txn, actor, "ReturnMatterPart", {request.date(), request.reason(), {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> TransferMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::TransferMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "TransferMatterPart", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, part.matter()));
  checks.Expect(request.handler() != part.handler(), "handler", "handles it now");
  CheckPartDeadline(matter, request.deadline(), "deadline", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string reason =
      absl::StrCat("from ", part.handler(), " to ", request.handler(), ": ", request.reason());
  // Slips went to the one who has it no more.
  ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, actor, ThingOf(part).name, "TransferMatterPart", reason));
  ZGC_RETURN_IF_ERROR(GiveTo(txn, actor, request.handler(), matter, part));
  part.clear_suggested_handler();
  if (!request.deadline().empty()) part.set_deadline(request.deadline());
  return FinishPart(txn, actor, "TransferMatterPart", {request.date(), reason, {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> RecordMatterPartProgress(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RecordMatterPartProgressRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part,
                       BeginPart(txn, actor, "RecordMatterPartProgress", request));
  Checks checks(txn, request);
  v1::MatterProgress& said = *part.add_progress();
  said.set_date(DayOr(txn, request.date()));
  said.set_text(request.text());
  return FinishPart(txn, actor, "RecordMatterPartProgress", {request.date(), request.text(), {}},
                    checks, std::move(part));
}

absl::StatusOr<v1::MatterPart> ReportMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReportMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "ReportMatterPart", request));
  Checks checks(txn, request);
  return FinishPart(txn, actor, "ReportMatterPart",
                    {request.date(), request.note(), request.evidence()}, checks, std::move(part));
}

absl::StatusOr<v1::MatterPart> StrikeOffMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::StrikeOffMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "StrikeOffMatterPart", request));
  Checks checks(txn, request);
  return FinishPart(txn, actor, "StrikeOffMatterPart",
                    {request.date(), request.note(), request.evidence()}, checks, std::move(part));
}

absl::StatusOr<v1::MatterPart> ReworkMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReworkMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "ReworkMatterPart", request));
  Checks checks(txn, request);
  return FinishPart(txn, actor, "ReworkMatterPart", {request.date(), request.reason(), {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> WaiveMatterPart(storage::Txn& txn, const base::Actor& actor,
                                               const v1::WaiveMatterPartRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part, BeginPart(txn, actor, "WaiveMatterPart", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      WithdrawSlips(txn, actor, ThingOf(part).name, "WaiveMatterPart", request.reason()));
  return FinishPart(txn, actor, "WaiveMatterPart", {request.date(), request.reason(), {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> ChangeMatterPartDeadline(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ChangeMatterPartDeadlineRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::MatterPart part,
                       BeginPart(txn, actor, "ChangeMatterPartDeadline", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, part.matter()));
  CheckPartDeadline(matter, request.deadline(), "deadline", checks);
  checks.Expect(request.deadline() != part.deadline(), "deadline", "is its last day now");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string reason =
      absl::StrCat("from ", part.deadline(), " to ", request.deadline(), ": ", request.reason());
  ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, actor, ThingOf(part).name, "WithdrawEscalation", reason));
  part.set_deadline(request.deadline());
  return FinishPart(txn, actor, "ChangeMatterPartDeadline", {request.date(), reason, {}}, checks,
                    std::move(part));
}

absl::StatusOr<v1::MatterPart> GetMatterPart(const storage::Reader& reader,
                                             const v1::GetMatterPartRequest& request) {
  return GetRow(reader, kMatterParts, request.name());
}

absl::StatusOr<std::string> ListMatterParts(const storage::Reader& reader,
                                            const v1::ListMatterPartsRequest& request,
                                            const storage::Page& page,
                                            v1::ListMatterPartsResponse& response) {
  return query::List(reader, kMatterParts.column(), request, page, response);
}

}  // namespace zgc::supervision
