#include <array>

#include "common/proof/bundle.h"

namespace zgc::proof {

BundleWriter::BundleWriter() : pending_(kBundleTitle), check_(kBundleTitle) {}

void BundleWriter::AddFrame(char type, absl::string_view payload) {
  const auto size = static_cast<uint32_t>(payload.size());
  const std::array<char, 5> head = {type, static_cast<char>(size >> 24),
                                    static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                                    static_cast<char>(size)};
  const absl::string_view header(head.data(), head.size());
  const Hash check = hasher_.Add(check_).Add(header).Add(payload).Finish();
  check_ = std::string(base::Hasher::View(check));
  pending_.append(header.data(), header.size());
  pending_.append(payload.data(), payload.size());
  pending_ += check_;
}

void BundleWriter::AddManifest(const zgc::funding::v1::BundleManifest& manifest) {
  AddFrame('M', manifest.SerializeAsString());
}

void BundleWriter::AddSegment(absl::string_view row, const std::vector<Hash>& leaves) {
  AddFrame('S', row);
  std::string bytes;
  bytes.reserve(leaves.size() * sizeof(Hash));
  for (const Hash& leaf : leaves) {
    bytes.append(base::Hasher::View(leaf).data(), leaf.size());
  }
  AddFrame('L', bytes);
}

void BundleWriter::AddCheckpoint(absl::string_view text) { AddFrame('C', text); }

void BundleWriter::AddBalances(const zgc::funding::v1::BundleBalances& balances) {
  AddFrame('B', balances.SerializeAsString());
}

void BundleWriter::AddEnd(const zgc::funding::v1::BundleEnd& end) {
  AddFrame('E', end.SerializeAsString());
}

}  // namespace zgc::proof
