#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// What the store needs of a key-value engine, and no more, so that another
// engine can take RocksDB's place. An engine holds named columns; each maps
// byte strings to byte strings in byte order.
namespace zgc::storage {

// Number of a column within one schema; see column.h.
using ColumnId = int;

// Half-open range of keys [begin, end); an empty end is unbounded.
struct ScanRange {
  std::string begin;
  std::string end;
  bool reverse = false;
};

// Walks a range of keys. Not thread-safe. key() and value() stay valid until
// the next call of Next().
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  // Not OK if the walk ended because of an error; ask after the last row.
  virtual absl::Status status() const = 0;
};

// A state of the engine that later commits do not change. Thread-safe.
class EngineSnapshot {
 public:
  virtual ~EngineSnapshot() = default;
  // The value, nullopt if there is none, DATA_LOSS if it fails its checksum.
  virtual absl::StatusOr<absl::optional<std::string>> Get(ColumnId column,
                                                          absl::string_view key) const = 0;
  virtual std::unique_ptr<Cursor> Scan(ColumnId column, const ScanRange& range) const = 0;
};

// One write; nullopt deletes.
struct Write {
  ColumnId column = 0;
  std::string key;
  absl::optional<std::string> value;
};

// Writes that become durable together or not at all.
struct Batch {
  std::vector<Write> writes;
  // If not empty, the commit fails with ABORTED when this key exists in
  // `absent_column`: it fences off a second writer of the same revision.
  ColumnId absent_column = 0;
  std::string absent_key;
};

// Takes one row of many that come in the order of their keys, each key once; nullopt removes it.
using PutRow =
    absl::FunctionRef<absl::Status(absl::string_view key, absl::optional<absl::string_view> value)>;
using SortedRows = absl::FunctionRef<absl::Status(PutRow put)>;

// Thread-safe, except that Commit has one caller at a time.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::shared_ptr<const EngineSnapshot> Snapshot() = 0;

  // Returns after the batch is on disk. An error means that nothing of it is
  // visible; whether it is found after a restart is then undecided.
  virtual absl::Status Commit(const Batch& batch) = 0;

  // Writes what can be derived again, without waiting for the disk: after a
  // crash it is there if a later commit is, else it may be missing. May run
  // beside Commit.
  virtual absl::Status WriteDerived(const std::vector<Write>& writes) = 0;

  // Leaves no row of a column, in a time that does not depend on how many there were. Nobody else
  // reads or writes the column meanwhile, nor reads it in a snapshot from before.
  virtual absl::Status Clear(ColumnId column) = 0;
  // Writes many rows past the log: all of them are on disk when it returns, or nothing is changed,
  // also after a crash. Takes a fraction of what Commit does for each.
  virtual absl::Status Load(ColumnId column, SortedRows rows) = 0;

  // The error that stopped writes, whether a commit or a background job met it.
  virtual absl::Status health() const = 0;

  // Not OK once a recovery has found less than was written, or the folder is not the one
  // any more that was opened: only a new process may go on.
  virtual absl::Status liveness() const = 0;

  // Tries to leave the state after a failed write, such as on a full disk. From then on
  // what is on disk is seen, with or without the write that failed; snapshots from before
  // are served as they were. Beside other calls, but for Commit.
  virtual absl::Status Recover() = 0;

  // Reads every block and compares its checksum; DATA_LOSS names the file.
  virtual absl::Status VerifyChecksums() = 0;

  // Copies the state as of one instant into the empty folder of this machine, which can
  // then be opened as an engine. Commits go on meanwhile. RESOURCE_EXHAUSTED if space is
  // short there, see CheckSpace.
  virtual absl::Status CopyTo(const std::string& folder) = 0;
};

// A column as the engine sees it.
struct EngineColumn {
  ColumnId id = 0;
  std::string name;
  // For rows that are written once, in no order of their keys, and hardly shrink when
  // compressed: each is rewritten some three times as the column grows, and not with
  // every merge into a large level. Costs up to twice the space while all of it is merged.
  bool scattered = false;
};

// How much of a store is looked at when it is opened for reading.
enum class Look { kFiles, kEveryBlock };

// The columns of the store at `url`, read without a change to any byte there. The whole
// store is opened for that, so a store that this reads is one that OpenEngine can open.
// NOT_FOUND if the folder is absent or empty, FAILED_PRECONDITION if what it holds is no
// store or has not all these columns, DATA_LOSS or UNAVAILABLE if it is damaged.
absl::StatusOr<std::shared_ptr<const EngineSnapshot>> ReadEngine(
    const std::string& url, const std::vector<EngineColumn>& columns, Look look);

// Opens `url`; "rocksdb:///absolute/path" is the one scheme so far. Makes it if it is
// absent and `create` is set.
// INVALID_ARGUMENT for another scheme or a relative path, UNAVAILABLE if
// another process has it open or it cannot be written, DATA_LOSS if damaged.
absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const std::string& url,
                                                   const std::vector<EngineColumn>& columns,
                                                   bool create);

// The path of an URL of this machine and back; INVALID_ARGUMENT for anything else.
absl::StatusOr<std::string> PathOf(const std::string& url);
std::string UrlOf(const std::string& path);

// Calls `make` with the URL of a folder beside that of `url` and puts it in place once it
// is whole; see MakeFolder.
absl::Status MakeAt(const std::string& url,
                    absl::FunctionRef<absl::Status(const std::string& url)> make);

}  // namespace zgc::storage
