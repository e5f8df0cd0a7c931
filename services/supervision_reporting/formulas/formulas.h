#pragma once

#include "common/figures/book/formula.h"

namespace zgc::supervision {

// The formulas of supervision_reporting (计算公式). Each takes any period: one with
// both dates counts what falls in it, a stock what has happened up to its day.
// `kind` and the other enumerations are given in small letters without prefix.
//
//   count_work_activities  [kind]  sessions
void RegisterFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::supervision
