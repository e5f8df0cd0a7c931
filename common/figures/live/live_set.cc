#include "common/figures/live/live_set.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/base/names.h"
#include "common/base/stable_bytes.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/figure_name.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

// What may wait for a step: of some seconds of small commits.
constexpr size_t kMaxKeyBytes = size_t{32} << 20;
// Figures that are computed at the priority of calls.
constexpr size_t kFew = 200;

template <typename Row>
absl::btree_set<std::string> NamesIn(const storage::ChangedKeys::Keys& keys,
                                     const storage::Table<storage::NameKey, Row>& table) {
  absl::btree_set<std::string> names;
  for (const auto& [column, bytes] : keys) {
    if (column != table.column().id) continue;
    storage::NameKey key;
    storage::KeyReader in(bytes);
    if (key.Decode(in)) names.insert(std::move(key.name));
  }
  return names;
}

// Of the list of its chunks, which no two sets share.
size_t OwnBytes(const FigureSet& set) {
  constexpr size_t kRow = 2;
  return sizeof(FigureSet) + kRow * (set.figures.size() + set.indicators.size());
}

std::string FigureOfObservation(const std::string& name) {
  return absl::StrCat(kFigures, base::IdOf(name));
}

}  // namespace

// One way from a set to the next.
struct LiveSet::Step {
  const storage::Snapshot& now;
  absl::CivilDay today;
  base::SharedMap<v1::Indicator>::Changes indicators;
  base::SharedMap<v1::Figure>::Changes figures;
  // Of which all has been computed.
  absl::btree_set<std::string> redone;
};

LiveSet::LiveSet(const FigureBook& book, storage::Store& store, RunDear run_dear)
    : book_(book), store_(store), run_dear_(std::move(run_dear)) {
  for (const storage::Column& column : store.schema().columns) {
    if (column.unversioned && !column.derived) unversioned_.insert(column.id);
  }
}

storage::Snapshot LiveSet::Read() {
  if (keys_ == nullptr) keys_ = store_.CollectKeys(kMaxKeyBytes);
  return store_.Read();
}

absl::StatusOr<LiveSet::Set> LiveSet::Advance(const storage::Snapshot& now) {
  if (set_ != nullptr && set_->revision == now.revision()) return set_;
  auto made = Make(now);
  set_ = made.ok() ? *made : nullptr;
  return made;
}

absl::StatusOr<LiveSet::Set> LiveSet::Make(const storage::Snapshot& now) {
  ZGC_ASSIGN_OR_RETURN(const absl::Time time, now.CommitTime());
  Step step{now, base::DayOf(time), {}, {}, {}};
  const auto keys = keys_->Take(now.revision());
  absl::Status done;
  if (set_ == nullptr || !keys.has_value()) {
    reads_ = {};
    names_.clear();
    numbers_.clear();
    unused_.clear();
    set_ = std::make_shared<const FigureSet>();
    run_dear_([&] {
      absl::btree_set<std::string> all;
      done = kIndicators.ForEach(now, [&](const storage::NameKey& key, const v1::Indicator&) {
        all.insert(key.name);
        return true;
      });
      for (const std::string& name : all) {
        if (done.ok()) done = RedoIndicator(name, step);
      }
    });
  } else {
    done = Follow(*keys, step.today != day_, step);
  }
  ZGC_RETURN_IF_ERROR(done);
  day_ = step.today;
  auto next = std::make_shared<FigureSet>();
  next->revision = now.revision();
  next->indicators = set_->indicators.With(step.indicators);
  next->figures = set_->figures.With(step.figures);
  const size_t beside =
      OwnBytes(*next) + EstimateBytes(step.indicators) + EstimateBytes(step.figures);
  const bool first = set_->revision == 0;
  next->chain = first ? next->revision : set_->chain;
  next->chain_bytes = set_->chain_bytes + beside;
  next->bytes = first ? beside
                      : static_cast<size_t>(static_cast<int64_t>(set_->bytes) +
                                            EstimateGrowth(set_->indicators, step.indicators) +
                                            EstimateGrowth(set_->figures, step.figures));
  return next;
}

absl::Status LiveSet::Follow(const storage::ChangedKeys::Keys& keys, bool new_day, Step& step) {
  absl::flat_hash_set<ReadIndex::Who> found;
  reads_.Find(keys, found);
  if (std::any_of(keys.begin(), keys.end(),
                  [&](const auto& key) { return unversioned_.contains(key.column); })) {
    reads_.Find({{kUnversioned, ""}}, found);
  }
  found.insert(reads_.of_untold().begin(), reads_.of_untold().end());
  if (new_day) found.insert(reads_.of_time().begin(), reads_.of_time().end());
  const auto indicators = NamesIn(keys, kIndicators);
  const auto follow = [&]() -> absl::Status {
    for (const std::string& name : indicators) ZGC_RETURN_IF_ERROR(RedoIndicator(name, step));
    for (const std::string& name : NamesIn(keys, kObservations)) {
      ZGC_RETURN_IF_ERROR(RedoObservation(name, step));
    }
    for (const ReadIndex::Who who : found) ZGC_RETURN_IF_ERROR(ComputeAgain(who, step));
    if (!new_day) return absl::OkStatus();
    for (const auto& [name, indicator] : set_->indicators) {
      ZGC_RETURN_IF_ERROR(ListAnew(indicator, step));
    }
    return absl::OkStatus();
  };
  if (found.size() <= kFew && indicators.empty() && !new_day) return follow();
  absl::Status done;
  run_dear_([&] { done = follow(); });
  return done;
}

absl::StatusOr<const v1::Indicator*> LiveSet::IndicatorNow(const std::string& name, Step& step) {
  const auto changed = step.indicators.find(name);
  if (changed != step.indicators.end()) return changed->second.get();
  return set_->indicators.Find(name);
}

absl::Status LiveSet::RedoIndicator(const std::string& name, Step& step) {
  step.redone.insert(name);
  ZGC_ASSIGN_OR_RETURN(auto row, kIndicators.Get(step.now, {name}));
  const std::string prefix = absl::StrCat(kFigures, base::IdOf(name), "@");
  for (auto at = set_->figures.lower_bound(prefix); at != set_->figures.end(); ++at) {
    const std::string& figure = (*at).first;
    if (!absl::StartsWith(figure, prefix)) break;
    Remove(figure, step);
  }
  if (!row.has_value()) {
    step.indicators[name] = nullptr;
    return absl::OkStatus();
  }
  const auto indicator = std::make_shared<const v1::Indicator>(*std::move(row));
  step.indicators[name] = indicator;
  if (indicator->has_computation()) {
    for (const auto& period : PeriodsListed(*indicator, step.today)) {
      ZGC_RETURN_IF_ERROR(Compute(*indicator, period, step));
    }
  }
  std::vector<std::string> observations;
  ZGC_RETURN_IF_ERROR(ForEachObservation(
      step.now, name, [&](const v1::Observation& one) { observations.push_back(one.name()); }));
  for (const std::string& one : observations) ZGC_RETURN_IF_ERROR(RedoObservation(one, step));
  return absl::OkStatus();
}

absl::Status LiveSet::RedoObservation(const std::string& name, Step& step) {
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  const std::string figure = FigureOfObservation(name);
  ZGC_ASSIGN_OR_RETURN(const auto row, kObservations.Get(step.now, {name}));
  Remove(figure, step);
  if (!row.has_value() || !IsLive(row->state())) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Indicator* indicator, IndicatorNow(row->indicator(), step));
  if (indicator == nullptr) {
    return absl::DataLossError(absl::StrCat(row->indicator(), " is missing"));
  }
  // It is judged by the day where it has a target.
  RecordingReader reader(step.now);
  ZGC_ASSIGN_OR_RETURN(v1::Figure observed, book_.Observed(reader, *indicator, *row));
  reads_.Set(WhoIs(figure), reader.Take());
  Put(std::move(observed), step);
  return absl::OkStatus();
}

absl::Status LiveSet::ListAnew(const v1::Indicator& indicator, Step& step) {
  if (!indicator.has_computation() || step.redone.contains(indicator.name())) {
    return absl::OkStatus();
  }
  for (const auto& period : PeriodsListed(indicator, step.today)) {
    ZGC_ASSIGN_OR_RETURN(const std::string name, NameOf(indicator, period, {}));
    if (set_->figures.Find(name) != nullptr) continue;
    ZGC_RETURN_IF_ERROR(Compute(indicator, period, step));
  }
  return absl::OkStatus();
}

absl::Status LiveSet::Compute(const v1::Indicator& indicator, const common::v1::Period& period,
                              Step& step) {
  // Each by itself, so that it is known what each reads.
  RecordingReader reader(step.now);
  FigureBook::Known known;
  ZGC_ASSIGN_OR_RETURN(v1::Figure figure,
                       book_.ComputedOf(reader, VersionFor(indicator, period), period, {}, known));
  ++computed_;
  Reads reads = reader.Take();
  // What failed may have done so for a cause that is in no row.
  if (figure.value_state() == v1::VALUE_STATE_FAILED) reads.untold = true;
  const std::string name = figure.name();
  reads_.Set(WhoIs(name), reads);
  Put(std::move(figure), step);
  return absl::OkStatus();
}

void LiveSet::Put(v1::Figure figure, Step& step) {
  const v1::Figure* before = set_->figures.Find(figure.name());
  // What stays the same stays the same object, which is not compared again.
  if (before != nullptr && base::SameFields(*before, figure)) {
    step.figures.erase(figure.name());
    return;
  }
  auto row = std::make_shared<const v1::Figure>(std::move(figure));
  step.figures[row->name()] = std::move(row);
}

absl::Status LiveSet::ComputeAgain(ReadIndex::Who who, Step& step) {
  const v1::Figure* figure = set_->figures.Find(names_[who]);
  // It was removed, or made in this step.
  if (figure == nullptr || step.redone.contains(figure->indicator())) return absl::OkStatus();
  if (figure->basis() == v1::BASIS_STATED) {
    return RedoObservation(absl::StrCat("observations/", base::IdOf(figure->name())), step);
  }
  const v1::Indicator* indicator = set_->indicators.Find(figure->indicator());
  return Compute(*indicator, figure->period(), step);
}

void LiveSet::Remove(const std::string& figure, Step& step) {
  step.figures[figure] = nullptr;
  const auto number = numbers_.find(figure);
  if (number == numbers_.end()) return;
  reads_.Remove(number->second);
  unused_.push_back(number->second);
  names_[number->second].clear();
  numbers_.erase(number);
}

ReadIndex::Who LiveSet::WhoIs(const std::string& figure) {
  const auto found = numbers_.find(figure);
  if (found != numbers_.end()) return found->second;
  auto who = static_cast<ReadIndex::Who>(names_.size());
  if (unused_.empty()) {
    names_.push_back(figure);
  } else {
    who = unused_.back();
    unused_.pop_back();
    names_[who] = figure;
  }
  numbers_.emplace(figure, who);
  return who;
}

}  // namespace zgc::figures
