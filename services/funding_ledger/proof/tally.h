#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace zgc::funding {

// Compares two multisets that are too large to hold, each seen in an order of its own: the
// sum of the hashes of one less that of the other, which is zero if they are equal and
// with a chance of 2^-64 otherwise. Sums are kept by kind and by a hash of the key, so
// that what differs is looked for in a thousandth of the keys. Hashes differ from process
// to process. Not thread-safe.
class Tally {
 public:
  static constexpr size_t kBuckets = 1024;
  struct Difference {
    size_t kind = 0;
    size_t bucket = 0;
  };

  explicit Tally(size_t kinds) : sums_(kinds * kBuckets) {}

  static size_t BucketOf(uint64_t key_hash) { return key_hash % kBuckets; }
  static size_t BucketOf(absl::string_view key) { return BucketOf(absl::HashOf(key)); }
  void Add(size_t kind, uint64_t key_hash, uint64_t hash) {
    sums_[kind * kBuckets + BucketOf(key_hash)] += hash;
  }
  void Remove(size_t kind, uint64_t key_hash, uint64_t hash) { Add(kind, key_hash, 0 - hash); }

  // The first bucket in which the two sides differ.
  absl::optional<Difference> Find() const {
    for (size_t i = 0; i < sums_.size(); ++i) {
      if (sums_[i] != 0) return Difference{i / kBuckets, i % kBuckets};
    }
    return absl::nullopt;
  }

 private:
  std::vector<uint64_t> sums_;
};

}  // namespace zgc::funding
