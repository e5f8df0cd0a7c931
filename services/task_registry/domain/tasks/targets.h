#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Targets of a task. Thread-safe as the reader is.
namespace zgc::tasks {

// Indicators have one target each, and their periods are periods.
void CheckTargets(const v1::Task& task, resource::Checks& checks);

// The target of an indicator, or nullptr.
const v1::TaskTarget* FindTarget(const v1::Task& task, const std::string& indicator);
v1::TaskTarget* FindTarget(v1::Task& task, const std::string& indicator);

// Targets held against figures.
struct TargetReview {
  // "figures/{id}" that counted.
  std::vector<std::string> figures;
  // One sentence for each figure by which a target is not met, or that there is none, unless it
  // may be missed.
  std::vector<std::string> missed;
  // "changeRequests/{id}" by which targets that are not met may be missed.
  std::vector<std::string> shortfalls;
};

// A target is met if there is a verified, published or computed figure of its
// indicator and period, and every such figure meets it with all the values that
// its qualifier leaves possible.
absl::StatusOr<TargetReview> ReviewTargets(const storage::Reader& reader,
                                           const figures::FigureBook& book, const v1::Task& task);

}  // namespace zgc::tasks
