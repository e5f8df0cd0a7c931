#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/calendars.pb.h"

namespace zgc::supervision {

// A time in working days, as a request gives it.
struct WorkingTime {
  std::string start_date;
  int32_t working_days = 0;
  const google::protobuf::RepeatedPtrField<std::string>& calendars;
};

// The day on which the time ends, and the versions of the calendars used, by
// name. What is wrong goes to `checks`, with fields under `prefix`; the answer is
// empty then.
absl::StatusOr<v1::ComputeDeadlineResponse> EndOf(const storage::Reader& reader,
                                                  const WorkingTime& time, absl::string_view prefix,
                                                  resource::Checks& checks);

}  // namespace zgc::supervision
