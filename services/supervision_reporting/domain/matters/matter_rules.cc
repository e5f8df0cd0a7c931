#include "services/supervision_reporting/domain/matters/matter_rules.h"

#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

absl::StatusOr<std::vector<std::string>> AgainstMoreTime(const storage::Reader& reader,
                                                         const v1::Matter& matter) {
  std::vector<std::string> obstacles;
  if (matter.deadline().empty()) obstacles.push_back("it has no deadline");
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Extension>(
      reader, kExtensions, ExtensionPrefix(matter.name()), [&](const v1::Extension& other) {
        if (other.state() == v1::EXTENSION_STATE_REQUESTED) {
          obstacles.push_back(absl::StrCat(other.name(), " is not decided"));
        }
        return true;
      }));
  return obstacles;
}

// Visits the years that the time of a matter touches, if it follows their calendars.
void ForEachYear(const v1::Matter& matter, absl::FunctionRef<void(const CalendarYear&)> visit) {
  if (!FollowsCalendars(matter)) return;
  const auto received = base::ParseReducedDate(matter.received_date());
  const auto start = base::ParseDate(received.ok() ? received->last : "");
  const auto deadline = base::ParseDate(matter.deadline());
  if (!start.ok() || !deadline.ok()) return;
  for (int64_t year = (*start + 1).year(); year <= deadline->year(); ++year) {
    visit(CalendarYear{year});
  }
}

}  // namespace

const Lifecycle<v1::Matter>& MatterLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Matter>({
      {.method = "CreateMatter", .to = {v1::MATTER_STATE_REGISTERED}},
      {.method = "AssignMatter",
       .from = {v1::MATTER_STATE_REGISTERED},
       .to = {v1::MATTER_STATE_ASSIGNED}},
      {.method = "StartMatter",
       .from = {v1::MATTER_STATE_ASSIGNED, v1::MATTER_STATE_REWORK},
       .to = {v1::MATTER_STATE_IN_PROGRESS}},
      {.method = "ReportMatter",
       .from = {v1::MATTER_STATE_IN_PROGRESS},
       .to = {v1::MATTER_STATE_REPORTED}},
      {.method = "CloseMatter",
       .from = {v1::MATTER_STATE_REPORTED},
       .to = {v1::MATTER_STATE_CLOSED},
       .not_by = {"ReportMatter"}},
      {.method = "ReturnMatter",
       .from = {v1::MATTER_STATE_REPORTED},
       .to = {v1::MATTER_STATE_REWORK},
       .not_by = {"ReportMatter"}},
      {.method = "RequestExtension",
       .from = {v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED,
                v1::MATTER_STATE_IN_PROGRESS, v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_REWORK},
       .when = "it has a deadline, and no other extension waits for a decision",
       .obstacles = &AgainstMoreTime},
      {.method = "ApproveExtension",
       .from = {v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED,
                v1::MATTER_STATE_IN_PROGRESS, v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_REWORK},
       .when = "of an extension of it",
       .follows = true},
      {.method = "RecomputeDeadlines",
       .from = {v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED,
                v1::MATTER_STATE_IN_PROGRESS, v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_REWORK},
       .when = "its calendars have changed",
       .follows = true},
  });
  return *lifecycle;
}

std::string ExtensionPrefix(const std::string& matter) {
  return absl::StrCat(matter, "/extensions/");
}

bool IsOpen(v1::MatterState state) {
  return state != v1::MATTER_STATE_REPORTED && state != v1::MATTER_STATE_CLOSED &&
         state != v1::MATTER_STATE_UNSPECIFIED;
}

bool RestsOnCalendars(const v1::Matter& matter) {
  return matter.working_days() != 0 && !matter.deadline().empty() &&
         matter.deadline() == matter.original_deadline();
}

bool FollowsCalendars(const v1::Matter& matter) {
  return RestsOnCalendars(matter) && matter.state() != v1::MATTER_STATE_CLOSED;
}

absl::Status AddDeadline(storage::Txn& txn, const v1::Matter& matter) {
  ForEachYear(matter, [&](const CalendarYear& year) {
    kMattersByCalendarYear.Add(txn, year, matter.name());
  });
  return absl::OkStatus();
}

absl::Status RemoveDeadline(storage::Txn& txn, const v1::Matter& matter) {
  ForEachYear(matter, [&](const CalendarYear& year) {
    kMattersByCalendarYear.Remove(txn, year, matter.name());
  });
  return absl::OkStatus();
}

v1::Matter SaveMatter(storage::Txn& txn, const v1::Matter& before, v1::Matter after) {
  RemoveDeadline(txn, before).IgnoreError();
  AddDeadline(txn, after).IgnoreError();
  return Save(txn, kMatters, std::move(after));
}

}  // namespace zgc::supervision
