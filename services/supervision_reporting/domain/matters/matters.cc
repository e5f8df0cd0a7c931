#include "services/supervision_reporting/domain/matters/matters.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

// Fixes the deadline of a new matter, given, by the rules of its place, or computed.
absl::Status SetDeadline(const storage::Reader& reader, const base::DaySpan& received,
                         v1::Matter& matter, Checks& checks) {
  if (!matter.jurisdiction().empty()) {
    const absl::Status code = CheckJurisdiction(matter.jurisdiction());
    if (!code.ok()) checks.Add("matter.jurisdiction", code.message());
  }
  checks.Expect(matter.working_days() != 0 || matter.calendars().empty(), "matter.calendars",
                "must be empty unless working_days is set");
  ZGC_RETURN_IF_ERROR(SetTermByRules(reader, matter));
  if (matter.working_days() == 0) {
    if (base::ValidDate(matter.deadline())) {
      checks.Ordered(received.first, matter.deadline(), "matter.deadline");
    }
  } else {
    checks.Expect(matter.deadline().empty(), "matter.deadline",
                  "must be empty where working_days is set: it is computed");
    ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
    SetComputedDeadline(calendars, matter, checks);
  }
  matter.set_original_deadline(matter.deadline());
  return absl::OkStatus();
}

bool SameTerms(const v1::Matter& a, const v1::Matter& b) {
  return a.received_date() == b.received_date() && a.working_days() == b.working_days() &&
         a.deadline() == b.deadline() && a.jurisdiction() == b.jurisdiction() &&
         std::equal(a.calendars().begin(), a.calendars().end(), b.calendars().begin(),
                    b.calendars().end());
}

// Whether rules that have a term for one have it for the other.
bool SameForRules(const v1::Matter& a, const v1::Matter& b) {
  return a.source() == b.source() && a.kind() == b.kind() && a.urgency() == b.urgency();
}

// A deadline that was asked to be moved, or has been, rests on its terms as they were.
absl::Status CheckTermsMayMove(const storage::Reader& reader, const v1::Matter& matter,
                               Checks& checks) {
  return ForEachChild<v1::Extension>(
      reader, kExtensions, ExtensionPrefix(matter.name()), [&](const v1::Extension& extension) {
        checks.Expect(extension.state() == v1::EXTENSION_STATE_REJECTED, "matter.deadline",
                      absl::StrCat(extension.name(), " rests on it"));
        return true;
      });
}

// Who was entered by mistake never led it.
void CorrectLead(const v1::Matter& before, v1::Matter& matter) {
  if (matter.lead_handler() == before.lead_handler()) return;
  if (matter.holders().empty()) {
    SetLead(matter.lead_handler(), matter.steps().empty() ? "" : matter.steps(0).date(), matter);
  } else {
    matter.mutable_holders()->rbegin()->set_handler(matter.lead_handler());
  }
}

absl::Status CheckMatter(const storage::Reader& reader, const v1::Matter* before,
                         v1::Matter& matter, Checks& checks) {
  matter.set_item_count(CountOf(matter.item_count()));
  CheckCoHandlers(matter, "matter.co_handlers", checks);
  const auto received = base::ParseReducedDate(matter.received_date());
  if (before == nullptr && !matter.split_from().empty()) {
    // What it has of deadlines it was given or has of the whole, whatever rules have been entered
    // since.
    return absl::OkStatus();
  }
  if (before != nullptr) {
    checks.Expect(before->state() != v1::MATTER_STATE_ARCHIVED, "matter",
                  "is archived: reopen it first");
    CorrectLead(*before, matter);
    const bool by_rules = !before->rule_set().empty();
    if (SameTerms(*before, matter) && (!by_rules || SameForRules(*before, matter))) {
      return absl::OkStatus();
    }
    ZGC_RETURN_IF_ERROR(CheckTermsMayMove(reader, matter, checks));
    // What was split from another began on the day of that.
    if (received.ok() && matter.split_from().empty()) {
      BeginOn(received->first, "matter.received_date", *matter.mutable_steps(), checks);
      if (!matter.holders().empty() && matter.holders(0).since_date() == before->steps(0).date()) {
        matter.mutable_holders(0)->set_since_date(matter.steps(0).date());
      }
    }
    // What rules gave they give anew, unless something else is given now.
    if (by_rules && matter.working_days() == before->working_days() &&
        matter.deadline() == before->deadline()) {
      matter.clear_working_days();
      matter.clear_deadline();
    }
    matter.clear_rule_set();
    // What was computed is computed anew.
    if (matter.working_days() != 0 && matter.deadline() == before->deadline()) {
      matter.clear_deadline();
    }
    matter.clear_deadline_basis();
    matter.clear_provisional();
    matter.clear_announced_until();
  }
  return SetDeadline(reader, received.value_or(base::DaySpan()), matter, checks);
}

// The registry may be ahead of what has been read of it, so a task that is not here is no mistake
// of the request.
absl::Status MarkUnknownTask(const storage::Reader& reader, v1::Matter& matter) {
  absl::string_view task = matter.task();
  if (task.empty()) return absl::OkStatus();
  absl::ConsumePrefix(&task, "//task_registry/");
  ZGC_ASSIGN_OR_RETURN(const auto known,
                       kSourceTasks.Get(reader, {"task_registry", std::string(task)}));
  matter.set_task_unknown(!known.has_value());
  return absl::OkStatus();
}

bool WasClosed(const v1::Matter& matter) {
  return LastStepBy(matter.steps(), "CloseMatter") != nullptr;
}

absl::StatusOr<std::vector<std::string>> AgainstVoiding(const storage::Reader&,
                                                        const v1::Matter& matter) {
  if (matter.state() != v1::MATTER_STATE_ARCHIVED) return std::vector<std::string>();
  return std::vector<std::string>{"it is archived: reopen it first"};
}

}  // namespace

const records::KindOf<v1::Matter>& MatterKind() {
  static const auto* const kind = new records::KindOf<v1::Matter>(
      kMatters, {.created_by = "/zgc.supervision.v1.MatterService/CreateMatter",
                 .field = "matter",
                 .check = &CheckMatter,
                 .add = &AddDeadline,
                 .remove = &RemoveDeadline,
                 .kept_by = &AgainstVoiding,
                 .confirmed = &WasClosed});
  return *kind;
}

absl::StatusOr<v1::Matter> CreateMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateMatterRequest& request) {
  Checks checks(txn, request);
  v1::Matter matter = request.matter();
  matter.set_name(absl::StrCat("matters/", request.matter_id()));
  ZGC_RETURN_IF_ERROR(MatterKind().Hold(txn, nullptr, matter, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto received, base::ParseReducedDate(matter.received_date()));
  SetLead(matter.lead_handler(), received.first, matter);
  MatterLifecycle().Take(txn, actor, "CreateMatter", {received.first, "", {}}, matter);
  return MatterKind().Create(txn, std::move(matter));
}

absl::StatusOr<v1::Matter> AssignMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::AssignMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      const v1::Matter before,
      resource::Begin(txn, actor, kMatters, MatterLifecycle(), "AssignMatter", request));
  v1::Matter after = before;
  after.clear_suggested_handler();
  after.clear_returned_by();
  const std::string handler =
      request.lead_handler().empty() ? before.lead_handler() : request.lead_handler();
  SetLead(handler, DayOr(txn, request.date()), after);
  if (!request.co_handlers().empty()) *after.mutable_co_handlers() = request.co_handlers();
  Checks checks(txn, request);
  checks.Required(handler, "lead_handler");
  CheckCoHandlers(after, "co_handlers", checks);
  if (handler != before.lead_handler()) {
    // They went to nobody, or to another.
    ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, actor, ThingOf(before).name, "AssignMatter", handler));
  }
  return MoveMatter(txn, actor, "AssignMatter", {request.date(), handler, {}}, checks, before,
                    std::move(after));
}

absl::StatusOr<v1::Matter> StartMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::StartMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      const v1::Matter before,
      resource::Begin(txn, actor, kMatters, MatterLifecycle(), "StartMatter", request));
  Checks checks(txn, request);
  return MoveMatter(txn, actor, "StartMatter", {request.date(), "", {}}, checks, before, before);
}

absl::StatusOr<v1::Matter> ReportMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReportMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      const v1::Matter before,
      resource::Begin(txn, actor, kMatters, MatterLifecycle(), "ReportMatter", request));
  Checks checks(txn, request);
  return MoveMatter(txn, actor, "ReportMatter",
                    {request.date(), request.note(), request.evidence()}, checks, before, before);
}

absl::StatusOr<v1::Matter> CloseMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Matter before, resource::Begin(txn, actor, kMatters, MatterLifecycle(),
                                                          "CloseMatter", request));
  // The last change of a calendar that it follows.
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(txn));
  ZGC_ASSIGN_OR_RETURN(before, FollowCalendars(txn, actor, calendars, before));
  Checks checks(txn, request);
  v1::Matter after = before;
  after.clear_cancellation();
  return MoveMatter(txn, actor, "CloseMatter", {request.date(), request.note(), {}}, checks, before,
                    std::move(after));
}

absl::StatusOr<v1::Matter> ReturnMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReturnMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      const v1::Matter before,
      resource::Begin(txn, actor, kMatters, MatterLifecycle(), "ReturnMatter", request));
  Checks checks(txn, request);
  return MoveMatter(txn, actor, "ReturnMatter", {request.date(), request.reason(), {}}, checks,
                    before, before);
}

absl::StatusOr<v1::Matter> GetMatter(const storage::Reader& reader,
                                     const v1::GetMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Matter matter, GetRow(reader, kMatters, request.name()));
  ZGC_RETURN_IF_ERROR(MarkUnknownTask(reader, matter));
  return matter;
}

absl::StatusOr<std::string> ListMatters(const storage::Reader& reader,
                                        const v1::ListMattersRequest& request,
                                        const storage::Page& page,
                                        v1::ListMattersResponse& response) {
  ZGC_ASSIGN_OR_RETURN(std::string next,
                       query::List(reader, kMatters.column(), request, page, response));
  for (v1::Matter& matter : *response.mutable_matters()) {
    ZGC_RETURN_IF_ERROR(MarkUnknownTask(reader, matter));
  }
  return next;
}

}  // namespace zgc::supervision
