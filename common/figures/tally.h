#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/base/time/dates.h"
#include "common/figures/cells/measure.h"
#include "common/figures/formula.h"
#include "common/resource/schema.h"
#include "google/protobuf/descriptor.h"

// What the formulas share.
namespace zgc::figures {

using Arguments = google::protobuf::Map<std::string, std::string>;
using Period = common::v1::Period;

// INVALID_ARGUMENT for an argument that is not among `known`.
absl::Status CheckArguments(const Arguments& arguments,
                            std::initializer_list<absl::string_view> known);
// Empty if it was not given.
std::string Argument(const Arguments& arguments, const std::string& key);
// Number of the enum value that an argument names without prefix in small
// letters; 0 if it was not given.
absl::StatusOr<int> EnumArgument(const Arguments& arguments, const std::string& key,
                                 const google::protobuf::EnumDescriptor& type,
                                 absl::string_view prefix);
// The resource that an argument names, which exists, or empty.
template <typename Row>
absl::StatusOr<std::string> ResourceArgument(const storage::Reader& reader,
                                             const resource::Rows<Row>& table,
                                             const Arguments& arguments, const std::string& key) {
  const std::string name = Argument(arguments, key);
  if (name.empty()) return name;
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {name}));
  if (row.has_value()) return name;
  return absl::InvalidArgumentError(absl::StrCat(key, " \"", name, "\" does not exist"));
}

inline bool IsStock(const Period& period) { return period.start_date().empty(); }
absl::Status RequireStock(const Period& period);

// Whether something lies in a period.
enum class Certainty { kNo, kMaybe, kYes };

Certainty Within(const base::DaySpan& span, const Period& period);

// The same without its number.
FormulaValue AsUnknown(FormulaValue value);

// "label", or "label（批量补录N件）" for a record that stands for several.
std::string BulkLabel(const std::string& label, int64_t count, absl::string_view unit = "件");

// Adds up records, one after the other in a fixed order.
class Tally {
 public:
  // `service` owns the records.
  explicit Tally(absl::string_view service) : service_(service) {}

  // A record that counts `contribution`.
  void Count(const std::string& name, const std::string& label, int64_t revision,
             absl::int128 contribution = 1);
  // A record of the period, for certain or perhaps, that counts `contribution`; nullopt where
  // nobody has stated it. One that is not of the period is left out.
  void Add(Certainty certainty, const std::string& name, const std::string& label, int64_t revision,
           absl::optional<absl::int128> contribution);
  // A record that may count, or counts an amount that nobody has stated.
  void Open(const std::string& name, const std::string& label, int64_t revision);

  // Takes the numbers from elsewhere; what was counted stays as the inputs.
  void Set(const Totals& totals);

  // The number; AT_LEAST if anything was left open.
  absl::StatusOr<FormulaValue> AsCount() const;
  // The same; UNKNOWN if something was left open and nothing is known.
  absl::StatusOr<FormulaValue> AsKnownCount() const;
  // The number as an upper bound, UP_TO; UNKNOWN if anything was left open. None is EXACT.
  absl::StatusOr<FormulaValue> AsMost() const;
  // Fen as an amount in `unit` (元, 万元, 亿元; empty is 元). UNKNOWN if amounts
  // were left open and none is known.
  absl::StatusOr<FormulaValue> AsAmount(const std::string& unit) const;

 private:
  void List(const std::string& name, const std::string& label, int64_t revision,
            const std::string& contribution);

  const std::string service_;
  FormulaValue value_;
  absl::int128 sum_ = 0;
  int64_t known_ = 0;
  int64_t open_ = 0;
};

}  // namespace zgc::figures
