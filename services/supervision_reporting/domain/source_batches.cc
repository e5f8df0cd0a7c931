#include "services/supervision_reporting/domain/source_batches.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

std::string SourceName(const std::string& service) { return absl::StrCat("sources/", service); }

resource::KnownSource KnownOf(const v1::Source& source) {
  return {source.service(), source.store_id(),
          std::max(source.figures_revision(), source.rows_revision())};
}

void SavePosition(storage::Txn& txn, v1::Source source) {
  source.set_applied_revision(source.follows_rows()
                                  ? std::min(source.figures_revision(), source.rows_revision())
                                  : source.figures_revision());
  kSources.Put(txn, {source.name()}, source);
}

template <typename Row>
absl::Status ApplyRow(storage::Txn& txn, const SourceRows<Row>& table, const std::string& service,
                      const ops::v1::Change& change) {
  const SourceKey key{service, change.name()};
  if (change.kind() == ops::v1::CHANGE_KIND_DELETE) {
    table.Delete(txn, key);
    return absl::OkStatus();
  }
  Row row;
  if (change.kind() != ops::v1::CHANGE_KIND_PUT || !change.resource().UnpackTo(&row)) {
    return absl::DataLossError(absl::StrCat("damaged change of ", change.name()));
  }
  table.Put(txn, key, row);
  return absl::OkStatus();
}

template <typename Row>
bool IsOf(const ops::v1::Change& change) {
  return change.resource_type() == Row::descriptor()->full_name();
}

}  // namespace

const std::vector<std::string>& FollowedTypes() {
  static const auto* const types = new std::vector<std::string>{
      tasks::v1::Plan::descriptor()->full_name(), tasks::v1::Task::descriptor()->full_name(),
      tasks::v1::Organisation::descriptor()->full_name(),
      tasks::v1::PolicyDocument::descriptor()->full_name()};
  return *types;
}

absl::StatusOr<v1::Source> PositionOf(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(auto source, kSources.Get(reader, {SourceName(service)}));
  if (source.has_value()) return *std::move(source);
  v1::Source unknown;
  unknown.set_name(SourceName(service));
  unknown.set_service(service);
  return unknown;
}

absl::Status AcceptSource(storage::Txn& txn, const FollowedService& followed,
                          const ops::v1::ServiceStatus& status) {
  ZGC_ASSIGN_OR_RETURN(v1::Source source, PositionOf(txn, followed.service));
  ZGC_RETURN_IF_ERROR(resource::CheckSource(KnownOf(source), status));
  if (source.store_id() == status.store_id() && source.follows_rows() == followed.rows) {
    return absl::OkStatus();
  }
  source.set_store_id(status.store_id());
  source.set_follows_rows(followed.rows);
  SavePosition(txn, std::move(source));
  return absl::OkStatus();
}

absl::Status ApplyFigures(storage::Txn& txn, const BatchOrigin& origin,
                          const figures::v1::WatchFiguresResponse& batch) {
  ZGC_ASSIGN_OR_RETURN(v1::Source source, PositionOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::CheckBatch(KnownOf(source), origin, source.figures_revision(),
                                           batch.position().revision()));
  ZGC_RETURN_IF_ERROR(resource::FollowsOn(origin, batch));
  for (const figures::v1::Figure& figure : batch.changed()) {
    kSourceFigures.Put(txn, {origin.service, figure.name()}, figure);
  }
  for (const std::string& name : batch.removed()) {
    kSourceFigures.Delete(txn, {origin.service, name});
  }
  for (const figures::v1::Indicator& indicator : batch.changed_indicators()) {
    kSourceIndicators.Put(txn, {origin.service, indicator.name()}, indicator);
  }
  source.set_figures_revision(batch.position().revision());
  SavePosition(txn, std::move(source));
  return absl::OkStatus();
}

absl::Status ApplyRows(storage::Txn& txn, const BatchOrigin& origin,
                       const ops::v1::WatchChangesResponse& commit) {
  ZGC_ASSIGN_OR_RETURN(v1::Source source, PositionOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::CheckBatch(KnownOf(source), origin, source.rows_revision(),
                                           commit.position().revision()));
  ZGC_RETURN_IF_ERROR(resource::FollowsOn(origin, commit));
  for (const ops::v1::Change& change : commit.changes()) {
    absl::Status applied;
    if (IsOf<tasks::v1::Plan>(change)) {
      applied = ApplyRow(txn, kSourcePlans, origin.service, change);
    } else if (IsOf<tasks::v1::Task>(change)) {
      applied = ApplyRow(txn, kSourceTasks, origin.service, change);
    } else if (IsOf<tasks::v1::Organisation>(change)) {
      applied = ApplyRow(txn, kSourceOrganisations, origin.service, change);
    } else if (IsOf<tasks::v1::PolicyDocument>(change)) {
      applied = ApplyRow(txn, kSourcePolicyDocuments, origin.service, change);
    }
    ZGC_RETURN_IF_ERROR(applied);
  }
  source.set_rows_revision(commit.position().revision());
  SavePosition(txn, std::move(source));
  return absl::OkStatus();
}

}  // namespace zgc::supervision
