#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/rows.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/budget.pb.h"

// Records that are posted once another person than their maker approves them.
namespace zgc::funding {

// Of a record that stands, and is marked as reversed: one without a state stands, too.
template <typename Row>
typename Lifecycle<Row>::Entry ReversalOf() {
  return {.method = "CreateReversal",
          .from = {v1::DECISION_STATE_APPROVED, v1::DECISION_STATE_UNSPECIFIED},
          .when = "of what it posted",
          .follows = true};
}

enum class Reversible { kNo, kYes };

// DRAFT until another person approves or rejects it. `when` says in words what `obstacles`
// finds in the way of an approval.
template <typename Row>
Lifecycle<Row> DecisionLifecycle(std::string when = "",
                                 typename Lifecycle<Row>::Obstacles obstacles = nullptr,
                                 Reversible reversible = Reversible::kNo) {
  const std::string noun(Row::descriptor()->name());
  std::vector<typename Lifecycle<Row>::Entry> entries = {
      {.method = "Create" + noun, .to = {v1::DECISION_STATE_DRAFT}},
      {.method = "Approve" + noun,
       .from = {v1::DECISION_STATE_DRAFT},
       .to = {v1::DECISION_STATE_APPROVED},
       .not_by = {"Create" + noun},
       .when = std::move(when),
       .obstacles = obstacles},
      {.method = "Reject" + noun,
       .from = {v1::DECISION_STATE_DRAFT},
       .to = {v1::DECISION_STATE_REJECTED},
       .not_by = {"Create" + noun}},
  };
  if (reversible == Reversible::kYes) entries.push_back(ReversalOf<Row>());
  return Lifecycle<Row>(entries);
}

// DRAFT to REJECTED.
template <typename Row, typename Request>
absl::StatusOr<Row> Reject(storage::Txn& txn, const Rows<Row>& table,
                           const Lifecycle<Row>& lifecycle, const base::Actor& actor,
                           const Request& request, absl::string_view method) {
  ZGC_ASSIGN_OR_RETURN(Row row, resource::GetToMove(txn, actor, table, lifecycle, method, request));
  lifecycle.Take(txn, actor, method, {.note = request.reason()}, row);
  return Save(txn, table, std::move(row));
}

}  // namespace zgc::funding
