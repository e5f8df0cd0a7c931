#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/proof/tally.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// Compares the indexes behind the journal with the journal, up to their mark: where each
// transfer is found by account, award, enterprise, program, park, task and id, as of which
// day it is found by account, and what an account had at the end of each chunk.
//
// It is linear and its memory bounded. Entries are compared as sums of hashes (see Tally);
// only if an index differs the journal is read again, to find the first entry that is
// missing or that nobody posted. The sums of accounts at the ends of chunks are sorted by
// their place and compared as the journal goes by; where there are more than kMaxClaims
// of them the journal is read again for the rest.
//
// First Read until it says so, then Add every transfer of the journal in order, then
// Finish. Not thread-safe; the snapshot outlives it.
class IndexCheck {
 public:
  // 24 bytes each.
  static constexpr size_t kMaxClaims = 1 << 22;

  explicit IndexCheck(const storage::Snapshot& snapshot, size_t max_claims = kMaxClaims);

  // Reads up to so many rows of the indexes; false if there are none left.
  bool Read(int64_t rows);
  void Add(Position position, const v1::Transfer& transfer);
  // The first difference. Errors are those of reading the journal.
  absl::StatusOr<absl::optional<v1::JournalDamage>> Finish();

  // Entries that the indexes have up to the mark.
  int64_t entries() const { return entries_; }

 private:
  // What a row says an account had after the transfer at a place: a hash of its name and
  // its sums, and a short one of its name, by which it is found if the sums are wrong.
  struct Claim {
    int64_t revision;
    int32_t number;
    uint32_t account;
    uint64_t hash;
  };
  // The rows of one value that were read before.
  struct Run {
    int64_t index = 0;
    std::string value;
    Position last;
    Sums closing;
  };

  // A row that cannot be right, whatever the journal says.
  void SetDamage(size_t kind, absl::string_view key, Position place, absl::string_view what);
  void ReadChunkRow();
  void ReadEntries(const ChunkKey& key, const v1::IndexChunk& chunk,
                   const std::vector<Position>& positions);
  void ReadIdEntry();
  // `opening` and `closing` of a row of an account that ends at `last`.
  void ReadSums(const ChunkKey& key, const v1::IndexChunk& chunk, Position last);
  void AddClaim(const ChunkKey& key, Position last, const Sums& closing);
  void SortClaims();
  void CompareClaims(Position position, const v1::Transfer& transfer);
  absl::optional<v1::JournalDamage> CompareMark() const;
  // Reads the claims that did not fit, and the journal again.
  absl::Status ReadRest();

  const storage::Snapshot& snapshot_;
  const size_t max_claims_;
  v1::IndexMark mark_;
  std::unique_ptr<storage::Cursor> chunks_;
  std::unique_ptr<storage::Cursor> ids_;
  Run run_;
  int64_t entries_ = 0;
  Tally tally_;
  // The first revision of the first chunk that has days: from there on all have them.
  int64_t dated_from_ = std::numeric_limits<int64_t>::max();
  std::vector<Claim> claims_;
  size_t next_claim_ = 0;
  // Of the first row whose claim did not fit.
  absl::optional<std::string> rest_;
  absl::node_hash_map<std::string, Sums> sums_;
  // Up to the mark.
  int64_t transfers_ = 0;
  int64_t last_revision_ = 0;
  absl::optional<v1::JournalDamage> damage_;
  // Counts only if all entries are right.
  absl::optional<v1::JournalDamage> wrong_sums_;
};

}  // namespace zgc::funding
