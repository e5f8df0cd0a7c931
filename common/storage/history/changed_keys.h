#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/optional.h"
#include "common/storage/engine/engine.h"

namespace zgc::storage {

// Which rows commits have written, those of derived columns as well: for whoever holds something in
// memory that follows from rows, and makes anew what may have changed. See Store::CollectKeys.
// Thread-safe.
class ChangedKeys {
 public:
  struct Key {
    ColumnId column = 0;
    std::string key;
  };
  using Keys = std::vector<Key>;

  // Holds `max_bytes` at most.
  explicit ChangedKeys(size_t max_bytes) : max_bytes_(max_bytes) {}

  // What commits up to `revision` have written since the last call; a key may come twice. nullopt
  // if it is not known, as more came than is held: everything may have changed.
  absl::optional<Keys> Take(int64_t revision);

  // For the committer: the keys of the commits that end with `revision`, null if nobody has kept
  // them. Comes before readers see these.
  void Add(int64_t revision, std::shared_ptr<const Keys> keys);

 private:
  struct Part {
    int64_t revision = 0;
    std::shared_ptr<const Keys> keys;
    size_t bytes = 0;
  };

  const size_t max_bytes_;
  absl::Mutex mutex_;
  std::deque<Part> parts_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // The newest revision of which something is missing; 0 if nothing is.
  int64_t missing_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace zgc::storage
