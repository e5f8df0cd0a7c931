#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "zgc/common/v1/error_reason.pb.h"

// Errors with a stable reason. The details travel as payloads of absl::Status
// and become google.rpc.Status details at the edge, so domain code needs no
// gRPC. All functions are pure.
namespace zgc::base {

using ErrorReason = ::zgc::common::v1::ErrorReason;

using ErrorMetadata = std::initializer_list<std::pair<absl::string_view, std::string>>;

// An error of `code` with ErrorInfo{reason, domain "zgc", metadata}.
absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       ErrorMetadata metadata = {});

// The reason of `status`, or ERROR_REASON_UNSPECIFIED if it carries none.
ErrorReason ReasonOf(const absl::Status& status);

// "RESOURCE_NOT_FOUND" for ERROR_REASON_RESOURCE_NOT_FOUND.
std::string ReasonName(ErrorReason reason);

// "OK", the name of the reason, or of the code if it carries none: what a record says.
std::string ResultName(const absl::Status& status);

// Attaches one detail message; replaces an earlier one of the same type.
void AttachDetail(absl::Status& status, const google::protobuf::Message& detail);

// UNAVAILABLE or RESOURCE_EXHAUSTED that tells the caller when to try again.
absl::Status RetryLater(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                        absl::Duration delay);

// BATCH_TOO_LARGE if a request holds more than `limit` items in `field`.
absl::Status CheckBatchSize(absl::string_view field, int count, int limit);

// Collects every wrong field of a request, so that a caller sees all at once.
class FieldErrors {
 public:
  void Add(absl::string_view field, absl::string_view description);
  bool empty() const { return bad_request_.field_violations().empty(); }
  // OK if nothing was added, else INVALID_ARGUMENT with BadRequest.
  absl::Status ToStatus() const;

 private:
  google::rpc::BadRequest bad_request_;
};

}  // namespace zgc::base
