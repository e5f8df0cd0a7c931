#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "services/supervision_reporting/report/model/report_input.h"

namespace zgc::supervision {

// A citation with what it leads to.
struct CitedFigure {
  std::string id;
  // Full name of the figure that it names.
  std::string figure_name;
  // nullptr if there is no such figure.
  const figures::v1::Figure* figure = nullptr;
  // The version that the figure is by.
  const figures::v1::Indicator* indicator = nullptr;
  // Full name of the task; nullptr if the task is unknown.
  std::string task_name;
  const tasks::v1::Task* task = nullptr;
  // Index of the item, and where in it the citation stands.
  size_t item = 0;
  std::string field;
  // As the prose prints it.
  std::string text;
  // Whether the citation says how, and what of that does not fit; English.
  bool worded = false;
  std::string mismatch;
  // “口径自2020年7月1日起变化” of a figure that does not compare with others of its indicator that
  // the report cites, or has the break inside of its period; else empty.
  std::string series_break;
  // Whether a marker of the item prints it.
  bool in_prose = false;
};

// A number in the words of a report that is bound to no figure and not proven to be
// something else.
struct UnboundNumeral {
  // Resource and field whose text has it, and the place in code points.
  std::string item;
  std::string field;
  size_t offset = 0;
  // The number with its unit, if it is known to be a count.
  std::string printed;
  // The words around it.
  std::string context;
};

// An item with what it leads to.
struct ItemModel {
  const v1::ReportItem* item = nullptr;
  // Known tasks of it, in its order.
  std::vector<const tasks::v1::Task*> tasks;
  // Indexes into ReportModel::cited.
  std::vector<size_t> cited;
  // Indexes into ReportModel::findings.
  std::vector<size_t> findings;
};

// A report with everything looked up. Points into its input, which outlives
// it. Immutable once made; thread-safe.
struct ReportModel {
  const ReportInput* input = nullptr;
  // In the order of the report. Repeated ids are kept; `by_id` has the first.
  std::vector<CitedFigure> cited;
  absl::btree_map<std::string, size_t> by_id;
  // Citation ids of a figure by its full name.
  absl::btree_map<std::string, std::vector<std::string>> ids_of;
  std::vector<ItemModel> items;
  // Tasks of the plan that are in force, by number, with their full names.
  std::vector<std::pair<std::string, const tasks::v1::Task*>> plan_tasks;
  // In the order of the report.
  std::vector<UnboundNumeral> unbound;
  // The gravest first.
  std::vector<v1::Finding> findings;

  // The words that findings use for a figure: its citation ids, or its name.
  std::vector<std::string> NamesOf(const std::string& figure_name) const;
};

// Looks everything up. What the rules find is left empty: see findings/checked_report.h.
ReportModel LookUpReport(const ReportInput& input);

// Whether task number `a` comes before `b`: 9 before 14, 14 before 14.2.
bool TaskNumberLess(absl::string_view a, absl::string_view b);

}  // namespace zgc::supervision
