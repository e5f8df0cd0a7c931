#include "common/resource/foreign.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace zgc::resource {

void CheckForeign(absl::string_view name, absl::string_view prefix, absl::string_view field,
                  Checks& checks) {
  absl::string_view id = name;
  if (absl::ConsumePrefix(&id, prefix)) {
    checks.Id(id, field);
  } else {
    checks.Add(field, absl::StrCat("\"", name, "\" is no ", prefix, "{id}"));
  }
}

}  // namespace zgc::resource
