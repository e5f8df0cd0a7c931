#include "services/funding_ledger/proof/day_check.h"

#include "services/funding_ledger/testing/fixture/derived_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;

// The one transfer of the budget that a test ledger has brings to two accounts.
TEST_F(DerivedFixture, ADayThatIsMissingChangedOrOfNobodyIsNamed) {
  const auto key = [](const std::string& account, const std::string& day) {
    return storage::EncodeKey(AccountDayKey{account, day});
  };
  const auto row = [](int64_t fen) {
    v1::AccountDay day;
    day.set_net_fen(fen);
    return day.SerializeAsString();
  };
  const storage::Column& column = kAccountDays.column();
  EXPECT_FALSE(Verify().has_damage());
  std::vector<std::pair<std::string, std::string>> rows;
  ZGC_ASSERT_OK(kAccountDays.ForEach(ledger_.store().Read(),
                                     [&](const AccountDayKey& one, const v1::AccountDay& day) {
                                       rows.emplace_back(one.account, key(one.account, one.day));
                                       EXPECT_NE(day.net_fen(), 0);
                                       return true;
                                     }));
  ASSERT_EQ(rows.size(), 2);
  for (const auto& [account, at] : rows) {
    const std::string good = RowAt(column, at);
    for (const absl::optional<std::string>& bad :
         {absl::optional<std::string>(), absl::optional<std::string>(row(7))}) {
      Write(column, at, bad);
      const v1::JournalDamage damage = Damage();
      EXPECT_EQ(damage.index(), "day");
      EXPECT_EQ(damage.key(), account);
      EXPECT_THAT(damage.description(), HasSubstr("the journal adds up to"));
    }
    Write(column, at, good);
  }
  EXPECT_FALSE(Verify().has_damage());
  Write(column, key("accounts/cash", "2019-03-02"), row(1));
  EXPECT_EQ(Damage().key(), "accounts/cash");
  Write(column, key("accounts/cash", "2019-03-02"), "\xff");
  EXPECT_EQ(Damage().index(), "day");
}

}  // namespace
}  // namespace zgc::funding
