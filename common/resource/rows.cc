#include "common/resource/rows.h"

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::resource {

absl::Status NotFound(const std::string& name) {
  return base::MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                         absl::StrCat(name, " does not exist"), {{"name", name}});
}

absl::Status Exists(const std::string& name) {
  return base::MakeError(absl::StatusCode::kAlreadyExists, common::v1::ERROR_REASON_RESOURCE_EXISTS,
                         absl::StrCat(name, " exists already"), {{"name", name}});
}

absl::Status EtagMismatch(const std::string& name, const std::string& etag,
                          const std::string& given) {
  return base::MakeError(absl::StatusCode::kAborted, common::v1::ERROR_REASON_ETAG_MISMATCH,
                         absl::StrCat(name, " has etag ", etag, ", not ", given, ": read it again"),
                         {{"name", name}, {"etag", etag}});
}

absl::Status IllegalTransition(const std::string& name, absl::string_view method,
                               const std::vector<std::string>& obstacles,
                               const std::vector<std::string>& open) {
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_ILLEGAL_TRANSITION,
      absl::StrCat(method, " is not open for ", name, ": ", absl::StrJoin(obstacles, "; "),
                   "; open: ", open.empty() ? "none" : absl::StrJoin(open, ", ")),
      {{"name", name}});
  google::rpc::PreconditionFailure failure;
  const auto add = [&](const char* type, const std::string& description) {
    auto* violation = failure.add_violations();
    violation->set_type(type);
    violation->set_subject(name);
    violation->set_description(description);
  };
  for (const std::string& obstacle : obstacles) add("STATE", obstacle);
  for (const std::string& transition : open) add("OPEN_TRANSITION", transition);
  base::AttachDetail(status, failure);
  return status;
}

}  // namespace zgc::resource
