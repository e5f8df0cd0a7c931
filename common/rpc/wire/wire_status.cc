#include "common/rpc/wire/wire_status.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_proto.h"
#include "common/base/text.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::rpc {
namespace {

base::ErrorReason DefaultReason(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return zgc::common::v1::ERROR_REASON_INVALID_FIELD;
    case absl::StatusCode::kNotFound:
      return zgc::common::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
    case absl::StatusCode::kAlreadyExists:
      return zgc::common::v1::ERROR_REASON_RESOURCE_EXISTS;
    case absl::StatusCode::kUnavailable:
      return zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE;
    case absl::StatusCode::kDataLoss:
      return zgc::common::v1::ERROR_REASON_DATA_CORRUPTED;
    case absl::StatusCode::kDeadlineExceeded:
      return zgc::common::v1::ERROR_REASON_DEADLINE_EXCEEDED;
    case absl::StatusCode::kOutOfRange:
      return zgc::common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE;
    case absl::StatusCode::kPermissionDenied:
      return zgc::common::v1::ERROR_REASON_PERMISSION_DENIED;
    case absl::StatusCode::kUnauthenticated:
      return zgc::common::v1::ERROR_REASON_UNAUTHENTICATED;
    case absl::StatusCode::kResourceExhausted:
      return zgc::common::v1::ERROR_REASON_OVERLOADED;
    case absl::StatusCode::kFailedPrecondition:
      return zgc::common::v1::ERROR_REASON_ILLEGAL_TRANSITION;
    default:
      return zgc::common::v1::ERROR_REASON_INTERNAL;
  }
}

// A status travels in trailing metadata, of which clients take 8 KiB by
// default and lose the whole error beyond. Base64 and percent encoding count.
constexpr size_t kMaxErrorText = 640;
constexpr size_t kMaxDetailBytes = 2560;
constexpr size_t kMaxTextBytes = 256;

// How many things a violation stands for: a list that was cut before says "and 12 more".
int64_t CountOf(absl::string_view description) {
  int64_t more = 0;
  const bool is_rest = absl::ConsumePrefix(&description, "and ") &&
                       absl::ConsumeSuffix(&description, " more") &&
                       absl::SimpleAtoi(description, &more);
  return is_rest ? more : 1;
}

// How to go on is told before what is in the way.
bool IsMoreUseful(const google::rpc::PreconditionFailure::Violation& violation) {
  return violation.type() == "OPEN_TRANSITION";
}
bool IsMoreUseful(const google::rpc::BadRequest::FieldViolation&) { return false; }

template <typename Detail, typename Violation>
std::string Shorten(const std::string& bytes,
                    google::protobuf::RepeatedPtrField<Violation>* (Detail::*list)()) {
  Detail detail;
  detail.ParseFromString(bytes);
  auto& violations = *(detail.*list)();
  size_t size = 0;
  for (Violation& violation : violations) {
    violation.set_description(base::Truncate(violation.description(), kMaxTextBytes));
    size += violation.ByteSizeLong();
  }
  if (size <= kMaxDetailBytes) return detail.SerializeAsString();
  std::stable_partition(violations.begin(), violations.end(),
                        [](const Violation& violation) { return IsMoreUseful(violation); });
  size = 0;
  int kept = 0;
  int64_t more = 0;
  for (const Violation& violation : violations) {
    size += violation.ByteSizeLong();
    if (size > kMaxDetailBytes) {
      more += CountOf(violation.description());
    } else {
      ++kept;
    }
  }
  violations.DeleteSubrange(kept, violations.size() - kept);
  violations.Add()->set_description(absl::StrCat("and ", more, " more"));
  return detail.SerializeAsString();
}

std::string ShortenInfo(const std::string& bytes) {
  google::rpc::ErrorInfo info;
  info.ParseFromString(bytes);
  for (auto& [key, value] : *info.mutable_metadata()) {
    value = base::Truncate(value, kMaxTextBytes);
  }
  return info.SerializeAsString();
}

std::string ShortenDetail(absl::string_view type_url, const std::string& bytes) {
  if (absl::EndsWith(type_url, "/google.rpc.BadRequest")) {
    return Shorten(bytes, &google::rpc::BadRequest::mutable_field_violations);
  }
  if (absl::EndsWith(type_url, "/google.rpc.PreconditionFailure")) {
    return Shorten(bytes, &google::rpc::PreconditionFailure::mutable_violations);
  }
  if (absl::EndsWith(type_url, "/google.rpc.ErrorInfo")) return ShortenInfo(bytes);
  return bytes;
}

}  // namespace

grpc::Status ToWire(const absl::Status& given) {
  if (given.ok()) return grpc::Status::OK;
  absl::Status status = given;
  if (base::ReasonOf(status) == zgc::common::v1::ERROR_REASON_UNSPECIFIED) {
    const bool hidden =
        status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown;
    status = base::MakeError(status.code(), DefaultReason(status.code()),
                             hidden ? "internal fault; see the log" : status.message());
  }
  google::rpc::Status details = base::ToProto(status);
  details.set_message(base::Truncate(status.message(), kMaxErrorText));
  for (auto& detail : *details.mutable_details()) {
    detail.set_value(ShortenDetail(detail.type_url(), detail.value()));
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(),
                      details.SerializeAsString());
}

absl::Status FromWire(const grpc::Status& wire) {
  if (wire.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(wire.error_details())) details.Clear();
  details.set_code(wire.error_code());
  details.set_message(wire.error_message());
  return base::FromProto(details);
}

}  // namespace zgc::rpc
