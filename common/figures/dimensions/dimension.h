#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/storage/reader.h"
#include "common/storage/table.h"
#include "google/protobuf/descriptor.h"
#include "zgc/figures/v1/indicators.pb.h"

// By what figures may be asked (维度). A measure keeps its values as its contributions have them;
// callers write and read them as words: the name of a resource, the small letters of an enum value,
// or the text itself.
namespace zgc::figures {

// The value, and the word, of what has none (未注明).
inline constexpr char kNone[] = "-";
// What an indicator declares to be asked by the three below, of a dimension whose values lie in
// regions.
inline constexpr char kRegion[] = "region";
inline constexpr char kProvince[] = "province";
inline constexpr char kPrefecture[] = "prefecture";
inline constexpr char kCounty[] = "county";

// What lies above the values of a dimension.
struct Above {
  // The word for that of a value; empty where no record says it.
  std::function<absl::StatusOr<std::string>(const storage::Reader&, const std::string& value)> of;
  // What a word says; nullopt of one that is none.
  std::function<absl::optional<v1::Scope>(const std::string& word)> say;
};

// How callers say the values of a dimension, as of the reader's revision. Pure.
struct DimensionValues {
  // The word of a value, its label and its record.
  std::function<absl::StatusOr<v1::Scope>(const storage::Reader&, const std::string& value)> say;
  // The value that a word means; empty if it means none.
  std::function<absl::StatusOr<std::string>(const storage::Reader&, const std::string& word)> read;
  // Where values lie in regions: the code of one (GB/T 2260), empty where no record says it.
  std::function<absl::StatusOr<std::string>(const storage::Reader&, const std::string& value)>
      region;
  // What the region of a code is called; and all values that there are.
  std::function<absl::StatusOr<std::string>(const storage::Reader&, const std::string& code)>
      region_label;
  std::function<absl::Status(const storage::Reader&, absl::FunctionRef<void(const std::string&)>)>
      all;
  // What values are rolled up to besides when they are read, as programs are to their departments,
  // by the dimension that callers ask for it. `all` is there with it.
  std::map<std::string, Above> above;
};

// One that a measure tells apart.
struct Dimension {
  // Of formulas alone.
  Dimension(const char* own) : name(own) {}  // NOLINT(google-explicit-constructor)
  // Of callers as well, by the name of the argument that fixes it.
  Dimension(std::string asked, DimensionValues how)
      : name(std::move(asked)), values(std::make_shared<const DimensionValues>(std::move(how))) {}

  std::string name;
  std::shared_ptr<const DimensionValues> values;
};

// Text as the records have it.
DimensionValues TextValues();
// Full names of records of another service, which begin with `prefix`: what those are called is not
// known here.
DimensionValues ForeignValues(std::string prefix);
absl::optional<v1::Scope> SayForeign(const std::string& prefix, const std::string& name);
// Numbers of an enum, by the small letters of their names without prefix. `labels` are Chinese, of
// 1, 2, and so on.
DimensionValues EnumValues(const google::protobuf::EnumDescriptor& type, std::string prefix,
                           std::vector<std::string> labels);
// Names of rows, by their label.
template <typename Row>
DimensionValues ResourceValues(std::string service,
                               const storage::Table<storage::NameKey, Row>& table,
                               const std::string& (Row::*label)() const = &Row::display_name) {
  DimensionValues values;
  values.say = [service, table, label](const storage::Reader& reader,
                                       const std::string& value) -> absl::StatusOr<v1::Scope> {
    ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {value}));
    v1::Scope scope;
    scope.set_label(row.has_value() ? ((*row).*label)() : value);
    scope.set_value(value);
    scope.set_resource(absl::StrCat("//", service, "/", value));
    return scope;
  };
  values.read = [table](const storage::Reader& reader,
                        const std::string& word) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {word}));
    return row.has_value() ? word : std::string();
  };
  return values;
}

// Whether it is one of the three levels of regions.
bool IsRegionLevel(const std::string& dimension);
// The code of a level that a code lies in; kNone where it lies in none.
std::string RollUp(const std::string& code, const std::string& level);

}  // namespace zgc::figures
