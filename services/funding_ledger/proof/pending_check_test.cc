#include "services/funding_ledger/proof/pending_check.h"

#include <functional>

#include "absl/strings/escaping.h"
#include "services/funding_ledger/testing/fixture/derived_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;

class PendingCheckTest : public DerivedFixture {
 protected:
  static std::string Key(const std::string& id) {
    return storage::EncodeKey(storage::NameKey{IdNamed(id)});
  }
  void ExpectDamage(const std::string& index, const std::string& id, const std::string& transfer,
                    const char* what) {
    const v1::JournalDamage damage = Damage();
    EXPECT_EQ(damage.index(), index) << damage.description();
    EXPECT_EQ(damage.key(), absl::BytesToHexString(IdNamed(id)));
    EXPECT_EQ(damage.transfer(), transfer);
    EXPECT_THAT(damage.description(), HasSubstr(what));
  }
};

TEST_F(PendingCheckTest, GoodRowsAreCounted) {
  const auto done = Verify();
  EXPECT_FALSE(done.has_damage()) << done.damage().DebugString();
  EXPECT_EQ(done.pendings(), 5);
  // Whatever came since.
  v1::PostTransfersRequest request;
  v1::Transfer& transfer = *request.add_transfers();
  transfer = Plain("late", 0);
  transfer.set_mode(v1::TRANSFER_MODE_PENDING);
  transfer.set_timeout_seconds(5);
  ZGC_ASSERT_OK(ledger_.Post(request));
  EXPECT_EQ(Verify().pendings(), 6);
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(PendingCheckTest, ARowThatIsMissingOrOfNobodyIsNamed) {
  for (const char* id : {"open", "timed", "posted", "voided", "expired"}) {
    const std::string good = RowAt(kPendings.column(), Key(id));
    Write(kPendings.column(), Key(id), absl::nullopt);
    ExpectDamage("pending", id, NameOf(id), "has no row");
    Write(kPendings.column(), Key(id), good);
  }
  Write(kPendings.column(), Key("nobody"), RowAt(kPendings.column(), Key("open")));
  ExpectDamage("pending", "nobody", "", "nobody posted it");
}

// Each field of each row.
TEST_F(PendingCheckTest, AChangedRowIsNamed) {
  const std::function<void(v1::PendingRow&)> damages[] = {
      [](v1::PendingRow& row) { row.set_debit("accounts/other"); },
      [](v1::PendingRow& row) { row.set_credit("accounts/other"); },
      [](v1::PendingRow& row) { std::swap(*row.mutable_debit(), *row.mutable_credit()); },
      [](v1::PendingRow& row) { row.set_open_fen(row.open_fen() + 1); },
      [](v1::PendingRow& row) { row.set_expire_unix_nanos(row.expire_unix_nanos() + 1); },
      [](v1::PendingRow& row) { row.set_state(row.state() % 4 + 1); },
      [](v1::PendingRow& row) { row.set_state((row.state() + 1) % 4 + 1); },
      [](v1::PendingRow& row) { row.set_state((row.state() + 2) % 4 + 1); },
      [](v1::PendingRow& row) { row.set_state(0); },
      [](v1::PendingRow& row) {
        row.GetReflection()->MutableUnknownFields(&row)->AddVarint(77, 1);
      },
  };
  for (const char* id : {"open", "timed", "posted", "voided", "expired"}) {
    const std::string good = RowAt(kPendings.column(), Key(id));
    for (size_t i = 0; i < std::size(damages); ++i) {
      v1::PendingRow row;
      ASSERT_TRUE(row.ParseFromString(good));
      damages[i](row);
      Write(kPendings.column(), Key(id), row.SerializeAsString());
      const v1::JournalDamage damage = Damage();
      EXPECT_EQ(damage.index(), "pending") << id << " " << i;
      EXPECT_EQ(damage.key(), absl::BytesToHexString(IdNamed(id))) << damage.description();
    }
    Write(kPendings.column(), Key(id), good);
  }
  EXPECT_FALSE(Verify().has_damage());
}

TEST_F(PendingCheckTest, AnExpiryThatIsMissingOrOfNobodyIsNamed) {
  v1::PendingRow row;
  ASSERT_TRUE(row.ParseFromString(RowAt(kPendings.column(), Key("timed"))));
  const auto key = [](int64_t time, const std::string& id) {
    return storage::EncodeKey(ExpiryKey{time, IdNamed(id)});
  };
  const std::string good = key(row.expire_unix_nanos(), "timed");
  Write(kExpiries.column(), good, absl::nullopt);
  ExpectDamage("expiry", "timed", "", "is missing");
  // At another time.
  Write(kExpiries.column(), key(row.expire_unix_nanos() + 1, "timed"), "");
  ExpectDamage("expiry", "timed", "", "is of no open pending transfer");
  Write(kExpiries.column(), key(row.expire_unix_nanos() + 1, "timed"), absl::nullopt);
  Write(kExpiries.column(), good, "");
  EXPECT_FALSE(Verify().has_damage());
  for (const char* id : {"open", "posted", "nobody"}) {
    Write(kExpiries.column(), key(row.expire_unix_nanos(), id), "");
    ExpectDamage("expiry", id, "", "is of no open pending transfer");
    Write(kExpiries.column(), key(row.expire_unix_nanos(), id), absl::nullopt);
  }
}

}  // namespace
}  // namespace zgc::funding
