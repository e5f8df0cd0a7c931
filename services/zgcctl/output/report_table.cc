#include "services/zgcctl/output/report_table.h"

#include <algorithm>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/decimal/decimal.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"

namespace zgc::ctl {
namespace {

using figures::Decimal;
using zgc::funding::v1::ReportColumn;
using zgc::funding::v1::ReportRow;
using zgc::funding::v1::ReportTable;

int ScaleOf(MoneyUnit unit) {
  switch (unit) {
    case MoneyUnit::kFen:
      return 0;
    case MoneyUnit::kYuan:
      return 2;
    case MoneyUnit::kWan:
      break;
  }
  return 6;
}

const char* NameOf(MoneyUnit unit) {
  switch (unit) {
    case MoneyUnit::kFen:
      return "分";
    case MoneyUnit::kYuan:
      return "元";
    case MoneyUnit::kWan:
      break;
  }
  return "万元";
}

bool IsText(const ReportColumn& column) {
  return column.type() == zgc::funding::v1::REPORT_COLUMN_TYPE_TEXT ||
         column.type() == zgc::funding::v1::REPORT_COLUMN_TYPE_RESOURCE;
}

// What spreadsheets begin a formula with.
bool LooksLikeFormula(absl::string_view text) {
  return !text.empty() && absl::StrContains("=+-@\t\r", text.substr(0, 1));
}

std::string Quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::vector<std::string> Headings(const ReportTable& report, MoneyUnit unit) {
  std::vector<std::string> headings;
  for (const ReportColumn& column : report.columns()) headings.push_back(Heading(column, unit));
  return headings;
}

std::vector<std::string> CellsOf(const ReportTable& report, const ReportRow& row, MoneyUnit unit) {
  std::vector<std::string> cells;
  for (int i = 0; i < report.columns_size(); ++i) {
    const std::string cell = i < row.cells_size() ? row.cells(i) : "";
    cells.push_back(Shown(report.columns(i), cell, unit));
  }
  return cells;
}

std::vector<ReportRow> AllRows(const ReportTable& report) {
  std::vector<ReportRow> rows(report.rows().begin(), report.rows().end());
  rows.insert(rows.end(), report.totals().begin(), report.totals().end());
  return rows;
}

}  // namespace

std::string Heading(const ReportColumn& column, MoneyUnit unit) {
  if (column.type() != zgc::funding::v1::REPORT_COLUMN_TYPE_MONEY_FEN) return column.label();
  return absl::StrCat(column.label(), "（", NameOf(unit), "）");
}

std::string Shown(const ReportColumn& column, const std::string& cell, MoneyUnit unit) {
  const int scale = ScaleOf(unit);
  if (column.type() != zgc::funding::v1::REPORT_COLUMN_TYPE_MONEY_FEN || scale == 0) return cell;
  const auto fen = Decimal::Parse(cell);
  if (!fen.ok()) return cell;
  const auto amount = fen->TimesPowerOfTen(-scale);
  if (!amount.ok()) return cell;
  // Two digits after the point at least, so that columns line up.
  std::string text = amount->ToString();
  const size_t point = text.find('.');
  if (point == std::string::npos) return text + ".00";
  while (text.size() - point < 3) text += '0';
  return text;
}

bool HasLevels(const ReportTable& report) {
  return std::any_of(report.rows().begin(), report.rows().end(),
                     [](const ReportRow& row) { return row.level() > 0; });
}

bool TotalIsSum(const ReportTable& report, int column) {
  if (report.totals().empty()) return false;
  Decimal sum;
  const auto add = [&](const std::string& cell, bool minus) {
    if (cell.empty()) return true;
    const auto number = Decimal::Parse(cell);
    const auto next = !number.ok() ? number : minus ? sum.Minus(*number) : sum.Plus(*number);
    if (next.ok()) sum = *next;
    return next.ok();
  };
  for (const ReportRow& row : report.rows()) {
    if (row.level() == 0 && !add(row.cells(column), false)) return false;
  }
  return add(report.totals(0).cells(column), true) && sum.IsZero();
}

std::string RenderReport(const ReportTable& report, MoneyUnit unit, Format format) {
  if (format == Format::kJson) return Pretty(ToJson(report));
  Table table(Headings(report, unit));
  for (const ReportRow& row : AllRows(report)) {
    std::vector<std::string> cells = CellsOf(report, row, unit);
    if (format == Format::kTable && !cells.empty()) {
      cells[0].insert(0, std::string(static_cast<size_t>(2 * row.level()), ' '));
    }
    table.Add(std::move(cells));
  }
  if (format == Format::kTsv) return table.Render(format);
  std::string text = absl::StrCat(report.title(), "\n", table.Render(format), "数据版本 ",
                                  report.revision(), "\n");
  for (const std::string& note : report.notes()) absl::StrAppend(&text, note, "\n");
  return text;
}

std::string ReportCsv(const ReportTable& report, MoneyUnit unit, bool bom) {
  const bool levels = HasLevels(report);
  std::string text = bom ? "\xEF\xBB\xBF" : "";
  const auto add = [&](std::vector<std::string> cells, const std::string& level) {
    for (int i = 0; i < report.columns_size(); ++i) {
      if (IsText(report.columns(i)) && LooksLikeFormula(cells[i])) cells[i].insert(0, "'");
    }
    if (levels) cells.push_back(level);
    for (std::string& cell : cells) cell = Quoted(cell);
    absl::StrAppend(&text, absl::StrJoin(cells, ","), "\r\n");
  };
  add(Headings(report, unit), "级次");
  for (const ReportRow& row : report.rows()) {
    add(CellsOf(report, row, unit), absl::StrCat(row.level()));
  }
  for (const ReportRow& row : report.totals()) add(CellsOf(report, row, unit), "");
  return text;
}

}  // namespace zgc::ctl
