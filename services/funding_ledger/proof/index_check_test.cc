#include "services/funding_ledger/proof/index_check.h"

#include <algorithm>
#include <functional>

#include "absl/strings/escaping.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/proof/index_entries.h"
#include "services/funding_ledger/testing/fixture/derived_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;

struct ChunkRow {
  ChunkKey key;
  v1::IndexChunk chunk;
};

class IndexCheckTest : public DerivedFixture {
 protected:
  // Of one value, or of all that an index has.
  std::vector<ChunkRow> Rows(TransferIndex index, const std::string& value = "") {
    std::vector<ChunkRow> rows;
    const storage::Snapshot snapshot = ledger_.store().Read();
    const auto cursor = snapshot.Scan(kChunks.column(), {});
    for (; cursor->Valid(); cursor->Next()) {
      ChunkRow row;
      ZGC_EXPECT_OK(ReadChunk(*cursor, row.key, row.chunk));
      if (row.key.index != static_cast<int64_t>(index)) continue;
      if (value.empty() || row.key.value == value) rows.push_back(row);
    }
    return rows;
  }
  void Put(const ChunkRow& row) {
    Write(kChunks.column(), storage::EncodeKey(row.key), row.chunk.SerializeAsString());
  }
  void Delete(const ChunkRow& row) {
    Write(kChunks.column(), storage::EncodeKey(row.key), absl::nullopt);
  }
  // Runs the check by itself, with so much memory for the sums of accounts.
  absl::optional<v1::JournalDamage> Check(size_t max_claims) {
    const storage::Snapshot snapshot = ledger_.store().Read();
    IndexCheck check(snapshot, max_claims);
    while (check.Read(2)) {
    }
    ZGC_EXPECT_OK(ForEachTransferUpTo(
        snapshot, snapshot.revision(),
        [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
          check.Add(position, transfer);
          return true;
        }));
    auto damage = check.Finish();
    ZGC_EXPECT_OK(damage);
    return damage.ok() ? *damage : absl::nullopt;
  }
};

TEST_F(IndexCheckTest, AGoodIndexHasAnEntryForEachThingATransferIsFoundBy) {
  const auto done = Verify();
  EXPECT_FALSE(done.has_damage()) << done.damage().DebugString();
  int64_t entries = 0;
  for (const v1::Transfer& transfer : Transfers()) {
    entries += 2;
    for (const std::string& found_by : {transfer.award(), transfer.enterprise(), transfer.program(),
                                        transfer.park(), transfer.task(), transfer.id()}) {
      if (!found_by.empty()) ++entries;
    }
  }
  EXPECT_EQ(done.index_entries(), entries);
  // With another end, or another beginning, what is derived is not compared.
  v1::VerifyJournalRequest request;
  request.set_to_revision(ledger_.store().head());
  EXPECT_EQ(Verify(request).index_entries(), 0);
  request.clear_to_revision();
  request.set_from_revision(ledger_.store().head());
  EXPECT_EQ(Verify(request).index_entries(), 0);
}

// What has been posted and is not indexed yet is no damage.
TEST_F(IndexCheckTest, TheTailIsNotMissed) {
  v1::PostTransfersRequest request;
  *request.add_transfers() = Plain("late", 0);
  ZGC_ASSERT_OK(ledger_.Post(request));
  EXPECT_FALSE(Verify().has_damage());
  // Nor are rows of a chunk that is being written.
  ChunkRow row = Rows(TransferIndex::kAward).back();
  row.key.first_revision = ledger_.store().head() + 1;
  Put(row);
  EXPECT_FALSE(Verify().has_damage());
}

// Each index of chunks, damaged in each way.
struct ByValue {
  TransferIndex index;
  const char* name;
  const char* value;
};
constexpr ByValue kByValue[] = {
    {TransferIndex::kAccount, "account", "accounts/cash"},
    {TransferIndex::kAward, "award", "awards/w"},
    {TransferIndex::kEnterprise, "enterprise", "//park_region/enterprises/e"},
    {TransferIndex::kProgram, "program", "programs/p"},
    {TransferIndex::kPark, "park", "//park_region/parks/k"},
    {TransferIndex::kTask, "task", "//task_registry/tasks/t"}};
class EachIndexTest : public IndexCheckTest {
 protected:
  // What the test damages is mended after each.
  void ForEachIndex(const std::function<void(const ByValue&)>& test) {
    for (const ByValue& by : kByValue) {
      SCOPED_TRACE(by.name);
      const std::vector<ChunkRow> good = Rows(by.index);
      test(by);
      for (const ChunkRow& row : good) Put(row);
      for (const ChunkRow& row : Rows(by.index)) {
        const bool was_there = std::any_of(good.begin(), good.end(), [&](const ChunkRow& one) {
          return storage::EncodeKey(one.key) == storage::EncodeKey(row.key);
        });
        if (!was_there) Delete(row);
      }
      EXPECT_FALSE(Verify().has_damage());
    }
  }
  void ExpectDamage(const ByValue& by, const std::string& key, const std::string& transfer,
                    const char* what) {
    const v1::JournalDamage damage = Damage();
    EXPECT_EQ(damage.index(), by.name);
    EXPECT_EQ(damage.key(), key) << damage.description();
    EXPECT_EQ(damage.transfer(), transfer) << damage.description();
    EXPECT_THAT(damage.description(), HasSubstr(what));
  }
  // The transfer at a place of a row.
  static std::string At(const ChunkRow& row, int place) {
    const Position position =
        PositionsOf(row.chunk, row.key.first_revision)[static_cast<size_t>(place)];
    return TransferName(position.revision, position.number);
  }
};

TEST_F(EachIndexTest, AMissingRowIsNamedWithItsFirstTransfer) {
  ForEachIndex([&](const ByValue& by) {
    const auto rows = Rows(by.index, by.value);
    ASSERT_GE(rows.size(), 4);
    for (const ChunkRow& row : rows) {
      Delete(row);
      if (by.index == TransferIndex::kAccount &&
          row.key.first_revision != rows.back().key.first_revision) {
        // The sums of the next row say so first.
        EXPECT_EQ(Damage().key(), by.value);
      } else {
        ExpectDamage(by, by.value, At(row, 0), "does not have the transfer under");
      }
      Put(row);
    }
  });
}

TEST_F(EachIndexTest, AMissingEntryIsNamed) {
  ForEachIndex([&](const ByValue& by) {
    const ChunkRow row = Rows(by.index, by.value)[1];
    for (int place = 0; place < row.chunk.numbers_size(); ++place) {
      ChunkRow bad = row;
      // All transfers of a chunk of the fixture are of one commit.
      bad.chunk.mutable_numbers()->erase(bad.chunk.numbers().begin() + place);
      bad.chunk.mutable_revision_steps()->erase(bad.chunk.revision_steps().begin() +
                                                std::max(place, 1));
      if (by.index == TransferIndex::kAccount) {
        Put(bad);
        ExpectDamage(by, by.value, "", "not as many days as transfers");
        bad.chunk.mutable_day_counts()->RemoveLast();
        bad.chunk.mutable_day_steps()->RemoveLast();
      }
      Put(bad);
      ExpectDamage(by, by.value, At(row, place), "does not have the transfer under");
    }
  });
}

TEST_F(EachIndexTest, AnExtraEntryIsNamed) {
  ForEachIndex([&](const ByValue& by) {
    ChunkRow row = Rows(by.index, by.value)[1];
    // A transfer that the commit does not have.
    row.chunk.add_numbers(kTransfersInChunk + 5);
    row.chunk.add_revision_steps(0);
    if (by.index == TransferIndex::kAccount) {
      Put(row);
      ExpectDamage(by, by.value, "", "not as many days as transfers");
      const int last = row.chunk.day_counts_size() - 1;
      row.chunk.set_day_counts(last, row.chunk.day_counts(last) + 1);
    }
    Put(row);
    ExpectDamage(by, by.value, At(row, row.chunk.numbers_size() - 1),
                 "has a transfer that is not one under");
  });
}

TEST_F(EachIndexTest, AnExtraRowIsNamed) {
  ForEachIndex([&](const ByValue& by) {
    ChunkRow row = Rows(by.index, by.value)[0];
    row.key.value += "-nobody";
    Put(row);
    ExpectDamage(by, row.key.value, At(row, 0), "has a transfer that is not one under");
  });
}

TEST_F(EachIndexTest, AnEntryThatPointsElsewhereIsNamed) {
  ForEachIndex([&](const ByValue& by) {
    ChunkRow row = Rows(by.index, by.value)[1];
    const std::string missing = At(row, row.chunk.numbers_size() - 1);
    row.chunk.set_numbers(row.chunk.numbers_size() - 1, 77);
    Put(row);
    ExpectDamage(by, by.value, missing, "does not have the transfer under");
  });
}

TEST_F(EachIndexTest, ARowThatCannotBeRightIsNamed) {
  ForEachIndex([&](const ByValue& by) {
    const ChunkRow row = Rows(by.index, by.value)[1];
    const std::function<void(ChunkRow&)> damages[] = {
        [](ChunkRow& bad) { bad.chunk.add_numbers(1); },
        [](ChunkRow& bad) { bad.chunk.add_revision_steps(1); },
        [](ChunkRow& bad) {
          bad.chunk.clear_numbers();
          bad.chunk.clear_revision_steps();
        },
        // Out of order, twice the same, before its chunk's end.
        [](ChunkRow& bad) {
          std::swap(*bad.chunk.mutable_numbers()->begin(),
                    *(bad.chunk.mutable_numbers()->end() - 1));
        },
        [](ChunkRow& bad) { bad.chunk.set_numbers(1, bad.chunk.numbers(0)); },
        [](ChunkRow& bad) { bad.chunk.set_revision_steps(0, 1000); },
        [](ChunkRow& bad) {
          bad.chunk.GetReflection()->MutableUnknownFields(&bad.chunk)->AddVarint(77, 1);
        },
        [](ChunkRow& bad) {
          if (bad.chunk.has_closing()) {
            bad.chunk.clear_closing();
          } else {
            bad.chunk.mutable_closing();
          }
        },
    };
    for (const auto& damage : damages) {
      ChunkRow bad = row;
      damage(bad);
      Put(bad);
      EXPECT_EQ(Damage().index(), by.name) << bad.chunk.DebugString();
      EXPECT_EQ(Damage().key(), by.value);
    }
    Write(kChunks.column(), storage::EncodeKey(row.key), "\xff\xff");
    EXPECT_EQ(Damage().index(), by.name);
  });
}

// Sums within one row, and a mistake that the next row repeats.
TEST_F(IndexCheckTest, WrongSumsOfAnAccountAreNamedWithTheTransferAfterWhichTheyStand) {
  const auto rows = Rows(TransferIndex::kAccount, "accounts/cash");
  for (size_t i = 0; i < rows.size(); ++i) {
    ChunkRow bad = rows[i];
    bad.chunk.mutable_closing()->set_debits_fen(bad.chunk.closing().debits_fen() + 1);
    Put(bad);
    if (i + 1 < rows.size()) {
      ChunkRow next = rows[i + 1];
      EXPECT_THAT(Damage().description(), HasSubstr("first sums"));
      *next.chunk.mutable_opening() = bad.chunk.closing();
      Put(next);
    }
    // However little memory there is for them.
    for (const size_t max_claims : {size_t{1}, size_t{3}, IndexCheck::kMaxClaims}) {
      const auto damage = Check(max_claims);
      ASSERT_TRUE(damage.has_value()) << i << " " << max_claims;
      EXPECT_EQ(damage->index(), "account");
      EXPECT_EQ(damage->key(), "accounts/cash");
      EXPECT_EQ(damage->revision(), rows[i].chunk.closing().revision());
      EXPECT_THAT(damage->description(), HasSubstr("adds up"));
    }
    Put(rows[i]);
    if (i + 1 < rows.size()) Put(rows[i + 1]);
  }
  for (const size_t max_claims : {size_t{1}, size_t{2}, size_t{7}})
    EXPECT_FALSE(Check(max_claims).has_value());
}

TEST_F(IndexCheckTest, WrongDaysOfAnAccountAreNamed) {
  for (const ChunkRow& row : Rows(TransferIndex::kAccount, "accounts/cash")) {
    ChunkRow shifted = row;
    const int last = row.chunk.day_steps_size() - 1;
    shifted.chunk.set_day_steps(last, row.chunk.day_steps(last) + 1);
    ChunkRow without = row;
    without.chunk.clear_day_steps();
    without.chunk.clear_day_counts();
    ChunkRow longer = row;
    longer.chunk.set_day_counts(last, row.chunk.day_counts(last) + 1);
    for (const ChunkRow& bad : {shifted, without}) {
      Put(bad);
      const v1::JournalDamage damage = Damage();
      EXPECT_EQ(damage.index(), "account") << damage.ShortDebugString();
      EXPECT_EQ(damage.key(), "accounts/cash");
      EXPECT_THAT(damage.description(), HasSubstr("day")) << damage.ShortDebugString();
      EXPECT_GE(damage.revision(), row.key.first_revision);
    }
    Put(longer);
    EXPECT_EQ(Damage().key(), "accounts/cash");
    EXPECT_THAT(Damage().description(), HasSubstr("not as many days as transfers"));
    Put(row);
  }
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(IndexCheckTest, IdsThatAreMissingExtraOrWrongAreNamed) {
  const std::string id = IdNamed("plain-1-2");
  const std::string hex = absl::BytesToHexString(id);
  const std::string good = RowAt(kTransferIds, id);
  const auto expect = [&](const std::string& key, const std::string& transfer) {
    const v1::JournalDamage damage = Damage();
    EXPECT_EQ(damage.index(), "id");
    EXPECT_EQ(damage.key(), key) << damage.description();
    EXPECT_EQ(damage.transfer(), transfer) << damage.description();
  };
  Write(kTransferIds, id, absl::nullopt);
  expect(hex, NameOf("plain-1-2"));
  // It leads to another.
  Write(kTransferIds, id, RowAt(kTransferIds, IdNamed("plain-1-1")));
  expect(hex, NameOf("plain-1-1"));
  Write(kTransferIds, id, RowAt(kTransferIds, IdNamed("plain-2-1")));
  expect(hex, NameOf("plain-1-2"));
  Write(kTransferIds, id, good + "x");
  expect(hex, "");
  Write(kTransferIds, id, good);
  Write(kTransferIds, IdNamed("nobody"), good);
  expect(absl::BytesToHexString(IdNamed("nobody")), NameOf("plain-1-2"));
  Write(kTransferIds, IdNamed("nobody"), absl::nullopt);
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(IndexCheckTest, AMarkThatIsNotTheJournalsIsNamed) {
  const std::string key = storage::EncodeKey(storage::NameKey{});
  const std::string good = RowAt(kIndexMark.column(), key);
  v1::IndexMark mark;
  ASSERT_TRUE(mark.ParseFromString(good));
  for (const auto& [revision, sequence] : {std::pair(0, 1), std::pair(1, 0), std::pair(-2, -1)}) {
    v1::IndexMark bad = mark;
    bad.set_revision(mark.revision() + revision);
    bad.set_sequence(mark.sequence() + sequence);
    Write(kIndexMark.column(), key, bad.SerializeAsString());
    EXPECT_TRUE(Verify().has_damage()) << bad.DebugString();
  }
  mark.set_sequence(mark.sequence() + 1);
  Write(kIndexMark.column(), key, mark.SerializeAsString());
  EXPECT_EQ(Damage().index(), "mark");
  Write(kIndexMark.column(), key, "\xff");
  EXPECT_EQ(Damage().index(), "mark");
  Write(kIndexMark.column(), key, good);
  EXPECT_FALSE(Verify().has_damage());
}

}  // namespace
}  // namespace zgc::funding
