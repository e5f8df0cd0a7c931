#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/domain/terms/fact_checks.h"
#include "services/funding_ledger/domain/terms/work.h"

// What makes an instrument of support (支持方式): the terms of its rules, the facts of its
// records, and what the one makes of the other.
namespace zgc::funding {

// Whether its records have one recipient, whom a cap can be held against.
enum class RecipientKind { kOne, kNone };

// A row of the table, see instrument_table.h. Immutable; thread-safe.
struct Instrument {
  // The member of RuleVersion.terms.
  const google::protobuf::Descriptor* terms = nullptr;
  // The member of SupportFacts.facts.
  const google::protobuf::Descriptor* facts = nullptr;
  RecipientKind recipient = RecipientKind::kOne;
  // Names of fields begin with `field`, "rule_version.interest".
  std::function<void(const google::protobuf::Message& terms, const std::string& field,
                     resource::Checks& checks)>
      check_terms;
  std::function<void(const google::protobuf::Message& terms, const google::protobuf::Message& facts,
                     FactChecks& checks)>
      check_facts;
  // Of facts that passed; OUT_OF_RANGE if a number becomes too large.
  std::function<absl::Status(const google::protobuf::Message& terms,
                             const google::protobuf::Message& facts, Work& work)>
      calculate;
};

template <typename Terms, typename Facts>
Instrument MakeInstrument(RecipientKind recipient,
                          void (*check_terms)(const Terms&, const std::string&, resource::Checks&),
                          void (*check_facts)(const Terms&, const Facts&, FactChecks&),
                          absl::Status (*calculate)(const Terms&, const Facts&, Work&)) {
  using google::protobuf::Message;
  Instrument made;
  made.terms = Terms::descriptor();
  made.facts = Facts::descriptor();
  made.recipient = recipient;
  made.check_terms = [=](const Message& terms, const std::string& field, resource::Checks& checks) {
    check_terms(static_cast<const Terms&>(terms), field, checks);
  };
  made.check_facts = [=](const Message& terms, const Message& facts, FactChecks& checks) {
    check_facts(static_cast<const Terms&>(terms), static_cast<const Facts&>(facts), checks);
  };
  made.calculate = [=](const Message& terms, const Message& facts, Work& work) {
    return calculate(static_cast<const Terms&>(terms), static_cast<const Facts&>(facts), work);
  };
  return made;
}

}  // namespace zgc::funding
