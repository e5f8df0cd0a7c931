#include "services/funding_ledger/proof/tree.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

using proof::DigestKind;
using proof::Hash;
using proof::kTileHeight;
using proof::kTileWidth;

int64_t HashesIn(const v1::MerkleTile& tile) {
  return static_cast<int64_t>(tile.hashes().size() / sizeof(Hash));
}

Hash HashAt(const v1::MerkleTile& tile, int64_t index) {
  Hash hash{};
  std::copy_n(tile.hashes().begin() + index * static_cast<int64_t>(sizeof(Hash)), sizeof(Hash),
              hash.begin());
  return hash;
}

TileKey KeyOf(DigestKind kind, int layer, int64_t index) {
  return {static_cast<int64_t>(kind), layer, index};
}

absl::StatusOr<v1::MerkleTile> ReadTile(const storage::Reader& reader, DigestKind kind, int layer,
                                        int64_t index) {
  ZGC_ASSIGN_OR_RETURN(auto tile, kTiles.Get(reader, KeyOf(kind, layer, index)));
  return tile.value_or(v1::MerkleTile());
}

// The last tile of leaves: its index and the tile; nullopt if there is none.
using LastTile = absl::optional<std::pair<int64_t, v1::MerkleTile>>;
absl::StatusOr<LastTile> FindLastTile(const storage::Reader& reader, DigestKind kind) {
  LastTile last;
  const storage::ScanRange range = {storage::EncodeKey(KeyOf(kind, 0, 0)),
                                    storage::EncodeKey(KeyOf(kind, 1, 0)), true};
  ZGC_RETURN_IF_ERROR(
      kTiles.ForEach(reader, range, [&](const TileKey& key, const v1::MerkleTile& tile) {
        last.emplace(key.index, tile);
        return false;
      }));
  return last;
}

// Visits the leaves from `begin` on, in order, until `visit` returns false. `revision`
// is one whose segment holds `begin`, or an earlier one.
absl::Status ForEachLeaf(const storage::Reader& reader, DigestKind kind, int64_t begin,
                         int64_t revision,
                         absl::FunctionRef<bool(const Hash& leaf, int64_t revision)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachSegment(reader, revision, [&](const v1::JournalSegment& segment) {
    bool more = true;
    failed = ForEachRecord(segment, [&](int number, absl::string_view record) {
      if (segment.first_sequence() + number < begin) return true;
      more = visit(proof::LeafHash(kind, record), segment.revision());
      return more;
    });
    return more && failed.ok();
  }));
  return failed;
}

absl::StatusOr<std::vector<Hash>> LeavesFromSegments(const storage::Reader& reader, DigestKind kind,
                                                     int64_t begin, int64_t count) {
  int64_t revision = 0;
  if (begin > 0) {
    ZGC_ASSIGN_OR_RETURN(const auto before, ReadTile(reader, kind, 0, begin / kTileWidth - 1));
    if (HashesIn(before) == kTileWidth) revision = before.last_revision();
  }
  std::vector<Hash> leaves;
  ZGC_RETURN_IF_ERROR(ForEachLeaf(reader, kind, begin, revision, [&](const Hash& leaf, int64_t) {
    leaves.push_back(leaf);
    return static_cast<int64_t>(leaves.size()) < count;
  }));
  if (static_cast<int64_t>(leaves.size()) == count) return leaves;
  return absl::DataLossError(
      absl::StrCat("the journal has no transfer with sequence ", begin + count - 1));
}

}  // namespace

absl::StatusOr<std::vector<Hash>> JournalTree::Tile(int layer, int64_t index, int64_t count) const {
  ZGC_ASSIGN_OR_RETURN(const v1::MerkleTile tile, ReadTile(reader_, kind(), layer, index));
  if (HashesIn(tile) < count && layer == 0) {
    return LeavesFromSegments(reader_, kind(), index * kTileWidth, count);
  }
  std::vector<Hash> hashes;
  for (int64_t i = 0; i < std::min(count, HashesIn(tile)); ++i) hashes.push_back(HashAt(tile, i));
  while (static_cast<int64_t>(hashes.size()) < count) {
    const int64_t child = index * kTileWidth + static_cast<int64_t>(hashes.size());
    ZGC_ASSIGN_OR_RETURN(std::vector<Hash> below, Tile(layer - 1, child, kTileWidth));
    hashes.push_back(proof::NodeOver(kind(), std::move(below)));
  }
  return hashes;
}

absl::StatusOr<int64_t> TiledTransfers(const storage::Reader& reader, DigestKind kind) {
  ZGC_ASSIGN_OR_RETURN(const LastTile last, FindLastTile(reader, kind));
  if (!last.has_value()) return 0;
  return last->first * kTileWidth + HashesIn(last->second);
}

absl::StatusOr<std::vector<Hash>> TiledLeaves(const storage::Reader& reader, DigestKind kind,
                                              int64_t begin, int64_t end) {
  std::vector<Hash> leaves;
  while (begin < end) {
    ZGC_ASSIGN_OR_RETURN(const auto tile, ReadTile(reader, kind, 0, begin / kTileWidth));
    const int64_t first = begin % kTileWidth;
    const int64_t last = std::min(HashesIn(tile), first + end - begin);
    for (int64_t i = first; i < last; ++i) leaves.push_back(HashAt(tile, i));
    if (last < std::min(kTileWidth, first + end - begin)) break;
    begin += last - first;
  }
  return leaves;
}

absl::Status TileWriter::Open() {
  const storage::Snapshot snapshot = store_.Read();
  ZGC_ASSIGN_OR_RETURN(const LastTile last, FindLastTile(snapshot, kind_));
  const int64_t transfers =
      last.has_value() ? last->first * kTileWidth + HashesIn(last->second) : 0;
  layers_.clear();
  bool whole = true;
  for (int layer = 0; layer == 0 || transfers >> (kTileHeight * layer) > 0; ++layer) {
    const int64_t hashes = transfers >> (kTileHeight * layer);
    Layer& top = layers_.emplace_back();
    top.index = hashes / kTileWidth;
    if (hashes % kTileWidth == 0) continue;
    ZGC_ASSIGN_OR_RETURN(top.tile, ReadTile(snapshot, kind_, layer, top.index));
    whole = whole && HashesIn(top.tile) == hashes % kTileWidth;
  }
  if (!whole) layers_.assign(1, Layer());
  end_ = {0, 0, proof::RunningRoot(kind_)};
  if (!whole || transfers == 0) return absl::OkStatus();
  end_.transfers = transfers;
  ZGC_ASSIGN_OR_RETURN(end_.root, RootOfLayers());
  end_.revision = last->second.last_revision();
  return absl::OkStatus();
}

storage::Write TileWriter::RowOf(size_t layer) const {
  const Layer& top = layers_[layer];
  return {kTiles.column().id, storage::EncodeKey(KeyOf(kind_, static_cast<int>(layer), top.index)),
          top.tile.SerializeAsString()};
}

// A tile that is full is written and its hash goes one layer up.
void TileWriter::Append(const Hash& leaf, int64_t revision, std::vector<storage::Write>& rows) {
  Hash hash = leaf;
  for (size_t i = 0;; ++i) {
    if (i == layers_.size()) layers_.emplace_back();
    Layer& layer = layers_[i];
    layer.tile.mutable_hashes()->append(base::Hasher::View(hash).data(), hash.size());
    if (i == 0) layer.tile.set_last_revision(revision);
    layer.changed = true;
    if (HashesIn(layer.tile) < kTileWidth) return;
    std::vector<Hash> hashes;
    for (int64_t at = 0; at < kTileWidth; ++at) hashes.push_back(HashAt(layer.tile, at));
    hash = proof::NodeOver(kind_, std::move(hashes));
    rows.push_back(RowOf(i));
    layer = {layer.index + 1, v1::MerkleTile(), false};
  }
}

// The complete nodes at the end of the tree, which cover all of it, are made of the
// last tile of each layer.
absl::StatusOr<proof::RunningRoot> TileWriter::RootOfLayers() const {
  class LastTiles final : public proof::TileSource {
   public:
    LastTiles(DigestKind kind, const std::vector<Layer>& layers)
        : TileSource(kind), layers_(layers) {}

   private:
    absl::StatusOr<std::vector<Hash>> Tile(int layer, int64_t index, int64_t count) const override {
      const Layer& last = layers_.at(static_cast<size_t>(layer));
      if (last.index != index || HashesIn(last.tile) < count) {
        return absl::InternalError("a peak of the tree is not in the last tile of its layer");
      }
      std::vector<Hash> hashes;
      for (int64_t i = 0; i < count; ++i) hashes.push_back(HashAt(last.tile, i));
      return hashes;
    }
    const std::vector<Layer>& layers_;
  };
  return proof::RunningRoot::After(kind_, LastTiles(kind_, layers_), end_.transfers);
}

absl::StatusOr<bool> TileWriter::Extend(int64_t most) {
  const storage::Snapshot snapshot = store_.Read();
  ZGC_ASSIGN_OR_RETURN(const ChainEnd chain, ChainEndAt(snapshot, snapshot.revision()));
  const int64_t goal = std::min(chain.sequence, end_.transfers + most);
  if (end_.transfers >= goal) return true;
  // Taken over once the rows are written.
  TileWriter next = *this;
  std::vector<storage::Write> rows;
  ZGC_RETURN_IF_ERROR(ForEachLeaf(snapshot, kind_, end_.transfers, end_.revision,
                                  [&](const Hash& leaf, int64_t revision) {
                                    next.Append(leaf, revision, rows);
                                    ++next.end_.transfers;
                                    next.end_.revision = revision;
                                    return next.end_.transfers < goal;
                                  }));
  for (size_t i = 0; i < next.layers_.size(); ++i) {
    if (std::exchange(next.layers_[i].changed, false)) rows.push_back(next.RowOf(i));
  }
  ZGC_ASSIGN_OR_RETURN(next.end_.root, next.RootOfLayers());
  ZGC_RETURN_IF_ERROR(store_.WriteDerived(rows));
  store_.ShowDerived();
  end_ = std::move(next.end_);
  layers_ = std::move(next.layers_);
  return end_.transfers >= chain.sequence;
}

absl::StatusOr<Hash> RootNow(const storage::Reader& reader, DigestKind kind,
                             const TileWriter::End& end, int64_t most) {
  ZGC_ASSIGN_OR_RETURN(const ChainEnd chain, ChainEndAt(reader, reader.revision()));
  if (chain.sequence - end.transfers > most) {
    return base::RetryLater(
        absl::StatusCode::kUnavailable, common::v1::ERROR_REASON_OVERLOADED,
        absl::StrCat("the tree has ", end.transfers, " of ", chain.sequence, " transfers yet"),
        absl::Seconds(1));
  }
  proof::RunningRoot root = end.root;
  if (end.transfers < chain.sequence) {
    ZGC_RETURN_IF_ERROR(
        ForEachLeaf(reader, kind, end.transfers, end.revision, [&](const Hash& leaf, int64_t) {
          root.Add(leaf);
          return true;
        }));
  }
  if (root.size() == chain.sequence) return root.root();
  return absl::DataLossError(absl::StrCat("the journal has ", root.size(), " transfers, not ",
                                          chain.sequence, " as its last segment says"));
}

}  // namespace zgc::funding
