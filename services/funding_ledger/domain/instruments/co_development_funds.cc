#include "services/funding_ledger/domain/instruments/co_development_funds.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

// The shares of all sides add up to 100, the uses to no more than the total.
void CheckSides(const v1::CoDevelopmentFund& row, Checks& checks) {
  CheckPositive(row.total_fen(), "co_development_fund.total_fen", checks);
  CheckPercent(row.share_percent(), kShareScale, "co_development_fund.share_percent", checks);
  checks.Expect(row.decision().parks_size() > 0, "co_development_fund.decision.parks",
                "is required");
  auto sum = figures::Decimal::Parse(row.share_percent());
  for (int i = 0; i < row.partners_size(); ++i) {
    const std::string at = absl::StrCat("co_development_fund.partners[", i, "]");
    CheckPercent(row.partners(i).share_percent(), kShareScale, at + ".share_percent", checks);
    const auto share = figures::Decimal::Parse(row.partners(i).share_percent());
    if (sum.ok() && share.ok()) sum = sum->Plus(*share);
  }
  checks.Expect(!sum.ok() || *sum == figures::Decimal(100), "co_development_fund.partners",
                absl::StrCat("the shares of all sides add up to ", sum.ok() ? sum->ToString() : "",
                             " and not to 100"));
  absl::int128 used = 0;
  for (int i = 0; i < row.uses_size(); ++i) {
    const std::string at = absl::StrCat("co_development_fund.uses[", i, "]");
    CheckPositive(row.uses(i).amount_fen(), at + ".amount_fen", checks);
    used += row.uses(i).amount_fen();
  }
  checks.Expect(used <= row.total_fen(), "co_development_fund.uses", "are more than the total");
}

absl::StatusOr<int64_t> PartOf(int64_t total_fen, const figures::Decimal& percent) {
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal product, figures::Decimal(total_fen).Times(percent));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal part, product.DividedBy(figures::Decimal(100), 0));
  return static_cast<int64_t>(part.coefficient());
}

// Each side's amount: what its share adds to those before it, so that all add up
// to the total however they are rounded.
absl::Status Share(v1::CoDevelopmentFund& row) {
  ZGC_ASSIGN_OR_RETURN(figures::Decimal share, figures::Decimal::Parse(row.share_percent()));
  ZGC_ASSIGN_OR_RETURN(int64_t given, PartOf(row.total_fen(), share));
  for (auto& partner : *row.mutable_partners()) {
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal own,
                         figures::Decimal::Parse(partner.share_percent()));
    ZGC_ASSIGN_OR_RETURN(share, share.Plus(own));
    ZGC_ASSIGN_OR_RETURN(const int64_t up_to, PartOf(row.total_fen(), share));
    partner.set_amount_fen(up_to - given);
    given = up_to;
  }
  return absl::OkStatus();
}

void CheckCoDevelopmentTerms(const v1::CoDevelopmentTerms& terms, const std::string& field,
                             Checks& checks) {
  CheckPercent(terms.max_share_percent(), kShareScale, field + ".max_share_percent", checks);
}

void CheckCoDevelopmentFacts(const v1::CoDevelopmentTerms& terms,
                             const v1::CoDevelopmentFacts& facts, FactChecks& checks) {
  checks.Positive(facts.total_fen(), "total_fen");
  checks.Percent(facts.share_percent(), kShareScale, "share_percent");
  const auto share = figures::Decimal::Parse(facts.share_percent());
  const auto most = figures::Decimal::Parse(terms.max_share_percent());
  checks.Expect(
      !share.ok() || !most.ok() || *share <= *most, "share_percent",
      absl::StrCat("is more than the ", terms.max_share_percent(), " % that the rule allows"));
}

absl::Status ComputeCoDevelopment(const v1::CoDevelopmentTerms&,
                                  const v1::CoDevelopmentFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal part,
                       Work::Part(figures::Decimal(facts.total_fen()), facts.share_percent()));
  return work.Round("承担额", absl::StrCat(facts.total_fen(), " × ", facts.share_percent(), "%"),
                    part);
}

}  // namespace

Instrument CoDevelopmentFundInstrument() {
  return MakeInstrument<v1::CoDevelopmentTerms, v1::CoDevelopmentFacts>(
      RecipientKind::kNone, &CheckCoDevelopmentTerms, &CheckCoDevelopmentFacts,
      &ComputeCoDevelopment);
}

absl::StatusOr<v1::CoDevelopmentFund> CreateCoDevelopmentFund(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateCoDevelopmentFundRequest& request) {
  v1::CoDevelopmentFund row = request.co_development_fund();
  row.set_name(absl::StrCat("coDevelopmentFunds/", request.co_development_fund_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCoDevelopmentFunds.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
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
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kCoDevelopmentFunds, request.name());
}

absl::StatusOr<std::string> ListCoDevelopmentFunds(const storage::Reader& reader,
                                                   const v1::ListCoDevelopmentFundsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListCoDevelopmentFundsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kCoDevelopmentFunds.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
