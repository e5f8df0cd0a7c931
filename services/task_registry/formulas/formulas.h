#pragma once

#include "common/figures/formula.h"

namespace zgc::tasks {

// Registers the formulas of task_registry. Arguments in brackets may be left
// out; an argument that a formula does not know is INVALID_ARGUMENT.
//
//   count_activities        [kind] [series] [parent]; sessions, flow or stock
//   sum_participants        [kind] [series] [parent] [activity] [unit]; flow or stock
//   category_participants   activity category [unit]; as stated, with the qualifier
//   least_category_participants, most_category_participants
//                           category [unit] [series] [parent]; the ends of the range that the
//                           statements add up to; flow or stock
//   activity_days           activity; first to last day, both included
//   count_organisations     [kind] [country] [parent]; flow: came to be, else all
//   organisation_members    organisation
//   count_policy_documents  [kind] [status] [parent]; by date of the status; one of
//                           several parents under each, and once in all
//   policy_articles         document
//   count_tasks             [plan] [state]; stock, parts not counted
//
// Kinds, states and statuses are written as in the contract without prefix, in
// small letters: overseas_office, completed, in_force. `unit` is that of the
// participants: 人 if left out, or that of `activity`. Records that stand for
// several count as so many. What the records leave open (a month across the end
// of the period, a date or a number that nobody has stated) is never guessed:
// the figure counts what is certain and is AT_LEAST, or UNKNOWN where nothing is.
//
// Figures may be asked by kind, series, country, status, plan and parent where these are left out,
// but for sum_participants and those of categories by kind and count_tasks by state.
void RegisterFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::tasks
