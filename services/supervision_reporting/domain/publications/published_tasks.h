#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/report/model/report_model.h"
#include "zgc/supervision/v1/published_tasks.pb.h"

// What publications print of the tasks that they cover, and what has become of that: both are the
// facts of the one list, compose/task_facts.h. Thread-safe as the reader is.
namespace zgc::supervision {

// The tasks that the items of a report cover, by item; without the name of a publication.
std::vector<v1::PublishedTask> CoveredBy(const ReportModel& model);
// Keeps them for a new publication.
void KeepTasks(storage::Txn& txn, const std::string& publication,
               const std::vector<v1::PublishedTask>& covered);

// Visits what is not as it was published, by name from `start` on, until `visit` returns false.
absl::Status ForEachTaskChange(const storage::Reader& reader, const std::string& publication,
                               const std::string& start,
                               absl::FunctionRef<bool(v1::TaskChange&)> visit);

}  // namespace zgc::supervision
