#include <xlsxwriter.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "common/base/time/dates.h"
#include "services/zgcctl/output/report_table.h"
#include "services/zgcctl/output/table.h"

namespace zgc::ctl {
namespace {

using zgc::funding::v1::ReportColumn;
using zgc::funding::v1::ReportRow;
using zgc::funding::v1::ReportTable;
namespace v1 = zgc::funding::v1;

// A double, and so a spreadsheet, holds this many digits.
constexpr size_t kMaxDigits = 15;
// A cell holds 32,767 characters, a heading row stands below title and revision.
constexpr size_t kMaxCellBytes = 32000;
constexpr lxw_row_t kHeadingRow = 2;
// 2000-01-01T00:00:00Z: a fixed time, so that a report is the same file tomorrow.
constexpr time_t kCreated = 946684800;

class Sheet {
 public:
  Sheet(const ReportTable& report, MoneyUnit unit, const std::string& path)
      : report_(report),
        unit_(unit),
        levels_(HasLevels(report)),
        book_(workbook_new(path.c_str())),
        sheet_(book_ == nullptr ? nullptr : workbook_add_worksheet(book_, "报表")) {}

  absl::Status Write() {
    if (sheet_ == nullptr) return absl::UnknownError("no memory for a workbook");
    lxw_doc_properties properties = {};
    const std::string title = report_.title();
    properties.title = const_cast<char*>(title.c_str());
    properties.created = kCreated;
    workbook_set_properties(book_, &properties);
    lxw_format* const bold = Bold();
    Note(worksheet_write_string(sheet_, 0, 0, title.c_str(), bold));
    Note(worksheet_write_string(sheet_, 1, 0, absl::StrCat("数据版本 ", report_.revision()).c_str(),
                                nullptr));
    WriteHeadings();
    lxw_row_t row = kHeadingRow;
    for (const ReportRow& line : report_.rows()) WriteRow(++row, line, false);
    last_ = row;
    for (const ReportRow& line : report_.totals()) WriteRow(++row, line, true);
    if (!report_.totals().empty()) WriteChecks(++row);
    ++row;
    for (const std::string& note : report_.notes()) {
      Note(worksheet_write_string(sheet_, ++row, 0, note.c_str(), nullptr));
    }
    worksheet_freeze_panes(sheet_, kHeadingRow + 1, 1);
    Note(workbook_close(book_));
    if (error_ == LXW_NO_ERROR) return absl::OkStatus();
    return absl::UnknownError(absl::StrCat("cannot write the workbook: ", lxw_strerror(error_)));
  }

 private:
  void Note(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  lxw_format* Bold() {
    lxw_format* const format = workbook_add_format(book_);
    format_set_bold(format);
    return format;
  }

  const char* NumberFormat(const ReportColumn& column) const {
    switch (column.type()) {
      case v1::REPORT_COLUMN_TYPE_MONEY_FEN:
        return unit_ == MoneyUnit::kFen ? "#,##0" : "#,##0.00";
      case v1::REPORT_COLUMN_TYPE_COUNT:
        return "0";
      case v1::REPORT_COLUMN_TYPE_PERCENT:
        return "0.0";
      case v1::REPORT_COLUMN_TYPE_DATE:
        return "yyyy-mm-dd";
      default:
        return "@";
    }
  }

  // One object for each look: Excel takes 64,000 formats at most.
  lxw_format* FormatOf(int column, int level, bool total) {
    const auto key = std::make_tuple(column, level, total);
    lxw_format*& format = formats_[key];
    if (format != nullptr) return format;
    format = workbook_add_format(book_);
    format_set_num_format(format, NumberFormat(report_.columns(column)));
    if (column == 0 && level > 0) {
      format_set_indent(format, static_cast<uint8_t>(std::min(level, 15)));
    }
    if (total) {
      format_set_bold(format);
      format_set_top(format, LXW_BORDER_THIN);
    }
    return format;
  }

  void WriteHeadings() {
    lxw_format* const heading = Bold();
    format_set_bottom(heading, LXW_BORDER_THIN);
    format_set_text_wrap(heading);
    for (int i = 0; i < report_.columns_size(); ++i) {
      const std::string text = Heading(report_.columns(i), unit_);
      int width = DisplayWidth(text);
      for (const ReportRow& row : report_.rows()) {
        width = std::max(
            width, DisplayWidth(Shown(report_.columns(i), row.cells(i), unit_)) + row.level());
      }
      worksheet_set_column(sheet_, ColumnOf(i), ColumnOf(i), std::min(width, 40) + 3, nullptr);
      Note(worksheet_write_string(sheet_, kHeadingRow, ColumnOf(i), text.c_str(), heading));
    }
    if (levels_) {
      Note(worksheet_write_string(sheet_, kHeadingRow, ColumnOf(report_.columns_size()), "级次",
                                  heading));
    }
  }

  static lxw_col_t ColumnOf(int i) { return static_cast<lxw_col_t>(i); }

  void WriteRow(lxw_row_t row, const ReportRow& line, bool total) {
    for (int i = 0; i < report_.columns_size(); ++i) {
      lxw_format* const format = FormatOf(i, line.level(), total);
      const std::string text = Shown(report_.columns(i), line.cells(i), unit_);
      if (text.empty()) {
        Note(worksheet_write_blank(sheet_, row, ColumnOf(i), format));
      } else {
        WriteCell(row, ColumnOf(i), report_.columns(i), text, format);
      }
    }
    if (levels_ && !total) {
      Note(worksheet_write_number(sheet_, row, ColumnOf(report_.columns_size()), line.level(),
                                  nullptr));
    }
  }

  void WriteCell(lxw_row_t row, lxw_col_t column, const ReportColumn& described,
                 const std::string& text, lxw_format* format) {
    double number = 0;
    switch (described.type()) {
      case v1::REPORT_COLUMN_TYPE_DATE:
        if (const auto day = base::ParseDate(text); day.ok()) {
          lxw_datetime date = {};
          date.year = static_cast<int>(day->year());
          date.month = day->month();
          date.day = day->day();
          return Note(worksheet_write_datetime(sheet_, row, column, &date, format));
        }
        break;
      case v1::REPORT_COLUMN_TYPE_MONEY_FEN:
      case v1::REPORT_COLUMN_TYPE_COUNT:
      case v1::REPORT_COLUMN_TYPE_PERCENT:
        // More digits would be rounded in silence: such a number stays text.
        if (std::count_if(text.begin(), text.end(), absl::ascii_isdigit) <=
                static_cast<int>(kMaxDigits) &&
            absl::SimpleAtod(text, &number)) {
          return Note(worksheet_write_number(sheet_, row, column, number, format));
        }
        break;
      default:
        break;
    }
    const std::string shown = base::Truncate(text, kMaxCellBytes);
    Note(worksheet_write_string(sheet_, row, column, shown.c_str(), format));
  }

  static std::string CellName(lxw_row_t row, lxw_col_t column) {
    char name[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(name, row, column);
    return name;
  }

  // Below the first total: whether it is the sum of its column, which the reader's
  // program works out again.
  void WriteChecks(lxw_row_t row) {
    Note(worksheet_write_string(sheet_, row, 0, "校验", nullptr));
    for (int i = 0; i < report_.columns_size(); ++i) {
      if (!report_.columns(i).summed() || report_.totals(0).cells(i).empty()) continue;
      const auto range = [&](lxw_col_t column) {
        return absl::StrCat(CellName(kHeadingRow + 1, column), ":",
                            CellName(std::max(last_, kHeadingRow + 1), column));
      };
      const std::string sum = levels_
                                  ? absl::StrCat("SUMIF(", range(ColumnOf(report_.columns_size())),
                                                 ",0,", range(ColumnOf(i)), ")")
                                  : absl::StrCat("SUM(", range(ColumnOf(i)), ")");
      const std::string formula = absl::StrCat(
          "=IF(ROUND(", sum, "-", CellName(last_ + 1, ColumnOf(i)), ",6)=0,\"一致\",\"不一致\")");
      Note(worksheet_write_formula_str(sheet_, row, ColumnOf(i), formula.c_str(), nullptr,
                                       TotalIsSum(report_, i) ? "一致" : "不一致"));
    }
  }

  const ReportTable& report_;
  const MoneyUnit unit_;
  const bool levels_;
  lxw_workbook* const book_;
  lxw_worksheet* const sheet_;
  std::map<std::tuple<int, int, bool>, lxw_format*> formats_;
  lxw_row_t last_ = kHeadingRow;
  lxw_error error_ = LXW_NO_ERROR;
};

}  // namespace

absl::Status WriteXlsx(const ReportTable& report, MoneyUnit unit, const std::string& path) {
  return Sheet(report, unit, path).Write();
}

}  // namespace zgc::ctl
