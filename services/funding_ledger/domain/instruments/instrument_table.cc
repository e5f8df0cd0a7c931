#include "services/funding_ledger/domain/instruments/instrument_table.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"
#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_compensations.h"
#include "services/funding_ledger/domain/instruments/risk_subsidies.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"

namespace zgc::funding {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;

const OneofDescriptor& TermsOneof() {
  return *v1::RuleVersion::descriptor()->FindOneofByName("terms");
}
const OneofDescriptor& FactsOneof() {
  return *v1::SupportFacts::descriptor()->FindOneofByName("facts");
}

// Members that have not one row, and rows that are of no member.
void CheckMembers(const OneofDescriptor& oneof, const std::vector<Instrument>& rows,
                  const Descriptor* Instrument::*type, std::string& faults) {
  for (int i = 0; i < oneof.field_count(); ++i) {
    const FieldDescriptor& member = *oneof.field(i);
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const Instrument& row) {
      return row.*type == member.message_type();
    });
    if (count != 1) absl::StrAppend(&faults, member.full_name(), " has ", count, " rows; ");
  }
  for (const Instrument& row : rows) {
    bool is_member = false;
    for (int i = 0; i < oneof.field_count(); ++i) {
      is_member |= oneof.field(i)->message_type() == row.*type;
    }
    if (!is_member) {
      absl::StrAppend(&faults, (row.*type)->full_name(), " is not in ", oneof.full_name(), "; ");
    }
  }
}

const Instrument* Find(const Message& holder, const OneofDescriptor& oneof,
                       const Descriptor* Instrument::*type) {
  const FieldDescriptor* set = holder.GetReflection()->GetOneofFieldDescriptor(holder, &oneof);
  if (set == nullptr) return nullptr;
  const std::vector<Instrument>& rows = Instruments();
  return &*std::find_if(rows.begin(), rows.end(),
                        [&](const Instrument& row) { return row.*type == set->message_type(); });
}

}  // namespace

const std::vector<Instrument>& Instruments() {
  static const auto* const rows = [] {
    auto* made = new std::vector<Instrument>{
        LoanSubsidyInstrument(), RiskCompensationInstrument(), InsuranceSubsidyInstrument(),
        RiskSubsidyInstrument(), TalentRoundInstrument(),      CoDevelopmentFundInstrument()};
    const std::string faults = FaultsOf(*made);
    ZGC_CHECK(faults.empty(), faults);
    return made;
  }();
  return *rows;
}

std::string FaultsOf(const std::vector<Instrument>& rows) {
  std::string faults;
  CheckMembers(TermsOneof(), rows, &Instrument::terms, faults);
  CheckMembers(FactsOneof(), rows, &Instrument::facts, faults);
  return faults;
}

const Instrument* InstrumentOf(const v1::RuleVersion& rule) {
  return Find(rule, TermsOneof(), &Instrument::terms);
}

const Instrument* InstrumentOf(const v1::SupportFacts& facts) {
  return Find(facts, FactsOneof(), &Instrument::facts);
}

SetTerms TermsOf(const v1::RuleVersion& rule) {
  const auto& reflection = *rule.GetReflection();
  const FieldDescriptor* set = reflection.GetOneofFieldDescriptor(rule, &TermsOneof());
  ZGC_CHECK(set != nullptr, absl::StrCat(rule.name(), " has no terms"));
  return {set->name(), reflection.GetMessage(rule, set)};
}

const Message& FactsOf(const v1::SupportFacts& facts) {
  const auto& reflection = *facts.GetReflection();
  const FieldDescriptor* set = reflection.GetOneofFieldDescriptor(facts, &FactsOneof());
  ZGC_CHECK(set != nullptr, "there are no facts");
  return reflection.GetMessage(facts, set);
}

}  // namespace zgc::funding
