#include "common/rpc/wire_status.h"

#include <string>

#include "absl/strings/cord.h"
#include "common/base/error.h"
#include "google/rpc/status.pb.h"

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
    case absl::StatusCode::kFailedPrecondition:
      return zgc::common::v1::ERROR_REASON_ILLEGAL_TRANSITION;
    default:
      return zgc::common::v1::ERROR_REASON_INTERNAL;
  }
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
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  status.ForEachPayload([&details](absl::string_view type_url, const absl::Cord& payload) {
    auto* any = details.add_details();
    any->set_type_url(std::string(type_url));
    any->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(),
                      details.SerializeAsString());
}

absl::Status FromWire(const grpc::Status& wire) {
  if (wire.ok()) return absl::OkStatus();
  absl::Status status(static_cast<absl::StatusCode>(wire.error_code()), wire.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(wire.error_details())) {
    for (const auto& detail : details.details()) {
      status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return status;
}

}  // namespace zgc::rpc
