#include "services/funding_ledger/domain/instruments/facts.h"

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/instruments/instrument_table.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {

void CheckFacts(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                absl::string_view prefix, resource::Checks& checks) {
  const Instrument* instrument = InstrumentOf(rule);
  if (instrument == nullptr || instrument != InstrumentOf(facts)) {
    checks.Add(prefix, absl::StrCat("must be of the kind of ", rule.name()));
    return;
  }
  FactChecks found(prefix, checks);
  instrument->check_facts(TermsOf(rule).terms, FactsOf(facts), found);
}

}  // namespace zgc::funding
