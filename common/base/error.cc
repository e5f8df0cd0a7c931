#include "common/base/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace zgc::base {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";

std::string TypeUrl(const google::protobuf::Message& message) {
  return absl::StrCat(kTypePrefix, message.GetDescriptor()->full_name());
}

}  // namespace

std::string ResultName(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  const bool named = !status.ok() && reason != zgc::common::v1::ERROR_REASON_UNSPECIFIED;
  return named ? ReasonName(reason) : absl::StatusCodeToString(status.code());
}

void AttachDetail(absl::Status& status, const google::protobuf::Message& detail) {
  status.SetPayload(TypeUrl(detail), absl::Cord(detail.SerializeAsString()));
}

std::string ReasonName(ErrorReason reason) {
  return std::string(absl::StripPrefix(zgc::common::v1::ErrorReason_Name(reason), "ERROR_REASON_"));
}

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       ErrorMetadata metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain("zgc");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[std::string(key)] = value;
  AttachDetail(status, info);
  return status;
}

ErrorReason ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(TypeUrl(info));
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) {
    return zgc::common::v1::ERROR_REASON_UNSPECIFIED;
  }
  ErrorReason reason = zgc::common::v1::ERROR_REASON_UNSPECIFIED;
  zgc::common::v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", info.reason()), &reason);
  return reason;
}

absl::Status RetryLater(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                        absl::Duration delay) {
  absl::Status status = MakeError(code, reason, message);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
      (delay - absl::Seconds(absl::ToInt64Seconds(delay))) / absl::Nanoseconds(1)));
  AttachDetail(status, retry);
  return status;
}

absl::Status CheckBatchSize(absl::string_view field, int count, int limit) {
  if (count <= limit) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   zgc::common::v1::ERROR_REASON_BATCH_TOO_LARGE,
                   absl::StrCat(field, ": must be 1 to ", limit, ", not ", count),
                   {{"field", std::string(field)},
                    {"count", absl::StrCat(count)},
                    {"limit", absl::StrCat(limit)}});
}

void FieldErrors::Add(absl::string_view field, absl::string_view description) {
  auto* violation = bad_request_.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
}

absl::Status FieldErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::string message = "invalid request:";
  for (const auto& violation : bad_request_.field_violations()) {
    absl::StrAppend(&message, " ", violation.field(), ": ", violation.description(), ";");
  }
  message.pop_back();
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument,
                                  zgc::common::v1::ERROR_REASON_INVALID_FIELD, message);
  AttachDetail(status, bad_request_);
  return status;
}

}  // namespace zgc::base
