#include "common/resource/rows.h"

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::resource {
namespace {

// The correction that voided the record, or empty.
absl::StatusOr<std::string> VoidedBy(const storage::Reader& reader, const std::string& name) {
  // Not every schema has voids.
  if (reader.FindColumn(kVoidedRecords.column().name) == nullptr) return "";
  ZGC_ASSIGN_OR_RETURN(const auto voided, kVoidedRecords.Get(reader, {name}));
  return voided.has_value() ? voided->correction() : "";
}

}  // namespace

absl::Status NotFound(const std::string& name) {
  return base::MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                         absl::StrCat(name, " does not exist"), {{"name", name}});
}

absl::Status NotFound(const storage::Reader& reader, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const std::string voided, VoidedBy(reader, name));
  if (voided.empty()) return NotFound(name);
  return base::MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                         absl::StrCat(name, " was voided by ", voided),
                         {{"name", name}, {"correction", voided}});
}

absl::Status CheckNotVoided(const storage::Reader& reader, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const std::string voided, VoidedBy(reader, name));
  if (voided.empty()) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kAlreadyExists, common::v1::ERROR_REASON_RESOURCE_EXISTS,
      absl::StrCat(name, " was voided by ", voided, ": its name is not free again"),
      {{"name", name}, {"correction", voided}});
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
                   open.empty() ? "" : "; open: ", absl::StrJoin(open, ", ")),
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
