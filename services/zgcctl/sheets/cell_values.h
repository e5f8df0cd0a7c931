#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// What the numbers in the cells of a workbook stand for. All functions are pure. The messages are
// for people who made the table.
namespace zgc::ctl {

// Whether a number with this built-in format, or one of this code ("yyyy\-mm\-dd", "m月d日"), is
// shown as a day. One shown as a time of a day alone is none.
bool IsDateFormat(int id);
bool IsDateFormat(absl::string_view code);

// YYYY-MM-DD of a serial number, counted from 1900 (with its 29 February that never was, which is
// refused) or from 1904. A time of a day is refused.
absl::StatusOr<std::string> DayOfSerial(absl::string_view serial, bool from_1904);
// Of "2019-03-01" or "2019-03-01T00:00:00".
absl::StatusOr<std::string> DayOfText(absl::string_view text);

// A number without an exponent and without what a binary fraction adds: "5E+3" is "5000",
// "0.30000000000000004" is "0.3". It holds 15 digits, as spreadsheets do.
absl::StatusOr<std::string> PlainNumber(absl::string_view text);

// Whether it has more digits than a spreadsheet keeps, so that the last ones are lost: a code that
// was typed as a number.
bool HasLostDigits(absl::string_view plain_number);

}  // namespace zgc::ctl
