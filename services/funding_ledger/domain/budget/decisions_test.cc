#include "services/funding_ledger/domain/budget/decisions.h"

#include "services/funding_ledger/testing/fixture/budget_fixture.h"

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
  absl::StatusOr<v1::Virement> Refuse(const std::string& reason, const std::string& person) {
    v1::RejectVirementRequest request;
    request.set_name("virements/v");
    request.set_reason(reason);
    v1::Virement row;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(row, Reject(txn, kVirements, DecisionLifecycle<v1::Virement>(),
                                       {"", person}, request, "RejectVirement"));
      return "";
    });
    if (!done.ok()) return done.status();
    return row;
  }
};

TEST_F(DecisionsTest, ADraftIsDecidedByAnotherPersonAndOnce) {
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 50));
  EXPECT_THAT(Refuse("why", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Refuse("", "head"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto rejected = Refuse("why", "head");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state(), v1::DECISION_STATE_REJECTED);
  EXPECT_EQ(rejected->steps(1).note(), "why");
  EXPECT_EQ(rejected->steps(1).actor(), "head");
  EXPECT_THAT(Refuse("why", "head"),
              FailsWith(kPrecondition, HasSubstr("DECISION_STATE_REJECTED")));
}

TEST_F(DecisionsTest, AnApprovalSaysWhatIsInItsWay) {
  const auto lifecycle = DecisionLifecycle<v1::Virement>(
      "never", +[](const storage::Reader&, const v1::Virement&) {
        return absl::StatusOr<std::vector<std::string>>(std::vector<std::string>{"it is Friday"});
      });
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 50));
  EXPECT_THAT(lifecycle.Check(store_->Read(), {"", "head"}, "ApproveVirement",
                              Find(kVirements, "virements/v")),
              FailsWith(kPrecondition, HasSubstr("it is Friday; open: RejectVirement")));
}

}  // namespace
}  // namespace zgc::funding
