#include "services/zgcctl/sheets/columns.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/text.h"
#include "services/zgcctl/sheets/cell_values.h"

namespace zgc::ctl {
namespace {

constexpr size_t kMostRowsAbove = 20;

// Small letters, without blanks, marks of what is required and what stands in brackets.
std::string PlainHeading(absl::string_view heading) {
  std::string plain;
  for (size_t at = 0; at < heading.size();) {
    const base::CodePoint point = base::CodePointAt(heading, at);
    const absl::string_view text = heading.substr(at, point.length);
    if (text == "(" || text == "（" || text == "[" || text == "【") break;
    const bool kept = !base::IsBlank(text) && text != "*" && text != "＊" && text != "_" &&
                      text != ":" && text != "：";
    if (kept) absl::StrAppend(&plain, text);
    at += point.length;
  }
  return absl::AsciiStrToLower(plain);
}

const TableField* FieldOfPath(const std::vector<TableField>& fields, absl::string_view path) {
  for (const TableField& field : fields) {
    // "uscc" for "enterprise.uscc".
    if (field.path == path || absl::EndsWith(field.path, absl::StrCat(".", path))) return &field;
  }
  return nullptr;
}

const TableField* FieldOfHeading(const std::vector<TableField>& fields, absl::string_view heading) {
  const std::string plain = PlainHeading(heading);
  if (plain.empty()) return nullptr;
  for (const TableField& field : fields) {
    for (const std::string& one : field.headings) {
      if (PlainHeading(one) == plain) return &field;
    }
  }
  return nullptr;
}

// By its heading, or by its letter.
const std::string* GivenField(const std::map<std::string, std::string>& given,
                              const MappedColumn& column) {
  for (const auto& [key, path] : given) {
    if (PlainHeading(key) == PlainHeading(column.heading) || key == ColumnName(column.column)) {
      return &path;
    }
  }
  return nullptr;
}

int FieldsFound(const SheetRow& row, const std::vector<TableField>& fields,
                const std::map<std::string, std::string>& given) {
  int found = 0;
  for (const SheetCell& cell : row.cells) {
    found += FieldOfHeading(fields, cell.text) != nullptr ||
             (!cell.text.empty() && given.count(cell.text) > 0);
  }
  return found;
}

absl::Status CheckMap(const ColumnMap& map, const std::vector<TableField>& fields,
                      const std::map<std::string, std::string>& given, const std::string& where) {
  std::vector<std::string> problems;
  std::map<const TableField*, std::vector<std::string>> filled;
  for (const MappedColumn& column : map.columns) {
    if (column.field != nullptr) filled[column.field].push_back(column.Label());
  }
  for (const TableField& field : fields) {
    const auto columns = filled.find(&field);
    if (columns == filled.end()) {
      if (!field.required) continue;
      problems.push_back(absl::StrCat("no column is headed ", absl::StrJoin(field.headings, " / "),
                                      "; name the one that has it: --map HEADING=", field.path));
    } else if (columns->second.size() > 1) {
      problems.push_back(absl::StrCat("several columns would fill ", field.path, ": ",
                                      absl::StrJoin(columns->second, ", "),
                                      "; say of all but one --map HEADING=-"));
    }
  }
  for (const auto& [key, path] : given) {
    if (path != "-" && FieldOfPath(fields, path) == nullptr) {
      problems.push_back(absl::StrCat("--map ", key, "=", path, ": there is no such field"));
    }
    const bool used =
        std::any_of(map.columns.begin(), map.columns.end(), [&, &name = key](const auto& column) {
          return GivenField({{name, ""}}, column) != nullptr;
        });
    if (!used) problems.push_back(absl::StrCat("--map ", key, ": there is no such column"));
  }
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(where, absl::StrJoin(problems, "; ")));
}

}  // namespace

const std::vector<TableField>& EnterpriseFields() {
  static const auto* const fields = new std::vector<TableField>{
      {"enterprise.display_name",
       {"企业名称", "单位名称", "公司名称", "机构名称", "名称", "企业", "enterprise name",
        "company name", "company", "enterprise", "display_name", "name"},
       true,
       false},
      {"enterprise.uscc",
       {"统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一代码",
        "unified social credit code", "credit code", "uscc"},
       false,
       true},
      {"enterprise.uscc_waiver_document",
       {"代码例外依据", "信用代码说明", "uscc_waiver_document"},
       false,
       false},
      {"enterprise.registration_park",
       {"注册园区", "注册地园区", "所属园区", "registration park", "park"},
       false,
       false},
      {"enterprise.registration_region",
       {"注册地区划", "注册行政区划", "注册地", "注册区域", "registration region"},
       false,
       false},
      {"enterprise.operating_park", {"经营园区", "经营地园区", "operating park"}, false, false},
      {"enterprise.operating_region",
       {"经营地区划", "经营行政区划", "经营地", "operating region"},
       false,
       false},
      {"enterprise.roles", {"企业标签", "标签", "企业类型", "roles", "labels"}, false, false},
      {"enterprise.aliases", {"别名", "简称", "企业简称", "aliases", "short name"}, false, false},
      {"enterprise.head_enterprise", {"总公司", "所属总公司", "head enterprise"}, false, false},
  };
  return *fields;
}

absl::StatusOr<ColumnMap> MapColumns(const TableSheet& sheet, const std::vector<TableField>& fields,
                                     const std::map<std::string, std::string>& given) {
  ColumnMap map;
  int best = 0;
  for (size_t i = 0; i < std::min(sheet.rows.size(), kMostRowsAbove); ++i) {
    const int found = FieldsFound(sheet.rows[i], fields, given);
    if (found <= best) continue;
    best = found;
    map.heading_row = i;
  }
  if (!sheet.rows.empty()) {
    const std::vector<SheetCell>& cells = sheet.rows[map.heading_row].cells;
    for (size_t i = 0; i < cells.size(); ++i) {
      MappedColumn column;
      column.column = static_cast<int>(i);
      column.heading = std::string(absl::StripAsciiWhitespace(cells[i].text));
      const std::string* const path = GivenField(given, column);
      column.field =
          path == nullptr ? FieldOfHeading(fields, column.heading) : FieldOfPath(fields, *path);
      if (!column.heading.empty() || path != nullptr) map.columns.push_back(std::move(column));
    }
  }
  const absl::Status held =
      CheckMap(map, fields, given, sheet.name.empty() ? "" : absl::StrCat(sheet.name, ": "));
  if (!held.ok()) return held;
  return map;
}

std::string CellProblem(const TableField& field, const SheetCell& cell) {
  if (!field.is_code || cell.kind == CellKind::kText) return "";
  if (cell.kind == CellKind::kDate) return "is a day and no code; the column must be text";
  if (!HasLostDigits(cell.text)) return "";
  return "is a number, of which the spreadsheet has kept 15 digits (such as 9.11101E+17); set the "
         "column to text and type the code again";
}

}  // namespace zgc::ctl
