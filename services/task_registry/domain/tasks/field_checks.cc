#include "services/task_registry/domain/tasks/field_checks.h"

#include <set>

#include "absl/strings/match.h"

namespace zgc::tasks {

void CheckNoneTwice(const Texts& texts, absl::string_view field, Checks& checks) {
  std::set<std::string> seen;
  for (int i = 0; i < texts.size(); ++i) {
    checks.Expect(seen.insert(texts[i]).second, absl::StrCat(field, "[", i, "]"),
                  "repeats an earlier one");
  }
}

void CheckCount(int64_t count, common::v1::AmountState state, absl::string_view field,
                Checks& checks) {
  if (state == common::v1::AMOUNT_STATE_UNSPECIFIED && count == 0) return;
  checks.Amount(count, state, field);
}

absl::Status CheckOrganisationsOrOthers(const storage::Reader& reader, const Texts& names,
                                        absl::string_view field, Checks& checks) {
  for (int i = 0; i < names.size(); ++i) {
    // Rows of other services are not looked up: no service waits for another.
    if (absl::StartsWith(names[i], "//")) continue;
    ZGC_RETURN_IF_ERROR(
        checks.Reference(reader, kOrganisations, names[i], absl::StrCat(field, "[", i, "]"))
            .status());
  }
  return absl::OkStatus();
}

}  // namespace zgc::tasks
