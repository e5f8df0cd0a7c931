#include "services/task_registry/domain/progress/progress_holders.h"

#include "absl/time/time.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

// Back from whoever holds it now, change by change. Each step begins its note with the request.
absl::StatusOr<std::string> HeldOn(const storage::Reader& reader, const resource::Steps& steps,
                                   v1::ChangeField field, std::string holder,
                                   const std::string& day) {
  for (int i = steps.size() - 1; i >= 0 && DayOfStep(steps[i]) > day; --i) {
    if (steps[i].method() != "ApproveChangeRequest") continue;
    const std::string& note = steps[i].note();
    ZGC_ASSIGN_OR_RETURN(const auto change,
                         kChangeRequests.Get(reader, {note.substr(0, note.find(':'))}));
    if (change.has_value() && change->field() == field) holder = change->old_value();
  }
  return holder;
}

}  // namespace

std::string DayOfStep(const common::v1::Step& step) {
  const auto& time = step.record_time();
  return base::FormatDate(
      base::DayOf(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos())));
}

absl::StatusOr<std::string> LeadOn(const storage::Reader& reader, const v1::Task& task,
                                   const std::string& day) {
  return HeldOn(reader, task.steps(), v1::CHANGE_FIELD_LEAD, task.lead_department(), day);
}

absl::StatusOr<std::string> HolderOn(const storage::Reader& reader, const v1::Duty& duty,
                                     const std::string& day) {
  return HeldOn(reader, duty.steps(), v1::CHANGE_FIELD_DUTY_ORGANISATION, duty.organisation(), day);
}

}  // namespace zgc::tasks
