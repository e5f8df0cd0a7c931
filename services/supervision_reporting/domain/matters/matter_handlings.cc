#include "services/supervision_reporting/domain/matters/matter_handlings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

template <typename Request>
absl::StatusOr<v1::Matter> BeginHandling(const storage::Txn& txn, const base::Actor& actor,
                                         absl::string_view method, const Request& request) {
  return resource::Begin(txn, actor, kMatters, MatterLifecycle(), method, request);
}

}  // namespace

absl::StatusOr<v1::Matter> ProposeMatterHandling(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ProposeMatterHandlingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginHandling(txn, actor, "ProposeMatterHandling", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  after.set_suggested_handler(request.suggested_handler());
  return MoveMatter(txn, actor, "ProposeMatterHandling", {request.date(), request.text(), {}},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> DeclineMatter(storage::Txn& txn, const base::Actor& actor,
                                         const v1::DeclineMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginHandling(txn, actor, "DeclineMatter", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  // Slips went to the one who has it no more.
  ZGC_RETURN_IF_ERROR(
      WithdrawSlips(txn, actor, ThingOf(before).name, "DeclineMatter", request.reason()));
  SetLead("", DayOr(txn, request.date()), after);
  after.set_suggested_handler(request.suggested_handler());
  after.set_returned_by(before.lead_handler());
  return MoveMatter(
      txn, actor, "DeclineMatter",
      {request.date(), absl::StrCat(before.lead_handler(), ": ", request.reason()), {}}, checks,
      before, std::move(after));
}

absl::StatusOr<v1::Matter> ReassignMatter(storage::Txn& txn, const base::Actor& actor,
                                          const v1::ReassignMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginHandling(txn, actor, "ReassignMatter", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  checks.Expect(request.lead_handler() != before.lead_handler(), "lead_handler", "handles it now");
  if (request.co_handlers().empty()) {
    // One of those who help goes on as the lead.
    auto& helping = *after.mutable_co_handlers();
    helping.erase(std::remove(helping.begin(), helping.end(), request.lead_handler()),
                  helping.end());
  } else {
    *after.mutable_co_handlers() = request.co_handlers();
  }
  SetLead(request.lead_handler(), DayOr(txn, request.date()), after);
  CheckCoHandlers(after, "co_handlers", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string reason = absl::StrCat("from ", before.lead_handler(), " to ",
                                          request.lead_handler(), ": ", request.reason());
  ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, actor, ThingOf(before).name, "ReassignMatter", reason));
  return MoveMatter(txn, actor, "ReassignMatter", {request.date(), reason, {}}, checks, before,
                    std::move(after));
}

absl::StatusOr<v1::Matter> RecordMatterProgress(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RecordMatterProgressRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginHandling(txn, actor, "RecordMatterProgress", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  v1::MatterProgress& said = *after.add_progress();
  said.set_date(DayOr(txn, request.date()));
  said.set_text(request.text());
  return MoveMatter(txn, actor, "RecordMatterProgress", {request.date(), request.text(), {}},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> VerifyMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::VerifyMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, BeginHandling(txn, actor, "VerifyMatter", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  return MoveMatter(txn, actor, "VerifyMatter",
                    {request.date(), request.note(), request.evidence()}, checks, before,
                    std::move(after));
}

absl::StatusOr<v1::Matter> ArchiveMatter(storage::Txn& txn, const base::Actor& actor,
                                         const v1::ArchiveMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginHandling(txn, actor, "ArchiveMatter", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  return MoveMatter(txn, actor, "ArchiveMatter", {request.date(), "", Evidence(request.document())},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> ReopenMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReopenMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, BeginHandling(txn, actor, "ReopenMatter", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const v1::Matter after,
                       MoveMatter(txn, actor, "ReopenMatter",
                                  {request.date(), request.reason(), {}}, checks, before, before));
  // Calendars that have changed since it ended.
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(txn));
  return FollowCalendars(txn, actor, calendars, after);
}

}  // namespace zgc::supervision
