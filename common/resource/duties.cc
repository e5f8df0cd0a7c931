#include "common/resource/duties.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace zgc::resource {

absl::Status RequireAnother(const base::Actor& actor, const std::string& earlier,
                            absl::string_view did, const std::string& name) {
  if (actor.responsible() != earlier) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, common::v1::ERROR_REASON_SEPARATION_OF_DUTIES,
      absl::StrCat(earlier, " ", did, " ", name, "; another person must take this step"),
      {{"name", name}});
}

}  // namespace zgc::resource
