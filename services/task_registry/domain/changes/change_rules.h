#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/resource/checks.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What of an approved task changes, as a table: what a request of each kind says, what is held
// where it points, and what it makes of that.
namespace zgc::tasks {

// The records that a request changes; `duty` is empty unless the request names one.
struct Changed {
  v1::Task task;
  v1::Duty duty;
};

struct ChangeRule {
  v1::ChangeField field;
  // Fields that a request of this kind has, and no others of `kChangeTakes`; one text, for tables.
  absl::string_view takes;
  // What must be there or not for it to point anywhere: "has no target for".
  absl::string_view nowhere;
  // What is held where the request points; none if it points nowhere.
  absl::optional<std::string> (*held)(const Changed& now, const v1::ChangeRequest& change);
  void (*apply)(const v1::ChangeRequest& change, Changed& now);
};

// The rule of a kind, or null of one that is not given.
const ChangeRule* FindChangeRule(v1::ChangeField field);

// A request says what its kind takes and nothing else.
void CheckTakes(const ChangeRule& rule, const v1::ChangeRequest& change, resource::Checks& checks);

// Which of the task's targets, partners or duties a request is of; empty if it is of the task.
std::string PointOf(const v1::ChangeRequest& change);

}  // namespace zgc::tasks
