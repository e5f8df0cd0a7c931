#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "zgc/funding/v1/calculations.pb.h"

namespace zgc::funding {

// One calculation under way: a value in fen, and how it came about. Not thread-safe.
class Work {
 public:
  explicit Work(v1::Calculation& result) : result_(result) {}

  void Step(absl::string_view label, std::string expression, std::string value,
            absl::string_view unit);
  // Fen times a percentage; exact.
  static absl::StatusOr<figures::Decimal> Part(const figures::Decimal& fen,
                                               const std::string& percent);
  // The last step before the caps: `numerator` by `denominator`, to the fen.
  absl::Status Round(absl::string_view label, std::string expression,
                     const figures::Decimal& numerator, int64_t denominator = 1);
  // Holds the amount down to what `limit_fen` leaves beside `used_fen`; 0 is no limit.
  void Cap(v1::SupportCap cap, absl::string_view label, int64_t limit_fen, int64_t used_fen);

 private:
  v1::Calculation& result_;
};

}  // namespace zgc::funding
