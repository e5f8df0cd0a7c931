#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Who reports of a period: whoever held the task or the duty on its last day, as change requests
// that were approved later say. Thread-safe as the reader is.
namespace zgc::tasks {

// The day of Asia/Shanghai on which a step was taken.
std::string DayOfStep(const common::v1::Step& step);

absl::StatusOr<std::string> LeadOn(const storage::Reader& reader, const v1::Task& task,
                                   const std::string& day);
absl::StatusOr<std::string> HolderOn(const storage::Reader& reader, const v1::Duty& duty,
                                     const std::string& day);

}  // namespace zgc::tasks
