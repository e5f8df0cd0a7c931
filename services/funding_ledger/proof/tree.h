#pragma once

#include <cstdint>
#include <vector>

#include "common/proof/tiles.h"
#include "common/storage/store.h"
#include "zgc/funding/v1/bundle.pb.h"

// The Merkle tree over the transfers of the journal. Its tiles are derived from the
// journal and written behind it; what they do not hold yet is computed from the
// segments. Thread-safe as the reader is.
namespace zgc::funding {

// The tree of the first `transfers` transfers, or fewer.
class JournalTree final : public proof::TileSource {
 public:
  JournalTree(const storage::Reader& reader, proof::DigestKind kind)
      : TileSource(kind), reader_(reader) {}

 private:
  absl::StatusOr<std::vector<proof::Hash>> Tile(int layer, int64_t index,
                                                int64_t count) const override;

  const storage::Reader& reader_;
};

// How many transfers have their leaves in tiles.
absl::StatusOr<int64_t> TiledTransfers(const storage::Reader& reader, proof::DigestKind kind);

// The leaves [begin, end) that the tiles hold; shorter where they end.
absl::StatusOr<std::vector<proof::Hash>> TiledLeaves(const storage::Reader& reader,
                                                     proof::DigestKind kind, int64_t begin,
                                                     int64_t end);

// Writes the tiles of one tree behind the journal. Not thread-safe, one for a store
// and a digest.
class TileWriter {
 public:
  TileWriter(storage::Store& store, proof::DigestKind kind) : store_(store), kind_(kind) {}
  // Finds where the tiles end; what cannot be gone on with is written again.
  absl::Status Open();
  // Writes tiles for up to `most` transfers more. True if there is nothing left to
  // do.
  absl::StatusOr<bool> Extend(int64_t most);

  // The tree of what has been written.
  struct End {
    int64_t transfers = 0;
    // Of the last transfer.
    int64_t revision = 0;
    proof::RunningRoot root{proof::DigestKind::kSha256};
  };
  const End& end() const { return end_; }

 private:
  // The last tile of a layer, which is not full.
  struct Layer {
    int64_t index = 0;
    v1::MerkleTile tile;
    bool changed = false;
  };
  void Append(const proof::Hash& leaf, int64_t revision, std::vector<storage::Write>& rows);
  storage::Write RowOf(size_t layer) const;
  absl::StatusOr<proof::RunningRoot> RootOfLayers() const;

  storage::Store& store_;
  const proof::DigestKind kind_;
  End end_;
  std::vector<Layer> layers_;
};

// The root of all transfers that the reader sees, of which `end` knows most.
// UNAVAILABLE if more than `most` are left to hash.
absl::StatusOr<proof::Hash> RootNow(const storage::Reader& reader, proof::DigestKind kind,
                                    const TileWriter::End& end, int64_t most);

}  // namespace zgc::funding
