#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/decisions.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

// From a record of facts to an award, the same for all instruments;
// decisions.proto says how.
namespace zgc::funding {

// What an instrument says of one record.
struct SupportRecord {
  // "loanSubsidies/x"; the award gets its id.
  std::string name;
  v1::SupportFacts facts;
  // Whom the cap of recipients is held against: an enterprise or a name; empty if
  // there is no one recipient.
  std::string recipient;
  // Recipients, items, round and labels of the award.
  v1::Award award;
};

// Checks what the contract does not say of a decision, under "{field}.decision", and the
// facts under `field`. The version that decides, or nullopt if there is no rule, which is a
// violation unless `may_do_without`, or if something is wrong.
absl::StatusOr<absl::optional<v1::RuleVersion>> CheckDecision(const storage::Reader& reader,
                                                              const v1::SupportDecision& decision,
                                                              const v1::SupportFacts& facts,
                                                              absl::string_view field,
                                                              bool may_do_without,
                                                              resource::Checks& checks);

// Computes the amount, makes the award and fills the output fields of `decision`.
// Without a rule it checks the award that is named, if any.
absl::Status Decide(storage::Txn& txn, const base::Actor& actor,
                    const absl::optional<v1::RuleVersion>& rule, const SupportRecord& record,
                    v1::SupportDecision& decision);

// Whether what was decided still counts: its award was not cancelled.
absl::StatusOr<bool> StillStands(const storage::Reader& reader,
                                 const v1::SupportDecision& decision);

// Adds an item to those of the award.
void AddItem(v1::SupportItemKind kind, const std::string& issuer, const std::string& number,
             absl::string_view purpose, v1::Award& award);

// The enterprise that receives the award, with the purpose as an item; what is no
// enterprise of the master data is not named.
void SetRecipient(const std::string& recipient, absl::string_view purpose, v1::Award& award);

}  // namespace zgc::funding
