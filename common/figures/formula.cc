#include "common/figures/formula.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/figures/cells/cells.h"
#include "common/figures/cells/fold.h"
#include "common/figures/cells/row_count.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

// What slices add up to together.
struct Sum {
  Totals totals;
  bool derived = false;
  // Something that would lower it is left open.
  bool may_be_less = false;
};

void AddTo(Sum& sum, const Slice& slice, const Totals& one) {
  sum.totals.sum += slice.lowers ? -one.sum : one.sum;
  sum.totals.known += one.known;
  sum.totals.open += one.open;
  sum.totals.revision = std::max(sum.totals.revision, one.revision);
  sum.derived = sum.derived || (slice.derived && one.known + one.open > 0);
  sum.may_be_less = sum.may_be_less || (slice.lowers && one.open > 0);
}

// Of the inputs that are listed.
absl::StatusOr<FormulaValue> ValueOf(Tally tally, const Sum& sum, const Asked& asked) {
  tally.Set(sum.totals);
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, asked.is_amount         ? tally.AsAmount(asked.unit)
                                           : asked.at_most         ? tally.AsMost()
                                           : asked.open_is_unknown ? tally.AsKnownCount()
                                                                   : tally.AsCount());
  value.derived = sum.derived;
  return sum.may_be_less ? AsUnknown(std::move(value)) : value;
}

// Distinct counts do not add up.
absl::Status CheckSlices(const Asked& asked) {
  for (const Slice& slice : asked.slices) {
    if (asked.slices.size() > 1 && slice.measure->distinct) {
      return absl::InternalError(absl::StrCat(slice.measure->name, " does not add up"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<FormulaValue> FromRows(const storage::Reader& reader, const Asked& asked,
                                      const common::v1::Period& period) {
  ZGC_RETURN_IF_ERROR(CheckSlices(asked));
  Tally tally(asked.slices.front().measure->service);
  Sum sum;
  // Those of one measure are counted together, in the order of its subjects.
  for (auto next = asked.slices.begin(); next != asked.slices.end();) {
    const auto begin = next;
    next = std::find_if(begin, asked.slices.end(),
                        [&](const Slice& slice) { return slice.measure != begin->measure; });
    const std::vector<Slice> slices(begin, next);
    ZGC_ASSIGN_OR_RETURN(const auto counted,
                         CountRows(reader, slices, period,
                                   [&](const Contribution& one, const Slice& slice, bool counts) {
                                     if (counts) {
                                       tally.Count(one.record, one.label, one.revision,
                                                   slice.lowers ? -*one.amount : *one.amount);
                                     } else {
                                       tally.Open(one.record, one.label, one.revision);
                                     }
                                   }));
    for (size_t i = 0; i < slices.size(); ++i) AddTo(sum, slices[i], counted[i]);
  }
  return ValueOf(std::move(tally), sum, asked);
}

// nullopt if the cells of one of them do not say it.
absl::StatusOr<absl::optional<Sum>> FromCells(const storage::Reader& reader, const Asked& asked,
                                              const common::v1::Period& period) {
  ZGC_RETURN_IF_ERROR(CheckSlices(asked));
  Sum sum;
  for (const Slice& slice : asked.slices) {
    ZGC_ASSIGN_OR_RETURN(const auto folded, ReadCells(reader, slice, period));
    if (!folded.has_value()) return absl::optional<Sum>();
    AddTo(sum, slice, *folded);
  }
  return absl::optional<Sum>(sum);
}

}  // namespace

absl::StatusOr<Asked> FormulaRegistry::Entry::AskPart(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period, const Scoping& scoping) const {
  Asked asked;
  if (ask != nullptr) {
    ZGC_ASSIGN_OR_RETURN(asked, ask(reader, arguments, period));
  }
  if (!scoping.empty()) ZGC_RETURN_IF_ERROR(Narrow(reader, scoping, asked));
  return asked;
}

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Compute(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period, const Scoping& scoping) const {
  ZGC_ASSIGN_OR_RETURN(const Asked asked, AskPart(reader, arguments, period, scoping));
  if (part != nullptr) return part(reader, arguments, period, asked.slices.front(), false);
  if (asked.slices.empty()) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const auto sum, FromCells(reader, asked, period));
  if (!sum.has_value()) return FromRows(reader, asked, period);
  return ValueOf(Tally(asked.slices.front().measure->service), *sum, asked);
}

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Explain(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period, const Scoping& scoping) const {
  ZGC_ASSIGN_OR_RETURN(const Asked asked, AskPart(reader, arguments, period, scoping));
  if (part != nullptr) return part(reader, arguments, period, asked.slices.front(), true);
  if (asked.slices.empty()) return formula(reader, arguments, period);
  return FromRows(reader, asked, period);
}

storage::Schema WithCells(storage::Schema schema, const FormulaRegistry& formulas) {
  return KeepingCells(std::move(schema), formulas.measures(), formulas.version());
}

}  // namespace zgc::figures
