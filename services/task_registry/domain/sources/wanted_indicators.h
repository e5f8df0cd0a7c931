#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/tasks.pb.h"

// Which indicators of other services targets name: those of tasks that were approved and have not
// ended are followed, and no others.
// Thread-safe as the reader is.
namespace zgc::tasks {

// The services that can be followed.
const std::vector<std::string>& FigureServices();

// An indicator of another service by its full name; `service` is empty for one of this service.
struct IndicatorName {
  std::string service;
  // "indicators/{id}".
  std::string indicator;
};
IndicatorName ParseIndicatorName(absl::string_view name);

// Expects `name` to be an indicator of this service, which exists, or a full name of one of
// another that can be followed.
absl::Status CheckIndicatorName(const storage::Reader& reader, const std::string& name,
                                const std::string& field, resource::Checks& checks);

// The name of the figure of the part that a target with scopes is of, in its service:
// "figures/rate@2019+park=parks.haidian".
absl::StatusOr<std::string> PartName(const v1::TaskTarget& target,
                                     const common::v1::Period& period);

// Visits the targets of which a watch of their service has no room for what they want, beside what
// is wanted now and the targets before them: it takes 1,000 indicators and 200 parts of others.
absl::Status ForEachWithoutRoom(const storage::Reader& reader, const v1::Task& task,
                                absl::FunctionRef<void(int target, const std::string& why)> visit);
// Expects that there is none.
absl::Status CheckRoom(const storage::Reader& reader, const v1::Task& task,
                       resource::Checks& checks);

// Adds what a task wants, if it is to be followed, and takes it out again.
void WantIndicatorsOf(storage::Txn& txn, const v1::Task& task);
absl::Status ForgetIndicatorsOf(storage::Txn& txn, const v1::Task& task);

// What is wanted of a service, by name: "figures/{id}" of parts, and "indicators/{id}".
absl::StatusOr<std::vector<std::string>> WantedIndicators(const storage::Reader& reader,
                                                          const std::string& service);

}  // namespace zgc::tasks
