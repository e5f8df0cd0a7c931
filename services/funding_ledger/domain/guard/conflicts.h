#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

// What the guard compares, and what it finds.
namespace zgc::funding {

// Whose items are compared: an award that is approved, or a payment of it.
struct Subject {
  std::string award;
  std::string program;
  std::string fiscal_year;
  // Day on which the rules must be in force.
  std::string day;
  SupportItems items;
  // It pays: what others are only promised does not count against its award.
  bool pays = false;
};

// An item that was claimed before, against a rule.
struct Conflict {
  v1::GuardRule rule;
  v1::SupportItem item;
  std::vector<v1::SupportClaim> earlier;
};

// An award that is approved.
Subject ApprovalOf(const v1::Award& award);

// A payment looks at its own items, and again at those of its award. An empty day
// is the last of the year.
std::vector<Subject> PaymentOf(const v1::Award& award, const std::string& day,
                               const SupportItems& items);

// Adds what the rules in force find.
absl::Status FindConflicts(const storage::Reader& reader, const Subject& subject,
                           std::vector<Conflict>& conflicts);
std::vector<Conflict> WithAction(const std::vector<Conflict>& conflicts, v1::GuardAction action);

// One sentence.
std::string ConflictText(const Conflict& conflict);

// DUPLICATE_PAYMENT; every earlier support is a violation. At least one conflict.
absl::Status Refused(const std::string& award, const std::vector<Conflict>& conflicts,
                     absl::string_view advice);

}  // namespace zgc::funding
