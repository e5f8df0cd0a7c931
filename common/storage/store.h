#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/time/clock.h"
#include "common/storage/backups.h"
#include "common/storage/column.h"
#include "common/storage/history/snapshot.h"
#include "common/storage/lineage.h"
#include "common/storage/resident.h"
#include "common/storage/txn.h"
#include "zgc/storage/v1/storage.pb.h"

// A store: one engine, one committer, gapless revisions.
//
// Every successful transaction is one commit with a revision of its own. With
// its rows the same commit carries its request id and answer, and a commit
// record, which is its change-feed entry and its audit record.
namespace zgc::storage {

class ChangedKeys;
class Committer;
class Store;

// A step to the next version of a schema; runs once, as one commit.
struct Migration {
  int to_version = 0;
  std::function<absl::Status(Txn&)> run;
};

using DeriveFrom = std::function<absl::Status(Txn&)>;

// Rows that follow from others, such as the cells of figures. Every commit changes them with what
// they follow from.
struct Derived {
  // Raise it when anything else is derived from the same rows: Open then has all of it made anew.
  // 0 derives nothing.
  int64_t version = 0;
  // Changes what follows from the rows that the transaction has changed, on the committer's
  // thread, after its body. An error fails the transaction.
  DeriveFrom follow;
  // Makes it anew from the rows by Store::LoadDerived; in Open, before anybody reads or writes,
  // when the derived columns of the schema are empty. Beside that of others, see Together.
  // Interrupted, even by the start of another program, all of it is made anew.
  std::function<absl::Status(Store&)> rebuild;
  // Compares it with the rows of a snapshot and says where it differs; may be empty. Part of
  // Store::Verify.
  std::function<absl::Status(const Reader&, std::vector<std::string>& problems)> verify = nullptr;
};

// Both. Neither of them looks at what the other derives; they are made anew on a thread each.
Derived Together(const Derived& a, const Derived& b);

// What a service keeps: a name, a version and columns.
struct Schema {
  std::string name;
  int version = 1;
  std::vector<Column> columns;
  // One for each version from 2 on, in order.
  std::vector<Migration> migrations;
  // Makes what the service keeps in memory; may be empty.
  std::function<std::unique_ptr<Resident>()> resident;
  Derived derived;
};

// Who asks for a write, for the commit record and the request id.
struct Origin {
  std::string caller;
  std::string person;
  std::string method;
  // Empty: the write is not idempotent.
  std::string request_id;
  // SHA-256 of the request without its id.
  std::string request_sha256;
  // "OK", or the reason of a denial.
  std::string result = "OK";
  // The resource that the request named, for what changes nothing: a denial, a refusal.
  std::string resource;
  // How many denials this one stands for; 0 if it is none.
  int64_t denials = 0;
  // Why, as the request or an operator gave it; what went wrong, of what failed.
  std::string reason;
  // It notes how far other stores have been read, and nothing else: see Store::moved.
  bool positions_only = false;
};

// What a commit answered.
struct Committed {
  std::string response;
  int64_t revision = 0;
  // The request id was known: this is the first answer, nothing was written.
  bool replayed = false;
  // The answer is that the state of the store refuses the request: what Submit calls `done`
  // with, once that is on disk.
  absl::Status refusal;
};

// Runs on the committer's thread: short, calls nobody, returns the response. An error undoes
// all that it has written. If there is a request id and the error is one that the state of
// the store decides (NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION: what must be there, is
// there already, is not allowed by its state, its funds or its limits), then it is the
// answer to the request, kept and given again. Others are none (form, etag, permission,
// UNAVAILABLE, RESOURCE_EXHAUSTED, a source that is not current, a fault): the same id may be
// asked again.
using TxnBody = std::function<absl::StatusOr<std::string>(Txn&)>;
// Runs once, on the committer's thread, after the commit is on disk or the
// transaction has failed. Must not block.
using TxnDone = std::function<void(absl::StatusOr<Committed>)>;

struct StoreOptions {
  // See OpenEngine.
  std::string url;
  // Makes a new store if the folder is absent or empty, for tests. A service does not: in
  // place of a lost volume it would begin to serve an empty one.
  bool create = false;
  // Writes waiting beyond this are refused with OVERLOADED.
  size_t max_queue = 4096;
  // Transactions in one group commit.
  size_t max_group = 1024;
  // How often a store that cannot write tries whether it can again.
  absl::Duration recovery_pause = absl::Seconds(1);
  // Outlives the store.
  const base::Clock* clock = base::Clock::Real();
};

// Thread-safe.
class Store {
 public:
  // FAILED_PRECONDITION if the data belongs to another schema or a newer version of it, if
  // the folder holds something else, or nothing and `create` is not set; see OpenEngine for
  // the rest. A store that is refused has not been changed.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const Schema& schema,
                                                     const StoreOptions& options);
  // Makes a new store, all of it or nothing. FAILED_PRECONDITION if the folder is not
  // empty; see MakeAt.
  static absl::Status Create(const Schema& schema, const StoreOptions& options);
  // Finishes what is queued.
  ~Store();

  // Queues a transaction. `done` is always called, also when the queue is full
  // (RESOURCE_EXHAUSTED, at once) or the store is closing (UNAVAILABLE).
  // A body that writes nothing takes no revision, unless it has a request id.
  void Submit(Origin origin, TxnBody body, TxnDone done);
  // Submits and waits; never from a completion.
  absl::StatusOr<Committed> Apply(const Origin& origin, const TxnBody& body);

  // Records what changes no row: a refusal, a backup. A commit of its own.
  void SubmitRecord(Origin origin, TxnDone done);

  // Writes rows of unversioned columns that can be derived again; see
  // Engine::WriteDerived. They belong to no revision.
  absl::Status WriteDerived(const std::vector<Write>& writes);
  // Lets transactions and readers that begin from now on see what WriteDerived
  // has written; otherwise those after the next commit do.
  void ShowDerived();

  // Writes rows of a derived column, for Derived::rebuild alone. `rows` says them once for each
  // column of the engine: with a history twice. Readers see them when all is made anew, as of the
  // revision loading(); until then Loaded does.
  absl::Status LoadDerived(const Column& column, SortedRows rows);
  int64_t loading() const { return head() + 1; }
  std::shared_ptr<const EngineSnapshot> Loaded() const { return engine_->Snapshot(); }

  // The newest state.
  Snapshot Read() const;
  // The state at `revision`; 0 is the newest. OUT_OF_RANGE if in the future.
  absl::StatusOr<Snapshot> ReadAt(int64_t revision) const;

  // Revision of the newest commit; 0 if there is none.
  int64_t head() const;
  // A revision after which, up to head() as it was before this call, nothing was written but
  // commits that are positions_only. In memory only: at the start it is head().
  int64_t moved() const;

  // Which incarnation a revision belongs to. A store that was restored begins a new one
  // with the commit that Open makes before anything else.
  const Lineage& lineage() const { return *lineage_; }
  common::v1::Position PositionAt(int64_t revision) const;
  // The chain value at a revision: 32 bytes that stand for all commits up to it, each
  // with a digest of each row that it wrote. OUT_OF_RANGE if in the future.
  absl::StatusOr<std::string> ChainAt(int64_t revision) const;
  // What a reader has to go on from: POSITION_FORKED if it is not in this history, or if
  // `chain` is given and not the value there; OUT_OF_RANGE if negative or in the future.
  absl::Status CheckPosition(const common::v1::Position& position,
                             absl::string_view chain = {}) const;

  // Calls `ready` once head() has reached `revision`, at once if it has, or
  // when the store closes. Returns a ticket for CancelWait, 0 if called.
  int64_t OnRevision(int64_t revision, std::function<void()> ready);
  // True if `ready` has not been called and never will be.
  bool CancelWait(int64_t ticket);

  // Collects which rows commits write, from the revision that head() is now on, while the result
  // lives; of those that nobody has taken at most `max_bytes`.
  std::shared_ptr<ChangedKeys> CollectKeys(size_t max_bytes);

  // Commit records in [from, …), oldest first, until `visit` returns false.
  absl::Status ForEachCommit(
      int64_t from, absl::FunctionRef<bool(int64_t revision, const v1::CommitRecord&)> visit) const;
  // Calls `visit` with each row of a commit that the feed carries, as it was
  // at `revision`, nullopt for a removal, until it returns false. `at` is the place in
  // `record.changes()` to begin with, and becomes that of the row it ended at.
  absl::Status ForEachFeedRow(int64_t revision, const v1::CommitRecord& record, int& at,
                              absl::FunctionRef<bool(const Column&, const std::string& key,
                                                     const absl::optional<std::string>& value)>
                                  visit) const;
  // The versions of a row of a column with history that revisions `from` to `to` wrote, oldest
  // first, nullopt for a removal, until `visit` returns false.
  absl::Status ForEachVersion(
      const Column& column, const std::string& key, int64_t from, int64_t to,
      absl::FunctionRef<bool(int64_t revision, const absl::optional<std::string>& value)> visit)
      const;

  // OK while writes are accepted.
  absl::Status health() const;
  // Not OK: it can be read, and will be written only by a process that opens it anew.
  absl::Status liveness() const;

  // Checksums, gapless revisions, the chain of commits, each version against the digest in
  // its commit, each current row against its history, and what is derived as its schema says.
  // Problems found are listed in `problems`; the status is for what stopped
  // the check itself. Returns the number of rows read.
  absl::StatusOr<int64_t> Verify(std::vector<std::string>& problems) const;

  // Makes a backup under `dir`, while commits go on; see backups.h. It is opened and every
  // block of it is read before it counts: DATA_LOSS names what is damaged.
  absl::StatusOr<BackupInfo> CreateBackup(const std::string& dir, absl::Time now);

  Resident* resident() const { return resident_.get(); }
  const Schema& schema() const { return schema_; }
  // What commits are dated by, and everything else that expires.
  const base::Clock& clock() const { return *clock_; }
  const std::string& store_id() const { return store_id_; }
  // Secret that page tokens are signed with.
  const std::string& page_key() const { return page_key_; }

 private:
  Store(Schema schema, std::unique_ptr<Engine> engine);
  static absl::StatusOr<std::unique_ptr<Store>> OpenEngineOf(const Schema& schema,
                                                             const StoreOptions& options,
                                                             bool create);
  absl::Status Initialize(const StoreOptions& options);
  absl::Status BeginIncarnation(v1::Incarnation begun);
  // Has what is derived follow from all rows, of this schema's version.
  absl::Status CompleteDerived(v1::StoreMeta& meta);
  absl::Status RebuildDerived(v1::StoreMeta meta);
  bool DerivedAt(int64_t revision) const {
    return schema_.derived.version != 0 && revision >= derived_since_;
  }
  absl::Status VerifyCommits(int64_t& rows, std::vector<std::string>& problems) const;
  absl::Status VerifyColumn(const Column& column, const Snapshot& snapshot, int64_t& rows,
                            std::vector<std::string>& problems) const;

  const Schema schema_;
  const ColumnsByName columns_{schema_.columns};
  const base::Clock* clock_ = nullptr;
  std::string store_id_;
  std::string page_key_;
  // From which revision on what is derived is complete.
  int64_t derived_since_ = 0;
  std::unique_ptr<const Lineage> lineage_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Resident> resident_;
  std::unique_ptr<Committer> committer_;
};

}  // namespace zgc::storage
