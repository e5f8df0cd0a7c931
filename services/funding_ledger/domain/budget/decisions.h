#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/budget.pb.h"

// Records that are posted once another person than their maker approves them.
namespace zgc::funding {

// The DRAFT that the request names, with the actor as its checker.
template <typename Row, typename Request>
absl::StatusOr<Row> GetForDecision(const storage::Txn& txn, const Rows<Row>& table,
                                   const base::Actor& actor, const Request& request,
                                   absl::string_view method) {
  ZGC_ASSIGN_OR_RETURN(Row row, GetForUpdate(txn, table, request));
  if (row.state() != v1::DECISION_STATE_DRAFT) {
    const bool old = row.state() == v1::DECISION_STATE_UNSPECIFIED;
    return IllegalTransition(
        row.name(), method,
        {absl::StrCat("it is ", old ? "posted" : v1::DecisionState_Name(row.state()))}, {});
  }
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.name(), method, {row.maker()}));
  row.set_checker(actor.responsible());
  return row;
}

// DRAFT to REJECTED.
template <typename Row, typename Request>
absl::StatusOr<Row> Reject(storage::Txn& txn, const Rows<Row>& table, const base::Actor& actor,
                           const Request& request, absl::string_view method) {
  ZGC_ASSIGN_OR_RETURN(Row row, GetForDecision(txn, table, actor, request, method));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  row.set_state(v1::DECISION_STATE_REJECTED);
  row.set_decision_reason(request.reason());
  return Save(txn, table, std::move(row));
}

// A new record as its maker leaves it, whatever the request says of the outputs.
template <typename Row>
void SetDraft(const base::Actor& actor, Row& row) {
  row.set_state(v1::DECISION_STATE_DRAFT);
  row.set_maker(actor.responsible());
  row.clear_checker();
  row.clear_decision_reason();
}

}  // namespace zgc::funding
