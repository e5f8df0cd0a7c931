#include "common/figures/derived/derivation.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/decimal/interval.h"
#include "common/decimal/quotient.h"
#include "common/figures/derived/derived_value.h"
#include "common/figures/periods.h"
#include "common/figures/precision.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

using common::v1::Period;
using Result = DerivedValue;

// A figure that goes into the arithmetic.
struct Operand {
  v1::Figure figure;
  // In its place in the sentence that explains, such as 上年同期.
  std::string word;
  Interval interval = Interval::Point(Decimal());
  Decimal point;
  // Neither a range by its qualifier nor unknown.
  bool exact = false;
  // The newest break of its indicator up to the end of the period that is derived.
  std::string breaks;
};

// Digits after the point of the ends of a mean; more than it is rounded to.
constexpr int kMeanScale = 14;
constexpr char kNothingBefore[] = "没有可比的期间";

absl::optional<Period> Shifted(const Period& period, v1::Comparison against) {
  if (against == v1::COMPARISON_YEAR_BEFORE) return YearBefore(period);
  return PeriodBefore(period);
}

// The period of an operand: of a stock in a span its last day.
Period PeriodFor(const v1::Indicator& operand, Period period) {
  if (operand.measure() == v1::MEASURE_KIND_STOCK) period.clear_start_date();
  return period;
}

std::string Say(const Operand& operand) {
  const v1::Figure& figure = operand.figure;
  return absl::StrCat(operand.word, figure.display_name(), " ", figure.value(), figure.unit());
}

class Arithmetic {
 public:
  Arithmetic(const v1::Indicator& indicator, const Period& period, FindIndicator find_indicator,
             FindFigure find_figure)
      : indicator_(indicator),
        derivation_(indicator.computation().derivation()),
        period_(period),
        find_indicator_(find_indicator),
        find_figure_(find_figure) {}

  absl::StatusOr<FormulaValue> Run() {
    ZGC_RETURN_IF_ERROR(ReadAll());
    value_.input_count = static_cast<int64_t>(value_.inputs.size());
    if (!missing_.empty()) return Without(v1::VALUE_STATE_UNKNOWN, std::move(value_), missing_);
    const std::string crossed = BreakCrossed();
    if (!crossed.empty()) {
      return Without(v1::VALUE_STATE_NOT_APPLICABLE, std::move(value_),
                     absl::StrCat(BreakText(crossed), "，前后不可比"));
    }
    ZGC_ASSIGN_OR_RETURN(const absl::optional<Result> result, Reckon());
    if (!result.has_value()) return Without(refusal_, std::move(value_), missing_);
    const bool exact = std::all_of(operands_.begin(), operands_.end(),
                                   [](const Operand& one) { return one.exact; });
    ZGC_RETURN_IF_ERROR(State(*result, exact, derivation_, value_));
    return std::move(value_);
  }

 private:
  // The operands, in the order in which the arithmetic takes them.
  absl::Status ReadAll() {
    const v1::DerivationKind kind = derivation_.kind();
    for (const v1::DerivationOperand& operand : derivation_.operands()) {
      Period period = period_;
      absl::optional<Period> other;
      const char* word = "";
      const char* other_word =
          derivation_.against() == v1::COMPARISON_YEAR_BEFORE ? "上年同期" : "上期";
      if (ComparesPeriods(kind)) other = Shifted(period_, derivation_.against());
      if (kind == v1::DERIVATION_KIND_CARRIED_FORWARD) {
        const auto day = base::ParseDate(period_.end_date());
        if (!day.ok()) return day.status();
        const absl::CivilDay first = FirstDayOfYear(indicator_, *day);
        if (first.year() <= 1) {
          missing_ = kNothingBefore;
          return absl::OkStatus();
        }
        period.set_start_date(base::FormatDate(first));
        word = "本期";
        if (operands_.empty()) {
          word = "期初";
          period.clear_start_date();
          period.set_end_date(base::FormatDate(first - 1));
        }
      }
      ZGC_RETURN_IF_ERROR(Read(operand.service(), operand.indicator(), period, word));
      if (ComparesPeriods(kind)) {
        if (!other.has_value()) {
          missing_ = kNothingBefore;
          return absl::OkStatus();
        }
        ZGC_RETURN_IF_ERROR(Read(operand.service(), operand.indicator(), *other, other_word));
      }
      if (kind == v1::DERIVATION_KIND_WEIGHTED_MEAN) {
        ZGC_RETURN_IF_ERROR(Read(operand.service(), operand.weight(), period, "权数"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Read(const std::string& service, const std::string& name, const Period& asked,
                    const char* word) {
    ZGC_ASSIGN_OR_RETURN(const auto indicator, find_indicator_(service, name));
    if (!indicator.has_value()) {
      return absl::FailedPreconditionError(absl::StrCat("there is no ", service, " ", name));
    }
    const Period period = PeriodFor(*indicator, asked);
    ZGC_ASSIGN_OR_RETURN(const auto figure, find_figure_(service, name, period));
    Operand operand;
    operand.word = word;
    operand.breaks = VersionFor(*indicator, period_).series_break_date();
    if (!figure.has_value()) {
      Miss(absl::StrCat(word, indicator->display_name(), "（", IdOf(period),
                        "）没有数，或不止一个"));
      operands_.push_back(std::move(operand));
      return absl::OkStatus();
    }
    operand.figure = *figure;
    List(service, *figure);
    const auto interval = IntervalOf(*figure);
    const auto point = Decimal::Parse(figure->value());
    if (figure->value_state() == v1::VALUE_STATE_FAILED) {
      return absl::FailedPreconditionError(absl::StrCat(figure->name(), ": ", figure->note()));
    }
    if (!interval.has_value() || !point.ok()) {
      Miss(absl::StrCat(word, indicator->display_name(), "（", IdOf(period), "）未知"));
    } else {
      operand.interval = *interval;
      operand.point = *point;
      operand.exact = figure->qualifier() == v1::QUALIFIER_EXACT;
    }
    operands_.push_back(std::move(operand));
    return absl::OkStatus();
  }

  void List(const std::string& service, const v1::Figure& figure) {
    v1::FigureInput input;
    input.set_resource(absl::StrCat("//", figure.owner(), "/", figure.name()));
    input.set_description(figure.display_name());
    input.set_contribution(figure.value());
    input.set_revision(figure.source_revision());
    value_.inputs.push_back(std::move(input));
    // Revisions of another store are not of this one.
    if (service.empty()) {
      value_.newest_revision = std::max(value_.newest_revision, figure.source_revision());
    }
    value_.series_break = std::max(value_.series_break, figure.series_break_date());
    value_.derived = value_.derived || figure.status() == v1::FIGURE_STATUS_DERIVED;
    value_.unverified = value_.unverified || figure.status() == v1::FIGURE_STATUS_REPORTED;
  }

  // The day between the two periods that are compared from which something else is counted; empty
  // if there is none.
  std::string BreakCrossed() const {
    if (ComparesPeriods(derivation_.kind())) {
      const std::string& now = operands_[0].figure.series_break_date();
      return now == operands_[1].figure.series_break_date() ? "" : now;
    }
    if (derivation_.kind() != v1::DERIVATION_KIND_CARRIED_FORWARD) return "";
    // What was carried is of before a break of the stock or the flow.
    const std::string newest =
        std::max(operands_[0].breaks, operands_[1].figure.series_break_date());
    return newest > operands_[0].figure.period().end_date() ? newest : "";
  }

  void Miss(const std::string& what) {
    if (missing_.empty()) missing_ = what;
  }
  // No result, and why.
  absl::optional<Result> None(v1::ValueState state, const std::string& why) {
    refusal_ = state;
    missing_ = why;
    return absl::nullopt;
  }

  static std::string IdOf(const Period& period) {
    return base::PeriodId(period.start_date(), period.end_date()).value_or("");
  }

  absl::StatusOr<absl::optional<Result>> Reckon() {
    switch (derivation_.kind()) {
      case v1::DERIVATION_KIND_SUM:
        value_.method = absl::StrCat("合计：", Join(" + "));
        return Added(1);
      case v1::DERIVATION_KIND_DIFFERENCE:
        value_.method = absl::StrCat("差额：", Join(" - "));
        return Added(-1);
      case v1::DERIVATION_KIND_INCREASE:
        value_.method = absl::StrCat("增量：", Join(" - "));
        return Added(-1);
      case v1::DERIVATION_KIND_CARRIED_FORWARD:
        value_.method = absl::StrCat("期初数加本期流量：", Join(" + "));
        return Added(1);
      case v1::DERIVATION_KIND_RATIO:
        return Ratio();
      case v1::DERIVATION_KIND_GROWTH:
        return Growth();
      case v1::DERIVATION_KIND_WEIGHTED_MEAN:
        return Mean();
      default:
        return absl::InternalError("a derivation of no kind");
    }
  }

  // The first operand and, `sign` times, all others.
  absl::StatusOr<absl::optional<Result>> Added(int sign) {
    Result sum{operands_.front().interval, operands_.front().point};
    for (size_t i = 1; i < operands_.size(); ++i) {
      const Operand& one = operands_[i];
      ZGC_ASSIGN_OR_RETURN(sum.interval, sign > 0 ? sum.interval.Plus(one.interval)
                                                  : sum.interval.Minus(one.interval));
      ZGC_ASSIGN_OR_RETURN(sum.point,
                           sign > 0 ? sum.point.Plus(one.point) : sum.point.Minus(one.point));
    }
    return absl::optional<Result>(sum);
  }

  // Whether a number can be divided by; says why not.
  bool Divides(const Operand& by, absl::string_view what) {
    if (by.point.IsZero()) {
      None(v1::VALUE_STATE_NOT_APPLICABLE, absl::StrCat(what, "为零"));
      return false;
    }
    if (by.interval.IsPoint() || !by.interval.Contains(Decimal())) return true;
    None(v1::VALUE_STATE_UNKNOWN, absl::StrCat(what, "可能为零"));
    return false;
  }

  absl::StatusOr<absl::optional<Result>> Ratio() {
    const Operand& a = operands_[0];
    const Operand& b = operands_[1];
    const int exponent = ScaleOf(indicator_.unit());
    Decimal multiplier(1);
    if (!derivation_.multiplier().empty()) {
      ZGC_ASSIGN_OR_RETURN(multiplier, Decimal::Parse(derivation_.multiplier()));
    }
    ZGC_ASSIGN_OR_RETURN(multiplier, multiplier.TimesPowerOfTen(exponent));
    value_.method = absl::StrCat(
        "比率：", Say(a), " ÷ ", Say(b),
        multiplier == Decimal(1) ? "" : absl::StrCat(" × ", multiplier.ToString()), RoundingText());
    if (!Divides(b, "分母")) return absl::optional<Result>();
    ZGC_ASSIGN_OR_RETURN(const Decimal dividend, a.point.Times(multiplier));
    return Divided(dividend, b.point, [&]() -> absl::optional<Interval> {
      const auto quotient = Quotient(a.interval, b.interval, 0);
      if (!quotient.has_value()) return absl::nullopt;
      return Scaled(*quotient, multiplier);
    });
  }

  absl::StatusOr<absl::optional<Result>> Growth() {
    const Operand& now = operands_[0];
    const Operand& before = operands_[1];
    const int exponent = ScaleOf(indicator_.unit());
    value_.method = absl::StrCat("增速：", Say(now), " 比", Say(before), RoundingText());
    if (!Divides(before, "基数")) return absl::optional<Result>();
    if (before.point.IsNegative()) {
      return None(v1::VALUE_STATE_NOT_APPLICABLE, "基数为负数，增速没有意义");
    }
    ZGC_ASSIGN_OR_RETURN(const Decimal more, now.point.Minus(before.point));
    ZGC_ASSIGN_OR_RETURN(const Decimal dividend, more.TimesPowerOfTen(exponent));
    return Divided(dividend, before.point,
                   [&] { return GrowthFrom(now.interval, before.interval, exponent); });
  }

  absl::StatusOr<absl::optional<Result>> Mean() {
    Decimal sum;
    Operand weights;
    std::vector<std::string> terms;
    for (size_t i = 0; i + 1 < operands_.size(); i += 2) {
      const Operand& value = operands_[i];
      const Operand& weight = operands_[i + 1];
      if (weight.point.IsNegative()) return None(v1::VALUE_STATE_NOT_APPLICABLE, "权数为负");
      ZGC_ASSIGN_OR_RETURN(const Decimal term, value.point.Times(weight.point));
      ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(term));
      ZGC_ASSIGN_OR_RETURN(weights.point, weights.point.Plus(weight.point));
      terms.push_back(absl::StrCat(Say(value), "（", Say(weight), "）"));
    }
    weights.interval = Interval::Point(weights.point);
    value_.method = absl::StrCat("加权平均：", absl::StrJoin(terms, "、"), RoundingText());
    if (!Divides(weights, "权数之和")) return absl::optional<Result>();
    return Divided(sum, weights.point, [&] { return MeanBounds(weights.point); });
  }

  // Of weights that are points the means of all lower and of all upper ends; else all that lies
  // between the least and the greatest, where any mean does.
  absl::optional<Interval> MeanBounds(const Decimal& weights) const {
    bool points = true;
    for (size_t i = 1; i < operands_.size(); i += 2) {
      points = points && operands_[i].interval.IsPoint();
    }
    const auto mean = [&](bool lower) -> absl::optional<Decimal> {
      absl::optional<Decimal> all;
      for (size_t i = 0; i + 1 < operands_.size(); i += 2) {
        const Interval& one = operands_[i].interval;
        absl::optional<Decimal> end = lower ? one.lower().value : one.upper().value;
        if (!end.has_value()) return absl::nullopt;
        if (points) {
          const auto share = end->Times(operands_[i + 1].point);
          const auto sum = share.ok() ? all.value_or(Decimal()).Plus(*share) : share;
          if (!sum.ok()) return absl::nullopt;
          all = *sum;
        } else if (!all.has_value() || (lower ? *end < *all : *end > *all)) {
          all = end;
        }
      }
      if (!points || !all.has_value()) return all;
      const auto quotient = all->DividedBy(weights, kMeanScale);
      if (!quotient.ok()) return absl::nullopt;
      return *quotient;
    };
    const auto lower = mean(true);
    const auto upper = mean(false);
    if (!lower.has_value() || !upper.has_value()) return absl::nullopt;
    const auto made = Interval::Make({*lower, true}, {*upper, true});
    if (!made.ok()) return absl::nullopt;
    return *made;
  }

  // The rounded quotient of two points, and `all` that it may be where they are none.
  template <typename All>
  absl::StatusOr<absl::optional<Result>> Divided(const Decimal& a, const Decimal& b, All all) {
    Result result;
    ZGC_ASSIGN_OR_RETURN(result.point, a.DividedBy(b, derivation_.decimals()));
    if (std::all_of(operands_.begin(), operands_.end(),
                    [](const Operand& one) { return one.interval.IsPoint(); })) {
      ZGC_ASSIGN_OR_RETURN(const Decimal whole, result.point.Times(b));
      result.interval = Interval::Point(result.point);
      if (whole != a) {
        ZGC_ASSIGN_OR_RETURN(const Decimal step, Decimal::FromParts(1, derivation_.decimals()));
        ZGC_ASSIGN_OR_RETURN(result.interval, Interval::Rounded(result.point, step));
      }
      return absl::optional<Result>(result);
    }
    const absl::optional<Interval> interval = all();
    if (!interval.has_value()) {
      return None(v1::VALUE_STATE_UNKNOWN, "各数是范围，商没有确定的范围");
    }
    result.interval = *interval;
    return absl::optional<Result>(result);
  }

  std::string Join(absl::string_view separator) const {
    return absl::StrJoin(operands_, separator, [](std::string* out, const Operand& operand) {
      out->append(Say(operand));
    });
  }
  std::string RoundingText() const {
    return derivation_.decimals() == 0
               ? "，四舍五入到整数"
               : absl::StrCat("，四舍五入到", derivation_.decimals(), "位小数");
  }

  const v1::Indicator& indicator_;
  const v1::Derivation& derivation_;
  const Period& period_;
  const FindIndicator find_indicator_;
  const FindFigure find_figure_;
  std::vector<Operand> operands_;
  FormulaValue value_;
  // Why there is no number.
  std::string missing_;
  v1::ValueState refusal_ = v1::VALUE_STATE_UNKNOWN;
};

}  // namespace

absl::StatusOr<FormulaValue> Derive(const v1::Indicator& indicator, const Period& period,
                                    FindIndicator find_indicator, FindFigure find_figure) {
  return Arithmetic(indicator, period, find_indicator, find_figure).Run();
}

}  // namespace zgc::figures
