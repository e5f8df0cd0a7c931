#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/store/schema.h"

// Days and the fiscal years that they lie in. Thread-safe as the reader is.
namespace zgc::funding {

// "2019" of "fiscalYears/2019".
std::string YearOf(const std::string& fiscal_year);

// Four digits of a year that days can have.
bool IsYear(absl::string_view year);

// Empty, or a day of the year (four digits).
void CheckDayInYear(const std::string& day, const std::string& year, absl::string_view field,
                    Checks& checks);

// The day if it lies in the year; else empty, as where only the year is known.
std::string DayIfIn(const std::string& day, const std::string& fiscal_year);

// The day on which something of a year counts: its own, or the last one of the year where
// only that is known.
std::string CountsOn(const std::string& effective_date, const std::string& fiscal_year);

// The first day that a year still takes: what is carried into it counts from there on,
// so that no report by day misses it. Its last month closes with the year alone.
absl::StatusOr<std::string> FirstOpenDay(const storage::Reader& reader,
                                         const std::string& fiscal_year);

// The year exists.
absl::Status CheckFiscalYear(const storage::Reader& reader, const std::string& name,
                             absl::string_view field, Checks& checks);

}  // namespace zgc::funding
