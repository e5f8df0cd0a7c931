#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/formula.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

// Indicators that are derived from others (派生指标): see zgc.figures.v1.Derivation. Pure functions
// of what they are given.
namespace zgc::figures {

// An indicator by service and name; nullopt if there is none.
using FindIndicator = absl::FunctionRef<absl::StatusOr<absl::optional<v1::Indicator>>(
    const std::string& service, const std::string& name)>;
// Its figure of a period; nullopt if there is none, or more than one.
using FindFigure = absl::FunctionRef<absl::StatusOr<absl::optional<v1::Figure>>(
    const std::string& service, const std::string& name, const common::v1::Period& period)>;

// The value of a derived indicator, with its operands as inputs and its arithmetic as method.
absl::StatusOr<FormulaValue> Derive(const v1::Indicator& indicator,
                                    const common::v1::Period& period, FindIndicator find_indicator,
                                    FindFigure find_figure);

}  // namespace zgc::figures
