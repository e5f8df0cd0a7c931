#include "services/supervision_reporting/domain/publications/publication_changes.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/interrupt.h"
#include "common/base/names.h"
#include "common/figures/versions/version.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/key_page.h"
#include "services/supervision_reporting/domain/publications/change_reasons.h"
#include "services/supervision_reporting/domain/publications/published_figures.h"
#include "services/supervision_reporting/domain/publications/published_tasks.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/report/findings/figure_changes.h"
#include "services/supervision_reporting/report/model/cited_text.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// What the published errata of a publication say last, by the name of what was published.
using SaidLast = absl::btree_map<std::string, std::pair<std::string, v1::FigureChange>>;

absl::StatusOr<SaidLast> SaidIn(const storage::Reader& reader, const std::string& publication) {
  ZGC_ASSIGN_OR_RETURN(const auto errata, ErrataOf(reader, publication, true));
  SaidLast said;
  for (const v1::Erratum& erratum : errata) {
    for (const v1::FigureChange& change : erratum.changes()) {
      said[change.published().name()] = {erratum.name(), change};
    }
  }
  return said;
}

// How a figure stands to what was said of it; of kind UNSPECIFIED if nothing is to be told.
absl::StatusOr<v1::FigureChange> ChangeOf(const storage::Reader& reader,
                                          const figures::FigureBook& book,
                                          const v1::PublishedFigure& published,
                                          const SaidLast& said) {
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  v1::FigureChange change;
  const figures::v1::Figure* before = &published.published();
  change.set_said(published.printed());
  const auto found = said.find(published.name());
  if (found != said.end()) {
    const auto& [erratum, last] = found->second;
    change.set_erratum(erratum);
    change.set_said(last.printed());
    before = last.has_present() ? &last.present() : nullptr;
  }
  ZGC_ASSIGN_OR_RETURN(const auto now, PresentFigure(reader, book, published.figure()));
  const figures::v1::Figure* present = now.has_value() ? &*now : nullptr;
  change.set_kind(CompareFigures(before, present, change.said()));
  if (change.kind() == v1::FIGURE_CHANGE_KIND_UNSPECIFIED) {
    if (found == said.end()) return change;
    change.set_kind(v1::FIGURE_CHANGE_KIND_CORRECTED);
    *change.mutable_reasons() = found->second.second.reasons();
    change.set_explained(found->second.second.explained());
  }
  *change.mutable_published() = published;
  change.set_printed(PrintedNow(present));
  if (present == nullptr) {
    ZGC_ASSIGN_OR_RETURN(*change.mutable_successor(),
                         SuccessorOf(reader, book, published.figure()));
  }
  if (present != nullptr) {
    *change.mutable_present() = *present;
    change.set_reason(present->correction_reason());
    // The publication was of a period that had not ended.
    const std::string& broken = present->series_break_date();
    if (change.reason().empty() && !broken.empty() &&
        broken != published.published().series_break_date()) {
      change.set_reason(figures::BreakText(broken));
    }
  }
  return change;
}

// Visits what is not as it was published, from the citation of that name on, until `visit` returns
// false.
absl::Status ForEachChange(const storage::Reader& reader, const figures::FigureBook& book,
                           const std::string& publication, const std::string& start,
                           absl::FunctionRef<bool(v1::FigureChange&)> visit) {
  ZGC_ASSIGN_OR_RETURN(const SaidLast said, SaidIn(reader, publication));
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::PublishedFigure>(
      reader, kPublishedFigures, PublishedFigurePrefix(publication),
      [&](const v1::PublishedFigure& published) {
        if (published.name() < start) return true;
        auto change = ChangeOf(reader, book, published, said);
        failed = change.status();
        if (!failed.ok()) return false;
        return change->kind() == v1::FIGURE_CHANGE_KIND_UNSPECIFIED || visit(*change);
      }));
  return failed;
}

// The first revision after `published_at` since which a figure of another service is not as it
// was published; 0 if that is not kept.
absl::StatusOr<int64_t> FollowedSince(const storage::Reader& reader, const storage::Store& store,
                                      const v1::PublishedFigure& published, const SourceKey& key,
                                      int64_t published_at) {
  int64_t since = 0;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(store.ForEachVersion(
      kSourceFigures.column(), storage::EncodeKey(key), published_at + 1, reader.revision(),
      [&](int64_t revision, const absl::optional<std::string>& value) {
        figures::v1::Figure figure;
        if (value.has_value() && !figure.ParseFromString(*value)) {
          failed = absl::DataLossError(absl::StrCat("damaged version of ", published.figure()));
          return false;
        }
        const bool same =
            CompareFigures(&published.published(), value.has_value() ? &figure : nullptr) ==
            v1::FIGURE_CHANGE_KIND_UNSPECIFIED;
        since = same ? 0 : since == 0 ? revision : since;
        failed = base::StillWanted();
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return since;
}

absl::Status SetSince(const storage::Reader& reader, const storage::Store& store,
                      const figures::FigureBook& book, int64_t published_at,
                      v1::FigureChange& change) {
  const v1::PublishedFigure& published = change.published();
  absl::string_view name = published.figure();
  if (absl::ConsumePrefix(&name, absl::StrCat("//", book.owner(), "/"))) {
    change.set_since_revision(change.present().source_revision());
  } else {
    name = absl::StripPrefix(name, "//");
    const size_t slash = name.find('/');
    const SourceKey key{std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
    ZGC_ASSIGN_OR_RETURN(const int64_t since,
                         FollowedSince(reader, store, published, key, published_at));
    change.set_since_revision(since);
  }
  if (change.since_revision() == 0) return absl::OkStatus();
  return store.ForEachCommit(
      change.since_revision(), [&](int64_t, const storage::v1::CommitRecord& commit) {
        constexpr int64_t kNanosPerSecond = 1'000'000'000;
        auto& time = *change.mutable_since_time();
        time.set_seconds(commit.time_unix_nanos() / kNanosPerSecond);
        time.set_nanos(static_cast<int32_t>(commit.time_unix_nanos() % kNanosPerSecond));
        return false;
      });
}

std::string PublicationOf(const std::string& published_figure) {
  return published_figure.substr(0, published_figure.find("/figures/"));
}

// Ids of the citations of a figure in an item.
absl::btree_map<std::string, const v1::Citation*> CitationsIn(const v1::ReportItem& item,
                                                              const std::string& figure) {
  absl::btree_map<std::string, const v1::Citation*> found;
  const auto look = [&](const auto& citations) {
    for (const v1::Citation& citation : citations) {
      if (citation.figure() == figure) found[citation.id()] = &citation;
    }
  };
  look(item.statement_citations());
  for (const auto& paragraph : item.paragraphs()) look(paragraph.citations());
  return found;
}

absl::StatusOr<std::vector<std::string>> NamesUnder(
    const storage::Reader& reader, const Lookup<NameOf<figures::v1::Figure>>& lookup,
    const std::string& figure) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(lookup.ForEach(reader, {figure}, [&](const std::string& name) {
    names.push_back(name);
    return true;
  }));
  return names;
}

}  // namespace

absl::StatusOr<std::vector<v1::Erratum>> ErrataOf(const storage::Reader& reader,
                                                  const std::string& publication,
                                                  bool published_only) {
  std::vector<v1::Erratum> errata;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Erratum>(
      reader, kErrata, absl::StrCat(publication, "/errata/"), [&](const v1::Erratum& row) {
        if (!published_only || row.state() == v1::ERRATUM_STATE_PUBLISHED) errata.push_back(row);
        return true;
      }));
  std::sort(errata.begin(), errata.end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  return errata;
}

absl::StatusOr<std::vector<v1::FigureChange>> ChangesOf(const storage::Reader& reader,
                                                        const figures::FigureBook& book,
                                                        const std::string& publication) {
  std::vector<v1::FigureChange> changes;
  ZGC_RETURN_IF_ERROR(
      ForEachChange(reader, book, publication, "", [&](v1::FigureChange& change) -> bool {
        changes.push_back(std::move(change));
        return true;
      }));
  return changes;
}

bool NeedsErratum(const v1::FigureChange& change) {
  return change.kind() == v1::FIGURE_CHANGE_KIND_VALUE ||
         change.kind() == v1::FIGURE_CHANGE_KIND_GONE;
}

absl::StatusOr<bool> KeepsFigures(const storage::Reader& reader,
                                  const v1::Publication& publication) {
  bool keeps = publication.figure_count() == 0;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::PublishedFigure>(reader, kPublishedFigures,
                                                        PublishedFigurePrefix(publication.name()),
                                                        [&](const v1::PublishedFigure&) {
                                                          keeps = true;
                                                          return false;
                                                        }));
  return keeps;
}

absl::Status SetStanding(const storage::Reader& reader, const figures::FigureBook& book,
                         v1::Publication& publication) {
  ZGC_RETURN_IF_ERROR(
      kNextPublications.ForEach(reader, {publication.name()}, [&](const std::string& next) {
        publication.set_superseded_by(next);
        return false;
      }));
  ZGC_ASSIGN_OR_RETURN(const auto errata, ErrataOf(reader, publication.name(), true));
  for (const v1::Erratum& erratum : errata) publication.add_errata(erratum.name());
  if (!publication.superseded_by().empty()) {
    publication.set_state(v1::PUBLICATION_STATE_SUPERSEDED);
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const bool kept, KeepsFigures(reader, publication));
  if (!kept) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto changes, ChangesOf(reader, book, publication.name()));
  const auto open = std::count_if(changes.begin(), changes.end(), &NeedsErratum);
  publication.set_changed_figure_count(static_cast<int32_t>(open));
  publication.set_state(open > 0          ? v1::PUBLICATION_STATE_CHANGED
                        : !errata.empty() ? v1::PUBLICATION_STATE_CORRECTED
                                          : v1::PUBLICATION_STATE_CURRENT);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ListPublicationChanges(const storage::Reader& reader,
                                                   const storage::Store& store,
                                                   const figures::FigureBook& book,
                                                   const v1::ListPublicationChangesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListPublicationChangesResponse& response) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Publication row,
                       GetRow(reader, kPublications, request.publication()));
  KeyPage keys(page);
  // A page ends when its time is up.
  ChangeReasons reasons(reader, store, book, std::numeric_limits<int>::max());
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      ForEachChange(reader, book, row.name(), page.start, [&](v1::FigureChange& change) {
        failed = reasons.AddTo(row.report_revision(), change);
        if (!failed.ok()) return false;
        if (!keys.Takes(change.published().name(), change.ByteSizeLong())) return !keys.full();
        failed = SetSince(reader, store, book, row.report_revision(), change);
        *response.add_changes() = std::move(change);
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  if (keys.full()) return keys.next();
  ZGC_RETURN_IF_ERROR(
      ForEachTaskChange(reader, row.name(), page.start, [&](v1::TaskChange& change) {
        if (!keys.Takes(change.published().name(), change.ByteSizeLong())) return !keys.full();
        *response.add_task_changes() = std::move(change);
        return true;
      }));
  return keys.next();
}

absl::StatusOr<std::string> ListFigureCitations(const storage::Reader& reader,
                                                const figures::FigureBook& book,
                                                const v1::ListFigureCitationsRequest& request,
                                                const storage::Page& page,
                                                v1::ListFigureCitationsResponse& response) {
  Checks checks(reader, request);
  const std::string& figure = request.figure();
  checks.Expect(figure.empty() || IsFullFigureName(figure), "figure",
                "names a figure as //{service}/figures/{id}");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto published, NamesUnder(reader, kPublishedByFigure, figure));
  ZGC_ASSIGN_OR_RETURN(const auto items, NamesUnder(reader, kReportItemsByFigure, figure));
  if (published.empty() && items.empty()) {
    ZGC_ASSIGN_OR_RETURN(const auto present, PresentFigure(reader, book, figure));
    return present.has_value() ? absl::StatusOr<std::string>("") : NotFound(figure);
  }
  KeyPage keys(page);
  // Those of one publication follow one another.
  std::string publication;
  SaidLast said;
  for (const std::string& name : published) {
    // Publications come before items.
    const std::string key = absl::StrCat("1", name);
    if (key < page.start) continue;
    ZGC_ASSIGN_OR_RETURN(v1::PublishedFigure row, GetRow(reader, kPublishedFigures, name));
    if (!keys.Takes(key, row.ByteSizeLong())) break;
    v1::FigureCitation& citation = *response.add_citations();
    *citation.mutable_published() = std::move(row);
    citation.set_publication(PublicationOf(name));
    citation.set_citation(std::string(base::IdOf(name)));
    citation.set_printed(citation.published().printed());
    if (citation.publication() != publication) {
      publication = citation.publication();
      ZGC_ASSIGN_OR_RETURN(said, SaidIn(reader, publication));
    }
    ZGC_ASSIGN_OR_RETURN(const v1::FigureChange change,
                         ChangeOf(reader, book, citation.published(), said));
    citation.set_change(change.kind());
  }
  if (keys.full()) return keys.next();
  ZGC_ASSIGN_OR_RETURN(const auto now, FigureNamed(reader, book, figure));
  std::string successor;
  if (!now.has_value()) {
    ZGC_ASSIGN_OR_RETURN(successor, SuccessorOf(reader, book, figure));
  }
  for (const std::string& name : items) {
    ZGC_ASSIGN_OR_RETURN(const v1::ReportItem item, GetRow(reader, kReportItems, name));
    for (const auto& [id, cited] : CitationsIn(item, figure)) {
      if (!keys.Takes(absl::StrCat("2", name, " ", id), name.size())) continue;
      v1::FigureCitation& citation = *response.add_citations();
      citation.set_report_item(name);
      citation.set_citation(id);
      if (now.has_value()) citation.set_printed(TextOf(*cited, *now).text);
      citation.set_successor(successor);
    }
  }
  return keys.next();
}

}  // namespace zgc::supervision
