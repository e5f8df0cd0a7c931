#include "services/supervision_reporting/domain/matters/matter_endings.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/matters/matters.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

template <typename Request>
absl::StatusOr<v1::Matter> BeginEnding(const storage::Txn& txn, const base::Actor& actor,
                                       absl::string_view method, const Request& request) {
  return resource::Begin(txn, actor, kMatters, MatterLifecycle(), method, request);
}

constexpr int kMostMatters = 100;

// Withdraws what hangs on a matter that ends by a method.
absl::Status EndWhatHangsOn(storage::Txn& txn, const base::Actor& actor, const v1::Matter& matter,
                            absl::string_view method, const std::string& reason) {
  ZGC_RETURN_IF_ERROR(WithdrawParts(txn, actor, matter.name(), method, reason));
  return WithdrawSlips(txn, actor, ThingOf(matter).name, method, reason);
}

void CheckMerged(const v1::MergeMattersRequest& request, Checks& checks) {
  checks.Expect(request.merged_size() <= kMostMatters, "merged",
                absl::StrCat("at most ", kMostMatters, " are merged at once"));
  absl::btree_set<std::string> seen;
  for (const std::string& name : request.merged()) {
    checks.Expect(name != request.name(), "merged", "is the matter itself");
    checks.Expect(seen.insert(name).second, "merged", absl::StrCat(name, " is given twice"));
  }
}

// The matter of a share, with the deadline of the whole, and what that rests on, unless it says
// another.
v1::Matter MatterOf(const v1::Matter& whole, const v1::MatterShare& share) {
  v1::Matter matter;
  matter.set_name(absl::StrCat("matters/", share.matter_id()));
  matter.set_title(share.title());
  matter.set_kind(whole.kind());
  matter.set_source(whole.source());
  matter.set_number(whole.number());
  matter.set_item_count(share.item_count());
  matter.set_received_date(whole.received_date());
  matter.set_task(whole.task());
  matter.set_jurisdiction(whole.jurisdiction());
  matter.set_urgency(whole.urgency());
  matter.set_split_from(whole.name());
  matter.set_deadline(share.deadline().empty() ? whole.deadline() : share.deadline());
  // What was due earlier at first stays so.
  matter.set_original_deadline(whole.original_deadline().empty()
                                   ? matter.deadline()
                                   : std::min(whole.original_deadline(), matter.deadline()));
  if (!share.deadline().empty()) return matter;
  matter.set_rule_set(whole.rule_set());
  if (!RestsOnCalendars(whole)) return matter;
  matter.set_working_days(whole.working_days());
  *matter.mutable_calendars() = whole.calendars();
  *matter.mutable_deadline_basis() = whole.deadline_basis();
  matter.set_provisional(whole.provisional());
  matter.set_announced_until(whole.announced_until());
  return matter;
}

// So that figures count as many matters after it as before.
void CheckShares(const v1::Matter& whole, const v1::SplitMatterRequest& request, Checks& checks) {
  checks.Expect(2 <= request.shares_size() && request.shares_size() <= kMostMatters, "shares",
                absl::StrCat("are 2 to ", kMostMatters));
  const auto received = base::ParseReducedDate(whole.received_date());
  int64_t count = 0;
  for (int i = 0; i < request.shares_size(); ++i) {
    const v1::MatterShare& share = request.shares(i);
    count += CountOf(share.item_count());
    if (received.ok() && base::ValidDate(share.deadline())) {
      const std::string field = absl::StrCat("shares[", i, "].deadline");
      checks.Ordered(received->first, share.deadline(), field);
      checks.Expect(
          whole.deadline().empty() || share.deadline() <= whole.deadline(), field,
          absl::StrCat(share.deadline(), " is after ", whole.deadline(), ", the last day of ",
                       whole.name(), ": for more time an extension is asked"));
    }
  }
  const int64_t all = CountOf(whole.item_count());
  checks.Expect(count == all, "shares",
                absl::StrCat("stand for ", count, " matters, and it for ", all,
                             all == 1 ? ": a single one goes out in parts" : ""));
}

absl::Status CreateShares(storage::Txn& txn, const base::Actor& actor, const v1::Matter& stored,
                          const v1::SplitMatterRequest& request, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(txn));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter whole, WithCurrentDeadline(calendars, stored));
  CheckShares(whole, request, checks);
  for (const v1::MatterShare& share : request.shares()) {
    v1::Matter matter = MatterOf(whole, share);
    ZGC_RETURN_IF_ERROR(MatterKind().Hold(txn, nullptr, matter, checks));
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    SetLead(share.lead_handler(), DayOr(txn, request.date()), matter);
    // Until then the whole had what it has of deadlines and states.
    MatterLifecycle().Take(
        txn, actor, "CreateMatter",
        {DayOr(txn, request.date()), absl::StrCat("split from ", whole.name()), {}}, matter);
    ZGC_RETURN_IF_ERROR(MatterKind().Create(txn, std::move(matter)).status());
  }
  return checks.ToStatus();
}

std::string NamesOf(const v1::SplitMatterRequest& request) {
  return absl::StrJoin(request.shares(), ", ", [](std::string* out, const v1::MatterShare& share) {
    absl::StrAppend(out, "matters/", share.matter_id());
  });
}

}  // namespace

absl::StatusOr<v1::Matter> ProposeMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ProposeMatterCancellationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginEnding(txn, actor, "ProposeMatterCancellation", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  after.set_cancellation(request.reason());
  return MoveMatter(txn, actor, "ProposeMatterCancellation", {request.date(), request.reason(), {}},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> ApproveMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ApproveMatterCancellationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginEnding(txn, actor, "ApproveMatterCancellation", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      EndWhatHangsOn(txn, actor, before, "ApproveMatterCancellation", before.cancellation()));
  after.clear_cancellation();
  return MoveMatter(txn, actor, "ApproveMatterCancellation",
                    {request.date(), before.cancellation(), {}}, checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> RejectMatterCancellation(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RejectMatterCancellationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before,
                       BeginEnding(txn, actor, "RejectMatterCancellation", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  after.clear_cancellation();
  return MoveMatter(txn, actor, "RejectMatterCancellation", {request.date(), request.reason(), {}},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> MergeMatters(storage::Txn& txn, const base::Actor& actor,
                                        const v1::MergeMattersRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, BeginEnding(txn, actor, "MergeMatters", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  CheckMerged(request, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string reason = absl::StrCat("into ", before.name(), ": ", request.reason());
  for (const std::string& name : request.merged()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Matter one, GetRow(txn, kMatters, name));
    ZGC_RETURN_IF_ERROR(MatterLifecycle().Check(txn, actor, "MergeMatters", one));
    CheckStepDay(txn, request.date(), one.steps(), checks);
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    ZGC_RETURN_IF_ERROR(EndWhatHangsOn(txn, actor, one, "MergeMatters", reason));
    v1::Matter ended = one;
    ended.set_merged_into(before.name());
    ended.clear_cancellation();
    MatterLifecycle().Follow(txn, actor, "MergeMatters", {DayOr(txn, request.date()), reason, {}},
                             ended);
    SaveMatter(txn, one, std::move(ended));
  }
  return MoveMatter(txn, actor, "MergeMatters",
                    {request.date(),
                     absl::StrCat(absl::StrJoin(request.merged(), ", "), ": ", request.reason()),
                     {}},
                    checks, before, std::move(after));
}

absl::StatusOr<v1::Matter> SplitMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::SplitMatterRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Matter before, BeginEnding(txn, actor, "SplitMatter", request));
  Checks checks(txn, request);
  v1::Matter after = before;
  ZGC_RETURN_IF_ERROR(CreateShares(txn, actor, before, request, checks));
  const std::string reason = absl::StrCat("into ", NamesOf(request), ": ", request.reason());
  ZGC_RETURN_IF_ERROR(EndWhatHangsOn(txn, actor, before, "SplitMatter", reason));
  after.clear_cancellation();
  return MoveMatter(txn, actor, "SplitMatter", {request.date(), reason, {}}, checks, before,
                    std::move(after));
}

}  // namespace zgc::supervision
