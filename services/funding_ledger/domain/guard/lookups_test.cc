#include "services/funding_ledger/domain/guard/lookups.h"

#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using LookupsTest = FundingFixture;

TEST_F(LookupsTest, NamesAreFoundByWhatTheyShareInOrder) {
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kInstrumentLookups.Add(txn, {"loan\nx", "loans/b"});
    kInstrumentLookups.Add(txn, {"loan\nx", "loans/a"});
    kInstrumentLookups.Add(txn, {"loan\nxy", "loans/c"});
    return "";
  }));
  EXPECT_THAT(*Found(store_->Read(), "loan\nx"), ElementsAre("loans/a", "loans/b"));
  EXPECT_THAT(*Found(store_->Read(), "claim\nx"), IsEmpty());
}

}  // namespace
}  // namespace zgc::funding
