#include "common/records/evidence.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/query/list.h"
#include "common/records/records_schema.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/scope/bounds.h"

namespace zgc::records {
namespace {

using resource::Checks;
using storage::Reader;

constexpr size_t kDigits = 64;
constexpr int kMostFound = 100;

void CheckDigest(const std::string& digest, absl::string_view field, Checks& checks) {
  const bool is_digest =
      digest.size() == kDigits && std::all_of(digest.begin(), digest.end(), [](unsigned char c) {
        return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
      });
  checks.Expect(digest.empty() || is_digest, field,
                absl::StrCat("must be ", kDigits, " hexadecimal digits in lower case"));
}

absl::Status CheckRow(const Reader& reader, const v1::Evidence* /*before*/, v1::Evidence& row,
                      Checks& checks) {
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, row.issue_date(), "evidence.issue_date"));
  CheckDigest(row.digest(), "evidence.digest", checks);
  for (int i = 0; i < row.owners_size(); ++i) {
    checks.Expect(scope::KindOf(row.owners(i)) != common::v1::SCOPE_UNSPECIFIED,
                  absl::StrCat("evidence.owners[", i, "]"),
                  "is the name of no organisation, park or division");
  }
  const bool has_digest = !row.digest().empty();
  const bool has_algorithm = row.digest_algorithm() != v1::FILE_DIGEST_ALGORITHM_UNSPECIFIED;
  checks.Expect(has_digest == has_algorithm, "evidence.digest_algorithm",
                has_digest ? "is required of a digest" : "belongs to a digest");
  checks.Expect(has_digest || row.size_bytes() == 0, "evidence.size_bytes",
                "belongs to a file, whose digest is missing");
  return absl::OkStatus();
}

// Adds what has that digest.
absl::Status FindByDigest(const Reader& reader, v1::FileDigestAlgorithm algorithm,
                          const std::string& digest, v1::CheckEvidenceFileResponse& response) {
  if (digest.empty()) return absl::OkStatus();
  v1::ListEvidenceRequest request;
  request.set_digest(digest);
  storage::Page page;
  page.size = kMostFound;
  v1::ListEvidenceResponse found;
  ZGC_RETURN_IF_ERROR(query::List(reader, kEvidence.column(), request, page, found).status());
  for (v1::Evidence& row : *found.mutable_evidence()) {
    const bool has_room = response.evidence_size() < kMostFound;
    if (has_room && row.digest_algorithm() == algorithm) {
      *response.add_evidence() = std::move(row);
    }
  }
  return absl::OkStatus();
}

}  // namespace

const KindOf<v1::Evidence>& EvidenceKind() {
  static const auto* const kind = new KindOf<v1::Evidence>(
      kEvidence, {.created_by = "/zgc.records.v1.EvidenceService/CreateEvidence",
                  .field = "evidence",
                  .check = &CheckRow,
                  .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::Evidence> CreateEvidence(storage::Txn& txn, const base::Actor& /*actor*/,
                                            const v1::CreateEvidenceRequest& request) {
  v1::Evidence row = request.evidence();
  row.set_name(absl::StrCat("evidence/", request.evidence_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(EvidenceKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return EvidenceKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::Evidence> GetEvidence(const Reader& reader,
                                         const v1::GetEvidenceRequest& request) {
  return resource::GetRow(reader, kEvidence, request.name());
}

absl::StatusOr<std::string> ListEvidence(const Reader& reader,
                                         const v1::ListEvidenceRequest& request,
                                         const storage::Page& page,
                                         v1::ListEvidenceResponse& response) {
  return query::List(reader, kEvidence.column(), request, page, response);
}

absl::StatusOr<v1::CheckEvidenceFileResponse> CheckEvidenceFile(
    const Reader& reader, const v1::CheckEvidenceFileRequest& request) {
  Checks checks(reader, request);
  CheckDigest(request.sha256(), "sha256", checks);
  CheckDigest(request.sm3(), "sm3", checks);
  checks.Expect(!request.sha256().empty() || !request.sm3().empty(), "sha256",
                "is required, or sm3");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::CheckEvidenceFileResponse response;
  response.set_revision(reader.revision());
  ZGC_RETURN_IF_ERROR(
      FindByDigest(reader, v1::FILE_DIGEST_ALGORITHM_SHA256, request.sha256(), response));
  ZGC_RETURN_IF_ERROR(FindByDigest(reader, v1::FILE_DIGEST_ALGORITHM_SM3, request.sm3(), response));
  std::sort(response.mutable_evidence()->begin(), response.mutable_evidence()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return response;
}

}  // namespace zgc::records
