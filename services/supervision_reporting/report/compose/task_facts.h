#pragma once

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "nlohmann/json.hpp"
#include "services/supervision_reporting/report/model/report_input.h"

// What a report says of a task that an item covers, fact by fact. The line of facts under the
// item's heading, the rows of report.json and the digest of the records are all made of this list.
namespace zgc::supervision {

struct FactValue {
  // For programs.
  nlohmann::ordered_json json = {};
  // For people; empty if there is nothing to say.
  std::string words = {};
  // As the records have it, for digests; absent if they do not hold it.
  absl::optional<std::string> kept = {};
};

struct TaskFact {
  // Its name in JSON, or null: it is not there.
  const char* json = nullptr;
  // Its name in digests.
  const char* digest = nullptr;
  // What it is called where it has changed.
  const char* called = "";
  // What stands before its words in the line of facts; may be empty.
  const char* label = "";
  // Its place in that line, or 0: it is not there.
  int place = 0;
  FactValue (*read)(const ReportInput& input, const tasks::v1::Task& task) = nullptr;
};

// In the order of JSON and digests.
absl::Span<const TaskFact> TaskFacts();

// The line of facts of a task, one text for each fact that has something to say.
std::vector<std::string> TaskFactLine(const ReportInput& input, const tasks::v1::Task& task);

}  // namespace zgc::supervision
