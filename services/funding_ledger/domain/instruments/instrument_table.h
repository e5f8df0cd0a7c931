#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "services/funding_ledger/domain/terms/instrument.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

// All instruments of support (支持方式). All functions are thread-safe.
namespace zgc::funding {

// One row for each member of RuleVersion.terms and of SupportFacts.facts: else the process
// ends when this is first asked for, which the service does before it serves.
const std::vector<Instrument>& Instruments();

// What is wrong with rows: members of the two that have no row or two; empty if nothing is.
std::string FaultsOf(const std::vector<Instrument>& rows);

// What a rule grants, or facts are of; null where nothing is set.
const Instrument* InstrumentOf(const v1::RuleVersion& rule);
const Instrument* InstrumentOf(const v1::SupportFacts& facts);

// The terms and facts that are set, and the field that the terms are in: "interest".
struct SetTerms {
  std::string field;
  const google::protobuf::Message& terms;
};
SetTerms TermsOf(const v1::RuleVersion& rule);
const google::protobuf::Message& FactsOf(const v1::SupportFacts& facts);

}  // namespace zgc::funding
