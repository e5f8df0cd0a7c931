#include "services/park_region/domain/releases/releases.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/query/list.h"
#include "services/park_region/domain/releases/release_tables.h"
#include "services/park_region/domain/returns/return_forms.h"

namespace zgc::parks {
namespace {

// Values of a table, so that a draft stays well below what a record may have.
constexpr int64_t kMostValues = 20'000;

// Those of a month, the first first.
absl::StatusOr<std::vector<v1::StatisticRelease>> ReleasesOf(const storage::Reader& reader,
                                                             const std::string& series,
                                                             const std::string& month) {
  std::vector<v1::StatisticRelease> releases;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kReleasesOfMonths.ForEach(reader, {series, month}, [&](const std::string& name) {
        auto row = GetRow(reader, kStatisticReleases, name);
        failed = row.status();
        if (row.ok()) releases.push_back(*std::move(row));
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  std::sort(releases.begin(), releases.end(),
            [](const auto& a, const auto& b) { return a.version() < b.version(); });
  return releases;
}

absl::StatusOr<ReportedMonth> ReportedAt(const storage::Store& store, const v1::ReturnForm& form,
                                         const v1::StatisticRelease& release) {
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, store.ReadAt(release.compiled_revision()));
  return ReadReported(then, form, release.month());
}

// What an earlier release suppressed.
void HideAsIn(const v1::StatisticRelease& release, const TableAxes& axes, SuppressionTable& table) {
  for (const v1::ReleaseCell& cell : release.cells()) {
    if (!cell.suppressed()) continue;
    const int row = cell.park().empty() ? table.rows() : axes.RowOf(cell.park());
    const int column = cell.industry().empty() ? table.columns() : axes.ColumnOf(cell.industry());
    SuppressionCell& hidden = table.At(row, column);
    hidden.hidden = hidden.contributors > 0;
  }
}

// How the difference to a release before is kept from giving few enterprises away: it has loops of
// cells that are suppressed now and that have changed, round which no cell of now falls below zero.
absl::Status HideDifference(const v1::ReturnForm& form, const TableAxes& axes,
                            const v1::StatisticRelease& release, const ReportedMonth& before,
                            const ReportedMonth& now, SuppressionTable& table) {
  int changed = 0;
  SuppressionTable difference = DifferenceOf(form, axes, before, now, changed);
  const int threshold = form.disclosure().threshold();
  const auto refuse = [&](const std::string& why) {
    return IllegalTransition(release.name(), "CompileReleaseDraft", {why}, {});
  };
  if (changed == 0) return refuse(absl::StrCat(release.name(), " says what the returns say"));
  if (changed < threshold) {
    return refuse(absl::StrCat("fewer than ", threshold, " enterprises reported otherwise than in ",
                               release.name(), ": the difference would give them away"));
  }
  for (size_t cell = 0; cell < table.cells().size(); ++cell) {
    const SuppressionCell& shown = table.cells()[cell];
    SuppressionCell& other = difference.cells()[cell];
    if (shown.contributors == 0) {
      // Nobody is in it now, so that it is known whatever it was, and hides nothing of others.
      if (other.sensitive) {
        return refuse(absl::StrCat("few enterprises have left a cell of ", release.name(),
                                   " in which nobody is now: the difference would give them away"));
      }
      other.contributors = 0;
      continue;
    }
    other.hidden = shown.hidden;
    other.room = shown.values;
  }
  const absl::Status safe = Suppress(WidthBasisPoints(form.disclosure()), difference);
  if (absl::IsInternal(safe)) {
    return refuse(absl::StrCat("the difference to ", release.name(),
                               " would give few enterprises away whatever is suppressed"));
  }
  ZGC_RETURN_IF_ERROR(safe);
  for (size_t cell = 0; cell < table.cells().size(); ++cell) {
    SuppressionCell& shown = table.cells()[cell];
    shown.hidden |= difference.cells()[cell].hidden && shown.contributors > 0;
  }
  return absl::OkStatus();
}

// Visits the cells that a table prints: with somebody in them, and of a form without industries
// only the totals of parks, which their one column repeats.
template <typename Visit>
void ForEachPrinted(const SuppressionTable& table, const TableAxes& axes, Visit visit) {
  for (int row = 0; row <= table.rows(); ++row) {
    for (int column = 0; column <= table.columns(); ++column) {
      const bool repeated = column < table.columns() && axes.IndustryOf(column).empty();
      if (!repeated) visit(row, column, table.At(row, column));
    }
  }
}

void AddCells(const v1::ReturnForm& form, const TableAxes& axes, const SuppressionTable& table,
              v1::ReleaseDraft& draft) {
  ForEachPrinted(table, axes, [&](int row, int column, const SuppressionCell& cell) {
    if (cell.contributors == 0) return;
    v1::DraftCell& added = *draft.add_cells();
    added.set_park(axes.ParkOf(row));
    added.set_industry(axes.IndustryOf(column));
    added.set_contributors(cell.contributors);
    for (int item = 0; item < form.items_size(); ++item) {
      added.add_values(PrintedValue(cell.values[item], form.items(item)));
    }
    if (cell.hidden) {
      added.set_suppression(cell.sensitive ? v1::SUPPRESSION_PRIMARY : v1::SUPPRESSION_SECONDARY);
    }
  });
}

absl::Status CheckSize(const v1::ReturnForm& form, const TableAxes& axes) {
  const int64_t values =
      int64_t{form.items_size()} *
      static_cast<int64_t>((axes.parks.size() + 1) * (axes.industries.size() + 1));
  if (values <= kMostValues) return absl::OkStatus();
  return IllegalTransition(
      form.name(), "CompileReleaseDraft",
      {absl::StrCat("the table would have ", values, " values, of ", kMostValues, " at most")}, {});
}

// A release of what was checked.
v1::StatisticRelease ReleaseOf(const v1::ReturnForm& form, const v1::ReleaseDraft& draft,
                               int version) {
  v1::StatisticRelease release;
  release.set_name(
      absl::StrCat("statisticReleases/", draft.name().substr(draft.name().find('/') + 1)));
  release.set_display_name(absl::StrCat(form.display_name(), " ", draft.month()));
  release.set_form(draft.form());
  release.set_month(draft.month());
  release.set_version(version);
  release.set_supersedes(draft.supersedes());
  *release.mutable_items() = form.items();
  release.set_compiled_revision(draft.compiled_revision());
  for (const v1::DraftCell& cell : draft.cells()) {
    v1::ReleaseCell& shown = *release.add_cells();
    shown.set_park(cell.park());
    shown.set_industry(cell.industry());
    shown.set_suppressed(cell.suppression() != v1::SUPPRESSION_UNSPECIFIED);
    if (!shown.suppressed()) *shown.mutable_values() = cell.values();
  }
  return release;
}

absl::StatusOr<std::string> OpenDraftOf(const storage::Reader& reader, const SeriesMonth& month) {
  std::string open;
  ZGC_RETURN_IF_ERROR(kOpenDrafts.ForEach(reader, month, [&](const std::string& name) {
    open = name;
    return false;
  }));
  return open;
}

}  // namespace

const Lifecycle<v1::ReleaseDraft>& ReleaseDraftLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::ReleaseDraft>({
      {.method = "CompileReleaseDraft", .to = {v1::RELEASE_DRAFT_STATE_DRAFT}},
      {.method = "CheckReleaseDraft",
       .from = {v1::RELEASE_DRAFT_STATE_DRAFT},
       .to = {v1::RELEASE_DRAFT_STATE_CHECKED},
       .not_by = {"CompileReleaseDraft"}},
      {.method = "RejectReleaseDraft",
       .from = {v1::RELEASE_DRAFT_STATE_DRAFT, v1::RELEASE_DRAFT_STATE_CHECKED},
       .to = {v1::RELEASE_DRAFT_STATE_REJECTED}},
      {.method = "PublishReleaseDraft",
       .from = {v1::RELEASE_DRAFT_STATE_CHECKED},
       .to = {v1::RELEASE_DRAFT_STATE_RELEASED}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::ReleaseDraft> CompileReturns(const storage::Reader& reader,
                                                const storage::Store& store,
                                                const v1::CompileReleaseDraftRequest& request) {
  Checks checks(reader, request);
  ZGC_ASSIGN_OR_RETURN(const auto form,
                       FormOfMonth(reader, request.form(), request.month(), "", checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto releases, ReleasesOf(reader, form->series(), request.month()));
  ZGC_ASSIGN_OR_RETURN(const ReportedMonth now, ReadReported(reader, *form, request.month()));
  std::vector<ReportedMonth> before;
  std::vector<const ReportedMonth*> all = {&now};
  for (const v1::StatisticRelease& release : releases) {
    ZGC_ASSIGN_OR_RETURN(ReportedMonth then, ReportedAt(store, *form, release));
    before.push_back(std::move(then));
  }
  for (const ReportedMonth& then : before) all.push_back(&then);
  const TableAxes axes = AxesOf(*form, all);
  ZGC_RETURN_IF_ERROR(CheckSize(*form, axes));
  SuppressionTable table = TableOf(*form, axes, now);
  for (const v1::StatisticRelease& release : releases) HideAsIn(release, axes, table);
  ZGC_RETURN_IF_ERROR(Suppress(WidthBasisPoints(form->disclosure()), table));
  for (size_t i = 0; i < releases.size(); ++i) {
    ZGC_RETURN_IF_ERROR(HideDifference(*form, axes, releases[i], before[i], now, table));
  }
  v1::ReleaseDraft draft;
  draft.set_form(form->name());
  draft.set_month(request.month());
  draft.set_compiled_revision(reader.revision());
  draft.set_unplaced_returns(now.unplaced);
  if (!releases.empty()) draft.set_supersedes(releases.back().name());
  AddCells(*form, axes, table, draft);
  return draft;
}

absl::StatusOr<v1::ReleaseDraft> CompileReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                     const v1::CompileReleaseDraftRequest& request,
                                                     const v1::ReleaseDraft& compiled) {
  ZGC_ASSIGN_OR_RETURN(const v1::ReturnForm form, GetRow(txn, kReturnForms, compiled.form()));
  const SeriesMonth month{form.series(), compiled.month()};
  ZGC_ASSIGN_OR_RETURN(const auto releases, ReleasesOf(txn, month.series, month.month));
  const std::string newest = releases.empty() ? "" : releases.back().name();
  if (newest != compiled.supersedes()) {
    return absl::AbortedError(absl::StrCat(newest, " was released meanwhile"));
  }
  ZGC_ASSIGN_OR_RETURN(const std::string open, OpenDraftOf(txn, month));
  if (!open.empty()) {
    return IllegalTransition(open, "CompileReleaseDraft",
                             {absl::StrCat(open, " of this month is open")},
                             {"RejectReleaseDraft"});
  }
  v1::ReleaseDraft draft = compiled;
  draft.set_name(absl::StrCat("releaseDrafts/", request.release_draft_id()));
  ReleaseDraftLifecycle().Take(txn, actor, "CompileReleaseDraft",
                               {resource::DayOfCommit(txn), "", {}}, draft);
  ZGC_ASSIGN_OR_RETURN(draft, Insert(txn, kReleaseDrafts, std::move(draft)));
  kOpenDrafts.Add(txn, month, draft.name());
  return draft;
}

absl::StatusOr<v1::ReleaseDraft> CheckReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::CheckReleaseDraftRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ReleaseDraft draft,
                       resource::GetToMove(txn, actor, kReleaseDrafts, ReleaseDraftLifecycle(),
                                           "CheckReleaseDraft", request));
  ReleaseDraftLifecycle().Take(txn, actor, "CheckReleaseDraft",
                               {resource::DayOfCommit(txn), "", {}}, draft);
  return Save(txn, kReleaseDrafts, std::move(draft));
}

absl::StatusOr<v1::ReleaseDraft> RejectReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::RejectReleaseDraftRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ReleaseDraft draft,
                       resource::GetToMove(txn, actor, kReleaseDrafts, ReleaseDraftLifecycle(),
                                           "RejectReleaseDraft", request));
  ZGC_ASSIGN_OR_RETURN(const v1::ReturnForm form, GetRow(txn, kReturnForms, draft.form()));
  kOpenDrafts.Remove(txn, {form.series(), draft.month()}, draft.name());
  ReleaseDraftLifecycle().Take(txn, actor, "RejectReleaseDraft",
                               {resource::DayOfCommit(txn), request.reason(), {}}, draft);
  return Save(txn, kReleaseDrafts, std::move(draft));
}

absl::StatusOr<v1::ReleaseDraft> PublishReleaseDraft(
    storage::Txn& txn, const base::Actor& actor, const v1::PublishReleaseDraftRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ReleaseDraft draft,
                       resource::GetToMove(txn, actor, kReleaseDrafts, ReleaseDraftLifecycle(),
                                           "PublishReleaseDraft", request));
  ZGC_ASSIGN_OR_RETURN(const v1::ReturnForm form, GetRow(txn, kReturnForms, draft.form()));
  const SeriesMonth month{form.series(), draft.month()};
  // No other draft of the month was open since it was compiled, so none was released since.
  ZGC_ASSIGN_OR_RETURN(const auto releases, ReleasesOf(txn, month.series, month.month));
  ZGC_ASSIGN_OR_RETURN(const v1::StatisticRelease release,
                       Insert(txn, kStatisticReleases,
                              ReleaseOf(form, draft, static_cast<int>(releases.size()) + 1)));
  kReleasesOfMonths.Add(txn, month, release.name());
  kOpenDrafts.Remove(txn, month, draft.name());
  ReleaseDraftLifecycle().Take(txn, actor, "PublishReleaseDraft",
                               {resource::DayOfCommit(txn), "", {}}, draft);
  return Save(txn, kReleaseDrafts, std::move(draft));
}

absl::StatusOr<v1::ReleaseDraft> GetReleaseDraft(const storage::Reader& reader,
                                                 const v1::GetReleaseDraftRequest& request) {
  return GetRow(reader, kReleaseDrafts, request.name());
}

absl::StatusOr<std::string> ListReleaseDrafts(const storage::Reader& reader,
                                              const v1::ListReleaseDraftsRequest& request,
                                              const storage::Page& page,
                                              v1::ListReleaseDraftsResponse& response) {
  return query::List(reader, kReleaseDrafts.column(), request, page, response);
}

absl::StatusOr<v1::StatisticRelease> GetStatisticRelease(
    const storage::Reader& reader, const v1::GetStatisticReleaseRequest& request) {
  return GetRow(reader, kStatisticReleases, request.name());
}

absl::StatusOr<std::string> ListStatisticReleases(const storage::Reader& reader,
                                                  const v1::ListStatisticReleasesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListStatisticReleasesResponse& response) {
  return query::List(reader, kStatisticReleases.column(), request, page, response);
}

absl::StatusOr<v1::CompareStatisticReleaseResponse> CompareStatisticRelease(
    const storage::Reader& reader, const storage::Store& store,
    const v1::CompareStatisticReleaseRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::StatisticRelease release,
                       GetRow(reader, kStatisticReleases, request.name()));
  ZGC_ASSIGN_OR_RETURN(const v1::ReturnForm form, GetRow(reader, kReturnForms, release.form()));
  ZGC_ASSIGN_OR_RETURN(const ReportedMonth now, ReadReported(reader, form, release.month()));
  ZGC_ASSIGN_OR_RETURN(const ReportedMonth before, ReportedAt(store, form, release));
  const TableAxes axes = AxesOf(form, {&now, &before});
  const SuppressionTable then = TableOf(form, axes, before);
  const SuppressionTable current = TableOf(form, axes, now);
  int changed = 0;
  const SuppressionTable difference = DifferenceOf(form, axes, before, now, changed);
  v1::CompareStatisticReleaseResponse response;
  response.set_revision(reader.revision());
  ForEachPrinted(difference, axes, [&](int row, int column, const SuppressionCell& cell) {
    if (cell.contributors == 0) return;
    v1::ReleaseDifference& added = *response.add_differences();
    added.set_park(axes.ParkOf(row));
    added.set_industry(axes.IndustryOf(column));
    added.set_changed_enterprises(cell.contributors);
    for (int item = 0; item < form.items_size(); ++item) {
      added.add_compiled(PrintedValue(then.At(row, column).values[item], form.items(item)));
      added.add_current(PrintedValue(current.At(row, column).values[item], form.items(item)));
    }
  });
  return response;
}

}  // namespace zgc::parks
