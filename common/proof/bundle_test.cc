#include "common/proof/bundle.h"

#include <random>
#include <sstream>

#include "common/proof/testing/new_key.h"
#include "common/proof/testing/sample_journal.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::proof {
namespace {

using ::testing::HasSubstr;

// Three commits, a checkpoint after the second and one, with another key and suite,
// after the third.
class BundleTest : public ::testing::Test {
 protected:
  BundleTest() : first_key_(NewKey()), second_key_(NewKey(Suite::kSm2Sm3)) {
    ring_.Add(first_key_.public_key());
    ring_.Add(second_key_.public_key());
    journal_.Commit(3, 2);
    journal_.Commit(4, 3, /*pendings=*/true);
    const auto first = SignCheckpoint(journal_.Now(5, Suite::kEd25519Sha256), first_key_);
    journal_.Commit(7, 1);
    const auto second = SignCheckpoint(journal_.Now(9, Suite::kSm2Sm3), second_key_);
    bundle_.Manifest(Manifest());
    bundle_.Segment(journal_, 0);
    bundle_.Segment(journal_, 1);
    bundle_.Signed(*first);
    bundle_.Segment(journal_, 2);
    bundle_.Signed(*second);
    bundle_.Finish(journal_, 2);
  }

  zgc::funding::v1::BundleManifest Manifest() const {
    zgc::funding::v1::BundleManifest manifest;
    manifest.set_format(1);
    manifest.set_store_id("0123456789abcdef");
    manifest.set_checkpoint("checkpoints/000000000009");
    manifest.set_transfers(6);
    manifest.add_key_ids(first_key_.public_key().id());
    manifest.add_key_ids(second_key_.public_key().id());
    manifest.add_suites("ed25519-sha256");
    manifest.add_suites("sm2-sm3");
    return manifest;
  }

  absl::optional<BundleDamage> Verify(const std::string& bytes) const {
    std::istringstream in(bytes);
    BundleReport report;
    return VerifyBundle(in, ring_, report);
  }

  // Where each frame begins, and the end.
  std::vector<size_t> Offsets() const {
    std::vector<size_t> offsets = {0};
    for (const auto& frame : bundle_.frames) offsets.push_back(offsets.back() + frame.size());
    return offsets;
  }

  const PrivateKey first_key_;
  const PrivateKey second_key_;
  KeyRing ring_;
  SampleJournal journal_;
  SampleBundle bundle_;
};

TEST_F(BundleTest, AGoodBundleIsReported) {
  std::istringstream in(bundle_.bytes());
  BundleReport report;
  const auto damage = VerifyBundle(in, ring_, report);
  ASSERT_FALSE(damage.has_value()) << Describe(*damage);
  EXPECT_EQ(report.counts.segments(), 3);
  EXPECT_EQ(report.counts.transfers(), 6);
  EXPECT_EQ(report.counts.accounts(), 3);
  ASSERT_EQ(report.checkpoints.size(), 2);
  EXPECT_EQ(report.checkpoints[1].checkpoint.suite, Suite::kSm2Sm3);
}

TEST_F(BundleTest, EveryFlippedByteIsFoundInItsFrame) {
  const std::string good = bundle_.bytes();
  const std::vector<size_t> offsets = Offsets();
  for (size_t frame = 0; frame < bundle_.frames.size(); ++frame) {
    for (size_t i = offsets[frame]; i < offsets[frame + 1]; ++i) {
      for (const int flip : {0x01, 0x80}) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ flip);
        const auto damage = Verify(bad);
        ASSERT_TRUE(damage.has_value()) << i;
        ASSERT_EQ(damage->offset, static_cast<int64_t>(offsets[frame]))
            << i << ": " << Describe(*damage);
        // Behind the first segment it is also said near which commit that is.
        if (frame >= 4) {
          ASSERT_THAT(Describe(*damage), HasSubstr("revision ")) << i;
        }
      }
    }
  }
}

TEST_F(BundleTest, AFlippedRecordIsNamed) {
  const std::string good = bundle_.bytes();
  for (size_t index = 0; index < journal_.rows.size(); ++index) {
    zgc::funding::v1::JournalSegment segment;
    ASSERT_TRUE(segment.ParseFromString(journal_.rows[index]));
    size_t at = good.find(segment.records());
    ASSERT_NE(at, std::string::npos);
    for (int number = 0; number < segment.count(); ++number) {
      const size_t end = at + 1 + static_cast<size_t>(good[at]);
      for (; at < end; ++at) {
        for (int bit = 0; bit < 8; ++bit) {
          std::string bad = good;
          bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
          const auto damage = Verify(bad);
          ASSERT_TRUE(damage.has_value());
          EXPECT_EQ(damage->damage.revision, segment.revision()) << Describe(*damage);
          EXPECT_EQ(damage->damage.number, number) << Describe(*damage);
        }
      }
    }
  }
}

TEST_F(BundleTest, CutAnywhereOrGrownIsFound) {
  const std::string good = bundle_.bytes();
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_TRUE(Verify(good.substr(0, size)).has_value()) << size;
  }
  const auto grown = Verify(good + "x");
  ASSERT_TRUE(grown.has_value());
  EXPECT_EQ(grown->offset, static_cast<int64_t>(good.size()));
}

TEST_F(BundleTest, MissingRepeatedOrSwappedFramesAreFoundWhereTheyBegin) {
  const std::vector<std::string> good = bundle_.frames;
  const std::vector<size_t> offsets = Offsets();
  for (size_t i = 1; i < good.size(); ++i) {
    bundle_.frames = good;
    bundle_.frames.erase(bundle_.frames.begin() + static_cast<int64_t>(i));
    auto damage = Verify(bundle_.bytes());
    ASSERT_TRUE(damage.has_value()) << i;
    EXPECT_EQ(damage->offset, static_cast<int64_t>(offsets[i]));
    bundle_.frames = good;
    bundle_.frames.insert(bundle_.frames.begin() + static_cast<int64_t>(i), good[i]);
    damage = Verify(bundle_.bytes());
    ASSERT_TRUE(damage.has_value()) << i;
    EXPECT_EQ(damage->offset, static_cast<int64_t>(offsets[i + 1]));
    if (i + 1 == good.size()) continue;
    bundle_.frames = good;
    std::swap(bundle_.frames[i], bundle_.frames[i + 1]);
    damage = Verify(bundle_.bytes());
    ASSERT_TRUE(damage.has_value()) << i;
    EXPECT_EQ(damage->offset, static_cast<int64_t>(offsets[i]));
  }
}

// Somebody who can compute checks and chains, but has no key.
TEST_F(BundleTest, AForgedBundleIsRefused) {
  const auto forge = [&](const SampleJournal& journal, const Checkpoint& checkpoint,
                         const PrivateKey& key) {
    SampleBundle bundle;
    auto manifest = Manifest();
    manifest.clear_key_ids();
    manifest.add_key_ids(key.public_key().id());
    manifest.clear_suites();
    manifest.add_suites("ed25519-sha256");
    manifest.set_transfers(journal.transfers());
    bundle.Manifest(manifest);
    for (size_t i = 0; i < journal.rows.size(); ++i) bundle.Segment(journal, i);
    bundle.Signed(*SignCheckpoint(checkpoint, key));
    bundle.Finish(journal, 1);
    return Verify(bundle.bytes());
  };
  SampleJournal other;
  other.Commit(3, 2);
  other.Commit(4, 4, /*pendings=*/true);
  const auto own_key = forge(other, other.Now(9, Suite::kEd25519Sha256), NewKey());
  ASSERT_TRUE(own_key.has_value());
  EXPECT_TRUE(own_key->unknown_key);
  // The checkpoint of the true journal beside another.
  const auto stolen = forge(other, journal_.Now(9, Suite::kEd25519Sha256), first_key_);
  ASSERT_TRUE(stolen.has_value());
  EXPECT_THAT(Describe(*stolen), HasSubstr("chain"));
  const auto mine = forge(other, other.Now(9, Suite::kEd25519Sha256), first_key_);
  EXPECT_FALSE(mine.has_value()) << Describe(*mine);
}

// A frame with a right check, but content that is not the journal's.
TEST_F(BundleTest, FramesThatContradictTheJournalAreRefused) {
  const auto with = [&](const auto& change_manifest, const auto& change_journal) {
    SampleBundle bundle;
    auto manifest = Manifest();
    manifest.mutable_key_ids()->RemoveLast();
    manifest.mutable_suites()->RemoveLast();
    change_manifest(manifest);
    bundle.Manifest(manifest);
    for (size_t i = 0; i < journal_.rows.size(); ++i) bundle.Segment(journal_, i);
    bundle.Signed(*SignCheckpoint(journal_.Now(9, Suite::kEd25519Sha256), first_key_));
    SampleJournal stated = journal_;
    change_journal(stated);
    bundle.Finish(stated, 1);
    const auto damage = Verify(bundle.bytes());
    return damage.has_value() ? Describe(*damage) : "";
  };
  const auto keep = [](auto&) {};
  EXPECT_EQ(with(keep, keep), "");
  EXPECT_THAT(with([](auto& manifest) { manifest.set_transfers(7); }, keep), HasSubstr("manifest"));
  EXPECT_THAT(with([](auto& manifest) { manifest.set_checkpoint("x"); }, keep),
              HasSubstr("manifest"));
  EXPECT_THAT(with([](auto& manifest) { manifest.set_store_id("ab"); }, keep),
              HasSubstr("another store"));
  EXPECT_THAT(with([](auto& manifest) { manifest.clear_suites(); }, keep), HasSubstr("suite"));
  EXPECT_THAT(with([](auto& manifest) { manifest.set_format(2); }, keep), HasSubstr("format"));
  // An account with more money than the journal says.
  EXPECT_THAT(with(keep, [](auto& journal) { journal.Commit(11, 1); }),
              HasSubstr("accounts/a is stated with"));
}

TEST_F(BundleTest, ASegmentThatNoCheckpointCoversIsRefused) {
  SampleBundle bundle;
  auto manifest = Manifest();
  manifest.mutable_key_ids()->RemoveLast();
  manifest.mutable_suites()->RemoveLast();
  bundle.Manifest(manifest);
  for (size_t i = 0; i < journal_.rows.size(); ++i) bundle.Segment(journal_, i);
  bundle.Finish(journal_, 0);
  const auto damage = Verify(bundle.bytes());
  ASSERT_TRUE(damage.has_value());
  EXPECT_THAT(Describe(*damage), HasSubstr("no checkpoint covers"));
}

// Thousands of transfers, and bytes drawn by chance.
TEST_F(BundleTest, ManyFlippedBytesOfALargeBundleAreFoundInTheirFrames) {
  SampleJournal journal;
  SampleBundle bundle;
  auto manifest = Manifest();
  manifest.set_transfers(3000);
  manifest.set_checkpoint("checkpoints/000000000100");
  manifest.mutable_key_ids()->RemoveLast();
  manifest.mutable_suites()->RemoveLast();
  bundle.Manifest(manifest);
  for (int i = 0; i < 30; ++i) {
    journal.Commit(10 + i, 100, i % 3 == 0);
    bundle.Segment(journal, static_cast<size_t>(i));
  }
  bundle.Signed(*SignCheckpoint(journal.Now(100, Suite::kEd25519Sha256), first_key_));
  bundle.Finish(journal, 1);
  std::vector<int64_t> offsets = {0};
  for (const auto& frame : bundle.frames) {
    offsets.push_back(offsets.back() + static_cast<int64_t>(frame.size()));
  }
  std::string bytes = bundle.bytes();
  ASSERT_FALSE(Verify(bytes).has_value()) << Describe(*Verify(bytes));
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    const size_t at = random() % bytes.size();
    const auto flip = static_cast<char>(1 + random() % 255);
    bytes[at] = static_cast<char>(bytes[at] ^ flip);
    const auto damage = Verify(bytes);
    ASSERT_TRUE(damage.has_value()) << at;
    const auto next = std::upper_bound(offsets.begin(), offsets.end(), static_cast<int64_t>(at));
    EXPECT_EQ(damage->offset, *(next - 1)) << Describe(*damage);
    bytes[at] = static_cast<char>(bytes[at] ^ flip);
  }
}

}  // namespace
}  // namespace zgc::proof
