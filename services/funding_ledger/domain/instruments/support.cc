#include "services/funding_ledger/domain/instruments/support.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/calculation.h"
#include "services/funding_ledger/domain/instruments/facts.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/decisions.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

// Leads from what a cap is held against to the awards under it.
InstrumentKey CapKey(const v1::RuleVersion& rule, const v1::SupportDecision& decision,
                     const std::string& subject) {
  return {InstrumentBy::kGranted, rule.rule(), decision.fiscal_year(), Normalised(subject)};
}

// What awards under a key grant, drafts included.
absl::StatusOr<int64_t> GrantedUnder(const storage::Reader& reader, const InstrumentKey& key) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, key));
  int64_t sum = 0;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, name));
    if (award.state() != v1::AWARD_STATE_CANCELLED) sum += award.amount_fen();
  }
  return sum;
}

// INSUFFICIENT_FUNDS: a cap of the rule leaves nothing.
absl::Status NothingLeft(const v1::Calculation& calculation) {
  const std::string cap = v1::SupportCap_Name(calculation.bound_by());
  if (calculation.bound_by() == v1::SUPPORT_CAP_UNSPECIFIED) {
    Checks checks;
    checks.Add("facts", absl::StrCat(calculation.rule_version(), " grants less than half a fen"));
    return checks.ToStatus();
  }
  return InsufficientFunds({{cap, calculation.rule_version(), 0, calculation.uncapped_fen()}});
}

absl::Status CheckLinked(const storage::Reader& reader, const SupportRecord& record,
                         const v1::SupportDecision& decision) {
  if (decision.award().empty()) return absl::OkStatus();
  Checks checks;
  ZGC_ASSIGN_OR_RETURN(const auto award,
                       checks.Reference(reader, kAwards, decision.award(), "decision.award"));
  if (award.has_value()) {
    checks.Expect(award->state() != v1::AWARD_STATE_CANCELLED, "decision.award", "was cancelled");
    checks.Expect(award->program() == decision.program(), "decision.award",
                  absl::StrCat("is of ", award->program()));
    checks.Expect(award->fiscal_year() == decision.fiscal_year(), "decision.award",
                  absl::StrCat("is of ", award->fiscal_year()));
    const int64_t recipients = record.award.recipient_count();
    checks.Expect(recipients == 0 || award->recipient_count() == recipients, "decision.award",
                  absl::StrCat("is for ", award->recipient_count(), " recipients"));
  }
  return checks.ToStatus();
}

// A decision that cites a version keeps its day within the version for ever.
absl::Status Cite(storage::Txn& txn, const std::string& version, const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion rule, GetRow(txn, kRuleVersions, version));
  if (rule.last_cited_date() < day) rule.set_last_cited_date(day);
  rule.set_cited_count(rule.cited_count() + 1);
  Save(txn, kRuleVersions, std::move(rule));
  return absl::OkStatus();
}

absl::StatusOr<v1::Award> MakeAward(storage::Txn& txn, const base::Actor& actor,
                                    const SupportRecord& record,
                                    const v1::SupportDecision& decision) {
  v1::CreateAwardRequest request;
  request.set_award_id(std::string(base::IdOf(record.name)));
  v1::Award& award = *request.mutable_award();
  award = record.award;
  award.set_display_name(decision.display_name());
  award.set_program(decision.program());
  award.set_fiscal_year(decision.fiscal_year());
  award.set_amount_fen(decision.calculation().amount_fen());
  award.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
  *award.mutable_parks() = decision.parks();
  award.set_effective_date(decision.date());
  award.add_rules(decision.rule_version());
  award.set_document(decision.document());
  award.set_within_summary(decision.within_summary());
  ZGC_ASSIGN_OR_RETURN(v1::Award made, CreateAward(txn, actor, request));
  made.set_support(record.name);
  return Save(txn, kAwards, std::move(made));
}

}  // namespace

absl::StatusOr<absl::optional<v1::RuleVersion>> CheckDecision(const storage::Reader& reader,
                                                              const v1::SupportDecision& decision,
                                                              const v1::SupportFacts& facts,
                                                              absl::string_view field,
                                                              bool may_do_without, Checks& checks) {
  const auto at = [&](absl::string_view name) { return absl::StrCat(field, ".decision.", name); };
  CheckForeignList(decision.parks(), resource::kParkPrefix, at("parks"), checks);
  CheckDayInYear(decision.date(), YearOf(decision.fiscal_year()), at("date"), checks);
  absl::optional<v1::RuleVersion> rule;
  if (decision.rule().empty()) {
    checks.Expect(may_do_without, at("rule"), "is required");
    return rule;
  }
  ZGC_ASSIGN_OR_RETURN(rule, FindRule(reader, decision.rule(), decision.date()));
  if (!rule.has_value()) {
    checks.Add(at("rule"), absl::StrCat("no version of \"", decision.rule(), "\" is in force on ",
                                        decision.date()));
    return rule;
  }
  CheckFacts(*rule, facts, field, checks);
  return rule;
}

absl::Status Decide(storage::Txn& txn, const base::Actor& actor,
                    const absl::optional<v1::RuleVersion>& rule, const SupportRecord& record,
                    v1::SupportDecision& decision) {
  if (!rule.has_value()) return CheckLinked(txn, record, decision);
  const InstrumentKey recipient = CapKey(*rule, decision, record.recipient);
  const InstrumentKey program = CapKey(*rule, decision, decision.program());
  GrantedBefore before;
  if (!record.recipient.empty()) {
    ZGC_ASSIGN_OR_RETURN(before.recipient_fen, GrantedUnder(txn, recipient));
  }
  ZGC_ASSIGN_OR_RETURN(before.program_fen, GrantedUnder(txn, program));
  ZGC_ASSIGN_OR_RETURN(*decision.mutable_calculation(), Compute(*rule, record.facts, before));
  if (decision.calculation().amount_fen() == 0) return NothingLeft(decision.calculation());
  decision.set_rule_version(rule->name());
  ZGC_ASSIGN_OR_RETURN(const v1::Award award, MakeAward(txn, actor, record, decision));
  decision.set_award(award.name());
  if (!record.recipient.empty()) kInstrumentLookups.Add(txn, recipient, award.name());
  kInstrumentLookups.Add(txn, program, award.name());
  return Cite(txn, rule->name(), decision.date());
}

absl::StatusOr<bool> StillStands(const storage::Reader& reader,
                                 const v1::SupportDecision& decision) {
  if (decision.award().empty()) return true;
  ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, decision.award()));
  return award.state() != v1::AWARD_STATE_CANCELLED;
}

void AddItem(v1::SupportItemKind kind, const std::string& issuer, const std::string& number,
             absl::string_view purpose, v1::Award& award) {
  auto* item = award.add_support_items();
  item->set_kind(kind);
  item->set_issuer(issuer);
  item->set_number(number);
  item->set_purpose(std::string(purpose));
}

void SetRecipient(const std::string& recipient, absl::string_view purpose, v1::Award& award) {
  award.set_recipient_count(1);
  award.set_recipient_times(1);
  if (!absl::StartsWith(recipient, resource::kEnterprisePrefix)) return;
  award.add_enterprises(recipient);
  AddItem(v1::SUPPORT_ITEM_KIND_ENTERPRISE, "", recipient, purpose, award);
}

}  // namespace zgc::funding
