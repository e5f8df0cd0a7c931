#include "services/funding_ledger/domain/guard/lookups.h"

#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

using LookupsTest = FundingFixture;

TEST_F(LookupsTest, NamesAreFoundByWhatTheyShareInOrder) {
  const InstrumentKey x = {InstrumentBy::kContract, "bank", "x"};
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kInstrumentLookups.Add(txn, x, "loans/b");
    kInstrumentLookups.Add(txn, x, "loans/a");
    kInstrumentLookups.Add(txn, {InstrumentBy::kContract, "bank", "xy"}, "loans/c");
    return "";
  }));
  EXPECT_THAT(*Found(store_->Read(), x), ElementsAre("loans/a", "loans/b"));
  EXPECT_THAT(*Found(store_->Read(), {InstrumentBy::kClaim, "bank", "x"}), IsEmpty());
}

TEST_F(LookupsTest, AKeyHasSomethingToBeFoundBy) {
  Checks checks;
  CheckKey(" No. 7 ", "good", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  CheckKey("  ", "bad", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("bad: is required")));
}

}  // namespace
}  // namespace zgc::funding
