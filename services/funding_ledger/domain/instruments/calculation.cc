#include "services/funding_ledger/domain/instruments/calculation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/dates.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/ledger/shape.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

using figures::Decimal;

// Days from one valid day to another, the last not counted.
int64_t DaysBetween(const std::string& from, const std::string& to) {
  const auto first = base::ParseDate(from);
  const auto last = base::ParseDate(to);
  return first.ok() && last.ok() ? *last - *first : 0;
}

// One calculation under way: a value in fen, and how it came about.
class Work {
 public:
  explicit Work(v1::Calculation& result) : result_(result) {}

  void Step(absl::string_view label, std::string expression, std::string value,
            absl::string_view unit) {
    auto* step = result_.add_steps();
    step->set_label(std::string(label));
    step->set_expression(std::move(expression));
    step->set_value(std::move(value));
    step->set_unit(std::string(unit));
  }
  // Fen times a percentage; exact.
  static absl::StatusOr<Decimal> Part(const Decimal& fen, const std::string& percent) {
    ZGC_ASSIGN_OR_RETURN(const Decimal share, Decimal::Parse(percent));
    ZGC_ASSIGN_OR_RETURN(const Decimal product, fen.Times(share));
    return product.TimesPowerOfTen(-2);
  }
  // The last step before the caps: `numerator` by `denominator`, to the fen.
  absl::Status Round(absl::string_view label, std::string expression, const Decimal& numerator,
                     int64_t denominator = 1) {
    ZGC_ASSIGN_OR_RETURN(const Decimal fen, numerator.DividedBy(Decimal(denominator), 0));
    if (fen > Decimal(kMaxAmountFen)) return absl::OutOfRangeError("more than 10 trillion yuan");
    result_.set_uncapped_fen(static_cast<int64_t>(fen.coefficient()));
    result_.set_amount_fen(result_.uncapped_fen());
    Step(label, absl::StrCat(expression, "，四舍五入到分"), fen.ToString(), "分");
    return absl::OkStatus();
  }
  // Holds the amount down to what `limit_fen` leaves beside `used_fen`; 0 is no limit.
  void Cap(v1::SupportCap cap, absl::string_view label, int64_t limit_fen, int64_t used_fen) {
    if (limit_fen == 0) return;
    const int64_t left = std::max<int64_t>(0, limit_fen - used_fen);
    const int64_t before = result_.amount_fen();
    if (left < before) {
      result_.set_amount_fen(left);
      result_.set_bound_by(cap);
    }
    Step(label,
         used_fen == 0 ? absl::StrCat("min(", before, ", ", limit_fen, ")")
                       : absl::StrCat("min(", before, ", ", limit_fen, " − ", used_fen, ")"),
         absl::StrCat(result_.amount_fen()), "分");
  }

 private:
  v1::Calculation& result_;
};

absl::Status Apply(const v1::InterestTerms& terms, const v1::InterestFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(Decimal rate, Decimal::Parse(facts.annual_rate_percent()));
  if (!terms.base_rate_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const Decimal base, Decimal::Parse(terms.base_rate_percent()));
    const Decimal lower = std::min(rate, base);
    work.Step("计息利率", absl::StrCat("min(", rate.ToString(), ", ", base.ToString(), ")"),
              lower.ToString(), "%");
    rate = lower;
  }
  ZGC_ASSIGN_OR_RETURN(const Decimal share, Decimal::Parse(terms.share_percent()));
  ZGC_ASSIGN_OR_RETURN(const Decimal product, rate.Times(share));
  ZGC_ASSIGN_OR_RETURN(const Decimal subsidised, product.TimesPowerOfTen(-2));
  work.Step("贴息率", absl::StrCat(rate.ToString(), "% × ", share.ToString(), "%"),
            subsidised.ToString(), "%");
  const int64_t days = DaysBetween(facts.from_date(), facts.to_date());
  work.Step("计息天数", absl::StrCat(facts.from_date(), "至", facts.to_date(), "，算头不算尾"),
            absl::StrCat(days), "天");
  const int64_t year = terms.day_count() == v1::DAY_COUNT_ACTUAL_360 ? 360 : 365;
  ZGC_ASSIGN_OR_RETURN(const Decimal daily, subsidised.Times(Decimal(days)));
  ZGC_ASSIGN_OR_RETURN(const Decimal scaled, daily.Times(Decimal(facts.principal_fen())));
  ZGC_ASSIGN_OR_RETURN(const Decimal numerator, scaled.TimesPowerOfTen(-2));
  return work.Round(
      "贴息额",
      absl::StrCat(facts.principal_fen(), " × ", subsidised.ToString(), "% × ", days, " ÷ ", year),
      numerator, year);
}

absl::Status Apply(const v1::RiskCompensationTerms& terms, const v1::RiskCompensationFacts& facts,
                   Work& work) {
  ZGC_ASSIGN_OR_RETURN(Decimal part, Work::Part(Decimal(facts.loss_fen()), terms.share_percent()));
  std::string expression = absl::StrCat(facts.loss_fen(), " × ", terms.share_percent(), "%");
  if (!terms.max_share_of_principal_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const Decimal most, Work::Part(Decimal(facts.principal_fen()),
                                                        terms.max_share_of_principal_percent()));
    work.Step(
        "按本金计的最高补偿",
        absl::StrCat(facts.principal_fen(), " × ", terms.max_share_of_principal_percent(), "%"),
        most.ToString(), "分");
    expression = absl::StrCat("min(", expression, ", ", most.ToString(), ")");
    part = std::min(part, most);
  }
  return work.Round("补偿额", expression, part);
}

absl::Status Apply(const v1::InsuranceTerms& terms, const v1::InsuranceFacts& facts, Work& work) {
  Decimal premium(facts.premium_fen());
  if (!terms.max_premium_rate_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(const Decimal most, Work::Part(Decimal(facts.insured_fen()),
                                                        terms.max_premium_rate_percent()));
    premium = std::min(premium, most);
    work.Step("计补保费",
              absl::StrCat("min(", facts.premium_fen(), ", ", facts.insured_fen(), " × ",
                           terms.max_premium_rate_percent(), "%)"),
              premium.ToString(), "分");
  }
  ZGC_ASSIGN_OR_RETURN(const Decimal part, Work::Part(premium, terms.share_percent()));
  return work.Round("保费补贴", absl::StrCat(premium.ToString(), " × ", terms.share_percent(), "%"),
                    part);
}

absl::Status Apply(const v1::RiskSubsidyTerms& terms, const v1::RiskSubsidyFacts& facts,
                   Work& work) {
  const bool loss = facts.basis() == v1::RISK_SUBSIDY_BASIS_LOSS;
  const int64_t base = loss ? facts.loss_fen() : facts.invested_fen();
  const std::string& share =
      loss ? terms.share_of_loss_percent() : terms.share_of_investment_percent();
  ZGC_ASSIGN_OR_RETURN(const Decimal part, Work::Part(Decimal(base), share));
  return work.Round(loss ? "损失补贴" : "投资补贴", absl::StrCat(base, " × ", share, "%"), part);
}

absl::Status Apply(const v1::TalentTerms& terms, const v1::TalentFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(const Decimal sum,
                       Decimal(terms.amount_each_fen()).Times(Decimal(facts.selected_count())));
  return work.Round("支持额", absl::StrCat(terms.amount_each_fen(), " × ", facts.selected_count()),
                    sum);
}

absl::Status Apply(const v1::CoDevelopmentFacts& facts, Work& work) {
  ZGC_ASSIGN_OR_RETURN(const Decimal part,
                       Work::Part(Decimal(facts.total_fen()), facts.share_percent()));
  return work.Round("承担额", absl::StrCat(facts.total_fen(), " × ", facts.share_percent(), "%"),
                    part);
}

}  // namespace

absl::StatusOr<v1::Calculation> Compute(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                                        const GrantedBefore& before) {
  v1::Calculation result;
  result.set_rule_version(rule.name());
  Work work(result);
  absl::Status done;
  switch (rule.terms_case()) {
    case v1::RuleVersion::kInterest:
      done = Apply(rule.interest(), facts.interest(), work);
      break;
    case v1::RuleVersion::kRiskCompensation:
      done = Apply(rule.risk_compensation(), facts.risk_compensation(), work);
      break;
    case v1::RuleVersion::kInsurance:
      done = Apply(rule.insurance(), facts.insurance(), work);
      break;
    case v1::RuleVersion::kRiskSubsidy:
      done = Apply(rule.risk_subsidy(), facts.risk_subsidy(), work);
      break;
    case v1::RuleVersion::kTalent:
      done = Apply(rule.talent(), facts.talent(), work);
      break;
    case v1::RuleVersion::kCoDevelopment:
      done = Apply(facts.co_development(), work);
      break;
    case v1::RuleVersion::TERMS_NOT_SET:
      return absl::InternalError("a rule without terms");
  }
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
