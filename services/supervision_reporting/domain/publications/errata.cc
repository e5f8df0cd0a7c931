#include "services/supervision_reporting/domain/publications/errata.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/stable_bytes.h"
#include "common/base/text.h"
#include "common/query/list.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/publications/change_reasons.h"
#include "services/supervision_reporting/domain/publications/publication_changes.h"
#include "services/supervision_reporting/domain/reports/report_files.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/report/findings/figure_changes.h"
#include "services/supervision_reporting/report/render/erratum_text.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

using Obstacles = std::vector<std::string>;
using google::protobuf::RepeatedPtrField;

absl::StatusOr<Obstacles> IfSuperseded(const storage::Reader& reader,
                                       const std::string& publication) {
  Obstacles obstacles;
  ZGC_RETURN_IF_ERROR(kNextPublications.ForEach(reader, {publication}, [&](const auto& next) {
    obstacles.push_back(absl::StrCat(publication, " is superseded by ", next));
    return false;
  }));
  return obstacles;
}

absl::StatusOr<Obstacles> AgainstPublishing(const storage::Reader& reader,
                                            const v1::Erratum& erratum) {
  ZGC_ASSIGN_OR_RETURN(Obstacles obstacles, IfSuperseded(reader, erratum.publication()));
  if (!erratum.reason().empty()) return obstacles;
  for (const v1::FigureChange& change : erratum.changes()) {
    if (change.explained() == v1::EXPLAINED_FULLY) continue;
    const bool in_part = change.explained() == v1::EXPLAINED_IN_PART;
    obstacles.push_back(absl::StrCat("why ", change.published().figure(), " changed is ",
                                     in_part ? "known in part only" : "not known",
                                     ": reject the draft and draft it anew with a reason"));
  }
  return obstacles;
}

// What stands in the way of a draft.
absl::StatusOr<Obstacles> AgainstDraft(const storage::Reader& reader,
                                       const v1::Publication& publication,
                                       const std::vector<v1::Erratum>& errata,
                                       const ErratumBasis& basis) {
  ZGC_ASSIGN_OR_RETURN(Obstacles obstacles, IfSuperseded(reader, publication.name()));
  for (const v1::Erratum& erratum : errata) {
    if (erratum.state() != v1::ERRATUM_STATE_DRAFT) continue;
    obstacles.push_back(absl::StrCat(erratum.name(), " is a draft that waits"));
  }
  ZGC_ASSIGN_OR_RETURN(const bool kept, KeepsFigures(reader, publication));
  if (!kept) {
    obstacles.push_back("it was published by a program that did not keep the figures it cites");
  } else if (basis.changes.empty()) {
    obstacles.push_back(absl::StrCat("nothing that it says has changed",
                                     errata.empty() ? "" : ", or its errata say so already"));
  }
  for (const v1::FigureChange& change : basis.changes) {
    const std::string& figure = change.published().figure();
    if (change.present().value_state() == figures::v1::VALUE_STATE_FAILED) {
      obstacles.push_back(absl::StrCat(figure, " could not be computed"));
    } else if (change.present().status() == figures::v1::FIGURE_STATUS_REPORTED) {
      obstacles.push_back(absl::StrCat(figure, " rests on what nobody has verified"));
    }
  }
  return obstacles;
}

absl::StatusOr<ErratumBasis> BasisOf(const storage::Reader& reader, const figures::FigureBook& book,
                                     resource::SourceWatch& sources,
                                     const std::string& publication) {
  ErratumBasis basis;
  ZGC_RETURN_IF_ERROR(ReadVersions(reader, book, reader.revision(), basis.versions));
  ZGC_ASSIGN_OR_RETURN(basis.shown, ShownIn(basis.versions, reader, book, sources));
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, basis.shown, absl::ZeroDuration()));
  ZGC_ASSIGN_OR_RETURN(basis.changes, ChangesOf(reader, book, publication));
  std::erase_if(basis.changes, [](const auto& change) { return !NeedsErratum(change); });
  ZGC_ASSIGN_OR_RETURN(const auto errata, ErrataOf(reader, publication, false));
  basis.errata = errata.size();
  return basis;
}

// Whether an erratum says of the figures what they are.
bool StillSo(const RepeatedPtrField<v1::FigureChange>& drafted,
             const std::vector<v1::FigureChange>& now) {
  return std::equal(drafted.begin(), drafted.end(), now.begin(), now.end(),
                    [](const v1::FigureChange& a, const v1::FigureChange& b) {
                      const auto* before = a.has_present() ? &a.present() : nullptr;
                      const auto* after = b.has_present() ? &b.present() : nullptr;
                      return a.published().name() == b.published().name() && a.kind() == b.kind() &&
                             a.printed() == b.printed() && a.said() == b.said() &&
                             a.erratum() == b.erratum() &&
                             CompareFigures(before, after) == v1::FIGURE_CHANGE_KIND_UNSPECIFIED;
                    });
}

// Adds why to each change.
absl::Status AddReasons(const storage::Reader& reader, const storage::Store& store,
                        const figures::FigureBook& book, const v1::Publication& publication,
                        std::vector<v1::FigureChange>& changes) {
  ChangeReasons reasons(reader, store, book);
  for (v1::FigureChange& change : changes) {
    ZGC_RETURN_IF_ERROR(reasons.AddTo(publication.report_revision(), change));
  }
  return absl::OkStatus();
}

bool SameReasons(const v1::FigureChange& a, const v1::FigureChange& b) {
  return a.reason() == b.reason() && a.explained() == b.explained() &&
         std::equal(a.reasons().begin(), a.reasons().end(), b.reasons().begin(), b.reasons().end(),
                    [](const auto& x, const auto& y) { return base::SameFields(x, y); });
}

absl::Status ChangedAgain(const std::string& name) {
  return base::MakeError(absl::StatusCode::kAborted, common::v1::ERROR_REASON_ETAG_MISMATCH,
                         absl::StrCat(name,
                                      " was read before what it says changed again: draft it "
                                      "anew"));
}

std::string ErratumDigest(v1::Erratum row) {
  row.clear_sha256();
  return HexDigest(base::StableBytes(row));
}

// The published erratum that comes before the next one, or the publication itself.
std::pair<std::string, std::string> EndOfChain(const v1::Publication& publication,
                                               const std::vector<v1::Erratum>& published) {
  if (published.empty()) return {publication.name(), publication.sha256()};
  return {published.back().name(), published.back().sha256()};
}

// What is wrong with an erratum that follows on `before`.
absl::Status VerifyOne(const storage::Store& store, const figures::FigureBook& book,
                       const v1::Publication& publication, const v1::Erratum& erratum,
                       const std::pair<std::string, std::string>& before,
                       v1::VerifyPublicationResponse& response) {
  const auto expect = [&](bool holds, const char* problem) {
    if (!holds) response.add_problems(absl::StrCat(erratum.name(), ": ", problem));
  };
  expect(ErratumDigest(erratum) == erratum.sha256(), "the record does not have its digest");
  expect(before == std::pair(erratum.previous(), erratum.previous_sha256()),
         "it does not follow on what was published before it");
  expect(HexDigest(erratum.text()) == erratum.text_sha256(), "the text does not have its digest");
  const bool made_here = erratum.renderer_version() == kErratumVersion;
  if (made_here) {
    expect(ErratumText(publication, erratum) == erratum.text(), "the text made again is another");
  }
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, store.ReadAt(erratum.report_revision()));
  ZGC_ASSIGN_OR_RETURN(auto changes, ChangesOf(then, book, publication.name()));
  std::erase_if(changes, [](const auto& change) { return !NeedsErratum(change); });
  const bool same = StillSo(erratum.changes(), changes);
  expect(same, "the records do not give the changes that it says");
  if (!same || !made_here) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(AddReasons(then, store, book, publication, changes));
  expect(std::equal(changes.begin(), changes.end(), erratum.changes().begin(), &SameReasons),
         "the records do not give the reasons that it says");
  return absl::OkStatus();
}

}  // namespace

const Lifecycle<v1::Erratum>& ErratumLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Erratum>({
      {.method = "DraftErratum", .to = {v1::ERRATUM_STATE_DRAFT}},
      {.method = "PublishErratum",
       .from = {v1::ERRATUM_STATE_DRAFT},
       .to = {v1::ERRATUM_STATE_PUBLISHED},
       .not_by = {"DraftErratum"},
       .when = "its publication is not superseded, and why each figure changed is known in full or "
               "said",
       .obstacles = &AgainstPublishing},
      {.method = "RejectErratum",
       .from = {v1::ERRATUM_STATE_DRAFT},
       .to = {v1::ERRATUM_STATE_REJECTED}},
  });
  return *lifecycle;
}

absl::StatusOr<ErratumBasis> ReadToDraft(const storage::Reader& reader, const storage::Store& store,
                                         const figures::FigureBook& book,
                                         resource::SourceWatch& sources,
                                         const v1::DraftErratumRequest& request) {
  Checks checks(reader, request);
  checks.Expect(request.reason().empty() || !base::IsBlank(request.reason()), "reason", "is blank");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Publication publication,
                       GetRow(reader, kPublications, request.publication()));
  ZGC_ASSIGN_OR_RETURN(ErratumBasis basis, BasisOf(reader, book, sources, publication.name()));
  ZGC_RETURN_IF_ERROR(AddReasons(reader, store, book, publication, basis.changes));
  return basis;
}

absl::StatusOr<v1::Erratum> DraftErratum(storage::Txn& txn, const base::Actor& actor,
                                         resource::SourceWatch& sources,
                                         const v1::DraftErratumRequest& request,
                                         const ErratumBasis& basis) {
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, basis.shown, absl::ZeroDuration()));
  ZGC_ASSIGN_OR_RETURN(const v1::Publication publication,
                       GetRow(txn, kPublications, request.publication()));
  ZGC_ASSIGN_OR_RETURN(const auto errata, ErrataOf(txn, publication.name(), false));
  ZGC_ASSIGN_OR_RETURN(const Obstacles obstacles, AgainstDraft(txn, publication, errata, basis));
  if (!obstacles.empty()) {
    return IllegalTransition(publication.name(), "DraftErratum", obstacles, {});
  }
  if (errata.size() != basis.errata) return ChangedAgain(publication.name());
  ZGC_ASSIGN_OR_RETURN(const v1::ReportTemplate report,
                       GetRow(txn, kReportTemplates, publication.report_template()));
  v1::Erratum row;
  row.set_number(static_cast<int32_t>(errata.size()) + 1);
  row.set_name(absl::StrCat(publication.name(), "/errata/", row.number()));
  row.set_publication(publication.name());
  row.set_display_name(report.display_name());
  row.set_issuer(report.issuer());
  row.set_reason(request.reason());
  row.mutable_changes()->Add(basis.changes.begin(), basis.changes.end());
  row.set_report_revision(basis.versions.report_revision);
  row.mutable_source_positions()->insert(basis.versions.source_positions.begin(),
                                         basis.versions.source_positions.end());
  row.set_text(ErratumText(publication, row));
  row.set_text_sha256(HexDigest(row.text()));
  row.set_renderer_version(kErratumVersion);
  ErratumLifecycle().Take(txn, actor, "DraftErratum", {DayOfCommit(txn), request.reason(), {}},
                          row);
  return Insert(txn, kErrata, std::move(row));
}

absl::StatusOr<ErratumBasis> ReadToPublish(const storage::Reader& reader,
                                           const figures::FigureBook& book,
                                           resource::SourceWatch& sources,
                                           const v1::PublishErratumRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Erratum row, GetRow(reader, kErrata, request.name()));
  return BasisOf(reader, book, sources, row.publication());
}

absl::StatusOr<v1::Erratum> PublishErratum(storage::Txn& txn, const base::Actor& actor,
                                           resource::SourceWatch& sources,
                                           const v1::PublishErratumRequest& request,
                                           const ErratumBasis& basis) {
  ZGC_ASSIGN_OR_RETURN(v1::Erratum row, resource::GetToMove(txn, actor, kErrata, ErratumLifecycle(),
                                                            "PublishErratum", request));
  ZGC_RETURN_IF_ERROR(RequireCurrent(sources, basis.shown, absl::ZeroDuration()));
  if (!StillSo(row.changes(), basis.changes)) return ChangedAgain(row.name());
  ZGC_ASSIGN_OR_RETURN(const v1::Publication publication,
                       GetRow(txn, kPublications, row.publication()));
  ZGC_ASSIGN_OR_RETURN(const auto published, ErrataOf(txn, publication.name(), true));
  const auto [previous, digest] = EndOfChain(publication, published);
  row.set_previous(previous);
  row.set_previous_sha256(digest);
  row.set_publisher(actor.responsible());
  SetTime(txn, *row.mutable_publish_time());
  ErratumLifecycle().Take(txn, actor, "PublishErratum", {DayOfCommit(txn), request.note(), {}},
                          row);
  // As Save sets them.
  row.set_revision(txn.revision());
  row.set_etag(txn.lineage().EtagOf(txn.revision()));
  row.set_sha256(ErratumDigest(row));
  return Save(txn, kErrata, std::move(row));
}

absl::StatusOr<v1::Erratum> RejectErratum(storage::Txn& txn, const base::Actor& actor,
                                          const v1::RejectErratumRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Erratum row, resource::GetToMove(txn, actor, kErrata, ErratumLifecycle(),
                                                            "RejectErratum", request));
  ErratumLifecycle().Take(txn, actor, "RejectErratum", {DayOfCommit(txn), request.reason(), {}},
                          row);
  return Save(txn, kErrata, std::move(row));
}

absl::StatusOr<v1::Erratum> GetErratum(const storage::Reader& reader,
                                       const v1::GetErratumRequest& request) {
  return GetRow(reader, kErrata, request.name());
}

absl::StatusOr<std::string> ListErrata(const storage::Reader& reader,
                                       const v1::ListErrataRequest& request,
                                       const storage::Page& page,
                                       v1::ListErrataResponse& response) {
  return query::List(reader, kErrata.column(), request, page, response);
}

absl::Status VerifyErrata(const storage::Reader& reader, const storage::Store& store,
                          const figures::FigureBook& book, const v1::Publication& publication,
                          v1::VerifyPublicationResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const auto published, ErrataOf(reader, publication.name(), true));
  std::vector<v1::Erratum> before;
  for (const v1::Erratum& erratum : published) {
    ZGC_RETURN_IF_ERROR(
        VerifyOne(store, book, publication, erratum, EndOfChain(publication, before), response));
    before.push_back(erratum);
  }
  response.set_errata_checked(static_cast<int32_t>(published.size()));
  return absl::OkStatus();
}

}  // namespace zgc::supervision
