#include "services/task_registry/domain/documents/document_steps.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "services/task_registry/domain/tasks/field_checks.h"

namespace zgc::tasks {
namespace {

using Status = v1::PolicyDocumentStatus;

struct DocumentMove {
  v1::PolicyDocumentStepKind kind;
  // Where the steps before it may have led; a step that none of them says anything before is open.
  std::vector<Status> from;
  // Where it leads; as it is if unspecified.
  Status to;
};

constexpr Status kAsItIs = v1::POLICY_DOCUMENT_STATUS_UNSPECIFIED;
constexpr Status kDrafting = v1::POLICY_DOCUMENT_STATUS_DRAFTING;
constexpr Status kReviewed = v1::POLICY_DOCUMENT_STATUS_REVIEWED;
constexpr Status kIssued = v1::POLICY_DOCUMENT_STATUS_ISSUED;
constexpr Status kRevised = v1::POLICY_DOCUMENT_STATUS_REVISED;
constexpr Status kRepealed = v1::POLICY_DOCUMENT_STATUS_REPEALED;

// One row for each kind. What was revised goes the same way again as what was drafted.
const std::vector<DocumentMove>& DocumentMoves() {
  static const auto* const moves = new std::vector<DocumentMove>{
      {v1::POLICY_DOCUMENT_STEP_KIND_DRAFTING, {kDrafting}, kDrafting},
      {v1::POLICY_DOCUMENT_STEP_KIND_CONSULTATION, {kDrafting, kReviewed, kRevised}, kAsItIs},
      {v1::POLICY_DOCUMENT_STEP_KIND_SUBMISSION, {kDrafting, kReviewed, kRevised}, kAsItIs},
      {v1::POLICY_DOCUMENT_STEP_KIND_INSTRUCTION,
       {kDrafting, kReviewed, kIssued, kRevised},
       kAsItIs},
      {v1::POLICY_DOCUMENT_STEP_KIND_ADOPTION, {kDrafting, kReviewed, kRevised}, kReviewed},
      {v1::POLICY_DOCUMENT_STEP_KIND_RETURN, {kDrafting, kReviewed, kRevised}, kDrafting},
      {v1::POLICY_DOCUMENT_STEP_KIND_ISSUE, {kDrafting, kReviewed, kRevised}, kIssued},
      {v1::POLICY_DOCUMENT_STEP_KIND_REVISION, {kIssued, kRevised}, kRevised},
      {v1::POLICY_DOCUMENT_STEP_KIND_REPEAL, {kIssued, kRevised}, kRepealed},
  };
  return *moves;
}

// How a document may stand that its steps have led to a status.
std::vector<Status> AgreeWith(Status led) {
  switch (led) {
    case kDrafting:
      return {kDrafting, v1::POLICY_DOCUMENT_STATUS_STUDIED};
    case kIssued:
    case kRevised:
      return {led, v1::POLICY_DOCUMENT_STATUS_IN_FORCE, v1::POLICY_DOCUMENT_STATUS_REFERENCE};
    default:
      return {led};
  }
}

bool IsAmong(Status status, const std::vector<Status>& statuses) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// Walks along the steps of a document.
class DocumentPath {
 public:
  void Take(const v1::PolicyDocumentStep& step, const std::string& field, Checks& checks) {
    CheckDate(step.date(), field, checks);
    const auto& moves = DocumentMoves();
    const auto move = std::find_if(moves.begin(), moves.end(), [&](const DocumentMove& one) {
      return one.kind == step.kind();
    });
    // Of no kind, which the contract says.
    if (move == moves.end()) return;
    checks.Expect(led_ == kAsItIs || IsAmong(led_, move->from), absl::StrCat(field, ".kind"),
                  absl::StrCat(v1::PolicyDocumentStepKind_Name(step.kind()),
                               " does not follow where the document is ",
                               v1::PolicyDocumentStatus_Name(led_)));
    if (move->to == kAsItIs) return;
    led_ = move->to;
    date_ = step.date();
  }

  // Unspecified where none of them says it.
  Status led() const { return led_; }
  // The date of the step that led there; empty if nobody has stated it.
  const std::string& date() const { return date_; }

 private:
  // What is stated no closer than to a month may have been on any of its days.
  void CheckDate(const std::string& date, const std::string& field, Checks& checks) {
    const auto span = base::ParseReducedDate(date);
    if (!span.ok()) return;
    checks.Expect(
        span->last >= latest_, absl::StrCat(field, ".date"),
        absl::StrCat(date, " is before an earlier step, which was on or after ", latest_));
    latest_ = std::max(latest_, span->first);
  }

  Status led_ = kAsItIs;
  std::string date_;
  std::string latest_;
};

void CheckStatus(const DocumentPath& path, const v1::PolicyDocument* before,
                 v1::PolicyDocument& document, Checks& checks) {
  if (path.led() == kAsItIs) return;
  checks.Expect(
      IsAmong(document.status(), AgreeWith(path.led())), "policy_document.status",
      absl::StrCat("the steps have led it to ", v1::PolicyDocumentStatus_Name(path.led())));
  // The date of the status that it had before is none of this one.
  const bool moved_on = before != nullptr && before->status() != document.status() &&
                        before->status_date() == document.status_date();
  if (moved_on) document.clear_status_date();
  if (document.status() != path.led() || path.date().empty()) return;
  if (document.status_date().empty()) document.set_status_date(path.date());
  checks.Expect(document.status_date() == path.date(), "policy_document.status_date",
                absl::StrCat("the step that led to it was on ", path.date()));
}

}  // namespace

absl::Status CheckDocumentSteps(const storage::Reader& reader, const v1::PolicyDocument* before,
                                v1::PolicyDocument& document, resource::Checks& checks) {
  DocumentPath path;
  for (int i = 0; i < document.steps_size(); ++i) {
    const v1::PolicyDocumentStep& step = document.steps(i);
    const std::string field = absl::StrCat("policy_document.steps[", i, "]");
    path.Take(step, field, checks);
    ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, step.date(), absl::StrCat(field, ".date")));
    CheckNoneTwice(step.organisations(), absl::StrCat(field, ".organisations"), checks);
    checks.Expect(step.kind() != v1::POLICY_DOCUMENT_STEP_KIND_CONSULTATION ||
                      !step.organisations().empty() || !step.parties().empty(),
                  absl::StrCat(field, ".organisations"), "a consultation says with whom");
  }
  CheckStatus(path, before, document, checks);
  return absl::OkStatus();
}

}  // namespace zgc::tasks
