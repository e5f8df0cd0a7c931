#include "common/figures/formula.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/figures/cells/cells.h"
#include "common/figures/cells/fold.h"
#include "common/figures/cells/row_count.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

absl::StatusOr<FormulaValue> ValueOf(const Tally& tally, const Asked& asked) {
  if (asked.is_amount) return tally.AsAmount(asked.unit);
  return asked.open_is_unknown ? tally.AsKnownCount() : tally.AsCount();
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

void AddTo(Totals& all, const Totals& one) {
  all.sum += one.sum;
  all.known += one.known;
  all.open += one.open;
  all.revision = std::max(all.revision, one.revision);
}

absl::StatusOr<FormulaValue> FromRows(const storage::Reader& reader, const Asked& asked,
                                      const common::v1::Period& period) {
  ZGC_RETURN_IF_ERROR(CheckSlices(asked));
  Tally tally(asked.slices.front().measure->service);
  Totals totals;
  for (const Slice& slice : asked.slices) {
    ZGC_ASSIGN_OR_RETURN(
        const Totals counted,
        CountRows(reader, slice, period, [&](const Contribution& one, bool counts) {
          if (counts) {
            tally.Count(one.record, one.label, one.revision, *one.amount);
          } else {
            tally.Open(one.record, one.label, one.revision);
          }
        }));
    AddTo(totals, counted);
  }
  tally.Set(totals);
  return ValueOf(tally, asked);
}

// nullopt if the cells of one of them do not say it.
absl::StatusOr<absl::optional<Totals>> FromCells(const storage::Reader& reader, const Asked& asked,
                                                 const common::v1::Period& period) {
  ZGC_RETURN_IF_ERROR(CheckSlices(asked));
  Totals totals;
  for (const Slice& slice : asked.slices) {
    ZGC_ASSIGN_OR_RETURN(const auto folded, ReadCells(reader, slice, period));
    if (!folded.has_value()) return folded;
    AddTo(totals, *folded);
  }
  return absl::optional<Totals>(totals);
}

}  // namespace

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Compute(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period) const {
  if (ask == nullptr) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const Asked asked, ask(reader, arguments, period));
  if (asked.slices.empty()) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const auto totals, FromCells(reader, asked, period));
  if (!totals.has_value()) return FromRows(reader, asked, period);
  Tally tally(asked.slices.front().measure->service);
  tally.Set(*totals);
  return ValueOf(tally, asked);
}

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Explain(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period) const {
  if (ask == nullptr) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const Asked asked, ask(reader, arguments, period));
  if (asked.slices.empty()) return formula(reader, arguments, period);
  return FromRows(reader, asked, period);
}

storage::Schema WithCells(storage::Schema schema, const FormulaRegistry& formulas) {
  schema.derived = CellsOf(formulas.measures(), formulas.version());
  return schema;
}

}  // namespace zgc::figures
