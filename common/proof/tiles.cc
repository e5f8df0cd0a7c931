#include "common/proof/tiles.h"

#include <utility>

#include "common/base/status_macros.h"

namespace zgc::proof {

absl::StatusOr<Hash> TileSource::Node(int level, int64_t index) const {
  const int above = level % kTileHeight;
  const int64_t count = int64_t{1} << above;
  const int64_t first = index << above;
  const int64_t offset = first % kTileWidth;
  ZGC_ASSIGN_OR_RETURN(const std::vector<Hash> tile,
                       Tile(level / kTileHeight, first / kTileWidth, offset + count));
  if (static_cast<int64_t>(tile.size()) < offset + count) {
    return absl::InternalError("a tile is too short");
  }
  return NodeOver(kind_, {tile.begin() + offset, tile.begin() + offset + count});
}

Hash NodeOver(DigestKind kind, std::vector<Hash> hashes) {
  for (size_t size = hashes.size(); size > 1; size /= 2) {
    for (size_t i = 0; i < size / 2; ++i) {
      hashes[i] = NodeHash(kind, hashes[2 * i], hashes[2 * i + 1]);
    }
  }
  return hashes.front();
}

}  // namespace zgc::proof
