#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/figures/figures.h"
#include "common/resource/checks.h"
#include "common/resource/source_watch.h"
#include "common/storage/reader.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Targets of a task. Thread-safe as the reader is.
namespace zgc::tasks {

// Indicators have one target each, of this service or of one that can be followed, and their
// periods are periods.
absl::Status CheckTargets(const storage::Reader& reader, const v1::Task& task,
                          resource::Checks& checks);

// The target of an indicator, or nullptr.
const v1::TaskTarget* FindTarget(const v1::Task& task, const std::string& indicator);
v1::TaskTarget* FindTarget(v1::Task& task, const std::string& indicator);

// Whether the sources of figures are in step; `max_age` 0 is the bound of the watch.
struct InStep {
  resource::SourceWatch& sources;
  absl::Duration max_age;
};

// Targets held against figures.
struct TargetReview {
  // Those that counted.
  std::vector<v1::HeldFigure> figures;
  // One sentence for each figure by which a target is not met, or that there is none, unless it
  // may be missed.
  std::vector<std::string> missed;
  // "changeRequests/{id}" by which targets that are not met may be missed.
  std::vector<std::string> shortfalls;
};

// A target is met if there is a verified, published or computed figure of its
// indicator and period, and every such figure meets it with all the values that
// its qualifier leaves possible. SOURCE_NOT_CURRENT if it is of a service that this one is not in
// step with, unless the target may be missed.
absl::StatusOr<TargetReview> ReviewTargets(const storage::Reader& reader,
                                           const figures::FigureBook& book, const InStep& in_step,
                                           const v1::Task& task);

// Says of every target of an open task how the task stands to it, as of the revision that is read.
absl::Status TellAttainment(const storage::Reader& reader, const figures::FigureBook& book,
                            v1::Task& task);

}  // namespace zgc::tasks
