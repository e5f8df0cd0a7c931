#pragma once

#include "common/figures/formula.h"

namespace zgc::supervision {

// The formulas of supervision_reporting (计算公式). Each takes any period: one with
// both dates counts what falls in it, a stock what has happened up to its day.
// `kind` and the other enumerations are given in small letters without prefix.
//
//   count_matters          [kind] [state]           matters received
//   count_proposals        [led_by] [kind] [state]  proposals received
//   count_information      [adopted_by]             items submitted
//   count_adoptions        [by]                     adoptions
//   count_instructions     [by]                     instructions
//   count_work_activities  [kind]                   sessions or issues
//   score                  organisation             points of a scorecard; of a flow
//
// `state` is that of the last day of the period; adopted_by and by are names of
// bodies, such as informationBodies/city.
//
// Figures may be asked by kind, led_by and by where these are left out.
void RegisterFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::supervision
