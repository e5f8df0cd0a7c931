#include "services/task_registry/domain/sources/followed_figures.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/stable_bytes.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"
#include "services/task_registry/store/schema.h"
#include "zgc/figures/v1/figures.pb.h"

namespace zgc::tasks {
namespace {

using resource::FeedPart;
using resource::Followed;
using resource::PartOrigin;
using resource::Standing;

std::string FullName(const std::string& service, const std::string& name) {
  return absl::StrCat("//", service, "/", name);
}

// Of the row of a figure.
std::string RowName(const std::string& service, const std::string& name) {
  return absl::StrCat("followedFigures/", service, "/", name);
}

std::string SourceName(const std::string& service) { return absl::StrCat("sources/", service); }

// Only what targets ask about is kept.
v1::FollowedFigure ToView(const storage::Txn& txn, const PartOrigin& origin, const FeedPart& part,
                          const figures::v1::Figure& figure) {
  v1::FollowedFigure view;
  view.set_name(RowName(origin.service, figure.name()));
  view.set_indicator(FullName(origin.service, figure.indicator()));
  *view.mutable_period() = figure.period();
  v1::HeldFigure& held = *view.mutable_held();
  held.set_figure(FullName(origin.service, figure.name()));
  held.set_value(figure.value());
  held.set_unit(figure.unit());
  held.set_qualifier(figure.qualifier());
  held.set_value_state(figure.value_state());
  held.set_status(figure.status());
  *held.mutable_position() = part.position();
  resource::SetTime(txn, *held.mutable_seen_time());
  return view;
}

absl::Status RemoveFigure(storage::Txn& txn, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto before, kFollowedFigures.Get(txn, {name}));
  if (!before.has_value()) return absl::OkStatus();
  kFollowedFigures.Delete(txn, {name});
  kFollowedFiguresOf.Remove(txn, {before->indicator()}, name);
  return absl::OkStatus();
}

absl::Status PutFigure(storage::Txn& txn, v1::FollowedFigure figure, bool afresh,
                       ops::v1::SourceDifference& difference) {
  ZGC_ASSIGN_OR_RETURN(const auto before, kFollowedFigures.Get(txn, {figure.name()}));
  if (before.has_value()) {
    // Since when it is so, though all is read anew.
    v1::FollowedFigure same = figure;
    *same.mutable_held()->mutable_position() = before->held().position();
    *same.mutable_held()->mutable_seen_time() = before->held().seen_time();
    if (base::SameFields(*before, same)) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(RemoveFigure(txn, figure.name()));
  }
  if (afresh) {
    resource::Note(before.has_value() ? resource::Differs::kChanged : resource::Differs::kAdded,
                   figure.held().figure(), difference);
  }
  kFollowedFigures.Put(txn, {figure.name()}, figure);
  kFollowedFiguresOf.Add(txn, {figure.indicator()}, figure.name());
  return absl::OkStatus();
}

// Visits those of a service from a name of its own on.
absl::Status ForEachFigure(const storage::Reader& reader, const std::string& service,
                           const std::string& from,
                           absl::FunctionRef<bool(const v1::FollowedFigure&)> visit) {
  const std::string begin = storage::EncodeKey(storage::NameKey{RowName(service, from)});
  const std::string prefix = RowName(service, "");
  return kFollowedFigures.ForEach(
      reader, {begin, "", false}, [&](const storage::NameKey& key, const v1::FollowedFigure& row) {
        return key.name.compare(0, prefix.size(), prefix) == 0 && visit(row);
      });
}

}  // namespace

absl::StatusOr<bool> FollowsWanted(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const auto wanted, WantedIndicators(reader, service));
  ZGC_ASSIGN_OR_RETURN(const auto source, kFigureSources.Get(reader, {SourceName(service)}));
  if (!source.has_value()) return wanted.empty();
  // Of a service of which nothing is wanted nothing is kept.
  if (wanted.empty()) return false;
  const auto& read = source->indicators();
  return std::vector<std::string>(read.begin(), read.end()) == wanted;
}

absl::StatusOr<Standing> StandingOf(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const auto source, kFigureSources.Get(reader, {SourceName(service)}));
  if (!source.has_value()) {
    Standing unknown;
    unknown.service = service;
    return unknown;
  }
  Standing standing = resource::StandingOf(*source);
  ZGC_ASSIGN_OR_RETURN(const bool follows, FollowsWanted(reader, service));
  standing.exact = standing.exact && follows;
  return standing;
}

void SaveStanding(storage::Txn& txn, const Standing& standing) {
  v1::FigureSource source;
  source.set_name(SourceName(standing.service));
  const auto before = kFigureSources.Get(txn, {source.name()});
  // Without them what is kept counts as read for others, and is read again.
  if (before.ok() && before->has_value()) {
    *source.mutable_indicators() = (*before)->indicators();
  }
  resource::Keep(standing, source);
  kFigureSources.Put(txn, {source.name()}, source);
}

absl::Status TurnToWanted(storage::Txn& txn, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const auto wanted, WantedIndicators(txn, service));
  if (wanted.empty()) {
    std::vector<std::string> gone;
    ZGC_RETURN_IF_ERROR(ForEachFigure(txn, service, "", [&](const v1::FollowedFigure& figure) {
      gone.push_back(figure.name());
      return true;
    }));
    for (const std::string& name : gone) ZGC_RETURN_IF_ERROR(RemoveFigure(txn, name));
    kFigureSources.Delete(txn, {SourceName(service)});
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(Standing standing, StandingOf(txn, service));
  standing.exact = false;
  SaveStanding(txn, standing);
  ZGC_ASSIGN_OR_RETURN(v1::FigureSource source, GetRow(txn, kFigureSources, SourceName(service)));
  source.mutable_indicators()->Assign(wanted.begin(), wanted.end());
  kFigureSources.Put(txn, {source.name()}, source);
  return absl::OkStatus();
}

absl::Status ApplyFigures(storage::Txn& txn, const PartOrigin& origin, const FeedPart& part) {
  ZGC_ASSIGN_OR_RETURN(Standing known, StandingOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::Advance(known, origin, part));
  ops::v1::SourceDifference& difference = *known.afresh.mutable_difference();
  for (const figures::v1::Figure& figure : part.changed()) {
    ZGC_RETURN_IF_ERROR(
        PutFigure(txn, ToView(txn, origin, part, figure), origin.afresh(), difference));
  }
  for (const std::string& name : part.removed()) {
    ZGC_RETURN_IF_ERROR(RemoveFigure(txn, RowName(origin.service, name)));
  }
  for (const Followed& gone : origin.gone) {
    ZGC_RETURN_IF_ERROR(RemoveFigure(txn, RowName(origin.service, gone.name)));
    resource::Note(resource::Differs::kRemoved, FullName(origin.service, gone.name), difference);
  }
  SaveStanding(txn, known);
  return absl::OkStatus();
}

absl::Status ForEachFollowed(const storage::Reader& reader, const std::string& service,
                             const Followed& after,
                             absl::FunctionRef<bool(const std::string& name)> visit) {
  // Of indicators nothing is kept.
  if (after.type != figures::v1::Figure::descriptor()->full_name()) return absl::OkStatus();
  const size_t prefix = RowName(service, "").size();
  return ForEachFigure(reader, service, after.name, [&](const v1::FollowedFigure& figure) {
    const std::string name = figure.name().substr(prefix);
    return name == after.name || visit(name);
  });
}

absl::StatusOr<absl::optional<v1::FollowedFigure>> FollowedFigureOf(const storage::Reader& reader,
                                                                    const std::string& service,
                                                                    const std::string& figure) {
  return kFollowedFigures.Get(reader, {RowName(service, figure)});
}

absl::StatusOr<std::vector<v1::FollowedFigure>> FollowedFiguresOf(const storage::Reader& reader,
                                                                  const std::string& indicator) {
  std::vector<v1::FollowedFigure> figures;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kFollowedFiguresOf.ForEach(reader, {indicator}, [&](const std::string& name) {
    // Only names of parts have it.
    if (absl::StrContains(name, '+')) return true;
    const auto figure = GetRow(reader, kFollowedFigures, name);
    if (figure.ok()) {
      figures.push_back(*figure);
    } else {
      failed = figure.status();
    }
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return figures;
}

}  // namespace zgc::tasks
