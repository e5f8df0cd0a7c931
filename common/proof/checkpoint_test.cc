#include "common/proof/checkpoint.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/proof/keys.h"
#include "common/proof/testing/new_key.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::proof {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

Checkpoint Example(Suite suite) {
  Checkpoint checkpoint;
  checkpoint.origin = "6f1d00aa";
  checkpoint.suite = suite;
  checkpoint.size = 1024;
  checkpoint.root.fill(0xab);
  checkpoint.chain.fill(0x01);
  checkpoint.revision = 311;
  checkpoint.incarnation = std::string(32, '7');
  checkpoint.time_unix_nanos = 1'574'580'000'000'000'001;
  return checkpoint;
}

class CheckpointTest : public ::testing::TestWithParam<Suite> {
 protected:
  CheckpointTest() : key_(NewKey(GetParam())) { ring_.Add(key_.public_key()); }
  std::string Signed() {
    const auto text = SignCheckpoint(Example(GetParam()), key_);
    EXPECT_TRUE(text.ok()) << text.status();
    return *text;
  }
  const PrivateKey key_;
  KeyRing ring_;
};

TEST_P(CheckpointTest, WhatIsSignedOpens) {
  const auto opened = OpenCheckpoint(Signed(), ring_);
  ZGC_ASSERT_OK(opened);
  EXPECT_EQ(opened->origin, "6f1d00aa");
  EXPECT_EQ(opened->suite, GetParam());
  EXPECT_EQ(opened->size, 1024);
  EXPECT_EQ(opened->root, Example(GetParam()).root);
  EXPECT_EQ(opened->chain, Example(GetParam()).chain);
  EXPECT_EQ(opened->revision, 311);
  EXPECT_EQ(opened->incarnation, std::string(32, '7'));
  EXPECT_EQ(opened->time_unix_nanos, 1'574'580'000'000'000'001);
  EXPECT_THAT(Signed(), HasSubstr("\ntime: 2019-11-24T07:20:00.000000001Z\n"));
}

// The public key alone is enough, as an auditor has it in a file.
TEST_P(CheckpointTest, OpensWithThePublicKeyFromItsFile) {
  const auto key = PublicKey::FromPem(key_.public_key().pem());
  ZGC_ASSERT_OK(key);
  EXPECT_EQ(key->id(), key_.public_key().id());
  KeyRing ring;
  ring.Add(*key);
  ZGC_EXPECT_OK(OpenCheckpoint(Signed(), ring));
}

TEST_P(CheckpointTest, EveryFlippedBitOfEveryByteIsRefused) {
  const std::string text = Signed();
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = text;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      EXPECT_FALSE(OpenCheckpoint(bad, ring_).ok()) << i << "." << bit;
    }
  }
}

TEST_P(CheckpointTest, CutOrGrownTextIsRefused) {
  const std::string text = Signed();
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(OpenCheckpoint(text.substr(0, size), ring_).ok()) << size;
  }
  EXPECT_FALSE(OpenCheckpoint(text + "\n", ring_).ok());
  EXPECT_FALSE(OpenCheckpoint(text + text, ring_).ok());
}

TEST_P(CheckpointTest, OldCheckpointsOpenWithTheOldKey) {
  const PrivateKey next = NewKey(GetParam());
  const auto later = SignCheckpoint(Example(GetParam()), next);
  ZGC_ASSERT_OK(later);
  EXPECT_THAT(OpenCheckpoint(*later, ring_), FailsWith(absl::StatusCode::kNotFound, HasSubstr("")));
  ring_.Add(next.public_key());
  ZGC_EXPECT_OK(OpenCheckpoint(*later, ring_));
  ZGC_EXPECT_OK(OpenCheckpoint(Signed(), ring_));
}

// Somebody else's signature under the key's name.
TEST_P(CheckpointTest, ASignatureOfAnotherKeyIsRefused) {
  const PrivateKey other = NewKey(GetParam());
  const std::string forged =
      absl::StrReplaceAll(*SignCheckpoint(Example(GetParam()), other),
                          {{other.public_key().id(), key_.public_key().id()}});
  EXPECT_THAT(OpenCheckpoint(forged, ring_),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("signature")));
}

INSTANTIATE_TEST_SUITE_P(Suites, CheckpointTest,
                         ::testing::Values(Suite::kEd25519Sha256, Suite::kSm2Sm3));

TEST(CheckpointFormTest, NumbersAndTimesHaveOneFormOnly) {
  const PrivateKey key = NewKey();
  const std::string text = *SignCheckpoint(Example(Suite::kEd25519Sha256), key);
  const std::pair<const char*, const char*> changes[] = {
      {"size: 1024", "size: 01024"}, {"size: 1024", "size: +1024"},
      {"size: 1024", "size: -1"},    {"size: 1024", "size: 99999999999999999999"},
      {"root: abab", "root: ABAB"},  {"revision: 311", "revision:  311"},
      {"origin: 6f", "origin: 6F"},  {".000000001Z", ".0000000010Z"},
      {"ed25519-sha256", "ed25519"}, {"signature: ", "signature:  "},
      {"07:20:00", "07:20:60"},      {"checkpoint v1", "checkpoint v2"},
  };
  for (const auto& [from, to] : changes) {
    const std::string bad = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(bad, text) << from;
    EXPECT_THAT(ParseCheckpoint(bad),
                FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("line ")))
        << to;
  }
}

TEST(KeysTest, OtherFilesAreRefused) {
  EXPECT_FALSE(PrivateKey::FromPem("").ok());
  EXPECT_FALSE(PublicKey::FromPem("no key").ok());
  const std::string pem = NewKeyPem(Suite::kEd25519Sha256);
  EXPECT_FALSE(PublicKey::FromPem(pem).ok());
  EXPECT_FALSE(PrivateKey::FromPem(NewKey().public_key().pem()).ok());
  EXPECT_FALSE(SignCheckpoint(Example(Suite::kSm2Sm3), NewKey()).ok());
}

}  // namespace
}  // namespace zgc::proof
