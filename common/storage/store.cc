#include "common/storage/store.h"

#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/storage/commit/first_answers.h"
#include "common/storage/committer.h"
#include "common/storage/engine/folder.h"
#include "common/storage/history/audit.h"
#include "common/storage/history/history.h"
#include "common/storage/key_codec.h"
#include "common/storage/schema_name.h"
#include "common/storage/wanted.h"

namespace zgc::storage {
namespace {

std::string RandomBytes(int count) {
  std::random_device device;
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(device()));
  return bytes;
}

absl::StatusOr<Committer::Head> FindHead(const EngineSnapshot& snapshot,
                                         const std::string& store_id) {
  const auto last = snapshot.Scan(kCommitColumn.id, {"", "", true});
  if (!last->Valid()) {
    ZGC_RETURN_IF_ERROR(last->status());
    return Committer::Head{0, ChainStart(store_id)};
  }
  KeyReader reader(last->key());
  Committer::Head head;
  reader.Int(&head.revision);
  v1::CommitRecord record;
  if (!reader.Done() || !record.ParseFromString(std::string(last->value()))) {
    return absl::DataLossError("damaged row in _commits");
  }
  head.chain = record.chain_sha256();
  if (head.chain.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "commit ", head.revision,
        " has no chain value: an older version wrote it, whose stores this program does not read"));
  }
  head.time_unix_nanos = record.time_unix_nanos();
  return head;
}

// A table that shares its id or name with another would read that one's rows.
absl::Status CheckColumns(const Schema& schema) {
  std::set<ColumnId> ids;
  std::set<std::string> names;
  for (const Column& column : schema.columns) {
    if (column.id < kFirstColumn || column.id >= kHistoryOffset || !ids.insert(column.id).second ||
        !names.insert(column.name).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "schema ", schema.name, ": column ", column.name, " has no id and name of its own"));
    }
  }
  return absl::OkStatus();
}

std::vector<EngineColumn> EngineColumns(const Schema& schema) {
  std::vector<EngineColumn> columns = {{kMetaColumn.id, kMetaColumn.name},
                                       {kCommitColumn.id, kCommitColumn.name},
                                       {kRequestColumn.id, kRequestColumn.name},
                                       {kIncarnationColumn.id, kIncarnationColumn.name},
                                       {kAuditColumn.id, kAuditColumn.name}};
  for (const Column& column : schema.columns) {
    columns.push_back({column.id, column.name, column.scattered});
    if (column.history) {
      columns.push_back({column.id + kHistoryOffset, absl::StrCat(column.name, ".history")});
    }
  }
  return columns;
}

// Whether a store is one for this program.
absl::Status CheckMeta(const std::string& bytes, const Schema& schema, const std::string& url) {
  v1::StoreMeta meta;
  if (!meta.ParseFromString(bytes) || meta.schema_name().empty()) {
    return absl::DataLossError(absl::StrCat(url, ": damaged store description"));
  }
  if (meta.schema_name() != schema.name) {
    return absl::FailedPreconditionError(
        absl::StrCat(url, " holds the data of ", meta.schema_name(), ", not of ", schema.name));
  }
  if (meta.schema_version() > schema.version) {
    return absl::FailedPreconditionError(
        absl::StrCat(url, " was written by a newer version: its schema is ", meta.schema_version(),
                     ", this program knows up to ", schema.version));
  }
  return absl::OkStatus();
}

}  // namespace

Store::Store(Schema schema, std::unique_ptr<Engine> engine)
    : schema_(std::move(schema)), engine_(std::move(engine)) {}

Store::~Store() {
  // The last transactions still use the resident, and its threads the committer.
  if (committer_ != nullptr) committer_->Close();
  if (resident_ != nullptr) resident_->Close();
  committer_.reset();
}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const Schema& schema,
                                                   const StoreOptions& options) {
  ZGC_RETURN_IF_ERROR(CheckColumns(schema));
  if (absl::EndsWith(options.url, kPartialSuffix)) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.url, " is what an interrupted restore or creation has left; it is no store"));
  }
  const auto rows = ReadEngine(
      options.url, {{kMetaColumn.id, kMetaColumn.name}, {kCommitColumn.id, kCommitColumn.name}},
      Look::kFiles);
  if (absl::IsNotFound(rows.status())) {
    if (!options.create) {
      return absl::FailedPreconditionError(
          absl::StrCat(rows.status().message(),
                       ": restore a backup (--restore) or make a new store (--create-store)"));
    }
    ZGC_RETURN_IF_ERROR(Create(schema, options));
  } else {
    ZGC_RETURN_IF_ERROR(rows.status());
    ZGC_ASSIGN_OR_RETURN(const auto meta, (*rows)->Get(kMetaColumn.id, kMetaKey));
    ZGC_RETURN_IF_ERROR(CheckMeta(meta.value_or(""), schema, options.url));
    const absl::Status known = FindHead(**rows, "").status();
    if (!known.ok()) {
      return absl::Status(known.code(), absl::StrCat(options.url, ": ", known.message()));
    }
  }
  return OpenEngineOf(schema, options, /*create=*/false);
}

absl::StatusOr<std::unique_ptr<Store>> Store::OpenEngineOf(const Schema& schema,
                                                           const StoreOptions& options,
                                                           bool create) {
  ZGC_ASSIGN_OR_RETURN(auto engine, OpenEngine(options.url, EngineColumns(schema), create));
  std::unique_ptr<Store> store(new Store(schema, std::move(engine)));
  ZGC_RETURN_IF_ERROR(store->Initialize(options));
  return store;
}

absl::Status Store::Create(const Schema& schema, const StoreOptions& options) {
  return MakeAt(options.url, [&](const std::string& url) {
    StoreOptions beside = options;
    beside.url = url;
    return OpenEngineOf(schema, beside, /*create=*/true).status();
  });
}

absl::Status Store::Initialize(const StoreOptions& options) {
  clock_ = options.clock;
  const auto snapshot = engine_->Snapshot();
  ZGC_ASSIGN_OR_RETURN(const auto bytes, snapshot->Get(kMetaColumn.id, kMetaKey));
  v1::StoreMeta meta;
  if (bytes.has_value()) {
    if (!meta.ParseFromString(*bytes)) return absl::DataLossError("damaged store description");
  } else {
    meta.set_schema_name(schema_.name);
    meta.set_schema_version(schema_.version);
    meta.set_derived_version(schema_.derived.version);
    meta.set_store_id(NewIncarnationId());
    meta.set_page_key(RandomBytes(32));
    Batch batch;
    batch.writes.push_back({kMetaColumn.id, kMetaKey, meta.SerializeAsString()});
    ZGC_RETURN_IF_ERROR(engine_->Commit(batch));
  }
  store_id_ = meta.store_id();
  page_key_ = meta.page_key();
  ZGC_RETURN_IF_ERROR(CompleteAudit(*engine_));
  ZGC_ASSIGN_OR_RETURN(Committer::Head head, FindHead(*snapshot, store_id_));
  ZGC_ASSIGN_OR_RETURN(Lineage lineage, Lineage::Read(*snapshot, store_id_));
  ZGC_ASSIGN_OR_RETURN(v1::Incarnation restored, FindRestored(*snapshot));
  if (!restored.id().empty()) {
    restored.set_first_revision(head.revision + 1);
    lineage = std::move(lineage).With(restored);
  }
  lineage_ = std::make_unique<const Lineage>(std::move(lineage));
  if (schema_.resident) resident_ = schema_.resident();
  committer_ = std::make_unique<Committer>(*engine_, resident_.get(), *lineage_, columns_,
                                           std::move(head), options);
  if (!restored.id().empty()) ZGC_RETURN_IF_ERROR(BeginIncarnation(restored));
  for (const Migration& migration : schema_.migrations) {
    if (migration.to_version <= meta.schema_version()) continue;
    meta.set_schema_version(migration.to_version);
    Origin origin;
    origin.method = absl::StrCat("migration/", migration.to_version);
    ZGC_RETURN_IF_ERROR(Apply(origin, [&](Txn& txn) -> absl::StatusOr<std::string> {
                          ZGC_RETURN_IF_ERROR(migration.run(txn));
                          txn.Put(kMetaColumn, kMetaKey, meta.SerializeAsString());
                          return "";
                        }).status());
  }
  if (meta.derived_version() != schema_.derived.version) {
    ZGC_RETURN_IF_ERROR(CompleteDerived(meta));
  }
  derived_since_ = meta.derived_since();
  if (schema_.derived.version != 0) committer_->Derive(schema_.derived.follow);
  return resident_ == nullptr ? absl::OkStatus() : resident_->Load(*this);
}

absl::Status Store::BeginIncarnation(v1::Incarnation begun) {
  Origin origin;
  origin.method = "restore";
  origin.caller = begun.by();
  origin.reason = begun.reason();
  return Apply(origin,
               [&](Txn& txn) -> absl::StatusOr<std::string> {
                 begun.set_time_unix_nanos(txn.time_unix_nanos());
                 txn.Put(kIncarnationColumn, CommitKey(begun.first_revision()),
                         begun.SerializeAsString());
                 txn.Delete(kMetaColumn, kRestoredKey);
                 return "";
               })
      .status();
}

absl::Status Store::WriteDerived(const std::vector<Write>& writes) {
  return engine_->WriteDerived(writes);
}

void Store::Submit(Origin origin, TxnBody body, TxnDone done) {
  committer_->Submit(std::move(origin), std::move(body), std::move(done), /*record_only=*/false);
}

void Store::SubmitRecord(Origin origin, TxnDone done) {
  committer_->Submit(std::move(origin), nullptr, std::move(done), /*record_only=*/true);
}

absl::StatusOr<Committed> Store::Apply(const Origin& origin, const TxnBody& body) {
  absl::Notification finished;
  absl::StatusOr<Committed> result;
  Submit(origin, body, [&](absl::StatusOr<Committed> committed) {
    result = std::move(committed);
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

void Store::ShowDerived() { committer_->Refresh(); }

Snapshot Store::Read() const {
  auto [rows, head] = committer_->Latest();
  return Snapshot(std::move(rows), *lineage_, columns_, head, head, resident_.get(),
                  DerivedAt(head));
}

absl::StatusOr<Snapshot> Store::ReadAt(int64_t revision) const {
  auto [rows, head] = committer_->Latest();
  if (revision < 0 || revision > head) {
    return base::MakeError(absl::StatusCode::kOutOfRange,
                           zgc::common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE,
                           absl::StrCat("revision ", revision, " is not in 1 to ", head));
  }
  const int64_t at = revision == 0 ? head : revision;
  return Snapshot(std::move(rows), *lineage_, columns_, head, at, resident_.get(), DerivedAt(at));
}

int64_t Store::head() const { return committer_->Latest().second; }

int64_t Store::moved() const { return committer_->moved(); }

common::v1::Position Store::PositionAt(int64_t revision) const {
  common::v1::Position position;
  position.set_incarnation(lineage_->At(revision));
  position.set_revision(revision);
  return position;
}

absl::StatusOr<std::string> Store::ChainAt(int64_t revision) const {
  if (revision == 0) return ChainStart(store_id_);
  std::string chain;
  ZGC_RETURN_IF_ERROR(ReadAt(revision).status());
  ZGC_RETURN_IF_ERROR(ForEachCommit(revision, [&](int64_t, const v1::CommitRecord& record) {
    chain = record.chain_sha256();
    return false;
  }));
  return chain;
}

absl::Status Store::CheckPosition(const common::v1::Position& position,
                                  absl::string_view chain) const {
  ZGC_RETURN_IF_ERROR(lineage_->Check(position));
  if (chain.empty()) return ReadAt(position.revision()).status();
  ZGC_ASSIGN_OR_RETURN(const std::string own, ChainAt(position.revision()));
  if (own != chain) return Forked(position, -1, "its commits up to there are others");
  return absl::OkStatus();
}

int64_t Store::OnRevision(int64_t revision, std::function<void()> ready) {
  return committer_->OnRevision(revision, std::move(ready));
}

std::shared_ptr<ChangedKeys> Store::CollectKeys(size_t max_bytes) {
  return committer_->CollectKeys(max_bytes);
}

bool Store::CancelWait(int64_t ticket) { return committer_->CancelWait(ticket); }

absl::Status Store::health() const { return committer_->health(); }

absl::Status Store::liveness() const { return committer_->liveness(); }

absl::Status Store::ForEachCommit(
    int64_t from, absl::FunctionRef<bool(int64_t revision, const v1::CommitRecord&)> visit) const {
  const auto [rows, head] = committer_->Latest();
  int64_t expected = std::max<int64_t>(from, 1);
  for (auto cursor = WantedRows(*rows).Scan(kCommitColumn.id, {CommitKey(expected), "", false});;
       cursor->Next(), ++expected) {
    if (!cursor->Valid()) {
      ZGC_RETURN_IF_ERROR(cursor->status());
      if (expected <= head) {
        return absl::DataLossError(absl::StrCat("commit ", expected, " is missing"));
      }
      return absl::OkStatus();
    }
    if (cursor->key() != CommitKey(expected)) {
      return absl::DataLossError(absl::StrCat("commit ", expected, " is missing"));
    }
    v1::CommitRecord record;
    if (!record.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
      return absl::DataLossError(absl::StrCat("commit ", expected, " is damaged"));
    }
    if (!visit(expected, record)) return absl::OkStatus();
  }
}

absl::Status Store::ForEachVersion(
    const Column& column, const std::string& key, int64_t from, int64_t to,
    absl::FunctionRef<bool(int64_t revision, const absl::optional<std::string>& value)> visit)
    const {
  return HistoryOf(WantedRows(*committer_->Latest().first), column.id, key, from, to, visit);
}

absl::Status Store::ForEachFeedRow(int64_t revision, const v1::CommitRecord& record, int& at,
                                   absl::FunctionRef<bool(const Column&, const std::string& key,
                                                          const absl::optional<std::string>& value)>
                                       visit) const {
  ZGC_ASSIGN_OR_RETURN(const Snapshot snapshot, ReadAt(revision));
  for (; at < record.changes_size(); ++at) {
    const v1::RowChange& change = record.changes(at);
    for (const Column& column : schema_.columns) {
      if (column.name != change.table() || column.feed_type.empty()) continue;
      ZGC_ASSIGN_OR_RETURN(const auto value, snapshot.Get(column, change.key()));
      if (!visit(column, change.key(), value)) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupInfo> Store::CreateBackup(const std::string& dir, absl::Time now) {
  return storage::CreateBackup(
      dir, {schema_.name, store_id_}, now,
      [this](const std::string& folder, v1::BackupManifest& manifest) -> absl::Status {
        ZGC_RETURN_IF_ERROR(engine_->CopyTo(folder));
        // What the copy really holds: commits have gone on.
        ZGC_ASSIGN_OR_RETURN(
            const auto copy,
            ReadEngine(UrlOf(folder), {{kCommitColumn.id, kCommitColumn.name}}, Look::kEveryBlock));
        ZGC_ASSIGN_OR_RETURN(const Committer::Head head, FindHead(*copy, store_id_));
        manifest.set_schema_version(schema_.version);
        *manifest.mutable_position() = PositionAt(head.revision);
        manifest.set_chain_sha256(absl::BytesToHexString(head.chain));
        return absl::OkStatus();
      });
}

}  // namespace zgc::storage
