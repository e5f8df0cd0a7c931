#include "services/funding_ledger/ledger/index/id_filter.h"

#include "absl/hash/hash.h"

namespace zgc::funding {
namespace {

constexpr size_t kFirstLayer = 1 << 20;
constexpr size_t kIdsInBlock = 21;  // 512 bits, 24 for each id
constexpr int kBits = 8;

struct FilterPlace {
  uint64_t block;
  uint64_t bits;
};

// Callers choose ids: they may be counters, so both halves are mixed.
FilterPlace PlaceOf(TransferId id) {
  const uint64_t low = absl::Uint128Low64(id);
  const uint64_t block = absl::HashOf(absl::Uint128High64(id), low);
  return {block, absl::HashOf(low, block, uint64_t{0x9e3779b97f4a7c15})};
}

// Nine bits of `bits` for each of up to seven; the eighth takes what is left.
size_t BitAt(const FilterPlace& place, int number) {
  return number < 7 ? (place.bits >> (9 * number)) & 511 : (place.block ^ (place.bits >> 3)) & 511;
}

size_t BlockAt(const FilterPlace& place, size_t blocks) {
  return static_cast<size_t>((static_cast<unsigned __int128>(place.block) * blocks) >> 64);
}

}  // namespace

IdFilter::Layer::Layer(size_t ids) : capacity(ids), blocks(ids / kIdsInBlock + 1) {}

IdFilter::IdFilter() {
  layers_[0] = std::make_unique<Layer>(kFirstLayer);
  count_ = 1;
}

void IdFilter::Add(TransferId id) {
  const int count = count_.load(std::memory_order_relaxed);
  Layer* layer = layers_[count - 1].get();
  if (layer->size == layer->capacity && count < kMaxLayers) {
    layers_[count] = std::make_unique<Layer>(layer->capacity * 2);
    layer = layers_[count].get();
    count_.store(count + 1, std::memory_order_release);
  }
  ++layer->size;
  const FilterPlace place = PlaceOf(id);
  Block& block = layer->blocks[BlockAt(place, layer->blocks.size())];
  for (int i = 0; i < kBits; ++i) {
    const size_t bit = BitAt(place, i);
    // Nobody else writes.
    std::atomic<uint64_t>& word = block.words[bit / 64];
    word.store(word.load(std::memory_order_relaxed) | uint64_t{1} << (bit % 64),
               std::memory_order_relaxed);
  }
}

bool IdFilter::MayHold(TransferId id) const {
  const FilterPlace place = PlaceOf(id);
  const int count = count_.load(std::memory_order_acquire);
  for (int number = 0; number < count; ++number) {
    const Layer& layer = *layers_[number];
    const Block& block = layer.blocks[BlockAt(place, layer.blocks.size())];
    bool all = true;
    for (int i = 0; i < kBits && all; ++i) {
      const size_t bit = BitAt(place, i);
      all = (block.words[bit / 64].load(std::memory_order_relaxed) >> (bit % 64)) & 1;
    }
    if (all) return true;
  }
  return false;
}

void IdFilter::Prefetch(TransferId id) const {
  const FilterPlace place = PlaceOf(id);
  const int count = count_.load(std::memory_order_acquire);
  for (int number = 0; number < count; ++number) {
    const std::vector<Block>& blocks = layers_[number]->blocks;
    __builtin_prefetch(&blocks[BlockAt(place, blocks.size())]);
  }
}

}  // namespace zgc::funding
