#pragma once

#include <string>

#include "services/supervision_reporting/report/document/document.h"
#include "services/supervision_reporting/report/model/report_model.h"

// Parts of the document. Internal to compose.
namespace zgc::supervision {

// 任务看板: one row for each item.
document::Block ComposeBoard(const ReportModel& model);
// 各项任务进展.
document::Block ComposeItems(const ReportModel& model);
// 数据来源: one row for each citation.
document::Block ComposeSources(const ReportModel& model);
// 核查发现.
document::Block ComposeFindings(const ReportModel& model);
// 数据版本.
document::Block ComposeVersions(const ReportVersions& versions);

// "is-contradiction", "is-warning" or "is-note".
std::string SeverityStyle(v1::FindingSeverity severity);

// A cited figure as `text` prints it, leading to its source.
document::Span FigureSpan(const CitedFigure& cited, const std::string& text);

inline document::Span Text(const std::string& text) { return {document::Span::Kind::kText, text}; }
inline document::Span Strong(const std::string& text) {
  return {document::Span::Kind::kStrong, text};
}
inline document::Span Link(const std::string& anchor, const std::string& text) {
  return {document::Span::Kind::kLink, text, anchor};
}
inline document::Span Detail(const std::string& text) {
  return {document::Span::Kind::kDetail, text};
}
inline document::Span Label(const std::string& style, const std::string& text) {
  document::Span span{document::Span::Kind::kLabel, text};
  span.style = style;
  return span;
}

}  // namespace zgc::supervision
