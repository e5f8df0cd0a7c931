#include "common/resource/duties.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace zgc::resource {

absl::Status RequireAnother(const base::Actor& actor, const std::string& earlier,
                            absl::string_view did, const std::string& name) {
  if (actor.responsible() != earlier) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, common::v1::ERROR_REASON_SEPARATION_OF_DUTIES,
      absl::StrCat(earlier, " ", did, " ", name, "; another person must take this step"),
      {{"name", name}});
}

absl::Status RequireNoneOf(const base::Actor& actor,
                           const google::protobuf::RepeatedPtrField<common::v1::Step>& steps,
                           std::initializer_list<absl::string_view> methods,
                           const std::string& name) {
  for (const common::v1::Step& step : steps) {
    if (std::find(methods.begin(), methods.end(), step.method()) == methods.end()) continue;
    ZGC_RETURN_IF_ERROR(
        RequireAnother(actor, step.actor(), absl::StrCat("took ", step.method(), " of"), name));
  }
  return absl::OkStatus();
}

}  // namespace zgc::resource
