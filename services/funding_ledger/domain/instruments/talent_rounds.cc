#include "services/funding_ledger/domain/instruments/talent_rounds.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

InstrumentKey RoundKey(const v1::TalentRound& row) {
  return {InstrumentBy::kRound, row.decision().program(), absl::StrCat(row.year()),
          Normalised(row.batch())};
}

void CheckTalentTerms(const v1::TalentTerms& terms, const std::string& field, Checks& checks) {
  CheckPositive(terms.amount_each_fen(), field + ".amount_each_fen", checks);
}

void CheckTalentFacts(const v1::TalentTerms&, const v1::TalentFacts& facts, FactChecks& checks) {
  CheckCount(facts.selected_count(), 1, checks.At("selected_count"), checks.all());
}

absl::Status ComputeTalent(const v1::TalentTerms& terms, const v1::TalentFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(
      const figures::Decimal sum,
      figures::Decimal(terms.amount_each_fen()).Times(figures::Decimal(facts.selected_count())));
  return work.Round("支持额", absl::StrCat(terms.amount_each_fen(), " × ", facts.selected_count()),
                    sum);
}

}  // namespace

Instrument TalentRoundInstrument() {
  return MakeInstrument<v1::TalentTerms, v1::TalentFacts>(RecipientKind::kNone, &CheckTalentTerms,
                                                          &CheckTalentFacts, &ComputeTalent);
}

absl::StatusOr<v1::TalentRound> CreateTalentRound(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateTalentRoundRequest& request) {
  v1::TalentRound row = request.talent_round();
  row.set_name(absl::StrCat("talentRounds/", request.talent_round_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kTalentRounds.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  checks.Expect(IsYear(row.year()), "talent_round.year", "must be a year, four digits");
  CheckCount(row.selected_count(), 1, "talent_round.selected_count", checks);
  // A map has no fixed order, an answer has.
  const std::map<std::string, int64_t> labels(row.sub_counts().begin(), row.sub_counts().end());
  for (const auto& [label, count] : labels) {
    checks.Expect(!label.empty() && count >= 0 && count <= row.selected_count(),
                  "talent_round.sub_counts",
                  absl::StrCat("\"", label, "\" must be 0 to selected_count"));
  }
  ZGC_ASSIGN_OR_RETURN(const auto same, Found(txn, RoundKey(row)));
  if (!same.empty()) checks.Add("talent_round.batch", absl::StrCat("is that of ", same.front()));
  SupportRecord record{row.name(), {}, "", {}};
  record.facts.mutable_talent()->set_selected_count(row.selected_count());
  record.award.set_recipient_count(row.selected_count());
  *record.award.mutable_sub_counts() = row.sub_counts();
  record.award.set_round(absl::StrCat(row.year(), "年", row.batch()));
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "talent_round", true, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  kInstrumentLookups.Add(txn, RoundKey(row), row.name());
  return Insert(txn, kTalentRounds, std::move(row));
}

absl::StatusOr<v1::TalentRound> GetTalentRound(const storage::Reader& reader,
                                               const v1::GetTalentRoundRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kTalentRounds, request.name());
}

absl::StatusOr<std::string> ListTalentRounds(const storage::Reader& reader,
                                             const v1::ListTalentRoundsRequest& request,
                                             const storage::Page& page,
                                             v1::ListTalentRoundsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kTalentRounds.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
