#include "common/proof/merkle.h"

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/proof/tiles.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::proof {
namespace {

constexpr int64_t kSizes = 130;

// The definition of RFC 9162, word by word.
Hash Naive(DigestKind kind, const std::vector<Hash>& leaves, size_t begin, size_t end) {
  if (begin == end) return EmptyRoot(kind);
  if (end - begin == 1) return leaves[begin];
  size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return NodeHash(kind, Naive(kind, leaves, begin, begin + split),
                  Naive(kind, leaves, begin + split, end));
}

// Tiles over leaves in memory; fails where a tile is asked for more than `size`.
class MemoryTiles final : public TileSource {
 public:
  MemoryTiles(DigestKind kind, const std::vector<Hash>& leaves, int64_t size)
      : TileSource(kind), leaves_(leaves), size_(size) {}

 private:
  absl::StatusOr<std::vector<Hash>> Tile(int layer, int64_t index, int64_t count) const override {
    const int64_t width = int64_t{1} << (layer * kTileHeight);
    std::vector<Hash> tile;
    for (int64_t i = index * kTileWidth; i < index * kTileWidth + count; ++i) {
      if ((i + 1) * width > size_) return absl::InternalError("beyond the tree");
      tile.push_back(Naive(kind(), leaves_, i * width, (i + 1) * width));
    }
    return tile;
  }
  const std::vector<Hash>& leaves_;
  const int64_t size_;
};

class MerkleTest : public ::testing::TestWithParam<DigestKind> {
 protected:
  std::vector<Hash> Leaves(int64_t count) const {
    std::vector<Hash> leaves;
    for (int64_t i = 0; i < count; ++i) {
      leaves.push_back(LeafHash(GetParam(), absl::StrCat("record ", i)));
    }
    return leaves;
  }
  const DigestKind kind_ = GetParam();
};

TEST_P(MerkleTest, RootsAreThoseOfTheDefinition) {
  const auto leaves = Leaves(kSizes);
  RunningRoot running(kind_);
  for (int64_t size = 0; size <= kSizes; ++size) {
    const Hash naive = Naive(kind_, leaves, 0, size);
    EXPECT_EQ(running.root(), naive) << size;
    const auto root = Root(kind_, MemoryTiles(kind_, leaves, size), size);
    ZGC_ASSERT_OK(root);
    EXPECT_EQ(*root, naive) << size;
    const auto resumed = RunningRoot::After(kind_, MemoryTiles(kind_, leaves, size), size);
    ZGC_ASSERT_OK(resumed);
    EXPECT_EQ(resumed->root(), naive) << size;
    if (size < kSizes) running.Add(leaves[size]);
  }
}

TEST_P(MerkleTest, EveryLeafIsProvedInEverySizeAndNowhereElse) {
  const auto leaves = Leaves(kSizes);
  for (int64_t size = 1; size <= kSizes; ++size) {
    const MemoryTiles tiles(kind_, leaves, size);
    const Hash root = Naive(kind_, leaves, 0, size);
    for (int64_t index = 0; index < size; ++index) {
      const auto proof = InclusionProof(kind_, tiles, index, size);
      ZGC_ASSERT_OK(proof);
      ASSERT_TRUE(VerifyInclusion(kind_, leaves[index], index, size, *proof, root));
      EXPECT_FALSE(VerifyInclusion(kind_, leaves[(index + 1) % kSizes], index, size, *proof, root));
      if (size > 1) {
        EXPECT_FALSE(VerifyInclusion(kind_, leaves[index], (index + 1) % size, size, *proof, root));
      }
    }
    EXPECT_FALSE(VerifyInclusion(kind_, leaves[0], size, size, {}, root));
    EXPECT_FALSE(VerifyInclusion(kind_, leaves[0], -1, size, {}, root));
  }
}

TEST_P(MerkleTest, EverySizeIsTheBeginningOfEveryLaterOne) {
  const auto leaves = Leaves(kSizes);
  std::vector<Hash> roots;
  for (int64_t size = 0; size <= kSizes; ++size) roots.push_back(Naive(kind_, leaves, 0, size));
  for (int64_t to = 0; to <= kSizes; ++to) {
    const MemoryTiles tiles(kind_, leaves, to);
    for (int64_t from = 0; from <= to; ++from) {
      const auto proof = ConsistencyProof(kind_, tiles, from, to);
      ZGC_ASSERT_OK(proof);
      ASSERT_TRUE(VerifyConsistency(kind_, from, roots[from], to, roots[to], *proof))
          << from << " " << to;
      const Hash& another = roots[(from + 1) % kSizes];
      EXPECT_FALSE(VerifyConsistency(kind_, from, another, to, roots[to], *proof));
      if (from > 0) {
        EXPECT_FALSE(VerifyConsistency(kind_, from, roots[from], to, another, *proof) &&
                     another != roots[to]);
      }
    }
  }
}

TEST_P(MerkleTest, AProofWithAnyBitFlippedCutOrGrownIsRefused) {
  const auto leaves = Leaves(kSizes);
  for (const int64_t size : {1, 2, 3, 7, 8, 64, 100, 127, 130}) {
    const MemoryTiles tiles(kind_, leaves, size);
    const Hash root = Naive(kind_, leaves, 0, size);
    const int64_t index = size / 2;
    const int64_t from = (size + 1) / 2;
    const Hash from_root = Naive(kind_, leaves, 0, from);
    const auto inclusion = *InclusionProof(kind_, tiles, index, size);
    const auto consistency = *ConsistencyProof(kind_, tiles, from, size);
    const auto included = [&](const std::vector<Hash>& proof) {
      return VerifyInclusion(kind_, leaves[index], index, size, proof, root);
    };
    const auto consistent = [&](const std::vector<Hash>& proof) {
      return VerifyConsistency(kind_, from, from_root, size, root, proof);
    };
    const auto check = [&](const std::vector<Hash>& proof, const auto& holds) {
      ASSERT_TRUE(holds(proof));
      for (size_t i = 0; i < proof.size(); ++i) {
        for (size_t byte = 0; byte < proof[i].size(); ++byte) {
          auto bad = proof;
          bad[i][byte] ^= 1;
          EXPECT_FALSE(holds(bad));
        }
        auto cut = proof;
        cut.erase(cut.begin() + static_cast<int64_t>(i));
        EXPECT_FALSE(holds(cut));
      }
      auto grown = proof;
      grown.push_back(root);
      EXPECT_FALSE(holds(grown));
    };
    check(inclusion, included);
    check(consistency, consistent);
  }
}

// Three layers of tiles: more than 65,536 leaves.
TEST_P(MerkleTest, TilesOfSeveralLayers) {
  constexpr int64_t kMany = 66'000;
  const auto leaves = Leaves(kMany);
  RunningRoot running(kind_);
  for (const Hash& leaf : leaves) running.Add(leaf);
  const MemoryTiles tiles(kind_, leaves, kMany);
  const auto root = Root(kind_, tiles, kMany);
  ZGC_ASSERT_OK(root);
  EXPECT_EQ(*root, running.root());
  std::mt19937 random(1);
  for (int i = 0; i < 3; ++i) {
    const auto index = static_cast<int64_t>(random() % kMany);
    const auto proof = InclusionProof(kind_, tiles, index, kMany);
    ZGC_ASSERT_OK(proof);
    EXPECT_TRUE(VerifyInclusion(kind_, leaves[index], index, kMany, *proof, *root));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, MerkleTest,
                         ::testing::Values(DigestKind::kSha256, DigestKind::kSm3));

// The test vectors of the Certificate Transparency log code, sizes 1 and 8.
TEST(MerkleVectorTest, KnownRoots) {
  const std::vector<std::string> inputs = {
      std::string(),
      std::string("\0", 1),
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  RunningRoot running(DigestKind::kSha256);
  const auto hex = [&running] {
    return absl::BytesToHexString(base::Hasher::View(running.root()));
  };
  EXPECT_EQ(hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  running.Add(LeafHash(DigestKind::kSha256, inputs[0]));
  EXPECT_EQ(hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  for (size_t i = 1; i < inputs.size(); ++i) {
    running.Add(LeafHash(DigestKind::kSha256, inputs[i]));
  }
  EXPECT_EQ(hex(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

}  // namespace
}  // namespace zgc::proof
