#include "common/figures/formula.h"

#include <utility>

#include "common/figures/cells/cells.h"
#include "common/figures/cells/fold.h"
#include "common/figures/cells/row_count.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

absl::StatusOr<FormulaValue> ValueOf(const Tally& tally, const Asked& asked) {
  return asked.is_amount ? tally.AsAmount(asked.unit) : tally.AsCount();
}

absl::StatusOr<FormulaValue> FromRows(const storage::Reader& reader, const Asked& asked,
                                      const common::v1::Period& period) {
  Tally tally(asked.slice.measure->service);
  ZGC_ASSIGN_OR_RETURN(
      const Totals totals,
      CountRows(reader, asked.slice, period, [&](const Contribution& one, bool counts) {
        if (counts) {
          tally.Count(one.record, one.label, one.revision, *one.amount);
        } else {
          tally.Open(one.record, one.label, one.revision);
        }
      }));
  tally.Set(totals);
  return ValueOf(tally, asked);
}

}  // namespace

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Compute(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period) const {
  if (formula != nullptr) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const Asked asked, ask(reader, arguments, period));
  ZGC_ASSIGN_OR_RETURN(const auto totals, ReadCells(reader, asked.slice, period));
  if (!totals.has_value()) return FromRows(reader, asked, period);
  Tally tally(asked.slice.measure->service);
  tally.Set(*totals);
  return ValueOf(tally, asked);
}

absl::StatusOr<FormulaValue> FormulaRegistry::Entry::Explain(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period& period) const {
  if (formula != nullptr) return formula(reader, arguments, period);
  ZGC_ASSIGN_OR_RETURN(const Asked asked, ask(reader, arguments, period));
  return FromRows(reader, asked, period);
}

storage::Schema WithCells(storage::Schema schema, const FormulaRegistry& formulas) {
  schema.derived = CellsOf(formulas.measures(), formulas.version());
  return schema;
}

}  // namespace zgc::figures
