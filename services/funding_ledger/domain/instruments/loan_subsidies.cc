#include "services/funding_ledger/domain/instruments/loan_subsidies.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

InstrumentKey SubsidiesKey(const std::string& loan) { return {InstrumentBy::kSubsidies, loan}; }

// DUPLICATE_PAYMENT if a part of the time is subsidised already.
absl::Status RequireApart(const storage::Reader& reader, const v1::LoanSubsidy& row) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, SubsidiesKey(row.loan())));
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::LoanSubsidy other, GetRow(reader, kLoanSubsidies, name));
    if (row.to_date() <= other.from_date() || other.to_date() <= row.from_date()) continue;
    ZGC_ASSIGN_OR_RETURN(const bool stands, StillStands(reader, other.decision()));
    if (!stands) continue;
    return base::MakeError(absl::StatusCode::kFailedPrecondition,
                           common::v1::ERROR_REASON_DUPLICATE_PAYMENT,
                           absl::StrCat("interest of ", row.loan(), " from ", other.from_date(),
                                        " to ", other.to_date(), " is subsidised by ", other.name(),
                                        " (", other.decision().award(), ")"),
                           {{"earlier", other.decision().award()}});
  }
  return absl::OkStatus();
}

// Days from one valid day to another, the last not counted.
int64_t DaysBetween(const std::string& from, const std::string& to) {
  const auto first = base::ParseDate(from);
  const auto last = base::ParseDate(to);
  return first.ok() && last.ok() ? *last - *first : 0;
}

void CheckInterestTerms(const v1::InterestTerms& terms, const std::string& field, Checks& checks) {
  CheckPercent(terms.share_percent(), kShareScale, field + ".share_percent", checks);
  CheckOptionalPercent(terms.base_rate_percent(), kRateScale, field + ".base_rate_percent", checks);
  checks.Expect(terms.day_count() == v1::DAY_COUNT_ACTUAL_365 ||
                    terms.day_count() == v1::DAY_COUNT_ACTUAL_360,
                field + ".day_count", "must be ACTUAL_365 or ACTUAL_360");
  CheckTerm(terms.min_term_days(), terms.max_term_days(), field, checks);
}

void CheckInterestFacts(const v1::InterestTerms& terms, const v1::InterestFacts& facts,
                        FactChecks& checks) {
  checks.Positive(facts.principal_fen(), "principal_fen");
  const auto rate = figures::Decimal::Parse(facts.annual_rate_percent());
  checks.Expect(rate.ok() && !rate->IsNegative() && *rate <= figures::Decimal(100) &&
                    rate->scale() <= kRateScale,
                "annual_rate_percent",
                absl::StrCat("\"", facts.annual_rate_percent(),
                             "\" is no plain decimal from 0 to 100 with 4 digits after the point"));
  checks.Term(facts.start_date(), facts.end_date(), terms.min_term_days(), terms.max_term_days());
  const bool from_is_day = checks.Day(facts.from_date(), "from_date");
  if (!checks.Day(facts.to_date(), "to_date") || !from_is_day) return;
  checks.Expect(facts.from_date() < facts.to_date(), "to_date",
                absl::StrCat(facts.to_date(), " is not after ", facts.from_date()));
  checks.Expect(facts.start_date() <= facts.from_date(), "from_date",
                absl::StrCat("is before the loan, which starts on ", facts.start_date()));
  checks.Expect(facts.to_date() <= facts.end_date(), "to_date",
                absl::StrCat("is after the loan, which ends on ", facts.end_date()));
}

absl::Status ComputeInterest(const v1::InterestTerms& terms, const v1::InterestFacts& facts,
                             Work& work) {
  ZGC_ASSIGN_OR_RETURN(figures::Decimal rate, figures::Decimal::Parse(facts.annual_rate_percent()));
  if (!terms.base_rate_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal base,
                         figures::Decimal::Parse(terms.base_rate_percent()));
    const figures::Decimal lower = std::min(rate, base);
    work.Step("计息利率", absl::StrCat("min(", rate.ToString(), ", ", base.ToString(), ")"),
              lower.ToString(), "%");
    rate = lower;
  }
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal share,
                       figures::Decimal::Parse(terms.share_percent()));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal product, rate.Times(share));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal subsidised, product.TimesPowerOfTen(-2));
  work.Step("贴息率", absl::StrCat(rate.ToString(), "% × ", share.ToString(), "%"),
            subsidised.ToString(), "%");
  const int64_t days = DaysBetween(facts.from_date(), facts.to_date());
  work.Step("计息天数", absl::StrCat(facts.from_date(), "至", facts.to_date(), "，算头不算尾"),
            absl::StrCat(days), "天");
  const int64_t year = terms.day_count() == v1::DAY_COUNT_ACTUAL_360 ? 360 : 365;
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal daily, subsidised.Times(figures::Decimal(days)));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal scaled,
                       daily.Times(figures::Decimal(facts.principal_fen())));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal numerator, scaled.TimesPowerOfTen(-2));
  return work.Round(
      "贴息额",
      absl::StrCat(facts.principal_fen(), " × ", subsidised.ToString(), "% × ", days, " ÷ ", year),
      numerator, year);
}

}  // namespace

Instrument LoanSubsidyInstrument() {
  return MakeInstrument<v1::InterestTerms, v1::InterestFacts>(
      RecipientKind::kOne, &CheckInterestTerms, &CheckInterestFacts, &ComputeInterest);
}

absl::StatusOr<v1::LoanSubsidy> CreateLoanSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateLoanSubsidyRequest& request) {
  constexpr char kPurpose[] = "贷款贴息";
  v1::LoanSubsidy row = request.loan_subsidy();
  row.set_name(absl::StrCat("loanSubsidies/", request.loan_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kLoanSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto loan,
                       checks.Reference(txn, kLoans, row.loan(), "loan_subsidy.loan"));
  ZGC_RETURN_IF_ERROR(loan.has_value() ? absl::OkStatus() : checks.ToStatus());
  SupportRecord record{row.name(), {}, loan->borrower(), {}};
  auto& facts = *record.facts.mutable_interest();
  facts.set_principal_fen(loan->principal_fen());
  facts.set_annual_rate_percent(loan->annual_rate_percent());
  facts.set_start_date(loan->start_date());
  facts.set_end_date(loan->end_date());
  facts.set_from_date(row.from_date());
  facts.set_to_date(row.to_date());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "loan_subsidy", false, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireApart(txn, row));
  SetRecipient(loan->borrower(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_LOAN, loan->lender(), loan->contract_number(),
          absl::StrCat(kPurpose, " ", row.from_date(), "/", row.to_date()), record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  kInstrumentLookups.Add(txn, SubsidiesKey(row.loan()), row.name());
  return Insert(txn, kLoanSubsidies, std::move(row));
}

absl::StatusOr<v1::LoanSubsidy> GetLoanSubsidy(const storage::Reader& reader,
                                               const v1::GetLoanSubsidyRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kLoanSubsidies, request.name());
}

absl::StatusOr<std::string> ListLoanSubsidies(const storage::Reader& reader,
                                              const v1::ListLoanSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListLoanSubsidiesResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kLoanSubsidies.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
