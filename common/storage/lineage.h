#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/column.h"
#include "common/storage/engine/engine.h"
#include "zgc/common/v1/position.pb.h"
#include "zgc/storage/v1/storage.pb.h"

// Which history a revision belongs to. A store that is restored from a backup counts on
// from an older revision; what it writes then stands under numbers that were given
// before. Each such stretch is an incarnation, and a revision names a commit only
// together with its incarnation.
namespace zgc::storage {

// One row for each incarnation but the first: CommitKey of its first commit, v1::Incarnation.
inline constexpr Column kIncarnationColumn{3, "_incarnations"};
// Row of kMetaColumn that a restore leaves behind: the v1::Incarnation (id, reason, by)
// that the store's next start has to begin.
inline constexpr char kRestoredKey[] = "restored";

// That row; an empty id if there is none.
absl::StatusOr<v1::Incarnation> FindRestored(const EngineSnapshot& snapshot);

// Random, 32 hexadecimal digits.
std::string NewIncarnationId();

// The incarnations of a store. Thread-safe, since it never changes.
class Lineage {
 public:
  // `rows` are those of kIncarnationColumn, oldest first.
  Lineage(const std::string& store_id, std::vector<v1::Incarnation> rows);
  static absl::StatusOr<Lineage> Read(const EngineSnapshot& snapshot, const std::string& store_id);

  // With another one after the last.
  Lineage With(v1::Incarnation next) &&;

  // Oldest first; the first has the id of the store.
  const std::vector<v1::Incarnation>& incarnations() const { return incarnations_; }
  const std::string& current() const { return incarnations_.back().id(); }
  // The id of the incarnation that a revision belongs to.
  const std::string& At(int64_t revision) const;
  // What a resource that was last written at `revision` shows as its etag: "r311-6f1d2c3a",
  // the revision and the first digits of its incarnation.
  std::string EtagOf(int64_t revision) const;

  // FAILED_PRECONDITION with POSITION_FORKED unless the position is in this history,
  // INVALID_ARGUMENT if it has a revision and no incarnation. Whether its revision exists
  // yet is not looked at.
  absl::Status Check(const common::v1::Position& position) const;

 private:
  std::vector<v1::Incarnation> incarnations_;
};

// POSITION_FORKED. `forked_at` is the newest revision that both histories share; negative
// if it is not known.
absl::Status Forked(const common::v1::Position& position, int64_t forked_at, absl::string_view why);

// The chain value before the first commit.
std::string ChainStart(const std::string& store_id);
// The bytes of a record, which has no chain value yet, with that which follows `chain` and takes
// its place.
std::string Chained(const v1::CommitRecord& record, std::string& chain);
// The chain value of the commit that follows `chain`, whatever its own says.
std::string ChainAfter(absl::string_view chain, const v1::CommitRecord& record);

}  // namespace zgc::storage
