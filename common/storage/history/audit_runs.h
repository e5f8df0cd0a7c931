#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/engine/engine.h"
#include "zgc/storage/v1/storage.pb.h"

// The rows of the audit's index. Commits that are written together mostly have their caller and
// their method in common, so a row is for all of them:
//
//   key    what | value | revision of the first
//   value  the others, each by how much it is after the one before, as varints
//
// No two rows of (what, value) overlap.
namespace zgc::storage {

// What the index says of a commit, as the keys of its rows begin.
std::vector<std::string> AuditPrefixes(const v1::CommitRecord& record);
std::string AuditPrefix(absl::string_view what, absl::string_view value);

// The rows of commits that are written together. Not thread-safe.
class AuditRuns {
 public:
  // Of commits in the order of their revisions.
  void Add(int64_t revision, const v1::CommitRecord& record);
  // Visits each row and leaves none.
  void Take(absl::FunctionRef<void(std::string key, std::string value)> visit);
  // How many commits were added since there were none.
  size_t commits() const { return commits_; }

 private:
  struct Run {
    int64_t first = 0;
    int64_t last = 0;
    std::string later;
  };
  absl::btree_map<std::string, Run> runs_;
  size_t commits_ = 0;
};

// The revisions of a row, which begins with `first`, in order; DATA_LOSS if it is damaged.
absl::StatusOr<std::vector<int64_t>> RevisionsOfRun(int64_t first, absl::string_view value);
// The same of a whole row, whose key begins with `prefix`.
absl::StatusOr<std::vector<int64_t>> RevisionsOfRow(absl::string_view prefix, absl::string_view key,
                                                    absl::string_view value);

// Whether the index has a commit under `prefix`.
absl::StatusOr<bool> IndexHas(const EngineSnapshot& rows, const std::string& prefix,
                              int64_t revision);
// How many it has under all.
absl::StatusOr<int64_t> CountIndexed(const EngineSnapshot& rows);

}  // namespace zgc::storage
