#include "services/zgcctl/failure.h"

#include <iostream>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::ctl {
namespace {

template <typename Detail>
bool Find(const absl::Status& status, Detail& detail) {
  const auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  return payload.has_value() && detail.ParseFromString(std::string(*payload));
}

std::string Label(const absl::Status& status) {
  const auto reason = base::ReasonOf(status);
  if (reason != zgc::common::v1::ERROR_REASON_UNSPECIFIED) return base::ReasonName(reason);
  return absl::StatusCodeToString(status.code());
}

}  // namespace

std::vector<std::string> Describe(const absl::Status& status) {
  std::vector<std::string> lines;
  const std::string label = Label(status);
  google::rpc::BadRequest request;
  if (Find(status, request)) {
    for (const auto& violation : request.field_violations()) {
      lines.push_back(absl::StrCat(label, ": ", violation.field(), ": ", violation.description()));
    }
  }
  google::rpc::PreconditionFailure precondition;
  if (Find(status, precondition)) {
    lines.push_back(absl::StrCat(label, ": ", status.message()));
    for (const auto& violation : precondition.violations()) {
      // Many messages name what is violated.
      if (absl::StrContains(status.message(), violation.description())) continue;
      lines.push_back(absl::StrCat(label, ": ", violation.subject(),
                                   violation.subject().empty() ? "" : ": ",
                                   violation.description()));
    }
  }
  if (lines.empty()) lines.push_back(absl::StrCat(label, ": ", status.message()));
  return lines;
}

void PrintError(absl::string_view where, const absl::Status& status) {
  for (const std::string& line : Describe(status)) {
    std::cerr << "zgcctl: " << where << (where.empty() ? "" : ": ") << line << "\n";
  }
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  const bool from_service = base::ReasonOf(status) != zgc::common::v1::ERROR_REASON_UNSPECIFIED;
  // From here: a flag or a file that it names is wrong.
  const bool here = status.code() == absl::StatusCode::kInvalidArgument ||
                    status.code() == absl::StatusCode::kNotFound;
  if (here && !from_service) return kExitUsage;
  const bool silent = status.code() == absl::StatusCode::kUnavailable ||
                      status.code() == absl::StatusCode::kDeadlineExceeded;
  return silent && !from_service ? kExitUnreachable : kExitFailed;
}

ExitCode Fail(absl::string_view where, const absl::Status& status) {
  PrintError(where, status);
  return ExitCodeOf(status);
}

ExitCode FailUsage(absl::string_view message) {
  std::cerr << "zgcctl: " << message << "\n";
  return kExitUsage;
}

}  // namespace zgc::ctl
