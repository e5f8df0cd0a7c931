#include "common/figures/versions/target.h"

#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"
#include "common/figures/periods.h"

namespace zgc::figures {
namespace {

constexpr int kAttainmentDigits = 2;
constexpr int kPercent = 2;

// Empty if there is none. One for the period goes before one for its family.
std::string TargetOf(const v1::Indicator& version, const common::v1::Period& period) {
  std::string of_family;
  for (const v1::IndicatorTarget& target : version.targets()) {
    if (target.has_period() && target.period().start_date() == period.start_date() &&
        target.period().end_date() == period.end_date()) {
      return target.value();
    }
    if (!target.has_period() &&
        IsOfFamily(period, target.family(), version.financial_year_first_month())) {
      of_family = target.value();
    }
  }
  return of_family;
}

v1::TargetResult ResultOf(const Interval& value, const Decimal& target, bool down) {
  const Endpoint& lower = value.lower();
  const Endpoint& upper = value.upper();
  // All of it is on the good side; none of it is.
  const bool met = down ? upper.value.has_value() && *upper.value <= target
                        : lower.value.has_value() && *lower.value >= target;
  const Endpoint& nearest = down ? lower : upper;
  const bool missed =
      nearest.value.has_value() && ((down ? *nearest.value > target : *nearest.value < target) ||
                                    (*nearest.value == target && !nearest.closed));
  if (met) return v1::TARGET_RESULT_MET;
  return missed ? v1::TARGET_RESULT_MISSED : v1::TARGET_RESULT_OPEN;
}

}  // namespace

void StateTarget(const v1::Indicator& version, bool ended, v1::Figure& figure) {
  figure.set_target(TargetOf(version, figure.period()));
  if (figure.target().empty() || figure.value_state() != v1::VALUE_STATE_KNOWN) return;
  const auto target = Decimal::Parse(figure.target());
  const auto value = Decimal::Parse(figure.value());
  if (!target.ok() || !value.ok()) return;
  const bool down = version.direction() == v1::DIRECTION_DOWN_IS_GOOD;
  // At its word: who prints 99.6% has reached 99.6%.
  const auto stated = Interval::From(*value, figure.qualifier());
  if (!stated.ok()) return;
  figure.set_target_result(ended ? ResultOf(*stated, *target, down) : v1::TARGET_RESULT_OPEN);
  const Decimal zero;
  if (!stated->IsPoint() || *value <= zero || *target <= zero) return;
  const auto dividend = (down ? *target : *value).TimesPowerOfTen(kPercent);
  if (!dividend.ok()) return;
  const auto share = dividend->DividedBy(down ? *value : *target, kAttainmentDigits);
  if (share.ok()) figure.set_attainment(share->ToString());
}

}  // namespace zgc::figures
