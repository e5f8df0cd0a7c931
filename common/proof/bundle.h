#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/proof/checkpoint.h"
#include "common/proof/journal_audit.h"
#include "zgc/funding/v1/bundle.pb.h"

// Audit bundles; bundle.proto says what they look like.
namespace zgc::proof {

inline constexpr absl::string_view kBundleTitle = "zgc-audit-bundle-1\n";
inline constexpr size_t kMaxFrame = size_t{64} << 20;
// Balances in one frame.
inline constexpr int kBalancesInFrame = 1000;

// Makes a bundle, frame after frame; the caller keeps to their order. Not
// thread-safe.
class BundleWriter {
 public:
  BundleWriter();
  void AddManifest(const zgc::funding::v1::BundleManifest& manifest);
  // A segment as it is stored, and its leaves.
  void AddSegment(absl::string_view row, const std::vector<Hash>& leaves);
  void AddCheckpoint(absl::string_view text);
  void AddBalances(const zgc::funding::v1::BundleBalances& balances);
  void AddEnd(const zgc::funding::v1::BundleEnd& end);
  // What has been added and not been taken.
  const std::string& pending() const { return pending_; }
  std::string Take() { return std::exchange(pending_, {}); }

 private:
  void AddFrame(char type, absl::string_view payload);

  std::string pending_;
  base::Hasher hasher_{DigestKind::kSha256};
  std::string check_;
};

// What was found in a bundle.
struct BundleReport {
  zgc::funding::v1::BundleManifest manifest;
  zgc::funding::v1::BundleEnd counts;
  std::vector<SignedCheckpoint> checkpoints;
};

// Where a bundle is not as it was written: the frame that begins at `offset`, and
// what of the journal lies there.
struct BundleDamage {
  int64_t offset = 0;
  Damage damage;
  // Whether all that is wrong is that a key is not given.
  bool unknown_key = false;
};
// "offset 4711, revision 12, transfer 3: ...".
std::string Describe(const BundleDamage& damage);

// The manifest of a bundle, or of the beginning of one; nullopt if it is not whole.
absl::optional<zgc::funding::v1::BundleManifest> ReadManifest(std::istream& in);

// Reads a bundle once, from its beginning, in memory that grows with the accounts
// and not with the journal. `progress` is called now and then with the bytes read.
// nullopt if all of it is good; then `report` is complete.
absl::optional<BundleDamage> VerifyBundle(std::istream& in, const KeyRing& keys,
                                          BundleReport& report,
                                          const std::function<void(int64_t)>& progress = nullptr);

}  // namespace zgc::proof
