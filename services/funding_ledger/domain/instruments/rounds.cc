#include "services/funding_ledger/domain/instruments/rounds.h"

#include <map>

#include "common/decimal/decimal.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/facts.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_service.pb.h"

// Rounds of talent programs, and co-development funds.
namespace zgc::funding {
namespace {

using figures::Decimal;

InstrumentKey RoundKey(const v1::TalentRound& row) {
  return {InstrumentBy::kRound, row.decision().program(), absl::StrCat(row.year()),
          Normalised(row.batch())};
}

// The shares of all sides add up to 100, the uses to no more than the total.
void CheckSides(const v1::CoDevelopmentFund& row, Checks& checks) {
  constexpr int kShareScale = 2;
  CheckPositive(row.total_fen(), "co_development_fund.total_fen", checks);
  CheckPercent(row.share_percent(), kShareScale, "co_development_fund.share_percent", checks);
  checks.Expect(row.decision().parks_size() > 0, "co_development_fund.decision.parks",
                "is required");
  auto sum = Decimal::Parse(row.share_percent());
  for (int i = 0; i < row.partners_size(); ++i) {
    const std::string at = absl::StrCat("co_development_fund.partners[", i, "]");
    checks.Required(row.partners(i).party(), at + ".party");
    CheckPercent(row.partners(i).share_percent(), kShareScale, at + ".share_percent", checks);
    const auto share = Decimal::Parse(row.partners(i).share_percent());
    if (sum.ok() && share.ok()) sum = sum->Plus(*share);
  }
  checks.Expect(!sum.ok() || *sum == Decimal(100), "co_development_fund.partners",
                absl::StrCat("the shares of all sides add up to ", sum.ok() ? sum->ToString() : "",
                             " and not to 100"));
  absl::int128 used = 0;
  for (int i = 0; i < row.uses_size(); ++i) {
    const std::string at = absl::StrCat("co_development_fund.uses[", i, "]");
    checks.Required(row.uses(i).purpose(), at + ".purpose");
    CheckPositive(row.uses(i).amount_fen(), at + ".amount_fen", checks);
    used += row.uses(i).amount_fen();
  }
  checks.Expect(used <= row.total_fen(), "co_development_fund.uses", "are more than the total");
}

absl::StatusOr<int64_t> PartOf(int64_t total_fen, const Decimal& percent) {
  ZGC_ASSIGN_OR_RETURN(const Decimal product, Decimal(total_fen).Times(percent));
  ZGC_ASSIGN_OR_RETURN(const Decimal part, product.DividedBy(Decimal(100), 0));
  return static_cast<int64_t>(part.coefficient());
}

// Each side's amount: what its share adds to those before it, so that all add up
// to the total however they are rounded.
absl::Status Share(v1::CoDevelopmentFund& row) {
  ZGC_ASSIGN_OR_RETURN(Decimal share, Decimal::Parse(row.share_percent()));
  ZGC_ASSIGN_OR_RETURN(int64_t given, PartOf(row.total_fen(), share));
  for (auto& partner : *row.mutable_partners()) {
    ZGC_ASSIGN_OR_RETURN(const Decimal own, Decimal::Parse(partner.share_percent()));
    ZGC_ASSIGN_OR_RETURN(share, share.Plus(own));
    ZGC_ASSIGN_OR_RETURN(const int64_t up_to, PartOf(row.total_fen(), share));
    partner.set_amount_fen(up_to - given);
    given = up_to;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::TalentRound> CreateTalentRound(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateTalentRoundRequest& request) {
  v1::TalentRound row = request.talent_round();
  row.set_name(absl::StrCat("talentRounds/", request.talent_round_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kTalentRounds.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.talent_round_id(), "talent_round_id");
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
  return GetRow(reader, kTalentRounds, request.name());
}

absl::StatusOr<std::string> ListTalentRounds(const storage::Reader& reader,
                                             const v1::ListTalentRoundsRequest& request,
                                             const storage::Page& page,
                                             v1::ListTalentRoundsResponse& response) {
  return ListRows(reader, kTalentRounds, page, response.mutable_talent_rounds(),
                  [&](const v1::TalentRound& row) {
                    return Takes(request.program(), row.decision().program()) &&
                           Takes(request.year(), row.year());
                  });
}

absl::StatusOr<v1::CoDevelopmentFund> CreateCoDevelopmentFund(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateCoDevelopmentFundRequest& request) {
  v1::CoDevelopmentFund row = request.co_development_fund();
  row.set_name(absl::StrCat("coDevelopmentFunds/", request.co_development_fund_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCoDevelopmentFunds.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.co_development_fund_id(), "co_development_fund_id");
  CheckSides(row, checks);
  SupportRecord record{row.name(), {}, "", {}};
  record.facts.mutable_co_development()->set_total_fen(row.total_fen());
  record.facts.mutable_co_development()->set_share_percent(row.share_percent());
  record.award.set_project_count(1);
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "co_development_fund", true, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(Share(row));
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  return Insert(txn, kCoDevelopmentFunds, std::move(row));
}

absl::StatusOr<v1::CoDevelopmentFund> GetCoDevelopmentFund(
    const storage::Reader& reader, const v1::GetCoDevelopmentFundRequest& request) {
  return GetRow(reader, kCoDevelopmentFunds, request.name());
}

absl::StatusOr<std::string> ListCoDevelopmentFunds(const storage::Reader& reader,
                                                   const v1::ListCoDevelopmentFundsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListCoDevelopmentFundsResponse& response) {
  return ListRows(reader, kCoDevelopmentFunds, page, response.mutable_co_development_funds(),
                  [&](const v1::CoDevelopmentFund& row) {
                    return Takes(request.program(), row.decision().program());
                  });
}

}  // namespace zgc::funding
