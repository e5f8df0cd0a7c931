#include "services/supervision_reporting/domain/publications/publication_chain.h"

#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/stable_bytes.h"
#include "common/base/undone.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/publications/errata.h"
#include "services/supervision_reporting/domain/reports/report_files.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/report/render/content_digests.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

namespace zgc::supervision {
namespace {

absl::Status Corrupted(const std::string& what) {
  return base::MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_DATA_CORRUPTED,
                         what);
}

// How far a program can prove what another has published.
v1::PublicationProof ProofOf(const v1::Publication& row, const ReportProgram& program) {
  const bool same_rules = row.rules_version() == program.rules_version;
  if (same_rules && row.renderer_version() == program.renderer_version) {
    return v1::PUBLICATION_PROOF_REPRODUCED;
  }
  if (row.records_sha256().empty()) return v1::PUBLICATION_PROOF_COPY;
  return same_rules ? v1::PUBLICATION_PROOF_CONTENT : v1::PUBLICATION_PROOF_RECORDS;
}

// The kept bytes of a file, if they are those that were published.
absl::StatusOr<v1::RenderedFile> KeptFile(const storage::Reader& reader, const v1::Publication& row,
                                          const v1::PublishedFile& file) {
  ZGC_ASSIGN_OR_RETURN(const auto kept, kPublicationFiles.Get(reader, {row.name(), file.name()}));
  if (!kept.has_value()) return Corrupted(absl::StrCat(file.name(), " has not been kept"));
  if (HexDigest(kept->content()) != file.sha256()) {
    return Corrupted(
        absl::StrCat("the kept bytes of ", file.name(), " do not have the published digest"));
  }
  return *kept;
}

// The report as of the revision that was published.
absl::StatusOr<std::unique_ptr<Report>> ReadPublished(const storage::Store& store,
                                                      const figures::FigureBook& book,
                                                      const v1::Publication& row) {
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, store.ReadAt(row.report_revision()));
  return ReadReport(then, book, row.report_template(), row.report_revision());
}

// Renders a published file again, by the program that published it.
absl::StatusOr<v1::RenderedFile> RenderAgain(const Report& report, const v1::Publication& row,
                                             const v1::PublishedFile& file) {
  ZGC_ASSIGN_OR_RETURN(const ReportFile made, RenderOne(report, file.name()));
  ZGC_ASSIGN_OR_RETURN(v1::RenderedFile rendered, ToRendered(made, row.report_revision()));
  if (rendered.file().sha256() != file.sha256()) {
    return Corrupted(absl::StrCat(row.name(), ": ", file.name(),
                                  " rendered again does not have the published digest ",
                                  file.sha256()));
  }
  return rendered;
}

// Whether the records give what a publication says, whatever printed it.
void CheckContent(const Report& report, const v1::Publication& row, v1::PublicationProof proof,
                  v1::VerifyPublicationResponse& response) {
  if (RecordsDigest(report.model) != row.records_sha256()) {
    response.add_problems(absl::StrCat(
        row.name(), ": the records do not give the words and figures that were published"));
  }
  if (proof != v1::PUBLICATION_PROOF_RECORDS &&
      FindingsDigest(report.model) != row.findings_sha256()) {
    response.add_problems(
        absl::StrCat(row.name(), ": the records do not give the findings that were published"));
  }
}

// Holds a file against its published digest: the stored copy, and what `report` is rendered to
// unless it is nullptr.
absl::Status CheckFile(const storage::Reader& reader, const Report* report,
                       const v1::Publication& row, const v1::PublishedFile& file,
                       v1::VerifyPublicationResponse& response) {
  absl::Status again;
  if (report != nullptr) again = RenderAgain(*report, row, file).status();
  const absl::Status kept = KeptFile(reader, row, file).status();
  for (const absl::Status& status : {again, kept}) {
    if (status.ok()) continue;
    // Work that was ended has found nothing wrong, nor has what cannot be read just now.
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    if (base::IsUndone(status)) return status;
    response.add_problems(std::string(status.message()));
  }
  if (again.ok() && kept.ok()) *response.add_files() = file;
  return absl::OkStatus();
}

// What is wrong with the record itself.
void CheckRecord(const v1::Publication& row, v1::VerifyPublicationResponse& response) {
  if (RecordDigest(row) != row.sha256()) {
    response.add_problems(absl::StrCat(row.name(), ": the record does not have its digest"));
  }
}

// The chain before `row`, back to the first publication of the template.
absl::Status CheckChain(const storage::Reader& reader, v1::Publication row,
                        v1::VerifyPublicationResponse& response) {
  response.set_chain_length(1);
  while (!row.previous().empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto previous, kPublications.Get(reader, {row.previous()}));
    if (!previous.has_value()) {
      response.add_problems(absl::StrCat(row.previous(), " is missing"));
      return absl::OkStatus();
    }
    if (previous->sha256() != row.previous_sha256() || previous->number() + 1 != row.number()) {
      response.add_problems(absl::StrCat(row.name(), " does not follow on ", previous->name()));
      return absl::OkStatus();
    }
    CheckRecord(*previous, response);
    response.set_chain_length(response.chain_length() + 1);
    row = *previous;
  }
  if (row.number() != 1) {
    response.add_problems(absl::StrCat(row.name(), " names no publication before it"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string RecordDigest(v1::Publication row) {
  row.clear_sha256();
  // How it stands is no part of what was published.
  row.clear_state();
  row.clear_superseded_by();
  row.clear_errata();
  row.clear_changed_figure_count();
  return HexDigest(base::StableBytes(row));
}

absl::StatusOr<absl::optional<v1::Publication>> LatestPublication(
    const storage::Reader& reader, const std::string& report_template) {
  absl::optional<v1::Publication> latest;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kPublicationsByTemplate.ForEach(reader, {report_template}, [&](const std::string& found) {
        auto row = GetRow(reader, kPublications, found);
        if (!row.ok()) {
          failed = row.status();
          return false;
        }
        if (!latest.has_value() || latest->number() < row->number()) latest = *std::move(row);
        return true;
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return latest;
}

absl::StatusOr<v1::RenderedFile> RenderPublication(const storage::Reader& reader,
                                                   const storage::Store& store,
                                                   const figures::FigureBook& book,
                                                   const v1::RenderPublicationRequest& request,
                                                   const ReportProgram& program) {
  ZGC_ASSIGN_OR_RETURN(const v1::Publication row, GetRow(reader, kPublications, request.name()));
  for (const v1::PublishedFile& file : row.files()) {
    if (file.name() != request.file()) continue;
    if (ProofOf(row, program) != v1::PUBLICATION_PROOF_REPRODUCED) {
      ZGC_ASSIGN_OR_RETURN(v1::RenderedFile kept, KeptFile(reader, row, file));
      return PartOf(std::move(kept), request.offset());
    }
    ZGC_ASSIGN_OR_RETURN(const auto report, ReadPublished(store, book, row));
    report->input.versions.program = program;
    ZGC_ASSIGN_OR_RETURN(v1::RenderedFile whole, RenderAgain(*report, row, file));
    return PartOf(std::move(whole), request.offset());
  }
  return NotFound(absl::StrCat("file \"", request.file(), "\" of ", row.name()));
}

absl::StatusOr<v1::VerifyPublicationResponse> VerifyPublication(
    const storage::Reader& reader, const storage::Store& store, const figures::FigureBook& book,
    const v1::VerifyPublicationRequest& request, const ReportProgram& program) {
  ZGC_ASSIGN_OR_RETURN(const v1::Publication row, GetRow(reader, kPublications, request.name()));
  v1::VerifyPublicationResponse response;
  response.set_proof(ProofOf(row, program));
  CheckRecord(row, response);
  std::unique_ptr<Report> report;
  if (response.proof() != v1::PUBLICATION_PROOF_COPY) {
    ZGC_ASSIGN_OR_RETURN(report, ReadPublished(store, book, row));
    report->input.versions.program = program;
    CheckContent(*report, row, response.proof(), response);
  }
  const bool reproduced = response.proof() == v1::PUBLICATION_PROOF_REPRODUCED;
  for (const v1::PublishedFile& file : row.files()) {
    ZGC_RETURN_IF_ERROR(
        CheckFile(reader, reproduced ? report.get() : nullptr, row, file, response));
  }
  ZGC_RETURN_IF_ERROR(CheckChain(reader, row, response));
  ZGC_RETURN_IF_ERROR(VerifyErrata(reader, store, book, row, response));
  response.set_intact(response.problems().empty());
  return response;
}

}  // namespace zgc::supervision
