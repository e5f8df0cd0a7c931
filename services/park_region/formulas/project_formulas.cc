#include <algorithm>

#include "absl/functional/function_ref.h"
#include "services/park_region/formulas/counts.h"

namespace zgc::parks {
namespace {

// The days between which a project reached a stage. A later stage proves the
// earlier ones: its day is the last possible day of theirs.
absl::optional<base::DaySpan> ReachedOf(const v1::Project& project, int stage) {
  if (project.state() < stage) return absl::nullopt;
  base::DaySpan span;
  bool reached = false;
  for (const v1::StageEvent& event : project.stage_events()) {
    if (event.stage() < stage) {
      span.first = std::max(span.first, event.date());
      continue;
    }
    // The first event that gets so far is the reaching itself.
    if (!reached && event.date_known()) return base::DaySpan{event.date(), event.date()};
    reached = true;
    const std::string& by = event.date_known() ? event.date() : event.known_by();
    if (!by.empty() && (span.last.empty() || by < span.last)) span.last = by;
  }
  return span;
}

using VisitProject = absl::FunctionRef<void(const v1::Project&, Certainty)>;

// Visits the projects that reached the stage in the period, certainly or maybe.
absl::Status ForEachReached(const storage::Reader& reader, const Arguments& arguments,
                            const Period& period, VisitProject visit) {
  ZGC_ASSIGN_OR_RETURN(
      const int given,
      EnumArgument(arguments, "stage", *v1::ProjectState_descriptor(), "PROJECT_STATE_"));
  const int stage = given == 0 ? v1::PROJECT_STATE_SIGNED : given;
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  return kProjects.ForEach(reader, [&](const storage::NameKey&, const v1::Project& project) {
    if (!park.empty() && project.park() != park) return true;
    const absl::optional<base::DaySpan> span = ReachedOf(project, stage);
    if (!span.has_value()) return true;
    const Certainty certainty = Within(*span, period);
    if (certainty != Certainty::kNo) visit(project, certainty);
    return true;
  });
}

}  // namespace

absl::StatusOr<figures::FormulaValue> CountProjects(const storage::Reader& reader,
                                                    const Arguments& arguments,
                                                    const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"stage", "park"}));
  if (Argument(arguments, "stage").empty()) return absl::InvalidArgumentError("needs a stage");
  Tally tally("park_region");
  ZGC_RETURN_IF_ERROR(ForEachReached(
      reader, arguments, period, [&](const v1::Project& project, Certainty certainty) {
        tally.Add(certainty, project.name(), project.display_name(), project.revision(), 1);
      }));
  return tally.AsCount();
}

absl::StatusOr<figures::FormulaValue> SumProjectInvestment(const storage::Reader& reader,
                                                           const Arguments& arguments,
                                                           const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"stage", "park", "unit"}));
  Tally tally("park_region");
  ZGC_RETURN_IF_ERROR(ForEachReached(
      reader, arguments, period, [&](const v1::Project& project, Certainty certainty) {
        if (certainty == Certainty::kYes &&
            project.investment_state() == common::v1::AMOUNT_STATE_KNOWN) {
          tally.Count(project.name(), project.display_name(), project.revision(),
                      project.investment_fen());
        } else {
          tally.Open(project.name(), project.display_name(), project.revision());
        }
      }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::parks
