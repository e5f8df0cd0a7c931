#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/figures/cells/measure.h"
#include "common/figures/dimensions/scoping.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
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
  // It rests on an observation that nobody has verified.
  bool unverified = false;
  v1::Rounding rounding = v1::ROUNDING_UNSPECIFIED;
  std::string step;
  // The newest day from which something that it is derived from counts otherwise; or empty.
  std::string series_break;
  // Why there is no number, Chinese; or empty.
  std::string note;
  // How it was made, if that is more than the formula's description; Chinese.
  std::string method;
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

// What a formula asks of measures.
struct Asked {
  // What they hold is added up, and what is in two of them twice, so that those of one measure have
  // nothing in common. If there are none, the rows are counted by the formula itself.
  std::vector<Slice> slices;
  // The sum is an amount in fen, which is shown in `unit` (元, 万元, 亿元; empty is 元).
  bool is_amount = false;
  std::string unit;
  // A sum of which nothing is known but something is open is unknown, and not "0 or more". Holds
  // for amounts in any case.
  bool open_is_unknown = false;
  // What is added up are the most that each record may count: the sum is an upper bound.
  bool at_most = false;
};
// The same for a formula that is counted by a measure: what it asks for, by its arguments and
// whether the period is a flow or a stock.
using Ask = std::function<absl::StatusOr<Asked>(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period)>;

// A formula that counts each part of it by itself, in ways that no measure has, as from balances.
// Of what it asks of a measure there is one slice, which says the part. `explain` wants its inputs.
using PartFormula = std::function<absl::StatusOr<FormulaValue>(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period, const Slice& part, bool explain)>;

// The formulas of one service by name. Filled once, before it is read; then
// thread-safe.
class FormulaRegistry {
 public:
  struct Entry {
    // How it counts; one Chinese sentence, as explanations print it.
    std::string description;
    // Both where the measures answer part of what may be asked.
    Formula formula;
    Ask ask;
    // Instead of both counting and formula.
    PartFormula part;

    // What it asks of measures, of a part of it. INVALID_ARGUMENT where it does not tell that part,
    // as of what no measure says.
    absl::StatusOr<Asked> AskPart(const storage::Reader& reader,
                                  const google::protobuf::Map<std::string, std::string>& arguments,
                                  const common::v1::Period& period, const Scoping& scoping) const;
    // The value alone, of all or of a part, from the cells where they say it.
    absl::StatusOr<FormulaValue> Compute(
        const storage::Reader& reader,
        const google::protobuf::Map<std::string, std::string>& arguments,
        const common::v1::Period& period, const Scoping& scoping = {}) const;
    // With its inputs, from the rows.
    absl::StatusOr<FormulaValue> Explain(
        const storage::Reader& reader,
        const google::protobuf::Map<std::string, std::string>& arguments,
        const common::v1::Period& period, const Scoping& scoping = {}) const;
  };

  // A later formula of the same name replaces the earlier one.
  void Register(absl::string_view name, absl::string_view description, Formula formula) {
    entries_[std::string(name)] = {std::string(description), std::move(formula), nullptr, nullptr};
  }
  // `ask` has one slice, of a measure that tells the parts.
  void RegisterParted(absl::string_view name, absl::string_view description, Ask ask,
                      PartFormula part) {
    entries_[std::string(name)] = {std::string(description), nullptr, std::move(ask),
                                   std::move(part)};
  }
  // `otherwise` counts what `ask` finds no slices for.
  void RegisterCounted(absl::string_view name, absl::string_view description, Ask ask,
                       Formula otherwise = nullptr) {
    entries_[std::string(name)] = {std::string(description), std::move(otherwise), std::move(ask),
                                   nullptr};
  }

  // A measure that formulas ask; its cells are kept.
  std::shared_ptr<const Measure> Keep(Measure measure) {
    return measures_.emplace_back(std::make_shared<const Measure>(std::move(measure)));
  }
  const Measures& measures() const { return measures_; }
  // Raised whenever a measure counts otherwise: services then make their cells anew when they
  // start. What is stored by one version is not read by another.
  void SetVersion(int version) { version_ = version; }
  int version() const { return version_; }

  // nullptr if there is none.
  const Entry* Find(absl::string_view name) const {
    const auto found = entries_.find(std::string(name));
    return found == entries_.end() ? nullptr : &found->second;
  }

 private:
  absl::btree_map<std::string, Entry> entries_;
  Measures measures_;
  int version_ = 1;
};

// The schema of a service that keeps the cells of its measures. Whoever opens the store otherwise
// leaves them to be made anew.
storage::Schema WithCells(storage::Schema schema, const FormulaRegistry& formulas);

}  // namespace zgc::figures
