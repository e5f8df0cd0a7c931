#pragma once

#include "services/supervision_reporting/report/html_writer.h"
#include "services/supervision_reporting/report/report_model.h"

// Sections of the HTML report. Internal to report.
namespace zgc::supervision {

// 任务看板: one row for each item.
void WriteBoard(HtmlWriter& out, const ReportModel& model);
// 各项任务进展.
void WriteItems(HtmlWriter& out, const ReportModel& model);
// 数据来源: one row for each citation.
void WriteSources(HtmlWriter& out, const ReportModel& model);
// 核查发现.
void WriteFindings(HtmlWriter& out, const ReportModel& model);

// "is-contradiction", "is-warning" or "is-note".
const char* SeverityStyle(v1::FindingSeverity severity);

}  // namespace zgc::supervision
