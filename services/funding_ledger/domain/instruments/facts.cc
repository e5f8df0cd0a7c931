#include "services/funding_ledger/domain/instruments/facts.h"

#include "absl/strings/str_cat.h"
#include "common/base/dates.h"
#include "common/decimal/decimal.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

// What facts must be, and which of them a rule supports.
namespace zgc::funding {
namespace {

using figures::Decimal;

// Violations of one record of facts.
class FactChecks {
 public:
  FactChecks(absl::string_view prefix, Checks& checks) : prefix_(prefix), checks_(checks) {}

  std::string At(absl::string_view field) const { return absl::StrCat(prefix_, ".", field); }
  void Positive(int64_t fen, absl::string_view field) { CheckPositive(fen, At(field), checks_); }
  void Expect(bool holds, absl::string_view field, absl::string_view description) {
    checks_.Expect(holds, At(field), description);
  }
  bool Day(const std::string& day, absl::string_view field) { return checks_.Day(day, At(field)); }
  // The span of a loan, and how long a rule wants it to be.
  void Term(const std::string& start, const std::string& end, int32_t min_days, int32_t max_days) {
    const bool start_is_day = Day(start, "start_date");
    if (!Day(end, "end_date") || !start_is_day) return;
    Expect(start < end, "end_date", absl::StrCat(end, " is not after ", start));
    if (start >= end) return;
    const int64_t days = *base::ParseDate(end) - *base::ParseDate(start);
    Expect(days >= min_days, "end_date",
           absl::StrCat("a loan of ", days, " days is shorter than the ", min_days,
                        " that the rule asks for"));
    Expect(max_days == 0 || days <= max_days, "end_date",
           absl::StrCat("a loan of ", days, " days is longer than the ", max_days,
                        " that the rule allows"));
  }

 private:
  const std::string prefix_;
  Checks& checks_;
};

void Check(const v1::InterestTerms& terms, const v1::InterestFacts& facts, FactChecks& checks) {
  checks.Positive(facts.principal_fen(), "principal_fen");
  const auto rate = Decimal::Parse(facts.annual_rate_percent());
  checks.Expect(
      rate.ok() && !rate->IsNegative() && *rate <= Decimal(100) && rate->scale() <= kRateScale,
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

void Check(const v1::RiskCompensationTerms& terms, const v1::RiskCompensationFacts& facts,
           FactChecks& checks) {
  checks.Positive(facts.principal_fen(), "principal_fen");
  checks.Positive(facts.loss_fen(), "loss_fen");
  checks.Expect(facts.loss_fen() <= facts.principal_fen(), "loss_fen",
                absl::StrCat("is more than the principal of ", facts.principal_fen()));
  checks.Term(facts.start_date(), facts.end_date(), terms.min_term_days(), terms.max_term_days());
}

void Check(const v1::InsuranceFacts& facts, FactChecks& checks) {
  checks.Positive(facts.insured_fen(), "insured_fen");
  checks.Positive(facts.premium_fen(), "premium_fen");
}

void Check(const v1::RiskSubsidyTerms& terms, const v1::RiskSubsidyFacts& facts,
           FactChecks& checks) {
  checks.Positive(facts.invested_fen(), "invested_fen");
  checks.Expect(
      facts.invested_fen() >= terms.min_invested_fen(), "invested_fen",
      absl::StrCat("is less than the ", terms.min_invested_fen(), " fen that the rule asks for"));
  if (facts.basis() == v1::RISK_SUBSIDY_BASIS_LOSS) {
    checks.Expect(facts.loss_fen() > 0 && facts.loss_fen() <= facts.invested_fen(), "loss_fen",
                  "must be above zero and at most the investment");
    checks.Expect(!terms.share_of_loss_percent().empty(), "basis",
                  "the rule does not support losses");
  } else {
    checks.Expect(facts.basis() == v1::RISK_SUBSIDY_BASIS_INVESTMENT, "basis",
                  "must be INVESTMENT or LOSS");
    checks.Expect(facts.loss_fen() == 0, "loss_fen", "goes with the basis LOSS only");
    checks.Expect(!terms.share_of_investment_percent().empty(), "basis",
                  "the rule does not support investments as such");
  }
}

void Check(const v1::CoDevelopmentTerms& terms, const v1::CoDevelopmentFacts& facts,
           FactChecks& checks, Checks& all) {
  constexpr int kShareScale = 2;
  checks.Positive(facts.total_fen(), "total_fen");
  CheckPercent(facts.share_percent(), kShareScale, checks.At("share_percent"), all);
  const auto share = Decimal::Parse(facts.share_percent());
  const auto most = Decimal::Parse(terms.max_share_percent());
  checks.Expect(
      !share.ok() || !most.ok() || *share <= *most, "share_percent",
      absl::StrCat("is more than the ", terms.max_share_percent(), " % that the rule allows"));
}

}  // namespace

void CheckPercent(absl::string_view percent, int scale, absl::string_view field, Checks& checks) {
  const auto value = Decimal::Parse(percent);
  checks.Expect(
      value.ok() && *value > Decimal() && *value <= Decimal(100) && value->scale() <= scale, field,
      absl::StrCat("\"", percent, "\" is no plain decimal above 0 and up to 100 with at most ",
                   scale, " digits after the point"));
}

void CheckFacts(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                absl::string_view prefix, Checks& checks) {
  FactChecks found(prefix, checks);
  // The kinds have the same order in both.
  const int kind = static_cast<int>(rule.terms_case()) - v1::RuleVersion::kInterest;
  const int given = static_cast<int>(facts.facts_case()) - v1::SupportFacts::kInterest;
  if (kind != given) {
    checks.Add(prefix, absl::StrCat("must be of the kind of ", rule.name()));
    return;
  }
  switch (facts.facts_case()) {
    case v1::SupportFacts::kInterest:
      return Check(rule.interest(), facts.interest(), found);
    case v1::SupportFacts::kRiskCompensation:
      return Check(rule.risk_compensation(), facts.risk_compensation(), found);
    case v1::SupportFacts::kInsurance:
      return Check(facts.insurance(), found);
    case v1::SupportFacts::kRiskSubsidy:
      return Check(rule.risk_subsidy(), facts.risk_subsidy(), found);
    case v1::SupportFacts::kTalent:
      return CheckCount(facts.talent().selected_count(), 1, found.At("selected_count"), checks);
    case v1::SupportFacts::kCoDevelopment:
      return Check(rule.co_development(), facts.co_development(), found, checks);
    case v1::SupportFacts::FACTS_NOT_SET:
      return;
  }
}

}  // namespace zgc::funding
