#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "common/decimal/interval.h"
#include "common/figures/formula.h"
#include "zgc/figures/v1/indicators.pb.h"

// What a derivation comes to, and how a figure says it. Internal to figures; pure.
namespace zgc::figures {

// A quantity with the number that stands for it.
struct DerivedValue {
  Interval interval = Interval::Point(Decimal());
  Decimal point;
};

// Whether a kind adds its operands, and rounds nothing; the others divide.
bool IsAdded(v1::DerivationKind kind);
// Whether it holds a period against another of the same operand.
bool ComparesPeriods(v1::DerivationKind kind);

// All of an interval times a factor above zero; an end that does not fit is open. nullopt if none
// is left.
absl::optional<Interval> Scaled(const Interval& interval, const Decimal& factor);

// A value without a number, and why; Chinese.
FormulaValue Without(v1::ValueState state, FormulaValue value, const std::string& why);

// Puts the result into the words that a figure has. `exact`: no operand is a range by its
// qualifier.
absl::Status State(const DerivedValue& result, bool exact, const v1::Derivation& derivation,
                   FormulaValue& value);

}  // namespace zgc::figures
