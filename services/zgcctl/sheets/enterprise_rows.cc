#include "services/zgcctl/sheets/enterprise_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/text.h"

namespace zgc::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using zgc::parks::v1::Enterprise;
using zgc::parks::v1::ImportRowContent;

constexpr absl::string_view kPrefix = "enterprise.";

const FieldDescriptor& EnterpriseField(const TableField& field) {
  return *Enterprise::descriptor()->FindFieldByName(field.path.substr(kPrefix.size()));
}

// Without the blanks around it, of whatever width.
std::string Stripped(absl::string_view text) {
  size_t first = text.size();
  size_t end = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t length = base::CodePointAt(text, at).length;
    if (!base::IsBlank(text.substr(at, length))) {
      first = std::min(first, at);
      end = at + length;
    }
    at += length;
  }
  return std::string(text.substr(first, end < first ? 0 : end - first));
}

void Fill(const TableField& field, const std::string& text, Enterprise& enterprise) {
  const FieldDescriptor& target = EnterpriseField(field);
  const auto& reflection = *enterprise.GetReflection();
  if (!target.is_repeated()) return reflection.SetString(&enterprise, &target, text);
  const std::string plain = absl::StrReplaceAll(text, {{"、", ";"}, {"；", ";"}});
  for (const absl::string_view part : absl::StrSplit(plain, ';')) {
    const std::string one = Stripped(part);
    if (!one.empty()) reflection.AddString(&enterprise, &target, one);
  }
}

void AddReadFinding(const std::string& column, const TableField* field, const std::string& reason,
                    ImportRowContent& content) {
  auto& finding = *content.add_findings();
  finding.set_column(column);
  if (field != nullptr) finding.set_field(field->path);
  finding.set_reason(reason);
}

// What was remarked of columns that are imported, by row.
std::multimap<int64_t, const Remark*> ErrorsOf(const Workbook& book, const std::string& sheet) {
  std::multimap<int64_t, const Remark*> errors;
  for (const Remark& remark : book.remarks) {
    if (remark.severity == Severity::kError && remark.sheet == sheet) {
      errors.emplace(remark.row, &remark);
    }
  }
  return errors;
}

ImportRowContent RowOf(const TableSheet& sheet, const SheetRow& row, const ColumnMap& map,
                       const std::multimap<int64_t, const Remark*>& errors) {
  ImportRowContent content;
  content.set_sheet(sheet.name);
  content.set_row(row.row);
  for (const MappedColumn& column : map.columns) {
    if (column.field == nullptr) continue;
    const auto [first, last] = errors.equal_range(row.row);
    for (auto it = first; it != last; ++it) {
      if (it->second->column == ColumnName(column.column)) {
        AddReadFinding(column.Label(), column.field, it->second->reason, content);
      }
    }
    if (static_cast<size_t>(column.column) >= row.cells.size()) continue;
    const SheetCell& cell = row.cells[static_cast<size_t>(column.column)];
    if (const std::string problem = CellProblem(*column.field, cell); !problem.empty()) {
      AddReadFinding(column.Label(), column.field, problem, content);
    } else {
      Fill(*column.field, Stripped(cell.text), *content.mutable_enterprise());
    }
  }
  return content;
}

// Whether a row has anything in the columns that are imported.
bool HasContent(const ImportRowContent& content) {
  return content.enterprise().ByteSizeLong() > 0 || !content.findings().empty();
}

}  // namespace

absl::StatusOr<EnterpriseTable> ReadEnterprises(const Workbook& book, const std::string& sheet,
                                                const std::map<std::string, std::string>& given,
                                                const std::string& id) {
  EnterpriseTable table;
  for (const TableSheet& one : book.sheets) {
    if (one.rows.empty() || (!sheet.empty() && one.name != sheet)) continue;
    auto map = MapColumns(one, EnterpriseFields(), given);
    if (!map.ok()) return map.status();
    const auto errors = ErrorsOf(book, one.name);
    for (size_t i = map->heading_row + 1; i < one.rows.size(); ++i) {
      ImportRowContent content = RowOf(one, one.rows[i], *map, errors);
      if (!HasContent(content)) continue;
      content.set_record_id(absl::StrCat(id, "-", table.rows.size() + 1));
      table.rows.push_back(std::move(content));
    }
    for (const MappedColumn& column : map->columns) {
      if (column.field != nullptr) table.labels.emplace(column.field->path, column.Label());
    }
    table.sheets.push_back(one.name);
    table.maps.push_back(*std::move(map));
  }
  if (table.rows.empty()) {
    return absl::InvalidArgumentError(
        sheet.empty() ? "has no row below its headings"
                      : absl::StrCat("has no sheet ", sheet, " with a row below its headings"));
  }
  return table;
}

std::vector<std::vector<std::string>> WriteEnterprises(const std::vector<Enterprise>& enterprises) {
  std::vector<std::vector<std::string>> rows(1);
  for (const TableField& field : EnterpriseFields()) rows[0].push_back(field.headings[0]);
  for (const Enterprise& enterprise : enterprises) {
    rows.emplace_back();
    const auto& reflection = *enterprise.GetReflection();
    for (const TableField& field : EnterpriseFields()) {
      const FieldDescriptor& source = EnterpriseField(field);
      std::vector<std::string> texts;
      const int count = source.is_repeated() ? reflection.FieldSize(enterprise, &source) : 0;
      for (int k = 0; k < count; ++k) {
        texts.push_back(reflection.GetRepeatedString(enterprise, &source, k));
      }
      rows.back().push_back(source.is_repeated() ? absl::StrJoin(texts, "、")
                                                 : reflection.GetString(enterprise, &source));
    }
  }
  return rows;
}

}  // namespace zgc::ctl
