#pragma once

#include "common/figures/tally.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Asked;
using figures::BulkLabel;
using figures::CheckArguments;
using figures::Contribution;
using figures::Dimension;
using figures::EnumArgument;
using figures::EnumValues;
using figures::FormulaValue;
using figures::IsStock;
using figures::Measure;
using figures::MeasureOf;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::ResourceValues;
using figures::Tally;
using figures::TextValues;
using figures::Within;

inline constexpr char kService[] = "task_registry";

// The number of an enum value as a value of a dimension; empty counts all.
inline std::string ValueOf(int number) { return number == 0 ? "" : std::to_string(number); }

// Each registers the formulas of its file, with their measures.
void RegisterActivityFormulas(figures::FormulaRegistry& registry);
void RegisterRecordFormulas(figures::FormulaRegistry& registry);
void RegisterTaskFormulas(figures::FormulaRegistry& registry);

// The row that an argument names; INVALID_ARGUMENT if there is none.
template <typename Row>
absl::StatusOr<Row> RequiredRow(const storage::Reader& reader, const resource::Rows<Row>& table,
                                const Arguments& arguments, const std::string& key) {
  ZGC_ASSIGN_OR_RETURN(const std::string name, ResourceArgument(reader, table, arguments, key));
  if (name.empty()) return absl::InvalidArgumentError(absl::StrCat("needs ", key));
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {name}));
  return *row;
}

// A number that one record holds, or UNKNOWN where nobody has stated it; the record stays an input.
absl::StatusOr<FormulaValue> OfOneRecord(const std::string& name, const std::string& label,
                                         int64_t revision, absl::optional<int64_t> number);

}  // namespace zgc::tasks
