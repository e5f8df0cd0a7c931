#include "services/supervision_reporting/domain/publications/change_reasons.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/interrupt.h"
#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"
#include "services/supervision_reporting/domain/publications/published_figures.h"
#include "services/supervision_reporting/domain/sources/reason_rows.h"
#include "services/supervision_reporting/report/findings/figure_changes.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr size_t kMostEvents = 500;
constexpr int kMostReasons = 20;
// Commits that are looked back over for the beginning of a step.
constexpr int kMostParts = 1'000;

// What the row of an event says, as of the reader; nothing if it has gone.
absl::StatusOr<v1::ChangeReason> ReasonAt(const storage::Reader& reader, const std::string& owner,
                                          const std::string& service, const std::string& name) {
  const auto read = [&](const auto& own, const auto& followed) -> absl::StatusOr<v1::ChangeReason> {
    ZGC_ASSIGN_OR_RETURN(const auto row, service == owner ? own.Get(reader, {name})
                                                          : followed.Get(reader, {service, name}));
    return row.has_value() ? ReasonIn(service, *row) : v1::ChangeReason();
  };
  if (absl::StartsWith(name, "corrections/")) {
    return read(records::kCorrections, kSourceCorrections);
  }
  if (absl::StartsWith(name, "observations/")) {
    return read(figures::kObservations, kSourceObservations);
  }
  return read(figures::kIndicatorVersions, kSourceIndicatorVersions);
}

// Whether a figure is that of an observation.
bool RestsOn(const absl::optional<figures::v1::Figure>& figure, absl::string_view observation) {
  return absl::ConsumePrefix(&observation, "observations/") && figure.has_value() &&
         figure->name() == absl::StrCat("figures/", observation);
}

}  // namespace

absl::Status ChangeReasons::ReadEvents() {
  if (read_) return absl::OkStatus();
  read_ = true;
  ZGC_RETURN_IF_ERROR(resource::kReasons.ForEach(reader_, "", [&](const resource::ReasonAt& at) {
    events_.push_back({at.revision, book_.owner(), at.name, true});
    return events_.size() < kMostEvents;
  }));
  const size_t most = events_.size() + kMostEvents;
  ZGC_RETURN_IF_ERROR(kSourceReasons.ForEach(reader_, "", [&](const SourceReasonAt& at) {
    events_.push_back({at.revision, at.service, at.name, at.alone != 0});
    return events_.size() < most;
  }));
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Event& a, const Event& b) { return a.revision > b.revision; });
  events_.resize(std::min(events_.size(), kMostEvents));
  return absl::OkStatus();
}

absl::StatusOr<storage::Snapshot> ChangeReasons::Before(const Event& event) const {
  int64_t revision = event.revision - 1;
  // Of a step that came in parts the figures came first.
  for (int i = 0; i < kMostParts && event.service != book_.owner(); ++i) {
    ZGC_ASSIGN_OR_RETURN(storage::Snapshot then, store_.ReadAt(revision));
    ZGC_ASSIGN_OR_RETURN(const auto source,
                         kSources.Get(then, {absl::StrCat("sources/", event.service)}));
    if (!source.has_value() || source->exact() || revision == 1) return then;
    --revision;
  }
  return store_.ReadAt(revision);
}

absl::Status ChangeReasons::Add(const Event& event, v1::FigureChange& change) const {
  const std::string& figure = change.published().figure();
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, Before(event));
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot now, store_.ReadAt(event.revision));
  ZGC_ASSIGN_OR_RETURN(const auto before, PresentFigure(then, book_, figure));
  ZGC_ASSIGN_OR_RETURN(const auto after, PresentFigure(now, book_, figure));
  if (CompareFigures(before.has_value() ? &*before : nullptr,
                     after.has_value() ? &*after : nullptr) == v1::FIGURE_CHANGE_KIND_UNSPECIFIED) {
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(v1::ChangeReason reason,
                       ReasonAt(now, book_.owner(), event.service, event.name));
  if (reason.kind() == v1::CHANGE_REASON_KIND_UNSPECIFIED) return absl::OkStatus();
  // A source that was restored has not done what it has lost, and may have given its name to
  // another of the kind. What was corrected may have been retracted since.
  ZGC_ASSIGN_OR_RETURN(const v1::ChangeReason still,
                       ReasonAt(reader_, book_.owner(), event.service, event.name));
  const bool lost = still.kind() == v1::CHANGE_REASON_KIND_UNSPECIFIED ||
                    (still.kind() == reason.kind() && !IsSameReason(still, reason));
  if (lost) return absl::OkStatus();
  const bool rests_on_it = RestsOn(before, event.name) || RestsOn(after, event.name);
  const bool newest = after.has_value() && after->owner() == event.service &&
                      after->source_revision() == reason.source_revision();
  reason.set_possible(!event.alone && !rests_on_it && !newest);
  *change.add_reasons() = std::move(reason);
  return absl::OkStatus();
}

absl::Status ChangeReasons::AddTo(int64_t published_at, v1::FigureChange& change) {
  // The reasons are those that its erratum gave.
  if (change.kind() == v1::FIGURE_CHANGE_KIND_CORRECTED) return absl::OkStatus();
  int64_t since_revision = published_at;
  if (!change.erratum().empty()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Erratum said, GetRow(reader_, kErrata, change.erratum()));
    since_revision = said.report_revision();
  }
  ZGC_RETURN_IF_ERROR(ReadEvents());
  const std::string& figure = change.published().figure();
  const bool own = absl::StartsWith(figure, absl::StrCat("//", book_.owner(), "/"));
  for (const Event& event : events_) {
    if (event.revision <= since_revision || change.reasons_size() == kMostReasons) break;
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    // A figure of another service is made of what is there alone.
    if (!own && !absl::StartsWith(figure, absl::StrCat("//", event.service, "/"))) continue;
    ZGC_RETURN_IF_ERROR(Add(event, change));
  }
  return absl::OkStatus();
}

bool KnowsWhy(const v1::FigureChange& change) {
  return !change.reason().empty() ||
         std::any_of(change.reasons().begin(), change.reasons().end(),
                     [](const v1::ChangeReason& reason) { return !reason.possible(); });
}

}  // namespace zgc::supervision
