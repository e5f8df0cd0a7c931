#pragma once

#include <string>
#include <vector>

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
// another that can be followed, beside those that are wanted now.
absl::Status CheckIndicatorName(const storage::Reader& reader, const std::string& name,
                                const std::string& field, resource::Checks& checks);

// Adds what a task wants, if it is to be followed, and takes it out again.
void WantIndicatorsOf(storage::Txn& txn, const v1::Task& task);
void ForgetIndicatorsOf(storage::Txn& txn, const v1::Task& task);

// What is wanted of a service, "indicators/{id}" by name.
absl::StatusOr<std::vector<std::string>> WantedIndicators(const storage::Reader& reader,
                                                          const std::string& service);

}  // namespace zgc::tasks
