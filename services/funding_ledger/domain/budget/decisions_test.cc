#include "services/funding_ledger/domain/budget/decisions.h"

#include "services/funding_ledger/testing/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class DecisionsTest : public BudgetFixture {
 protected:
  absl::StatusOr<v1::Virement> Decide(const std::string& person) {
    v1::ApproveVirementRequest request;
    request.set_name("virements/v");
    v1::Virement row;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(
          row, GetForDecision(txn, kVirements, {"", person}, request, "ApproveVirement"));
      return "";
    });
    if (!done.ok()) return done.status();
    return row;
  }
  absl::StatusOr<v1::Virement> Refuse(const std::string& reason) {
    v1::RejectVirementRequest request;
    request.set_name("virements/v");
    request.set_reason(reason);
    v1::Virement row;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(row, Reject(txn, kVirements, {"", "head"}, request, "RejectVirement"));
      return "";
    });
    if (!done.ok()) return done.status();
    return row;
  }
};

TEST_F(DecisionsTest, ADraftIsDecidedByAnotherPersonAndOnce) {
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 50));
  EXPECT_THAT(Decide("clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto row = Decide("head");
  ZGC_ASSERT_OK(row);
  EXPECT_EQ(row->checker(), "head");
  EXPECT_THAT(Refuse(""), FailsWith(kInvalid, HasSubstr("reason")));
  const auto rejected = Refuse("why");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state(), v1::DECISION_STATE_REJECTED);
  EXPECT_EQ(rejected->decision_reason(), "why");
  EXPECT_THAT(Decide("head"), FailsWith(kPrecondition, HasSubstr("DECISION_STATE_REJECTED")));
}

TEST_F(DecisionsTest, ANewRecordIsADraftOfItsMakerWhateverTheRequestSays) {
  v1::Virement row;
  row.set_state(v1::DECISION_STATE_APPROVED);
  row.set_maker("forged");
  row.set_checker("forged");
  row.set_decision_reason("forged");
  SetDraft({"", "clerk"}, row);
  EXPECT_EQ(row.state(), v1::DECISION_STATE_DRAFT);
  EXPECT_EQ(row.maker(), "clerk");
  EXPECT_EQ(row.checker() + row.decision_reason(), "");
}

}  // namespace
}  // namespace zgc::funding
