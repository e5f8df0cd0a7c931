#include "services/supervision_reporting/domain/spans.h"

#include "absl/strings/str_cat.h"

namespace zgc::supervision {

void CheckSpan(const common::v1::Period& span, absl::string_view field, resource::Checks& checks) {
  const std::string end = absl::StrCat(field, ".end_date");
  const bool both = checks.Day(span.start_date(), absl::StrCat(field, ".start_date"));
  if (checks.Day(span.end_date(), end) && both) {
    checks.Ordered(span.start_date(), span.end_date(), end);
  }
}

void CheckCount(int32_t count, absl::string_view field, resource::Checks& checks) {
  checks.Expect(count >= 0, field, "is negative");
}

}  // namespace zgc::supervision
