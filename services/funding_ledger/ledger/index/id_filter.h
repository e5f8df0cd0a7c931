#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "services/funding_ledger/ledger/position.h"

namespace zgc::funding {

// Says quickly that an id was surely never posted: a blocked Bloom filter, whose
// bits of one id lie in one cache line. Grows by adding layers, each twice as large
// as the one before; some 3 bytes for each id, one wrong "maybe" in thousands.
// Add has one caller at a time; MayHold may run beside it.
class IdFilter {
 public:
  IdFilter();
  void Add(TransferId id);
  bool MayHold(TransferId id) const;
  // Fetches what MayHold reads into the processor's cache.
  void Prefetch(TransferId id) const;

 private:
  struct alignas(64) Block {
    std::atomic<uint64_t> words[8] = {};
  };
  struct Layer {
    explicit Layer(size_t ids);
    const size_t capacity;
    size_t size = 0;
    std::vector<Block> blocks;
  };
  // 2^20 ids in the first layer: 2^40 in all, more than memory holds.
  static constexpr int kMaxLayers = 20;

  std::unique_ptr<Layer> layers_[kMaxLayers];
  std::atomic<int> count_{0};
};

}  // namespace zgc::funding
