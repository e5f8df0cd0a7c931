#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/zgcctl/sheets/sheet.h"

// Which column of a table fills which field. All functions are pure. What they say is for the
// people who made the table.
namespace zgc::ctl {

// A field that a table may fill.
struct TableField {
  // Path in the request: "enterprise.uscc".
  std::string path;
  // What headings call it, in Chinese and English; exports are headed by the first.
  std::vector<std::string> headings;
  bool required = false;
  // Has its digits from the text alone: a number that a spreadsheet has shortened is refused.
  bool is_code = false;
};

// Of tables of enterprises.
const std::vector<TableField>& EnterpriseFields();

struct MappedColumn {
  int column = 0;
  std::string heading;
  // Null if the column is not imported.
  const TableField* field = nullptr;
  // "B 统一社会信用代码"
  std::string Label() const { return ColumnName(column) + " " + heading; }
};

struct ColumnMap {
  // Where its headings stand, by index of TableSheet::rows.
  size_t heading_row = 0;
  std::vector<MappedColumn> columns;
};

// Finds the row with the headings, which is among the first twenty with text, and the field of each
// column: the one that `given` says of its heading or its letter, else the one whose headings it is
// among, however it is spaced, and whatever stands in brackets behind it. INVALID_ARGUMENT that
// names the headings of a required field that no column fills, two columns of one field, and what
// is given and fits nothing.
absl::StatusOr<ColumnMap> MapColumns(const TableSheet& sheet, const std::vector<TableField>& fields,
                                     const std::map<std::string, std::string>& given);

// Why the cell cannot be what the field asks for; empty if it can.
std::string CellProblem(const TableField& field, const SheetCell& cell);

}  // namespace zgc::ctl
