#pragma once

#include <cstdint>
#include <vector>

#include "common/proof/merkle.h"

namespace zgc::proof {

// A tree is kept as tiles of 256 hashes: tile `index` of layer n has the nodes
// [256 * index, 256 * (index + 1)) of level 8n. The nodes between are computed.
inline constexpr int kTileHeight = 8;
inline constexpr int64_t kTileWidth = int64_t{1} << kTileHeight;

class TileSource : public NodeSource {
 public:
  explicit TileSource(DigestKind kind) : kind_(kind) {}
  absl::StatusOr<Hash> Node(int level, int64_t index) const final;

 protected:
  // The first `count` hashes, or more, of a tile; all of them exist.
  virtual absl::StatusOr<std::vector<Hash>> Tile(int layer, int64_t index, int64_t count) const = 0;
  DigestKind kind() const { return kind_; }

 private:
  const DigestKind kind_;
};

// The node over hashes of one level, a power of two.
Hash NodeOver(DigestKind kind, std::vector<Hash> hashes);

}  // namespace zgc::proof
