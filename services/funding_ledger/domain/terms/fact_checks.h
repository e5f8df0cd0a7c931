#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"

// Checks that the terms and facts of several instruments share. Pure functions.
namespace zgc::funding {

// Digits after the point of a share in per cent.
inline constexpr int kShareScale = 2;

// A plain decimal above 0, 100 at most, with at most `scale` digits after the point.
void CheckPercent(absl::string_view percent, int scale, absl::string_view field,
                  resource::Checks& checks);
// The same, or empty.
void CheckOptionalPercent(absl::string_view percent, int scale, absl::string_view field,
                          resource::Checks& checks);
// How long a loan must and may be, `field`.min_term_days and max_term_days.
void CheckTerm(int32_t min_days, int32_t max_days, const std::string& field,
               resource::Checks& checks);

// Violations of one record of facts. Not thread-safe.
class FactChecks {
 public:
  FactChecks(absl::string_view prefix, resource::Checks& checks)
      : prefix_(prefix), checks_(checks) {}

  std::string At(absl::string_view field) const;
  void Positive(int64_t fen, absl::string_view field);
  void Percent(absl::string_view percent, int scale, absl::string_view field);
  void Expect(bool holds, absl::string_view field, absl::string_view description);
  bool Day(const std::string& day, absl::string_view field);
  // The span of a loan, and how long a rule wants it to be.
  void Term(const std::string& start, const std::string& end, int32_t min_days, int32_t max_days);
  resource::Checks& all() { return checks_; }

 private:
  const std::string prefix_;
  resource::Checks& checks_;
};

}  // namespace zgc::funding
