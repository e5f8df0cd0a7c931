#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/supervision_reporting/report/model/report_model.h"

// Chinese words of a report, and the names that its JSON uses.
namespace zgc::supervision {

std::string TaskStateLabel(tasks::v1::TaskState state);
std::string StatusLabel(figures::v1::FigureStatus status);
std::string SeverityLabel(v1::FindingSeverity severity);
// Title of a finding rule.
std::string RuleLabel(absl::string_view rule);
// What a service keeps: 任务登记, 专项资金账, …
std::string ServiceLabel(absl::string_view service);

// "contradiction" for FINDING_SEVERITY_CONTRADICTION: value names without the
// prefix, in small letters.
std::string JsonName(absl::string_view value_name, absl::string_view prefix);

// Label of the lead department (牵头单位); its name if it is not known.
std::string LeadLabel(const ReportInput& input, const tasks::v1::Task& task);
// Label of the one or more parks and programs of a figure, joined; may be empty.
std::string ScopeLabel(const figures::v1::Figure& figure);
// Whether a revision says what it rests on, as that of an observation does. The newest change of
// what was counted depends on how a program keeps it, and is no part of a report, which names the
// positions of the sources that it was counted at.
bool RestsOnOneRecord(const figures::v1::Figure& figure);
// "第3项" or "第3、4项" with the task numbers of an item.
std::string ItemNumberLabel(const ItemModel& item);
// "2019年1月1日至2019年12月31日" as the report's period is printed.
std::string ReportPeriodLabel(const ReportInput& input);

}  // namespace zgc::supervision
