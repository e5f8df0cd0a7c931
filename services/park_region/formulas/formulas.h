#pragma once

#include "common/figures/formula.h"

namespace zgc::parks {

// Registers the formulas of park_region. Arguments in brackets may be left out;
// an argument that a formula does not know is INVALID_ARGUMENT.
//
//   count_parks                [kind] [zone]; stock
//   count_park_events          [kind] [park] [distinct=parks]; flow or stock
//   count_projects             stage [park]; projects that reached it, withdrawn since or not
//   sum_project_investment     [stage] [park] [unit]; of the same projects
//   count_portfolio            [phase=signed|leads] [park] [origin]; stock: projects that stand on
//                              the day, signed ones if left out; none that was withdrawn by then
//   sum_portfolio_investment   [basis=planned|signed|leads] [park] [origin] [unit]; stock: planned
//                              or signed investment of those that are signed, planned of leads
//   count_portfolio_stages     [stage] [park] [origin]; stock: by the stage on the day, leads too
//   sum_portfolio_stages       [stage] [park] [origin] [unit]; stock: their planned investment
//   sum_investment_in_place    [park] [origin] [unit]; flow: came in, or stock: up to the day
//   count_registrations        [park] [event] [establishment=branch]; flow: events, else
//                              registered enterprises; branches are counted by themselves
//   sum_registered_capital     [park] [unit]; of the same
//   count_enterprises          basis=registration|operating|any [park]; stock
//   count_qualified_enterprises [kind] [park]; stock; without kind once for each
//   sum_lettable_area          [area=building|land] [park]; stock, past or planned, in 平方米
//   sum_let_area               the same of what is let on the day; with it the rate (出租率) is the
//                              derived indicator of both
//
// Kinds, stages and events are written as in the contract without prefix, in
// small letters: sub_park, in_production, moved_in. `unit` is 元 (taken if left
// out), 万元 or 亿元. What the records leave open (a month across the end of the
// period, a day or an amount that nobody has stated) is never guessed: the
// figure counts what is certain and is AT_LEAST.
//
// Projects are asked by origin as well, a region or a park, and those of a portfolio by stage.
// Figures may be asked by park, by region, which is that of the park, by kind and by series where
// these are left out, and parks by the zone that they belong to on the day; by none that is fixed
// by nature, as stage, event or basis.
void RegisterFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::parks
