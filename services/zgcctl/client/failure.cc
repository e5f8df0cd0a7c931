#include "services/zgcctl/client/failure.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::ctl {
namespace {

// Type of the violations of INSUFFICIENT_FUNDS.
constexpr char kFunds[] = "FUNDS";

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

// Whether all of `text` stands in `message`, in whatever order.
bool Says(absl::string_view message, absl::string_view text) {
  for (const absl::string_view clause : absl::StrSplit(text, "; ")) {
    for (const absl::string_view part : absl::StrSplit(clause, ": ")) {
      if (!absl::StrContains(message, part)) return false;
    }
  }
  return true;
}

// What the violation says that the message does not. The message of a shortfall is, in other
// words, the first of the violations.
std::string Rest(const absl::Status& status, const google::rpc::PreconditionFailure& all,
                 int index) {
  const auto& violation = all.violations(index);
  std::string text = violation.description();
  if (index == 0 && violation.type() == kFunds &&
      absl::StrContains(status.message(), violation.subject())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits("; ", 1));
    text = parts.second;
  }
  return Says(status.message(), text) ? "" : text;
}

// Of a request id that has been answered before.
std::string FirstAnswerText(const absl::Status& status) {
  const std::string answer = FirstAnswer(status);
  if (answer.empty()) return "";
  google::rpc::ErrorInfo info;
  Find(status, info);
  const auto revision = info.metadata().find("first_revision");
  const auto method = info.metadata().find("first_method");
  return absl::StrCat(
      "first_answer: ", answer,
      method == info.metadata().end() ? "" : absl::StrCat(" to ", method->second),
      revision == info.metadata().end()
          ? ""
          : absl::StrCat(" at revision ", revision->second,
                         ": this request id has that answer for good; take a new id to ask again"));
}

}  // namespace

std::string FirstAnswer(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (!Find(status, info)) return "";
  const auto answer = info.metadata().find("first_answer");
  return answer == info.metadata().end() ? "" : answer->second;
}

std::vector<std::string> Describe(const absl::Status& status) {
  std::vector<std::string> lines;
  const std::string label = Label(status);
  const auto add = [&](absl::string_view subject, absl::string_view text) {
    std::string line =
        absl::StrCat(label, ": ", subject, subject.empty() || text.empty() ? "" : ": ", text);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  };
  google::rpc::BadRequest request;
  if (Find(status, request)) {
    for (const auto& violation : request.field_violations()) {
      add(violation.field(), violation.description());
    }
  }
  google::rpc::PreconditionFailure precondition;
  if (Find(status, precondition)) {
    add("", status.message());
    for (int i = 0; i < precondition.violations_size(); ++i) {
      const std::string rest = Rest(status, precondition, i);
      if (!rest.empty()) add(precondition.violations(i).subject(), rest);
    }
  }
  if (lines.empty()) add("", status.message());
  const std::string first_answer = FirstAnswerText(status);
  if (!first_answer.empty()) add("", first_answer);
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
