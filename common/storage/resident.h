#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace zgc::storage {

class Store;

// State that a service keeps in memory beside its rows, for speed. All of it can
// be derived from the rows, so that nothing is lost with it. Transactions find
// it through Reader::resident().
//
// Transactions change it in place while they run; what they changed is taken back
// if they fail. All but Load and Close run on the committer's thread.
class Resident {
 public:
  virtual ~Resident() = default;

  // Before the first transaction, after migrations. The store outlives it.
  virtual absl::Status Load(Store& store) = 0;
  // Ends threads of its own, after the last transaction and before the store
  // closes. Load may have failed or may not have been called.
  virtual void Close() = 0;

  // Where in the changes that are not on disk a transaction begins.
  virtual int64_t Mark() = 0;
  // Takes back the changes since a mark; 0 takes back all that are not on disk.
  virtual void Rollback(int64_t mark) = 0;
  // All changes are on disk; `revision` is the newest. Comes before readers see
  // it.
  virtual void Commit(int64_t revision) = 0;
};

}  // namespace zgc::storage
