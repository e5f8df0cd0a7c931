#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/base/time/dates.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/information_bodies.pb.h"
#include "zgc/supervision/v1/scores.pb.h"

// What scorecards are made of. Thread-safe as the reader is.
namespace zgc::supervision {

// Something that rules score.
struct ScoreEvent {
  v1::ScoreEventKind kind = v1::SCORE_EVENT_KIND_UNSPECIFIED;
  // Whose it is; empty if no record says so.
  std::string organisation;
  // The record that shows it, its revision, and what a key counts once.
  std::string event;
  int64_t revision = 0;
  std::string record;
  // Of adoptions and instructions.
  std::string body;
  v1::InformationLevel level = v1::INFORMATION_LEVEL_UNSPECIFIED;
  // When, as closely as it is known.
  std::string date;
  base::DaySpan days;
  // How many it stands for.
  int64_t count = 1;
};

// Visits all that may have happened by `as_of`, as the records say it.
absl::Status ForEachScoreEvent(const storage::Reader& reader, const std::string& as_of,
                               absl::FunctionRef<void(const ScoreEvent&)> visit);

}  // namespace zgc::supervision
