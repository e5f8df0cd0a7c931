#include "services/supervision_reporting/domain/sources/reason_rows.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

template <typename Row>
v1::ChangeReason SaidBy(const std::string& service, const Row& row, v1::ChangeReasonKind kind,
                        const std::string& record) {
  v1::ChangeReason reason;
  reason.set_kind(kind);
  reason.set_source(absl::StrCat("//", service, "/", row.name()));
  reason.set_record(absl::StrCat("//", service, "/", record));
  reason.set_reason(row.reason());
  reason.set_source_revision(row.revision());
  return reason;
}

// What a row cites of its own service stands here by its full name.
template <typename Row>
void SetEvidence(const std::string& service, const Row& row, v1::ChangeReason& reason) {
  for (const std::string& text : row.evidence()) {
    reason.add_evidence(absl::StartsWith(text, "evidence/") ? absl::StrCat("//", service, "/", text)
                                                            : text);
  }
}

// Of what one proposed and perhaps another approved.
template <typename Row>
void SetPeople(const std::string& service, const Row& row, absl::string_view approving,
               v1::ChangeReason& reason) {
  SetEvidence(service, row, reason);
  if (row.steps_size() > 0) reason.set_author(row.steps(0).actor());
  const auto* approved = LastStepBy(row.steps(), approving);
  if (approved != nullptr) reason.set_approver(approved->actor());
}

}  // namespace

bool IsSameReason(const v1::ChangeReason& a, const v1::ChangeReason& b) {
  return a.kind() == b.kind() && a.record() == b.record() && a.reason() == b.reason() &&
         a.author() == b.author();
}

v1::ChangeReason ReasonIn(const std::string& service, const records::v1::Correction& row) {
  if (row.state() != records::v1::CORRECTION_STATE_APPLIED) return {};
  auto reason =
      SaidBy(service, row,
             row.kind() == records::v1::CORRECTION_KIND_VOID ? v1::CHANGE_REASON_KIND_VOID
                                                             : v1::CHANGE_REASON_KIND_CORRECTION,
             row.record());
  SetPeople(service, row, "ApproveCorrection", reason);
  return reason;
}

v1::ChangeReason ReasonIn(const std::string& service, const figures::v1::Observation& row) {
  if (row.state() == figures::v1::OBSERVATION_STATE_RETRACTED) {
    auto reason = SaidBy(service, row, v1::CHANGE_REASON_KIND_OBSERVATION_RETRACTED, row.name());
    reason.set_author(row.reporter());
    return reason;
  }
  const bool stands = row.state() == figures::v1::OBSERVATION_STATE_VERIFIED ||
                      row.state() == figures::v1::OBSERVATION_STATE_PUBLISHED;
  if (!stands || row.corrects().empty()) return {};
  auto reason = SaidBy(service, row, v1::CHANGE_REASON_KIND_OBSERVATION_CORRECTED, row.corrects());
  SetEvidence(service, row, reason);
  reason.set_author(row.reporter());
  reason.set_approver(row.verifier());
  return reason;
}

v1::ChangeReason ReasonIn(const std::string& service, const figures::v1::IndicatorVersion& row) {
  if (row.state() != figures::v1::INDICATOR_VERSION_STATE_APPROVED) return {};
  auto reason = SaidBy(service, row, v1::CHANGE_REASON_KIND_INDICATOR_VERSION, row.indicator());
  SetPeople(service, row, "ApproveIndicatorVersion", reason);
  return reason;
}

}  // namespace zgc::supervision
