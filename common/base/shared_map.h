#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace zgc::base {

// An ordered map that never changes: a change makes another, which shares all chunks with it that
// have none of the changed keys. So many states of a large map are held in little more than one
// takes, and two of them are compared in the time of what differs. Copied and read by many threads
// at once.
template <typename Value>
class SharedMap {
  using Ref = std::shared_ptr<const Value>;
  using Chunk = std::vector<std::pair<std::string, Ref>>;
  // By its first key.
  using Chunks = absl::btree_map<std::string, std::shared_ptr<const Chunk>>;

 public:
  // By key; null removes.
  using Changes = absl::btree_map<std::string, Ref>;

  SharedMap() = default;
  explicit SharedMap(const Changes& rows) { *this = SharedMap().With(rows); }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Null if there is none.
  const Value* Find(absl::string_view key) const {
    const auto chunk = ChunkOf(key);
    if (chunk == chunks_.end()) return nullptr;
    const auto row = RowFrom(*chunk->second, key);
    return row == chunk->second->end() || row->first != key ? nullptr : row->second.get();
  }

  // In the order of the keys. Valid while the map is.
  class const_iterator {
   public:
    std::pair<const std::string&, const Value&> operator*() const { return {key(), *value()}; }
    const_iterator& operator++() {
      ++at_;
      Settle();
      return *this;
    }
    friend bool operator==(const const_iterator& a, const const_iterator& b) {
      return a.chunk_ == b.chunk_ && a.at_ == b.at_;
    }

   private:
    friend class SharedMap;
    const_iterator(const SharedMap& map, typename Chunks::const_iterator chunk, size_t at)
        : end_(map.chunks_.end()), chunk_(chunk), at_(at) {
      if (!done()) Settle();
    }
    bool done() const { return chunk_ == end_; }
    const std::string& key() const { return (*chunk_->second)[at_].first; }
    const Ref& value() const { return (*chunk_->second)[at_].second; }
    void NextChunk() {
      ++chunk_;
      at_ = 0;
    }
    void Settle() {
      if (at_ == chunk_->second->size()) NextChunk();
    }

    typename Chunks::const_iterator end_;
    typename Chunks::const_iterator chunk_;
    size_t at_ = 0;
  };
  const_iterator begin() const { return {*this, chunks_.begin(), 0}; }
  const_iterator end() const { return {*this, chunks_.end(), 0}; }
  const_iterator lower_bound(absl::string_view key) const {
    const auto chunk = ChunkOf(key);
    if (chunk == chunks_.end()) return end();
    return {*this, chunk,
            static_cast<size_t>(RowFrom(*chunk->second, key) - chunk->second->begin())};
  }

  SharedMap With(const Changes& changes) const {
    SharedMap next = *this;
    for (auto at = changes.begin(); at != changes.end();) {
      const auto chunk = ChunkOf(at->first);
      // All that the chunk will hold: up to the first key of the one after it.
      auto end = changes.end();
      if (chunk != chunks_.end() && std::next(chunk) != chunks_.end()) {
        end = changes.lower_bound(std::next(chunk)->first);
      }
      Chunk rows = chunk == chunks_.end() ? Merge({}, at, end) : Merge(*chunk->second, at, end);
      if (chunk != chunks_.end()) next.Remove(chunk->first);
      next.Add(std::move(rows));
      at = end;
    }
    return next;
  }

  // Visits every key that is not of the same value in both, in order, from `from` on, until false;
  // null where there is none. What is the same object is the same value; else `same` says.
  static void Differences(
      const SharedMap& old, const SharedMap& now, absl::string_view from,
      absl::FunctionRef<bool(const Value&, const Value&)> same,
      absl::FunctionRef<bool(const std::string& key, const Value* was, const Value* is)> visit) {
    auto a = old.lower_bound(from);
    auto b = now.lower_bound(from);
    while (!a.done() || !b.done()) {
      if (SkipShared(a, b)) continue;
      const int order = a.done() ? 1 : b.done() ? -1 : a.key().compare(b.key());
      const Value* was = order <= 0 ? a.value().get() : nullptr;
      const Value* is = order >= 0 ? b.value().get() : nullptr;
      const bool equal = was == is || (was != nullptr && is != nullptr && same(*was, *is));
      if (!equal && !visit(order <= 0 ? a.key() : b.key(), was, is)) return;
      if (order <= 0) ++a;
      if (order >= 0) ++b;
    }
  }

 private:
  static constexpr size_t kMostInChunk = 128;

  static bool SkipShared(const_iterator& a, const_iterator& b) {
    if (a.done() || b.done() || a.chunk_->second != b.chunk_->second) return false;
    if (a.at_ != b.at_) return false;
    a.NextChunk();
    b.NextChunk();
    return true;
  }

  // The chunk that a key is in or would be; keys before all are of the first.
  typename Chunks::const_iterator ChunkOf(absl::string_view key) const {
    auto chunk = chunks_.upper_bound(key);
    return chunk == chunks_.begin() ? chunk : std::prev(chunk);
  }
  static typename Chunk::const_iterator RowFrom(const Chunk& chunk, absl::string_view key) {
    return std::lower_bound(chunk.begin(), chunk.end(), key,
                            [](const auto& row, absl::string_view k) { return row.first < k; });
  }

  static Chunk Merge(const Chunk& rows, typename Changes::const_iterator at,
                     typename Changes::const_iterator end) {
    Chunk merged;
    merged.reserve(rows.size());
    auto row = rows.begin();
    for (; at != end; ++at) {
      while (row != rows.end() && row->first < at->first) merged.push_back(*row++);
      if (row != rows.end() && row->first == at->first) ++row;
      if (at->second != nullptr) merged.emplace_back(at->first, at->second);
    }
    merged.insert(merged.end(), row, rows.end());
    return merged;
  }

  void Remove(const std::string& first) {
    const auto chunk = chunks_.find(first);
    size_ -= chunk->second->size();
    chunks_.erase(chunk);
  }

  void Add(Chunk rows) {
    size_ += rows.size();
    // In equal parts, so that none is left too small.
    const size_t parts = (rows.size() + kMostInChunk - 1) / kMostInChunk;
    for (size_t i = 0; i < parts; ++i) {
      const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(i * rows.size() / parts);
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * rows.size() / parts);
      auto part = std::make_shared<const Chunk>(begin, end);
      const std::string& first = part->front().first;
      chunks_.emplace(first, std::move(part));
    }
  }

  Chunks chunks_;
  size_t size_ = 0;
};

}  // namespace zgc::base
