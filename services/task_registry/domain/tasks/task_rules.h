#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/tasks.pb.h"

// The lifecycle and the tree of tasks, for every method that touches them.
namespace zgc::tasks {

// Neither COMPLETED, CANCELLED nor WITHDRAWN.
bool IsOpen(v1::TaskState state);

const resource::Lifecycle<v1::Task>& TaskLifecycle();

// Whether it was approved and is neither ended nor reported complete: it can be late.
bool IsUnderWay(v1::TaskState state);
// Whether parts may be added to or reopened under the task.
bool TakesParts(v1::TaskState state);

// ILLEGAL_TRANSITION because of the task's state, of a method that is not the task's own.
absl::Status WrongState(const storage::Reader& reader, const v1::Task& task,
                        absl::string_view method);

// Writes a task after a step, and what is wanted of other services for its targets with it.
absl::StatusOr<v1::Task> SaveTask(storage::Txn& txn, v1::Task task);

// Whether the organisation leads the task or cooperates in it.
bool CarriesOut(const v1::Task& task, const std::string& organisation);

// Neither accepted nor dropped: it has still to be done.
bool IsUnsettled(v1::DutyState state);

// Days by which `day` is after the deadline; 0 if it is not. Both are days.
absl::StatusOr<int64_t> DaysLate(const std::string& deadline, const std::string& day);

absl::Status ForEachPart(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Task&)> visit);

absl::Status ForEachMilestone(const storage::Reader& reader, const std::string& task,
                              absl::FunctionRef<void(const v1::Milestone&)> visit);
absl::Status ForEachDuty(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Duty&)> visit);

// Every unsettled duty is of an organisation that carries the task out.
absl::Status CheckDutyHolders(const storage::Reader& reader, const v1::Task& task,
                              absl::string_view field, Checks& checks);

// The deadline is empty or a day, not after that of the task that it is a part of, not
// before those of its parts, its open milestones and its unsettled duties.
absl::Status CheckDeadline(const storage::Reader& reader, const v1::Task& task,
                           const std::string& deadline, absl::string_view field, Checks& checks);

}  // namespace zgc::tasks
