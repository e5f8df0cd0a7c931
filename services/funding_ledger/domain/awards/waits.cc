#include "services/funding_ledger/domain/awards/waits.h"

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/milestones.pb.h"

namespace zgc::funding {
namespace {

// Where a page begins: a tranche of an award.
struct Place {
  std::string award;
  int32_t tranche = 0;
};

absl::StatusOr<Place> PlaceOf(const std::string& start) {
  Place place;
  if (start.empty()) return place;
  const std::vector<std::string> parts = absl::StrSplit(start, ' ');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &place.tranche)) {
    return absl::InternalError("a page of waiting tranches begins nowhere");
  }
  place.award = parts[0];
  return place;
}

// Visits the awards that can be paid by name, from that one on, until `visit` returns false. Those
// that were paid are many more.
absl::Status ForEachPayable(const storage::Reader& reader, const std::string& from,
                            absl::FunctionRef<bool(const v1::Award&)> visit) {
  v1::ListAwardsRequest request;
  request.set_filter(
      absl::StrCat("(state = AWARD_STATE_APPROVED OR state = AWARD_STATE_PARTIALLY_PAID)",
                   from.empty() ? "" : " AND ", query::AnyWith({"name >="}, from)));
  storage::Page page;
  page.size = 1'000;
  do {
    v1::ListAwardsResponse response;
    ZGC_ASSIGN_OR_RETURN(page.start,
                         query::List(reader, kAwards.column(), request, page, response));
    for (const v1::Award& award : response.awards()) {
      if (!visit(award)) return absl::OkStatus();
    }
  } while (!page.start.empty());
  return absl::OkStatus();
}

// A program with all that belongs to it.
absl::StatusOr<absl::btree_set<std::string>> Within(const storage::Reader& reader,
                                                    const std::string& program) {
  absl::btree_set<std::string> within;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program&) {
        const auto lineage = WithParents(reader, key.name);
        failed = lineage.status();
        if (!failed.ok()) return false;
        for (const v1::Program& above : *lineage) {
          if (above.name() == program) within.insert(key.name);
        }
        return true;
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return within;
}

}  // namespace

absl::StatusOr<absl::optional<v1::WaitingTranche>> WaitOf(const storage::Reader& reader,
                                                          const v1::Award& award,
                                                          const v1::Tranche& tranche,
                                                          int64_t matched_fen) {
  v1::WaitingTranche waiting;
  waiting.set_since_date(award.agreement().date());
  if (tranche.condition() == v1::TRANCHE_CONDITION_MILESTONE) {
    ZGC_ASSIGN_OR_RETURN(const auto milestone, kTaskMilestones.Get(reader, {tranche.milestone()}));
    if (milestone.has_value()) {
      if (milestone->accepted()) return absl::optional<v1::WaitingTranche>();
      waiting.set_milestone_title(milestone->title());
      waiting.set_task(milestone->task());
      waiting.set_milestone_state(milestone->state());
      waiting.set_milestone_due_date(milestone->due_date());
      waiting.set_source_revision(milestone->source_revision());
      // One that was refused is waited for anew.
      if (!milestone->decided_date().empty()) waiting.set_since_date(milestone->decided_date());
    }
    waiting.set_milestone(tranche.milestone());
  } else if (tranche.condition() == v1::TRANCHE_CONDITION_MATCHING &&
             matched_fen < tranche.matching_fen()) {
    waiting.set_matching_fen(tranche.matching_fen());
    waiting.set_matched_fen(matched_fen);
  } else {
    return absl::optional<v1::WaitingTranche>();
  }
  waiting.set_award(award.name());
  waiting.set_award_display_name(award.display_name());
  waiting.set_program(award.program());
  waiting.set_tranche(tranche.number());
  waiting.set_open_fen(tranche.amount_fen() - tranche.paid_fen());
  waiting.set_due_date(tranche.due_date());
  waiting.set_condition(tranche.condition());
  return absl::optional<v1::WaitingTranche>(std::move(waiting));
}

WaitWords Describe(const v1::WaitingTranche& waiting) {
  if (waiting.condition() == v1::TRANCHE_CONDITION_MATCHING) {
    return {absl::StrCat("matching funds of ", waiting.matching_fen(), " fen"),
            absl::StrCat(waiting.matched_fen(), " fen are evidenced")};
  }
  if (waiting.milestone_state().empty()) {
    return {waiting.milestone(), "not read from the task registry yet"};
  }
  return {waiting.milestone(),
          absl::StrCat(waiting.milestone_state(), ", due ", waiting.milestone_due_date())};
}

absl::StatusOr<std::string> ListWaitingTranches(const storage::Reader& reader,
                                                const v1::ListWaitingTranchesRequest& request,
                                                const storage::Page& page,
                                                v1::ListWaitingTranchesResponse& response) {
  Checks checks;
  ZGC_RETURN_IF_ERROR(checks.OptionalReference(reader, kAwards, request.award(), "award").status());
  ZGC_RETURN_IF_ERROR(
      checks.OptionalReference(reader, kPrograms, request.program(), "program").status());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  absl::btree_set<std::string> programs;
  if (!request.program().empty()) {
    ZGC_ASSIGN_OR_RETURN(programs, Within(reader, request.program()));
  }
  ZGC_ASSIGN_OR_RETURN(Place begin, PlaceOf(page.start));
  if (begin.award.empty()) begin.award = request.award();
  std::string next;
  absl::Status failed;
  // The tranches of one award; whether to go on.
  const auto add = [&](const v1::Award& award) {
    for (const v1::Tranche& tranche : award.tranches()) {
      if (award.name() == begin.award && tranche.number() < begin.tranche) continue;
      if (tranche.paid_fen() >= tranche.amount_fen()) continue;
      auto waiting = WaitOf(reader, award, tranche, award.matched_fen());
      failed = waiting.status();
      if (!failed.ok()) return false;
      if (!waiting->has_value() || !Takes(request.task(), (*waiting)->task())) continue;
      if (response.waiting_tranches_size() == page.size) {
        next = absl::StrCat(award.name(), " ", tranche.number());
        return false;
      }
      *response.add_waiting_tranches() = **std::move(waiting);
    }
    return true;
  };
  ZGC_RETURN_IF_ERROR(ForEachPayable(reader, begin.award, [&](const v1::Award& award) {
    // By name, so that no other one follows.
    if (!Takes(request.award(), award.name())) return false;
    if (!programs.empty() && !programs.contains(award.program())) return true;
    return add(award);
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return next;
}

}  // namespace zgc::funding
