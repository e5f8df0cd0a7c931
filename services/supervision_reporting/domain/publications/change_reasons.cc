#include "services/supervision_reporting/domain/publications/change_reasons.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
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
bool RestsOn(const MaybeFigure& figure, absl::string_view observation) {
  return absl::ConsumePrefix(&observation, "observations/") && figure.has_value() &&
         figure->name() == absl::StrCat("figures/", observation);
}

// What was said last of the figure: by the publication, or by an erratum. Null if that it is gone.
const figures::v1::Figure* LastSaid(const v1::FigureChange& change, const v1::Erratum& erratum) {
  if (change.erratum().empty()) return &change.published().published();
  for (const v1::FigureChange& said : erratum.changes()) {
    if (said.published().name() != change.published().name()) continue;
    return said.has_present() ? &said.present() : nullptr;
  }
  return nullptr;
}

absl::Status TooMany(int most) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_FIGURES_TOO_MANY,
      absl::StrCat("too much was corrected since to look for the reasons of all changes at once: ",
                   "more than ", most, " figures would be computed; publish the report anew"),
      {{"most", absl::StrCat(most)}});
}

}  // namespace

// From what a figure is now back to what was said of it, through steps that are explained.
class ChangeReasons::WayBack {
 public:
  WayBack(const figures::v1::Figure* said, const v1::FigureChange& change)
      : said_(said), within_(change.kind() != v1::FIGURE_CHANGE_KIND_ROUNDING), change_(change) {
    if (change.has_present()) at_ = change.present();
  }

  // A step at a revision, after which the next ones are older.
  void Go(int64_t revision, const MaybeFigure& before, const MaybeFigure& after) {
    if (revision == last_ || lost_ || Arrived()) return;
    // Something else changed it in between.
    lost_ = Compare(after, at_) != v1::FIGURE_CHANGE_KIND_UNSPECIFIED;
    if (lost_) return;
    at_ = before;
    last_ = revision;
  }
  // Whether all of the change is explained.
  bool Arrived() const {
    if (last_ == 0) return false;
    const auto kind = CompareFigures(said_, at_.has_value() ? &*at_ : nullptr, change_.said());
    return kind == v1::FIGURE_CHANGE_KIND_UNSPECIFIED ||
           (within_ && kind == v1::FIGURE_CHANGE_KIND_ROUNDING);
  }

  static v1::FigureChangeKind Compare(const MaybeFigure& before, const MaybeFigure& after) {
    return CompareFigures(before.has_value() ? &*before : nullptr,
                          after.has_value() ? &*after : nullptr);
  }

 private:
  const figures::v1::Figure* said_;
  // Whether it is enough to come to what was printed; else to what was meant.
  const bool within_;
  const v1::FigureChange& change_;
  MaybeFigure at_;
  int64_t last_ = 0;
  bool lost_ = false;
};

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

absl::Status ChangeReasons::FindBefore(Event& event) const {
  if (event.before != 0) return absl::OkStatus();
  event.before = event.revision - 1;
  // Of a step that came in parts the figures came first.
  for (int i = 0; i < kMostParts && event.service != book_.owner() && event.before > 1; ++i) {
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, store_.ReadAt(event.before));
    ZGC_ASSIGN_OR_RETURN(const auto source,
                         kSources.Get(then, {absl::StrCat("sources/", event.service)}));
    if (!source.has_value() || source->exact()) break;
    --event.before;
  }
  return absl::OkStatus();
}

absl::Status ChangeReasons::Add(Event& event, FigureHistory& figure, WayBack& way,
                                v1::FigureChange& change) const {
  ZGC_RETURN_IF_ERROR(FindBefore(event));
  if (!figure.MayDiffer(event.before, event.revision)) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot now, store_.ReadAt(event.revision));
  ZGC_ASSIGN_OR_RETURN(const auto after, figure.At(now));
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot then, store_.ReadAt(event.before));
  ZGC_ASSIGN_OR_RETURN(const auto before, figure.At(then));
  if (WayBack::Compare(before, after) == v1::FIGURE_CHANGE_KIND_UNSPECIFIED) {
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
  const bool whole = event.alone || RestsOn(before, event.name) || RestsOn(after, event.name);
  const bool newest = after.has_value() && after->owner() == event.service &&
                      after->source_revision() == reason.source_revision();
  reason.set_possible(!whole && !newest);
  if (whole) way.Go(event.revision, before, after);
  *change.add_reasons() = std::move(reason);
  return absl::OkStatus();
}

absl::Status ChangeReasons::AddTo(int64_t published_at, v1::FigureChange& change) {
  // The reasons are those that its erratum gave.
  if (change.kind() == v1::FIGURE_CHANGE_KIND_CORRECTED) return absl::OkStatus();
  int64_t since_revision = published_at;
  v1::Erratum erratum;
  if (!change.erratum().empty()) {
    ZGC_ASSIGN_OR_RETURN(erratum, GetRow(reader_, kErrata, change.erratum()));
    since_revision = erratum.report_revision();
  }
  ZGC_RETURN_IF_ERROR(ReadEvents());
  const std::string& figure = change.published().figure();
  ZGC_ASSIGN_OR_RETURN(FigureHistory history,
                       FigureHistory::Read(reader_, store_, book_, figure, since_revision));
  const bool own = absl::StartsWith(figure, absl::StrCat("//", book_.owner(), "/"));
  const figures::v1::Figure* said = LastSaid(change, erratum);
  WayBack way(said, change);
  for (Event& event : events_) {
    if (event.revision <= since_revision || change.reasons_size() == kMostReasons) break;
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    // A figure of another service is made of what is there alone.
    if (!own && !absl::StartsWith(figure, absl::StrCat("//", event.service, "/"))) continue;
    ZGC_RETURN_IF_ERROR(Add(event, history, way, change));
    if (computed_ + history.computed() > most_computed_) return TooMany(most_computed_);
  }
  computed_ += history.computed();
  // What corrects a figure is all that the new one rests on.
  const bool corrected = !change.present().correction_reason().empty() &&
                         (said == nullptr || said->name() != change.present().name());
  const bool certain =
      !change.reason().empty() || std::any_of(change.reasons().begin(), change.reasons().end(),
                                              [](const auto& one) { return !one.possible(); });
  change.set_explained(corrected || way.Arrived() ? v1::EXPLAINED_FULLY
                       : certain                  ? v1::EXPLAINED_IN_PART
                                                  : v1::EXPLAINED_NOT);
  return absl::OkStatus();
}

}  // namespace zgc::supervision
