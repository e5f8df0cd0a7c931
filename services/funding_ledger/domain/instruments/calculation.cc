#include "services/funding_ledger/domain/instruments/calculation.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/domain/instruments/instrument_table.h"
#include "services/funding_ledger/domain/terms/work.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {

absl::StatusOr<v1::Calculation> Compute(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                                        const GrantedBefore& before) {
  v1::Calculation result;
  result.set_rule_version(rule.name());
  Work work(result);
  const Instrument* instrument = InstrumentOf(rule);
  if (instrument == nullptr) return absl::InternalError("a rule without terms");
  const absl::Status done = instrument->calculate(TermsOf(rule).terms, FactsOf(facts), work);
  if (absl::IsOutOfRange(done)) {
    resource::Checks checks;
    checks.Add("facts", absl::StrCat("cannot be computed: ", done.message()));
    return checks.ToStatus();
  }
  ZGC_RETURN_IF_ERROR(done);
  const v1::SupportCaps& caps = rule.caps();
  work.Cap(v1::SUPPORT_CAP_RECORD, "单笔上限", caps.per_record_fen(), 0);
  work.Cap(v1::SUPPORT_CAP_RECIPIENT_YEAR, "受支持单位年度上限", caps.per_recipient_year_fen(),
           before.recipient_fen);
  work.Cap(v1::SUPPORT_CAP_PROGRAM_YEAR, "项目年度上限", caps.per_program_year_fen(),
           before.program_fen);
  return result;
}

}  // namespace zgc::funding
