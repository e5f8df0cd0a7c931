#include "services/funding_ledger/domain/guard/stacking_flags.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/names.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/conflicts.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

InstrumentKey FlagKey(const std::string& award) { return {InstrumentBy::kFlag, award}; }

// Whether what a flag names as earlier is the award or a payment of it.
absl::StatusOr<bool> Names(const storage::Reader& reader, const v1::StackingFlag& flag,
                           const std::string& award) {
  for (const std::string& name : flag.earlier()) {
    if (name == award) return true;
    if (!absl::StartsWith(name, "payments/")) continue;
    ZGC_ASSIGN_OR_RETURN(const v1::Payment payment, GetRow(reader, kPayments, name));
    if (payment.award() == award) return true;
  }
  return false;
}

// Whether the claim was flagged before, at this award or at the other.
absl::StatusOr<bool> IsFlagged(const storage::Reader& reader, const std::string& award,
                               const Conflict& conflict, const v1::SupportClaim& claim) {
  for (const auto& [at, other] :
       {std::pair(award, claim.award()), std::pair(claim.award(), award)}) {
    ZGC_ASSIGN_OR_RETURN(const auto flags, FlagsOf(reader, at));
    for (const v1::StackingFlag& flag : flags) {
      // An open flag of the other holds up the other; it has not been judged yet.
      if (at != award && flag.state() != v1::STACKING_FLAG_STATE_CLEARED) continue;
      if (flag.guard_rule() != conflict.rule.name()) continue;
      if (ItemKey(flag.item()) != ItemKey(conflict.item)) continue;
      // Of one award the payment counts, not the award.
      if (at == other) {
        if (absl::c_linear_search(flag.earlier(), claim.name())) return true;
        continue;
      }
      ZGC_ASSIGN_OR_RETURN(const bool names, Names(reader, flag, other));
      if (names) return true;
    }
  }
  return false;
}

}  // namespace

const Lifecycle<v1::StackingFlag>& StackingFlagLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::StackingFlag>({
      {.method = "ApproveAward", .to = {v1::STACKING_FLAG_STATE_OPEN}},
      {.method = "CheckStacking", .to = {v1::STACKING_FLAG_STATE_OPEN}},
      {.method = "ClearStackingFlag",
       .from = {v1::STACKING_FLAG_STATE_OPEN},
       .to = {v1::STACKING_FLAG_STATE_CLEARED},
       .not_by = {"ApproveAward", "CheckStacking"},
       .when = "the person is neither maker nor checker of the award"},
  });
  return *lifecycle;
}

absl::StatusOr<std::vector<v1::StackingFlag>> FlagsOf(const storage::Reader& reader,
                                                      const std::string& award) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, FlagKey(award)));
  std::vector<v1::StackingFlag> flags;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(v1::StackingFlag flag, GetRow(reader, kStackingFlags, name));
    flags.push_back(std::move(flag));
  }
  return flags;
}

absl::StatusOr<std::vector<Conflict>> Unflagged(const storage::Reader& reader,
                                                const std::string& award,
                                                const std::vector<Conflict>& conflicts) {
  std::vector<Conflict> rest;
  for (const Conflict& conflict : WithAction(conflicts, v1::GUARD_ACTION_FLAG)) {
    Conflict open{conflict.rule, conflict.item, {}};
    for (const v1::SupportClaim& claim : conflict.earlier) {
      ZGC_ASSIGN_OR_RETURN(const bool flagged, IsFlagged(reader, award, conflict, claim));
      if (!flagged) open.earlier.push_back(claim);
    }
    if (!open.earlier.empty()) rest.push_back(std::move(open));
  }
  return rest;
}

absl::Status Raise(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                   const std::string& award, const std::vector<Conflict>& conflicts) {
  ZGC_ASSIGN_OR_RETURN(const auto before, FlagsOf(txn, award));
  size_t number = before.size();
  for (const Conflict& conflict : conflicts) {
    v1::StackingFlag flag;
    flag.set_name(absl::StrCat("stackingFlags/", base::IdOf(award), "-", ++number));
    flag.set_award(award);
    *flag.mutable_item() = conflict.item;
    flag.set_guard_rule(conflict.rule.name());
    for (const v1::SupportClaim& claim : conflict.earlier) flag.add_earlier(claim.name());
    StackingFlagLifecycle().Take(txn, actor, method, {}, flag);
    kInstrumentLookups.Add(txn, FlagKey(award), flag.name());
    ZGC_RETURN_IF_ERROR(Insert(txn, kStackingFlags, std::move(flag)).status());
  }
  return absl::OkStatus();
}

absl::Status RequireCleared(const std::string& award, const std::vector<v1::StackingFlag>& flags) {
  std::vector<std::string> obstacles;
  for (const v1::StackingFlag& flag : flags) {
    if (flag.state() != v1::STACKING_FLAG_STATE_OPEN) continue;
    obstacles.push_back(absl::StrCat(flag.name(), " is open: ", ItemText(flag.item()),
                                     " is supported by ", absl::StrJoin(flag.earlier(), ", ")));
  }
  if (obstacles.empty()) return absl::OkStatus();
  return IllegalTransition(award, "CreatePayment", obstacles, {"ClearStackingFlag", "CancelAward"});
}

absl::StatusOr<v1::StackingFlag> ClearStackingFlag(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ClearStackingFlagRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::StackingFlag flag,
                       resource::GetToMove(txn, actor, kStackingFlags, StackingFlagLifecycle(),
                                           "ClearStackingFlag", request));
  ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(txn, kAwards, flag.award()));
  ZGC_RETURN_IF_ERROR(
      RequireOther(actor, flag.name(), "ClearStackingFlag", {award.maker(), award.checker()}));
  StackingFlagLifecycle().Take(
      txn, actor, "ClearStackingFlag",
      {.note = request.reason(), .evidence = resource::Evidence(request.document())}, flag);
  return Save(txn, kStackingFlags, std::move(flag));
}

absl::StatusOr<v1::StackingFlag> GetStackingFlag(const storage::Reader& reader,
                                                 const v1::GetStackingFlagRequest& request) {
  return GetRow(reader, kStackingFlags, request.name());
}

absl::StatusOr<std::string> ListStackingFlags(const storage::Reader& reader,
                                              const v1::ListStackingFlagsRequest& request,
                                              const storage::Page& page,
                                              v1::ListStackingFlagsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kStackingFlags.column(), request, page, response);
}

}  // namespace zgc::funding
