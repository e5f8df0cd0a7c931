#include "services/zgcctl/sheets/sheet.h"

#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/sheets/csv.h"
#include "services/zgcctl/sheets/xlsx.h"

namespace zgc::ctl {

namespace {

absl::StatusOr<Workbook> Whole(absl::StatusOr<Workbook> book, const SheetBounds& bounds) {
  if (!book.ok() || book->errors <= bounds.errors) return book;
  return absl::InvalidArgumentError(absl::StrCat(
      "has ", book->errors, " cells that cannot be read, such as ", ToString(book->remarks.front()),
      "; at most ", bounds.errors, " are reported: mend the column first"));
}

}  // namespace

absl::StatusOr<Workbook> ReadWorkbook(const std::string& path, const SheetBounds& bounds) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no file that can be read"));
  }
  if (found.st_size > bounds.file_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("the file has ", found.st_size,
                                                   " bytes, more than the ", bounds.file_bytes,
                                                   " that are read; split it"));
  }
  std::string bytes(static_cast<size_t>(found.st_size), '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(bytes.data(), found.st_size)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " cannot be read"));
  }
  if (absl::StartsWith(bytes, "PK\x03\x04")) return Whole(ReadXlsx(bytes, bounds), bounds);
  if (absl::StartsWith(bytes, "\xD0\xCF\x11\xE0")) {
    return absl::InvalidArgumentError(
        "is a workbook of before 2007 (.xls) or has a password; save it as .xlsx without one");
  }
  return Whole(ReadCsv(bytes, bounds), bounds);
}

std::string ColumnName(int column) {
  std::string name;
  for (int left = column + 1; left > 0; left = (left - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (left - 1) % 26));
  }
  return name;
}

int ColumnOf(absl::string_view cell, int64_t* row) {
  size_t at = 0;
  int column = 0;
  // Three letters are the most that there are.
  for (; at < cell.size() && at < 3 && absl::ascii_isupper(cell[at]); ++at) {
    column = column * 26 + (cell[at] - 'A' + 1);
  }
  int64_t line = 0;
  const size_t digits = at;
  for (; at < cell.size() && at < digits + 8 && absl::ascii_isdigit(cell[at]); ++at) {
    line = line * 10 + (cell[at] - '0');
  }
  if (column == 0 || line == 0 || at != cell.size()) return -1;
  if (row != nullptr) *row = line;
  return column - 1;
}

std::string ToString(const Remark& remark) {
  const std::string place = remark.row == 0
                                ? remark.column
                                : absl::StrCat(remark.column, remark.column.empty() ? "第" : "",
                                               remark.row, remark.column.empty() ? "行" : "");
  return absl::StrCat(remark.sheet, remark.sheet.empty() || place.empty() ? "" : " ", place,
                      remark.sheet.empty() && place.empty() ? "" : ": ", remark.reason);
}

void AddRemark(Workbook& book, const SheetBounds& bounds, Remark remark) {
  if (remark.severity == Severity::kError) {
    if (++book.errors > bounds.errors) return;
  } else {
    if (++book.warnings > bounds.warnings + 1) return;
    if (book.warnings == bounds.warnings + 1) {
      remark = {remark.severity, "", 0, "", "there is more to be said that is left out here"};
    }
  }
  book.remarks.push_back(std::move(remark));
}

}  // namespace zgc::ctl
