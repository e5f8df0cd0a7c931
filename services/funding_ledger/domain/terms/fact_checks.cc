#include "services/funding_ledger/domain/terms/fact_checks.h"

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"

namespace zgc::funding {
namespace {

// Longest term of a loan that a rule can ask for: a hundred years.
constexpr int kMaxTermDays = 36'525;

}  // namespace

void CheckPercent(absl::string_view percent, int scale, absl::string_view field, Checks& checks) {
  const auto value = figures::Decimal::Parse(percent);
  checks.Expect(
      value.ok() && *value > figures::Decimal() && *value <= figures::Decimal(100) &&
          value->scale() <= scale,
      field,
      absl::StrCat("\"", percent, "\" is no plain decimal above 0 and up to 100 with at most ",
                   scale, " digits after the point"));
}

void CheckOptionalPercent(absl::string_view percent, int scale, absl::string_view field,
                          Checks& checks) {
  if (!percent.empty()) CheckPercent(percent, scale, field, checks);
}

void CheckTerm(int32_t min_days, int32_t max_days, const std::string& field, Checks& checks) {
  checks.Expect(min_days >= 0 && min_days <= kMaxTermDays, absl::StrCat(field, ".min_term_days"),
                absl::StrCat("must be 0 to ", kMaxTermDays));
  checks.Expect(max_days == 0 || (max_days >= min_days && max_days <= kMaxTermDays),
                absl::StrCat(field, ".max_term_days"),
                absl::StrCat("must be 0, or from min_term_days to ", kMaxTermDays));
}

std::string FactChecks::At(absl::string_view field) const {
  return absl::StrCat(prefix_, ".", field);
}

void FactChecks::Positive(int64_t fen, absl::string_view field) {
  CheckPositive(fen, At(field), checks_);
}

void FactChecks::Percent(absl::string_view percent, int scale, absl::string_view field) {
  CheckPercent(percent, scale, At(field), checks_);
}

void FactChecks::Expect(bool holds, absl::string_view field, absl::string_view description) {
  checks_.Expect(holds, At(field), description);
}

bool FactChecks::Day(const std::string& day, absl::string_view field) {
  return checks_.Day(day, At(field));
}

void FactChecks::Term(const std::string& start, const std::string& end, int32_t min_days,
                      int32_t max_days) {
  const bool start_is_day = Day(start, "start_date");
  if (!Day(end, "end_date") || !start_is_day) return;
  Expect(start < end, "end_date", absl::StrCat(end, " is not after ", start));
  if (start >= end) return;
  const int64_t days = *base::ParseDate(end) - *base::ParseDate(start);
  Expect(days >= min_days, "end_date",
         absl::StrCat("a loan of ", days, " days is shorter than the ", min_days,
                      " that the rule asks for"));
  Expect(max_days == 0 || days <= max_days, "end_date",
         absl::StrCat("a loan of ", days, " days is longer than the ", max_days,
                      " that the rule allows"));
}

}  // namespace zgc::funding
