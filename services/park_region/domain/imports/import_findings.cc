#include "services/park_region/domain/imports/import_findings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/text.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::parks {
namespace {

constexpr int kMaxFindings = 20;
constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";

void Count(v1::ImportOutcome outcome, int64_t by, v1::Import& import) {
  switch (outcome) {
    case v1::IMPORT_OUTCOME_GOOD:
      return import.set_good_rows(import.good_rows() + by);
    case v1::IMPORT_OUTCOME_REPEATED:
      return import.set_repeated_rows(import.repeated_rows() + by);
    case v1::IMPORT_OUTCOME_REFUSED:
      return import.set_refused_rows(import.refused_rows() + by);
    case v1::IMPORT_OUTCOME_APPLIED:
      return import.set_applied_rows(import.applied_rows() + by);
    case v1::IMPORT_OUTCOME_TAKEN_BACK:
      return import.set_taken_back_rows(import.taken_back_rows() + by);
    case v1::IMPORT_OUTCOME_KEPT:
      return import.set_kept_rows(import.kept_rows() + by);
    default:
      return;
  }
}

// That of the field or of the field that it is in: "enterprise.roles[1]" is in "enterprise.roles".
std::string ColumnOf(const ColumnNames& columns, const std::string& field) {
  for (std::string path = field; !path.empty();) {
    if (const auto found = columns.find(path); found != columns.end()) return found->second;
    const size_t end = path.find_last_of(".[");
    path.resize(end == std::string::npos ? 0 : end);
  }
  return "";
}

}  // namespace

void SetOutcome(v1::ImportOutcome outcome, v1::Import& import, v1::ImportRow& row) {
  Count(row.outcome(), -1, import);
  Count(outcome, 1, import);
  row.set_outcome(outcome);
}

// All findings of a batch fit into one answer, and so into one row of the store.
constexpr size_t kMostFindingBytes = 1500;

void AddFinding(const v1::ImportFinding& finding, v1::ImportRow& row) {
  if (row.findings_size() >= kMaxFindings) return;
  size_t left = kMostFindingBytes;
  for (const v1::ImportFinding& before : row.findings()) {
    left -= std::min(left, before.ByteSizeLong());
  }
  constexpr size_t kLeast = 100;
  if (left < kLeast) return;
  v1::ImportFinding& added = *row.add_findings();
  const auto cut = [&](const std::string& text) {
    std::string kept = base::Truncate(text, left - std::min(left, kLeast / 2));
    left -= std::min(left, kept.size());
    return kept;
  };
  added.set_column(cut(finding.column()));
  added.set_field(cut(finding.field()));
  added.set_reason(cut(finding.reason()));
}

void AddFinding(const ColumnNames& columns, const std::string& field, const std::string& reason,
                v1::ImportRow& row) {
  if (row.findings_size() >= kMaxFindings) return;
  v1::ImportFinding finding;
  finding.set_column(ColumnOf(columns, field));
  finding.set_field(field);
  finding.set_reason(reason);
  AddFinding(finding, row);
}

bool RefusesRow(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

void AddFindings(const ColumnNames& columns, const absl::Status& status, v1::ImportRow& row) {
  google::rpc::BadRequest refusal;
  const auto payload = status.GetPayload(kBadRequest);
  if (payload.has_value() && refusal.ParseFromString(std::string(*payload))) {
    for (const auto& violation : refusal.field_violations()) {
      AddFinding(columns, violation.field(), violation.description(), row);
    }
  }
  if (refusal.field_violations().empty()) {
    AddFinding(columns, "", std::string(status.message()), row);
  }
}

std::string PlaceOf(const v1::ImportRow& row) {
  return absl::StrCat(row.sheet(), row.sheet().empty() ? "" : " ", "row ", row.row());
}

}  // namespace zgc::parks
