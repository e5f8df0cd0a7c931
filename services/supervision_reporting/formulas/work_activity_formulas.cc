#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {

absl::StatusOr<FormulaValue> CountWorkActivities(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind"}));
  ZGC_ASSIGN_OR_RETURN(
      const int kind,
      EnumArgument(arguments, "kind", *v1::WorkActivityKind_descriptor(), "WORK_ACTIVITY_KIND_"));
  Tally tally(kService);
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kWorkActivities.ForEach(reader, [&](const storage::NameKey&, const v1::WorkActivity& row) {
        if (kind == 0 || kind == row.kind()) {
          failed = AddDated({row.name(), row.title(), row.revision(), row.session_count()},
                            row.held_date(), period, tally);
        }
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

}  // namespace zgc::supervision
