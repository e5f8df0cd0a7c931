#include "services/funding_ledger/proof/verification.h"

#include "services/funding_ledger/testing/fixture/proof_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

class VerificationTest : public ProofFixture {
 protected:
  VerificationTest() {
    Post(2);
    Post(3);
    ZGC_EXPECT_OK(Checkpoint());
    Post(1);
    ZGC_EXPECT_OK(keeper_->Tick());
    // Makes visible what was written behind.
    ZGC_EXPECT_OK(AddProgram("later", "fund"));
    rows_ = Rows();
  }
  std::vector<std::pair<int64_t, std::string>> rows_;
};

TEST_F(VerificationTest, AGoodJournalIsCountedAndEveryBalanceAddedUp) {
  const auto done = Verify();
  EXPECT_TRUE(done.done());
  EXPECT_FALSE(done.has_damage()) << done.damage().description();
  EXPECT_EQ(done.segments(), static_cast<int64_t>(rows_.size()));
  EXPECT_EQ(done.revision(), rows_.back().first);
  EXPECT_EQ(done.checkpoints(), 1);
  EXPECT_GT(done.accounts(), 2);
  const auto part = Verify(rows_[1].first, rows_[2].first);
  EXPECT_TRUE(part.done());
  EXPECT_EQ(part.segments(), 2);
  EXPECT_EQ(part.accounts(), 0);
}

// Every byte of every row: the revision is always right, and of a byte in a record its
// number too.
TEST_F(VerificationTest, EveryFlippedByteOfTheJournalIsFoundAndNamed) {
  for (const auto& [revision, row] : rows_) {
    v1::JournalSegment segment;
    ASSERT_TRUE(segment.ParseFromString(row));
    // Of each byte of the row, the record that it is of.
    std::vector<int64_t> record_of(row.size(), -1);
    size_t at = row.find(segment.records());
    ASSERT_NE(at, std::string::npos);
    for (int64_t number = 0; number < segment.count(); ++number) {
      size_t length = static_cast<unsigned char>(row[at]);
      size_t head = 1;
      if (length >= 128) {
        length = (length & 127) | static_cast<size_t>(row[at + 1]) << 7;
        head = 2;
      }
      for (const size_t end = at + head + length; at < end; ++at) {
        record_of[at] = number;
      }
    }
    for (size_t i = 0; i < row.size(); ++i) {
      std::string bad = row;
      bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
      Damage(revision, bad);
      const auto done = Verify();
      ASSERT_TRUE(done.has_damage()) << revision << " byte " << i;
      ASSERT_EQ(done.damage().revision(), revision) << i << done.damage().description();
      if (record_of[i] >= 0) {
        ASSERT_EQ(done.damage().transfer_number(), record_of[i])
            << revision << " byte " << i << ": " << done.damage().description();
        ASSERT_EQ(done.damage().transfer(), TransferName(revision, static_cast<int>(record_of[i])));
      }
    }
    Damage(revision, row);
  }
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(VerificationTest, AMissingRowIsMissedByTheNextOrByTheBalances) {
  for (size_t i = 0; i < rows_.size(); ++i) {
    Damage(rows_[i].first, "");
    const auto done = Verify();
    ASSERT_TRUE(done.has_damage()) << i;
    if (i + 1 < rows_.size()) {
      EXPECT_EQ(done.damage().revision(), rows_[i + 1].first);
      EXPECT_THAT(done.damage().description(), HasSubstr("sequence"));
    }
    Damage(rows_[i].first, rows_[i].second);
  }
}

TEST_F(VerificationTest, ASwappedOrRepeatedRowIsFoundWhereItStands) {
  const auto& [first, first_row] = rows_[rows_.size() - 2];
  const auto& [second, second_row] = rows_.back();
  Damage(first, second_row);
  Damage(second, first_row);
  EXPECT_EQ(Verify().damage().revision(), first);
  Damage(first, first_row);
  EXPECT_EQ(Verify().damage().revision(), second);
}

// A journal that was written anew, with a right chain, is still not the one that was
// signed.
TEST_F(VerificationTest, ARewrittenJournalIsNotWhatTheCheckpointSays) {
  std::string previous(32, '\0');
  for (size_t i = 0; i < rows_.size(); ++i) {
    v1::JournalSegment segment;
    ASSERT_TRUE(segment.ParseFromString(rows_[i].second));
    if (i + 3 == rows_.size()) {
      v1::Transfer transfer;
      std::string records;
      ZGC_ASSERT_OK(ForEachRecord(segment, [&](int, absl::string_view record) {
        EXPECT_TRUE(transfer.ParseFromArray(record.data(), static_cast<int>(record.size())));
        transfer.set_document("another");
        AppendRecord(transfer.SerializeAsString(), records);
        return true;
      }));
      segment.set_records(records);
    }
    std::vector<Hash> leaves;
    ZGC_ASSERT_OK(ForEachRecord(segment, [&](int, absl::string_view record) {
      leaves.push_back(LeafHash(record));
      return true;
    }));
    segment.set_previous_hash(previous);
    previous = std::string(ViewOf(SegmentHash(segment, leaves)));
    segment.set_hash(previous);
    Damage(rows_[i].first, segment.SerializeAsString());
  }
  // The tiles know the record, and without them the checkpoint knows the chain.
  EXPECT_EQ(Verify().damage().revision(), rows_[rows_.size() - 3].first);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kTiles.Delete(txn, {static_cast<int64_t>(proof::DigestKind::kSha256), 0, 0});
    return "";
  }));
  const auto done = Verify();
  EXPECT_THAT(done.damage().description(), HasSubstr("checkpoints/"));
  EXPECT_THAT(done.damage().description(), HasSubstr("chain"));
}

TEST_F(VerificationTest, AChangedCheckpointIsFound) {
  v1::Checkpoint row = **NewestCheckpoint(store_->Read());
  const std::string good = row.SerializeAsString();
  for (size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const auto put = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kCheckpoints.column(), storage::EncodeKey(storage::NameKey{row.name()}), bad);
      return "";
    });
    // What is no row at all is not even written.
    if (absl::IsDataLoss(put.status())) continue;
    ZGC_ASSERT_OK(put);
    v1::VerifyJournalRequest request;
    auto work = JournalVerification::Begin(*store_, request);
    ZGC_ASSERT_OK(work);
    v1::VerifyJournalResponse next;
    while (!next.done()) ASSERT_TRUE(*(*work)->Next(next));
    EXPECT_TRUE(next.has_damage()) << i;
  }
}

TEST_F(VerificationTest, ARangeThatIsNoneIsRefused) {
  const auto begin = [&](int64_t from, int64_t to) {
    v1::VerifyJournalRequest request;
    request.set_from_revision(from);
    request.set_to_revision(to);
    return JournalVerification::Begin(*store_, request).status();
  };
  EXPECT_THAT(begin(-1, 0), HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(begin(5, 4), HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(begin(0, store_->head() + 1),
              HasReason(common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE));
}

}  // namespace
}  // namespace zgc::funding
