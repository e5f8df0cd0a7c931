#include <sstream>

#include "absl/strings/escaping.h"
#include "services/funding_ledger/proof/tree.h"
#include "services/funding_ledger/testing/fixture/proof_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

proof::Hash HashOfBytes(const std::string& bytes) {
  proof::Hash hash{};
  EXPECT_EQ(bytes.size(), hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

template <typename Proof>
std::vector<proof::Hash> HashesOf(const Proof& proof) {
  std::vector<proof::Hash> hashes;
  for (const std::string& bytes : proof.hashes()) hashes.push_back(HashOfBytes(bytes));
  return hashes;
}

class ProofTest : public ProofFixture {
 protected:
  // The root of the journal, computed as its definition says.
  proof::Hash RootOfAll(proof::DigestKind kind) {
    proof::RunningRoot root(kind);
    ZGC_EXPECT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& transfer) {
      root.Add(proof::LeafHash(kind, RecordOf(transfer)));
      return true;
    }));
    return root.root();
  }

  void ExpectProved(const v1::Transfer& transfer, const std::string& checkpoint) {
    const auto proof = Ask(GetInclusionProof, absl::StrCat("transfer: '", transfer.name(),
                                                           "' checkpoint: '", checkpoint, "'"));
    ZGC_ASSERT_OK(proof);
    const auto opened = OpenCheckpoint(proof->checkpoint().text(), keys_);
    ZGC_ASSERT_OK(opened);
    const auto kind = DigestOf(opened->suite);
    EXPECT_EQ(proof->record(), RecordOf(transfer));
    EXPECT_TRUE(proof::VerifyInclusion(kind, proof::LeafHash(kind, proof->record()),
                                       transfer.sequence(), opened->size, HashesOf(*proof),
                                       opened->root))
        << transfer.name() << " in " << checkpoint;
  }
};

TEST_F(ProofTest, ACheckpointStatesTheJournalAndIsSigned) {
  Post(3);
  const auto made = Checkpoint();
  ZGC_ASSERT_OK(made);
  const auto opened = OpenCheckpoint(made->text(), keys_);
  ZGC_ASSERT_OK(opened);
  EXPECT_EQ(opened->origin, store_->store_id());
  EXPECT_EQ(opened->size, made->transfers());
  EXPECT_EQ(opened->root, RootOfAll(proof::DigestKind::kSha256));
  v1::JournalSegment last;
  ASSERT_TRUE(last.ParseFromString(Rows().back().second));
  EXPECT_EQ(made->chain_hash(), last.hash());
  EXPECT_EQ(opened->size, last.first_sequence() + last.count());
  ZGC_EXPECT_OK(OpenRow(Find(kCheckpoints, made->name()), store_->lineage()));
}

TEST_F(ProofTest, WithoutAPostingOrAnotherKeyTheNewestCheckpointIsTheAnswer) {
  const auto first = Checkpoint();
  const int64_t head = store_->head();
  const auto again = Checkpoint();
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->name(), first->name());
  EXPECT_EQ(store_->head(), head);
  Post(1);
  EXPECT_NE(Checkpoint()->name(), first->name());
  const auto before = Checkpoint();
  Keep(proof::NewKey());
  const auto rotated = Checkpoint();
  ZGC_ASSERT_OK(rotated);
  EXPECT_NE(rotated->key_id(), before->key_id());
  EXPECT_EQ(rotated->transfers(), before->transfers());
  // The old ones stay good with the old key.
  ZGC_EXPECT_OK(OpenCheckpoint(first->text(), keys_));
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(ProofTest, WithoutAKeyTheServerSaysWhatToConfigure) {
  Keep(absl::nullopt);
  EXPECT_THAT(Checkpoint(), HasReason(ERROR_REASON_CHECKPOINT_KEY_MISSING));
  EXPECT_THAT(Checkpoint(),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("--checkpoint-key")));
  ZGC_EXPECT_OK(keeper_->Tick());
  EXPECT_FALSE(Verify().has_damage());
}

// Over the borders of tiles; with tiles, with some of them, and with none.
TEST_F(ProofTest, EveryTransferIsProvedInEveryCheckpointThatCoversIt) {
  std::vector<v1::Checkpoint> checkpoints = {*Checkpoint()};
  for (const int count : {255, 3, 254, 1}) {
    Post(count);
    checkpoints.push_back(*Checkpoint());
    if (count == 3) {
      ZGC_ASSERT_OK(keeper_->Tick());
    }
  }
  for (const bool tiled : {false, true}) {
    if (tiled) {
      ZGC_ASSERT_OK(keeper_->Tick());
      Post(1);
    }
    std::vector<v1::Transfer> transfers;
    ZGC_ASSERT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& transfer) {
      transfers.push_back(transfer);
      return true;
    }));
    for (const auto& checkpoint : checkpoints) {
      for (const int64_t at :
           {int64_t{0}, checkpoint.transfers() / 2, checkpoint.transfers() - 1}) {
        ExpectProved(transfers[static_cast<size_t>(at)], checkpoint.name());
      }
      if (checkpoint.transfers() == static_cast<int64_t>(transfers.size())) continue;
      const auto& later = transfers[static_cast<size_t>(checkpoint.transfers())];
      EXPECT_THAT(Ask(GetInclusionProof, absl::StrCat("transfer: '", later.name(),
                                                      "' checkpoint: '", checkpoint.name(), "'")),
                  HasReason(ERROR_REASON_INVALID_FIELD));
    }
    for (const auto& from : checkpoints) {
      for (const auto& to : checkpoints) {
        const auto proof = Ask(GetConsistencyProof,
                               absl::StrCat("from: '", from.name(), "' to: '", to.name(), "'"));
        if (from.revision() > to.revision()) {
          EXPECT_THAT(proof, HasReason(ERROR_REASON_INVALID_FIELD));
          continue;
        }
        ZGC_ASSERT_OK(proof);
        EXPECT_TRUE(proof::VerifyConsistency(proof::DigestKind::kSha256, from.transfers(),
                                             HashOfBytes(from.root()), to.transfers(),
                                             HashOfBytes(to.root()), HashesOf(*proof)));
      }
    }
  }
}

// Two layers of tiles, made in steps with restarts between.
TEST_F(ProofTest, TilesMadeInStepsAreThoseOfTheJournal) {
  absl::optional<TileWriter> writer;
  const auto open = [&] {
    writer.emplace(*store_, proof::DigestKind::kSha256);
    ZGC_EXPECT_OK(writer->Open());
  };
  open();
  for (int round = 0; round < 12; ++round) {
    Post(97 + round);
    const auto complete = writer->Extend(round % 3 == 0 ? 60 : 1000);
    ZGC_ASSERT_OK(complete);
    if (round % 4 == 3) {
      // Makes visible what was written behind, and begins from it.
      Post(1);
      open();
    }
  }
  ASSERT_TRUE(*writer->Extend(100'000));
  EXPECT_EQ(writer->end().root.root(), RootOfAll(proof::DigestKind::kSha256));
  const int64_t transfers = writer->end().transfers;
  const int64_t revision = Post(1);
  const storage::Snapshot snapshot = *store_->ReadAt(revision);
  EXPECT_EQ(*TiledTransfers(snapshot, proof::DigestKind::kSha256), transfers);
  const auto root = proof::Root(proof::DigestKind::kSha256,
                                JournalTree(snapshot, proof::DigestKind::kSha256), transfers);
  ZGC_ASSERT_OK(root);
  EXPECT_EQ(*root, writer->end().root.root());
}

TEST_F(ProofTest, Sm2AndSm3) {
  Post(300);
  const auto before = Checkpoint();
  Keep(proof::NewKey(proof::Suite::kSm2Sm3));
  ZGC_ASSERT_OK(keeper_->Tick());
  Post(2);
  const auto made = Checkpoint();
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->suite(), "sm2-sm3");
  EXPECT_EQ(HashOfBytes(made->root()), RootOfAll(proof::DigestKind::kSm3));
  std::vector<v1::Transfer> transfers;
  ZGC_ASSERT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& transfer) {
    transfers.push_back(transfer);
    return true;
  }));
  ExpectProved(transfers[150], made->name());
  ExpectProved(transfers[150], before->name());
  EXPECT_THAT(Ask(GetConsistencyProof, absl::StrCat("from: '", before->name(), "'")),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_FALSE(Verify().has_damage());
  std::istringstream in(Export());
  proof::BundleReport report;
  const auto damage = VerifyBundle(in, keys_, report);
  EXPECT_FALSE(damage.has_value()) << Describe(*damage);
}

TEST_F(ProofTest, CheckpointsAreMadeWhenTheyAreDue) {
  keeper_ = nullptr;
  CheckpointOptions options;
  options.key = proof::NewKey();
  options.every_transfers = 10;
  keeper_ = std::make_unique<ProofKeeper>(*store_, options);
  ZGC_ASSERT_OK(keeper_->Tick());
  const auto first = *NewestCheckpoint(store_->Read());
  ASSERT_TRUE(first.has_value());
  Post(9);
  ZGC_ASSERT_OK(keeper_->Tick());
  EXPECT_EQ((*NewestCheckpoint(store_->Read()))->name(), first->name());
  Post(1);
  ZGC_ASSERT_OK(keeper_->Tick());
  EXPECT_EQ((*NewestCheckpoint(store_->Read()))->transfers(), first->transfers() + 10);
  options.every = absl::ZeroDuration();
  keeper_ = std::make_unique<ProofKeeper>(*store_, options);
  Post(1);
  ZGC_ASSERT_OK(keeper_->Tick());
  EXPECT_EQ((*NewestCheckpoint(store_->Read()))->transfers(), first->transfers() + 11);
}

TEST_F(ProofTest, ABundleHoldsWhatItsCheckpointCoversAndIsMadeAgainToTheByte) {
  Post(5);
  const auto first = Checkpoint();
  Post(300);
  const auto second = Checkpoint();
  const std::string early = Export(first->name());
  const std::string whole = Export(second->name());
  for (const std::string& bytes : {early, whole}) {
    std::istringstream in(bytes);
    proof::BundleReport report;
    const auto damage = VerifyBundle(in, keys_, report);
    ASSERT_FALSE(damage.has_value()) << Describe(*damage);
    EXPECT_EQ(report.counts.transfers(), (bytes == early ? first : second)->transfers());
  }
  Post(7);
  ZGC_ASSERT_OK(keeper_->Tick());
  Keep(proof::NewKey());
  EXPECT_EQ(Export(first->name()), early);
  EXPECT_EQ(Export(second->name()), whole);
  for (const size_t offset : {size_t{1}, whole.size() / 2, whole.size() - 1, whole.size()}) {
    EXPECT_EQ(Export(second->name(), static_cast<int64_t>(offset)), whole.substr(offset));
  }
}

}  // namespace
}  // namespace zgc::funding
