#include "services/zgcctl/output/rows.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/zgcctl/output/table.h"

namespace zgc::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr size_t kMaxColumns = 9;
// Fields that say whether a row counts as it stands; fewer than that.
constexpr const char* kTelling[] = {"state", "reversal", "ended"};

// "OBSERVATION_STATE_" for ObservationState.
std::string PrefixOf(const google::protobuf::EnumDescriptor* type) {
  std::string prefix;
  for (const char c : type->name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

std::vector<std::string> UsedColumns(const Descriptor* type, const std::vector<Json>& rows) {
  std::vector<std::string> columns;
  for (int i = 0; i < type->field_count(); ++i) {
    const std::string& name = type->field(i)->name();
    if (name == "etag" || name == "revision" || name == "create_time") continue;
    const bool used = std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
      return row.contains(name) && !Cell(row[name]).empty();
    });
    if (used) columns.push_back(name);
  }
  return columns;
}

bool IsTelling(const std::string& column) {
  return std::find(std::begin(kTelling), std::end(kTelling), column) != std::end(kTelling);
}

// To what a table has room for. What says whether a row counts is not cut.
void CutColumns(std::vector<std::string>& columns) {
  if (columns.size() <= kMaxColumns) return;
  size_t room = kMaxColumns - std::count_if(columns.begin(), columns.end(), IsTelling);
  std::vector<std::string> kept;
  for (std::string& column : columns) {
    if (!IsTelling(column)) {
      if (room == 0) continue;
      --room;
    }
    kept.push_back(std::move(column));
  }
  columns = std::move(kept);
}

void Flatten(const Json& value, const std::string& path, Table& table) {
  const std::string cell = Cell(value);
  if (!value.is_structured() || !cell.empty()) {
    table.Add({path, cell});
  } else if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      Flatten(inner, path.empty() ? key : absl::StrCat(path, ".", key), table);
    }
  } else {
    for (size_t i = 0; i < value.size(); ++i) {
      Flatten(value[i], absl::StrCat(path, "[", i, "]"), table);
    }
  }
}

}  // namespace

std::string Pretty(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Cell(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.contains("end_date") && value.size() <= 2) {
    const std::string end = value["end_date"].get<std::string>();
    return value.contains("start_date")
               ? absl::StrCat(value["start_date"].get<std::string>(), "..", end)
               : absl::StrCat("as of ", end);
  }
  if (value.is_array()) {
    std::string list;
    for (const Json& member : value) {
      if (member.is_structured()) return "";
      absl::StrAppend(&list, list.empty() ? "" : ", ", Cell(member));
    }
    return list;
  }
  return value.is_object() ? "" : value.dump();
}

std::string RenderList(const Descriptor* type, const std::vector<Json>& rows,
                       std::vector<std::string> columns, Format format) {
  if (format == Format::kJson) return Pretty(Json(rows));
  if (columns.empty()) {
    columns = UsedColumns(type, rows);
    if (format == Format::kTable) CutColumns(columns);
    if (columns.empty()) columns = {"name"};
  }
  Table table(columns);
  for (const Json& row : rows) {
    std::vector<std::string> cells;
    for (const std::string& column : columns) {
      std::string cell = row.contains(column) ? Cell(row[column]) : "";
      const FieldDescriptor* field = type->FindFieldByName(column);
      if (format == Format::kTable && field != nullptr && field->enum_type() != nullptr) {
        cell = std::string(absl::StripPrefix(cell, PrefixOf(field->enum_type())));
      }
      cells.push_back(std::move(cell));
    }
    table.Add(std::move(cells));
  }
  return table.Render(format);
}

std::string RenderOne(const Json& message, Format format) {
  if (format == Format::kJson) return Pretty(message);
  Table table({"field", "value"});
  Flatten(message, "", table);
  return table.Render(format, 100);
}

}  // namespace zgc::ctl
