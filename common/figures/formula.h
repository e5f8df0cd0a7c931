#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/reader.h"
#include "google/protobuf/map.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// Inputs that an explanation lists at most; a formula may return more.
inline constexpr int kMaxExplainedInputs = 1000;

// What a formula makes of the records of one period.
struct FormulaValue {
  v1::ValueState state = v1::VALUE_STATE_KNOWN;
  // Plain decimal in the indicator's unit; empty unless KNOWN.
  std::string value;
  v1::Qualifier qualifier = v1::QUALIFIER_EXACT;
  // The records counted were themselves derived from other figures (推算).
  bool derived = false;
  // Revision of the newest record counted; 0 if none was.
  int64_t newest_revision = 0;
  // The first kMaxExplainedInputs records counted, in a fixed order.
  std::vector<v1::FigureInput> inputs;
  // How many records were counted in all.
  int64_t input_count = 0;
};

// Computes a figure (数) from the owner's records as the reader shows them. A
// pure function of its arguments: no clock, no state, one order of inputs.
// INVALID_ARGUMENT for arguments that it does not know. Thread-safe.
using Formula = std::function<absl::StatusOr<FormulaValue>(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period)>;

// The formulas of one service by name. Filled once, before it is read; then
// thread-safe.
class FormulaRegistry {
 public:
  struct Entry {
    // How it counts; one Chinese sentence, as explanations print it.
    std::string description;
    Formula formula;
  };

  // A later formula of the same name replaces the earlier one.
  void Register(absl::string_view name, absl::string_view description, Formula formula) {
    entries_[std::string(name)] = {std::string(description), std::move(formula)};
  }

  // nullptr if there is none.
  const Entry* Find(absl::string_view name) const {
    const auto found = entries_.find(std::string(name));
    return found == entries_.end() ? nullptr : &found->second;
  }

 private:
  absl::btree_map<std::string, Entry> entries_;
};

}  // namespace zgc::figures
