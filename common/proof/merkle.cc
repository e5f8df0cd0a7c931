#include "common/proof/merkle.h"

#include <algorithm>

#include "absl/numeric/bits.h"
#include "common/base/status_macros.h"

namespace zgc::proof {
namespace {

constexpr absl::string_view kLeafPrefix("\0", 1);
constexpr absl::string_view kNodePrefix("\1", 1);

// One for each thread: to make one costs more than to hash a record.
base::Hasher& HasherOf(DigestKind kind) {
  thread_local base::Hasher sha256(DigestKind::kSha256);
  thread_local base::Hasher sm3(DigestKind::kSm3);
  return kind == DigestKind::kSm3 ? sm3 : sha256;
}

bool IsPowerOfTwo(int64_t size) { return absl::has_single_bit(static_cast<uint64_t>(size)); }
int LevelOf(int64_t power) { return absl::countr_zero(static_cast<uint64_t>(power)); }
// Where a tree divides: the largest power of two below `size`, which is above 1.
int64_t SplitOf(int64_t size) {
  return static_cast<int64_t>(absl::bit_floor(static_cast<uint64_t>(size - 1)));
}

// The root over the leaves [begin, end), a range as trees divide into.
absl::StatusOr<Hash> RootOf(DigestKind kind, const NodeSource& nodes, int64_t begin, int64_t end) {
  const int64_t size = end - begin;
  if (IsPowerOfTwo(size)) return nodes.Node(LevelOf(size), begin >> LevelOf(size));
  const int64_t middle = begin + SplitOf(size);
  ZGC_ASSIGN_OR_RETURN(const Hash left, RootOf(kind, nodes, begin, middle));
  ZGC_ASSIGN_OR_RETURN(const Hash right, RootOf(kind, nodes, middle, end));
  return NodeHash(kind, left, right);
}

// Walks up from a leaf: `at` and `last` are its position and that of the last node,
// on the level that has been reached.
struct Walk {
  uint64_t at;
  uint64_t last;
  // Whether the neighbour stands on the left.
  bool FromLeft() const { return (at & 1) == 1 || at == last; }
  void Up() {
    if (FromLeft() && (at & 1) == 0) {
      while ((at & 1) == 0 && at != 0) Shift();
    }
    Shift();
  }
  void Shift() {
    at >>= 1;
    last >>= 1;
  }
};

}  // namespace

Hash LeafHash(DigestKind kind, absl::string_view record) {
  return HasherOf(kind).Add(kLeafPrefix).Add(record).Finish();
}

Hash NodeHash(DigestKind kind, const Hash& left, const Hash& right) {
  return HasherOf(kind).Add(kNodePrefix).Add(left).Add(right).Finish();
}

Hash EmptyRoot(DigestKind kind) { return HasherOf(kind).Finish(); }

absl::StatusOr<Hash> Root(DigestKind kind, const NodeSource& nodes, int64_t size) {
  if (size == 0) return EmptyRoot(kind);
  return RootOf(kind, nodes, 0, size);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(DigestKind kind, const NodeSource& nodes,
                                                 int64_t index, int64_t size) {
  std::vector<Hash> proof;
  int64_t begin = 0;
  int64_t end = size;
  while (end - begin > 1) {
    const int64_t middle = begin + SplitOf(end - begin);
    const bool left = index < middle;
    ZGC_ASSIGN_OR_RETURN(const Hash other, left ? RootOf(kind, nodes, middle, end)
                                                : RootOf(kind, nodes, begin, middle));
    proof.push_back(other);
    (left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(DigestKind kind, const NodeSource& nodes,
                                                   int64_t from, int64_t to) {
  std::vector<Hash> proof;
  if (from == 0 || from == to) return proof;
  int64_t begin = 0;
  int64_t end = to;
  // The old tree ends within [begin, end) until it is all of it.
  while (from != end) {
    const int64_t middle = begin + SplitOf(end - begin);
    const bool left = from <= middle;
    ZGC_ASSIGN_OR_RETURN(const Hash other, left ? RootOf(kind, nodes, middle, end)
                                                : RootOf(kind, nodes, begin, middle));
    proof.push_back(other);
    (left ? end : begin) = middle;
  }
  // The verifier knows the root of the old tree itself.
  if (begin != 0) {
    ZGC_ASSIGN_OR_RETURN(const Hash last, RootOf(kind, nodes, begin, end));
    proof.push_back(last);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool VerifyInclusion(DigestKind kind, const Hash& leaf, int64_t index, int64_t size,
                     const std::vector<Hash>& proof, const Hash& root) {
  if (index < 0 || index >= size) return false;
  Walk walk{static_cast<uint64_t>(index), static_cast<uint64_t>(size - 1)};
  Hash hash = leaf;
  for (const Hash& other : proof) {
    if (walk.last == 0) return false;
    hash = walk.FromLeft() ? NodeHash(kind, other, hash) : NodeHash(kind, hash, other);
    walk.Up();
  }
  return walk.last == 0 && hash == root;
}

bool VerifyConsistency(DigestKind kind, int64_t from, const Hash& from_root, int64_t to,
                       const Hash& to_root, const std::vector<Hash>& proof) {
  if (from < 0 || from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == EmptyRoot(kind);
  Walk walk{static_cast<uint64_t>(from - 1), static_cast<uint64_t>(to - 1)};
  while ((walk.at & 1) == 1) walk.Shift();
  size_t next = 0;
  if (!IsPowerOfTwo(from) && proof.empty()) return false;
  Hash old_hash = IsPowerOfTwo(from) ? from_root : proof[next++];
  Hash new_hash = old_hash;
  for (; next < proof.size(); ++next) {
    if (walk.last == 0) return false;
    const Hash& other = proof[next];
    if (walk.FromLeft()) {
      old_hash = NodeHash(kind, other, old_hash);
      new_hash = NodeHash(kind, other, new_hash);
    } else {
      new_hash = NodeHash(kind, new_hash, other);
    }
    walk.Up();
  }
  return walk.last == 0 && old_hash == from_root && new_hash == to_root;
}

absl::StatusOr<RunningRoot> RunningRoot::After(DigestKind kind, const NodeSource& nodes,
                                               int64_t size) {
  RunningRoot running(kind);
  while (running.size_ < size) {
    const auto rest = static_cast<uint64_t>(size - running.size_);
    const int level = LevelOf(static_cast<int64_t>(absl::bit_floor(rest)));
    ZGC_ASSIGN_OR_RETURN(const Hash peak, nodes.Node(level, running.size_ >> level));
    running.peaks_.push_back(peak);
    running.size_ += int64_t{1} << level;
  }
  return running;
}

void RunningRoot::Add(const Hash& leaf) {
  Hash hash = leaf;
  for (int64_t rest = size_; (rest & 1) == 1; rest >>= 1) {
    hash = NodeHash(kind_, peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash RunningRoot::root() const {
  if (peaks_.empty()) return EmptyRoot(kind_);
  Hash hash = peaks_.back();
  for (size_t i = peaks_.size() - 1; i-- > 0;) hash = NodeHash(kind_, peaks_[i], hash);
  return hash;
}

}  // namespace zgc::proof
