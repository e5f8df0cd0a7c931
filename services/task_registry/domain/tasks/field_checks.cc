#include "services/task_registry/domain/tasks/field_checks.h"

#include <set>

#include "common/decimal/decimal.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {

void CheckTexts(const Texts& texts, absl::string_view field, Checks& checks) {
  for (int i = 0; i < texts.size(); ++i)
    checks.Required(texts[i], absl::StrCat(field, "[", i, "]"));
}

void CheckEvidence(const Texts& evidence, absl::string_view field, Checks& checks) {
  checks.Expect(!evidence.empty(), field, "needs at least one");
  CheckTexts(evidence, field, checks);
}

void CheckCount(int64_t count, common::v1::AmountState state, absl::string_view field,
                Checks& checks) {
  if (state == common::v1::AMOUNT_STATE_UNSPECIFIED && count == 0) return;
  checks.Amount(count, state, field);
}

void CheckPercent(const std::string& text, absl::string_view field, Checks& checks) {
  if (text.empty()) return;
  const auto decimal = figures::Decimal::Parse(text);
  checks.Expect(decimal.ok() && !decimal->IsNegative() && *decimal <= figures::Decimal(100), field,
                absl::StrCat("\"", text, "\" is no plain decimal from 0 to 100"));
}

absl::Status CheckOrganisations(const storage::Reader& reader, const Texts& names,
                                absl::string_view field, Checks& checks) {
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    ZGC_RETURN_IF_ERROR(checks.Reference(reader, kOrganisations, names[i], at).status());
    checks.Expect(seen.insert(names[i]).second, at, "repeats an earlier one");
  }
  return absl::OkStatus();
}

}  // namespace zgc::tasks
