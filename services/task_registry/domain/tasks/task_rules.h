#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/tasks.pb.h"

// The lifecycle and the tree of tasks, for every method that touches them.
namespace zgc::tasks {

// Neither COMPLETED, CANCELLED nor WITHDRAWN.
bool IsOpen(v1::TaskState state);

// Methods that the state allows.
std::vector<std::string> OpenTransitions(const v1::Task& task);

// ILLEGAL_TRANSITION with the other transitions that are open.
absl::Status NotOpen(const v1::Task& task, absl::string_view method,
                     const std::vector<std::string>& obstacles);

// The same, because of the task's state.
absl::Status WrongState(const v1::Task& task, absl::string_view method);

// OK if the state allows the method, else WrongState.
absl::Status CheckOpen(const v1::Task& task, absl::string_view method);

// Takes an open transition and records who, when and why.
void Move(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
          const std::string& reason, const std::string& document, v1::Task& task);

// Who took the newest transition of that method, or empty.
std::string TakenBy(const v1::Task& task, absl::string_view method);
absl::Status ForEachPart(const storage::Reader& reader, const std::string& task,
                         absl::FunctionRef<void(const v1::Task&)> visit);

// The parts that are open, as obstacles; only mandatory ones if so asked.
absl::StatusOr<std::vector<std::string>> OpenParts(const storage::Reader& reader,
                                                   const v1::Task& task, bool mandatory_only);

// The deadline is a day, not after that of the task that it is a part of, not
// before those of its parts and its open milestones.
absl::Status CheckDeadline(const storage::Reader& reader, const v1::Task& task,
                           const std::string& deadline, absl::string_view field, Checks& checks);

}  // namespace zgc::tasks
