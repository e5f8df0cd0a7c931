#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/digest.h"

// Merkle trees as in RFC 9162, section 2.1, over either digest. Functions are pure.
namespace zgc::proof {

using base::DigestKind;
using base::Hash;

// Digest of 00 and the record.
Hash LeafHash(DigestKind kind, absl::string_view record);
// Digest of 01 and the two children.
Hash NodeHash(DigestKind kind, const Hash& left, const Hash& right);
// The root of a tree without leaves: the digest of nothing.
Hash EmptyRoot(DigestKind kind);

// The nodes of a growing tree that have all their leaves. Such a node never
// changes, so a tree of any size can be read from the same ones.
class NodeSource {
 public:
  virtual ~NodeSource() = default;
  // The node over the leaves [index << level, (index + 1) << level), all of which
  // exist. Level 0 are the leaves.
  virtual absl::StatusOr<Hash> Node(int level, int64_t index) const = 0;
};

// The root of the first `size` leaves.
absl::StatusOr<Hash> Root(DigestKind kind, const NodeSource& nodes, int64_t size);
// What leads from leaf `index` to the root of the first `size` leaves, from the
// leaf upwards. 0 <= index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(DigestKind kind, const NodeSource& nodes,
                                                 int64_t index, int64_t size);
// What shows that the tree of `from` leaves is the beginning of that of `to`
// leaves. 0 <= from <= to; empty if they are equal or `from` is 0.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(DigestKind kind, const NodeSource& nodes,
                                                   int64_t from, int64_t to);

// Whether the proof holds. For any input, also a hostile one.
bool VerifyInclusion(DigestKind kind, const Hash& leaf, int64_t index, int64_t size,
                     const std::vector<Hash>& proof, const Hash& root);
bool VerifyConsistency(DigestKind kind, int64_t from, const Hash& from_root, int64_t to,
                       const Hash& to_root, const std::vector<Hash>& proof);

// The root of leaves as they come, in memory that grows with the logarithm of
// their number. Not thread-safe.
class RunningRoot {
 public:
  explicit RunningRoot(DigestKind kind) : kind_(kind) {}
  // After the first `size` leaves of a tree.
  static absl::StatusOr<RunningRoot> After(DigestKind kind, const NodeSource& nodes, int64_t size);
  void Add(const Hash& leaf);
  int64_t size() const { return size_; }
  Hash root() const;

 private:
  DigestKind kind_;
  int64_t size_ = 0;
  // The complete nodes that cover the leaves, largest first.
  std::vector<Hash> peaks_;
};

}  // namespace zgc::proof
