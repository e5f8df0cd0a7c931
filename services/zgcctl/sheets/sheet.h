#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Tables that people made: sheets of XLSX and CSV files, as rows of texts with the place that each
// comes from. Whatever a file claims, it takes no more than the bounds here.
namespace zgc::ctl {

// How a cell was written.
enum class CellKind {
  kText,
  // Plain decimal, without an exponent.
  kNumber,
  // YYYY-MM-DD.
  kDate,
};

struct SheetCell {
  // UTF-8; empty if there is nothing.
  std::string text;
  CellKind kind = CellKind::kText;
};

struct SheetRow {
  // From 1, as the reader's program shows it; of a CSV file the line that it begins at.
  int64_t row = 0;
  std::vector<SheetCell> cells;
};

enum class Severity { kWarning, kError };

// What is to be said of a place in a file.
struct Remark {
  Severity severity = Severity::kError;
  std::string sheet;
  // 0 stands for the whole sheet.
  int64_t row = 0;
  // "A", "AB"; empty for the whole row.
  std::string column;
  std::string reason;
};

struct TableSheet {
  // Empty of a CSV file.
  std::string name;
  // Those with any text, in order.
  std::vector<SheetRow> rows;
};

struct Workbook {
  std::vector<TableSheet> sheets;
  std::vector<Remark> remarks;
  // How many there are of each severity, those that are left out too.
  int64_t warnings = 0;
  int64_t errors = 0;
};

// What is read at most; more is refused, never cut off in silence.
struct SheetBounds {
  int64_t file_bytes = 64 << 20;
  // Of all parts of an XLSX file together, uncompressed.
  int64_t inflated_bytes = 512 << 20;
  // With any text, over all sheets.
  int64_t rows = 200'000;
  int columns = 256;
  int64_t cell_bytes = 32 << 10;
  // All texts of all cells; shared strings count as often as they are used.
  int64_t text_bytes = 256 << 20;
  int merged_ranges = 1000;
  // Warnings that are kept.
  int64_t warnings = 1000;
  // Cells that are broken: an error that was left out would be a cell that looks empty.
  int64_t errors = 100'000;
};

// Reads a file by what it is: XLSX if it is a ZIP archive, else CSV. INVALID_ARGUMENT, which says
// what is wrong, of a file that cannot be read or is above the bounds.
absl::StatusOr<Workbook> ReadWorkbook(const std::string& path, const SheetBounds& bounds = {});

// "A" for 0, "AA" for 26.
std::string ColumnName(int column);
// 0 for "A1", -1 for what is no name of a cell; `row`, from 1, may be null.
int ColumnOf(absl::string_view cell, int64_t* row);

// "表1 D7: …", as people read it.
std::string ToString(const Remark& remark);

// Adds a remark unless there are as many of its severity as the bound; of warnings the last says
// that there are more. A workbook with more errors is refused by ReadWorkbook.
void AddRemark(Workbook& book, const SheetBounds& bounds, Remark remark);

}  // namespace zgc::ctl
