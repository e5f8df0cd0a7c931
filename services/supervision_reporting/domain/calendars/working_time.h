#pragma once

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/time/working_days.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"

// Times in working days. Pure but for what is read, and thread-safe.
namespace zgc::supervision {

// A time in working days, as a request gives it.
struct WorkingTime {
  std::string start_date;
  int32_t working_days = 0;
  const google::protobuf::RepeatedPtrField<std::string>& calendars;
  // Empty is the whole country.
  std::string jurisdiction;
  // It was taken once: where no calendar is left to count by, the rule of the week does.
  bool taken = false;
};

// All calendars of a store, read once for many times.
class Calendars {
 public:
  static absl::StatusOr<Calendars> Read(const storage::Reader& reader);

  // By name.
  const std::vector<v1::Calendar>& all() const { return all_; }
  // Adds a calendar, in the place of one of its name.
  void Put(const v1::Calendar& calendar);
  // Null if there is none of that name.
  const v1::Calendar* Find(const std::string& name) const;

  // The day on which the time ends, and what it was counted by. What is wrong goes to `checks`,
  // with fields under `prefix`; the answer is empty then.
  v1::ComputeDeadlineResponse EndOf(const WorkingTime& time, absl::string_view prefix,
                                    resource::Checks& checks) const;

  // The days of all years by the default calendars of a place and of what it lies in.
  absl::StatusOr<base::WorkingDays> DaysOf(const std::string& jurisdiction) const;

 private:
  std::vector<v1::Calendar> all_;
};

// Adds the days of a calendar to those of other years; INVALID_ARGUMENT as WorkingDays says.
absl::Status AddTo(base::WorkingDays& days, const v1::Calendar& calendar);
// A place and what it lies in, the nearest first; the whole country is the last.
std::vector<std::string> PlacesAround(const std::string& code);
// INVALID_ARGUMENT unless it is CN or a region code.
absl::Status CheckJurisdiction(absl::string_view code);

}  // namespace zgc::supervision
