#include "services/supervision_reporting/domain/sources/source_batches.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/supervision_reporting/domain/sources/reason_rows.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/sources.pb.h"

namespace zgc::supervision {
namespace {

using resource::Differs;
using resource::FeedPart;
using resource::Followed;
using resource::PartOrigin;
using resource::Standing;

std::string SourceName(const std::string& service) { return absl::StrCat("sources/", service); }

// How the rows of a table come.
enum class Comes {
  // Beside the changes of rows.
  kAsFigures,
  // As changes of rows, of every service.
  kOfEach,
  // As changes of rows, of task_registry alone.
  kOfTasks,
  // As changes of rows, of park_region alone.
  kOfParks,
};

// Calls `each` with every table of what is followed, and how its rows come.
template <typename Each>
absl::Status EachTable(Each each) {
  ZGC_RETURN_IF_ERROR(each(kSourceFigures, Comes::kAsFigures));
  ZGC_RETURN_IF_ERROR(each(kSourceIndicators, Comes::kAsFigures));
  ZGC_RETURN_IF_ERROR(each(kSourceCorrections, Comes::kOfEach));
  ZGC_RETURN_IF_ERROR(each(kSourceObservations, Comes::kOfEach));
  ZGC_RETURN_IF_ERROR(each(kSourceIndicatorVersions, Comes::kOfEach));
  ZGC_RETURN_IF_ERROR(each(kSourcePlans, Comes::kOfTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceTasks, Comes::kOfTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceOrganisations, Comes::kOfTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceMilestones, Comes::kOfTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceDuties, Comes::kOfTasks));
  ZGC_RETURN_IF_ERROR(each(kSourcePolicyDocuments, Comes::kOfTasks));
  return each(kSourceAgreements, Comes::kOfParks);
}

template <typename Row>
std::string TypeOf(const SourceRows<Row>&) {
  return Row::descriptor()->full_name();
}

// Whether a part is all that one commit of its source did. What came before it without content
// counts as received.
bool IsOneCommit(const PartOrigin& origin, const FeedPart& part) {
  return !origin.afresh() && origin.part == 0 && !part.more() &&
         part.position().revision() ==
             std::max(origin.after_revision, origin.received_revision) + 1;
}

// Notes that what a row says of why figures changed came into effect, if it did so just now.
template <typename Row>
absl::Status NoteReasonIn(storage::Txn& txn, const SourceRows<Row>& table, const SourceKey& key,
                          const Row& row, bool alone) {
  const v1::ChangeReason reason = ReasonIn(key.service, row);
  if (reason.kind() == v1::CHANGE_REASON_KIND_UNSPECIFIED) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto before, table.Get(txn, key));
  // It comes again when all is read afresh, and with later steps. A restored source gives a name of
  // one that it has lost to another.
  if (before.has_value() && IsSameReason(ReasonIn(key.service, *before), reason)) {
    return absl::OkStatus();
  }
  kSourceReasons.Add(txn, {txn.revision(), key.service, key.name, alone ? 1 : 0});
  return absl::OkStatus();
}

template <typename Row>
absl::Status ApplyChange(storage::Txn& txn, const SourceRows<Row>& table, const PartOrigin& origin,
                         const ops::v1::Change& change, bool alone,
                         ops::v1::SourceDifference& difference) {
  const SourceKey key{origin.service, change.name()};
  if (change.kind() == ops::v1::CHANGE_KIND_DELETE) {
    table.Delete(txn, key);
    return absl::OkStatus();
  }
  Row row;
  if (change.kind() != ops::v1::CHANGE_KIND_PUT || !change.resource().UnpackTo(&row)) {
    return absl::DataLossError(absl::StrCat("damaged change of ", change.name()));
  }
  ZGC_RETURN_IF_ERROR(NoteReasonIn(txn, table, key, row, alone));
  return resource::PutFollowed(txn, table, key, row, origin.afresh(), difference);
}

// What is here and the source has no more.
absl::Status Remove(storage::Txn& txn, const PartOrigin& origin, const Followed& gone,
                    ops::v1::SourceDifference& difference) {
  ZGC_RETURN_IF_ERROR(EachTable([&](const auto& table, Comes) -> absl::Status {
    if (TypeOf(table) != gone.type) return absl::OkStatus();
    const SourceKey key{origin.service, gone.name};
    table.Delete(txn, key);
    return absl::OkStatus();
  }));
  resource::Note(Differs::kRemoved, gone.name, difference);
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> FollowedTypes(const std::string& service) {
  std::vector<std::string> types;
  EachTable([&](const auto& table, Comes comes) {
    if (comes == Comes::kOfEach || (comes == Comes::kOfTasks && service == "task_registry") ||
        (comes == Comes::kOfParks && service == "park_region")) {
      types.push_back(TypeOf(table));
    }
    return absl::OkStatus();
  }).IgnoreError();
  return types;
}

absl::StatusOr<Standing> StandingOf(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const auto source, kSources.Get(reader, {SourceName(service)}));
  if (source.has_value()) return resource::StandingOf(*source);
  Standing unknown;
  unknown.service = service;
  return unknown;
}

void SaveStanding(storage::Txn& txn, const Standing& standing) {
  v1::Source source;
  source.set_name(SourceName(standing.service));
  resource::Keep(standing, source);
  kSources.Put(txn, {source.name()}, source);
}

absl::Status ApplyPart(storage::Txn& txn, const PartOrigin& origin, const FeedPart& part) {
  ZGC_ASSIGN_OR_RETURN(Standing known, StandingOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::Advance(known, origin, part));
  ops::v1::SourceDifference& difference = *known.afresh.mutable_difference();
  for (const figures::v1::Figure& figure : part.changed()) {
    ZGC_RETURN_IF_ERROR(resource::PutFollowed(txn, kSourceFigures, {origin.service, figure.name()},
                                              figure, origin.afresh(), difference));
    if (figure.replaces().empty()) continue;
    kReplacedSourceFigures.Add(txn, {origin.service, figure.replaces()}, figure.name());
  }
  for (const std::string& name : part.removed()) {
    kSourceFigures.Delete(txn, {origin.service, name});
  }
  for (const figures::v1::Indicator& indicator : part.changed_indicators()) {
    ZGC_RETURN_IF_ERROR(resource::PutFollowed(txn, kSourceIndicators,
                                              {origin.service, indicator.name()}, indicator,
                                              origin.afresh(), difference));
  }
  const bool alone = IsOneCommit(origin, part);
  for (const ops::v1::Change& change : part.changes()) {
    ZGC_RETURN_IF_ERROR(EachTable([&](const auto& table, Comes comes) {
      if (comes == Comes::kAsFigures || TypeOf(table) != change.resource_type()) {
        return absl::OkStatus();
      }
      return ApplyChange(txn, table, origin, change, alone, difference);
    }));
  }
  for (const Followed& gone : origin.gone) {
    ZGC_RETURN_IF_ERROR(Remove(txn, origin, gone, difference));
  }
  SaveStanding(txn, known);
  return absl::OkStatus();
}

absl::Status ForEachFollowed(const storage::Reader& reader, const std::string& service,
                             const Followed& after,
                             absl::FunctionRef<bool(const std::string& name)> visit) {
  const std::string begin = storage::EncodeKey(SourceKey{service, after.name});
  const std::string end = storage::PrefixEnd(storage::FirstPart(service));
  return EachTable([&](const auto& table, Comes) {
    if (TypeOf(table) != after.type) return absl::OkStatus();
    return table.ForEach(reader, {begin, end, false}, [&](const SourceKey& key, const auto&) {
      return key.name == after.name || visit(key.name);
    });
  });
}

}  // namespace zgc::supervision
