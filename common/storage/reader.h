#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/storage/column.h"
#include "common/storage/engine/engine.h"

namespace zgc::storage {

class Lineage;
class Resident;

// Rows of a store as of one revision: a Snapshot, or a Txn with its own
// writes laid over the newest state.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual absl::StatusOr<absl::optional<std::string>> Get(const Column& column,
                                                          absl::string_view key) const = 0;
  virtual std::unique_ptr<Cursor> Scan(const Column& column, const ScanRange& range) const = 0;
  // The revision that is read; within a Txn the one that it will commit.
  virtual int64_t revision() const = 0;
  // When it was committed; of an empty store the infinite past, within a Txn the time that its
  // commit will have.
  virtual absl::StatusOr<absl::Time> CommitTime() const = 0;
  // Which incarnation a revision belongs to; see Lineage.
  virtual const Lineage& lineage() const = 0;
  // The column of that name, or null: for rows whose type is known only at run time.
  virtual const Column* FindColumn(absl::string_view name) const = 0;
  // What the schema keeps in memory; nullptr if it keeps nothing.
  virtual Resident* resident() const = 0;
  // Whether what is derived (see Derived) follows from all rows of this revision; if not, it is
  // not there or of another version.
  virtual bool derived_complete() const = 0;
  // Whether it is a Txn.
  virtual bool in_txn() const = 0;
};

}  // namespace zgc::storage
