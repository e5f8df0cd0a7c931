#include "services/funding_ledger/domain/budget/virements.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// What changes the budget of a year after it was voted: supplementary
// appropriations, reductions and virements.

using VirementsTest = BudgetFixture;

TEST_F(VirementsTest, AVirementMovesMoneyAndItsLotsOnceApproved) {
  ZGC_ASSERT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'"));
  ZGC_ASSERT_OK(Allot("a", "ic", 800));
  ZGC_ASSERT_OK(Allot("b", "talent", 500));
  ZGC_ASSERT_OK(Vire("v", "talent", "ic", 350));
  EXPECT_EQ(BalanceOf("available-ic"), 800);
  EXPECT_THAT(Do(ApproveVirement, "name: 'virements/v'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  EXPECT_EQ(BalanceOf("available-ic"), 1150);
  EXPECT_EQ(BalanceOf("available-talent"), 150);
  EXPECT_THAT(LotsOf("accounts/2019-available-ic"), ElementsAre("budget 1000", "more 150"));
  EXPECT_THAT(LotsOf("accounts/2019-available-talent"), ElementsAre("more 150"));
  EXPECT_THAT(Do(RejectVirement, "name: 'virements/v' reason: 'r'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(VirementsTest, AVirementStaysWithinWhatIsAvailableAndTheCeilingOfTheReceiver) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "talent", 300));
  ZGC_ASSERT_OK(Allot("b", "capped", 60));
  ZGC_ASSERT_OK(Vire("v", "talent", "ic", 301));
  EXPECT_EQ(Refusal(Do(ApproveVirement, "name: 'virements/v'", "head").status()),
            "accounts/2019-available-talent of programs/talent: 300 left, 301 asked for");
  ZGC_ASSERT_OK(Vire("w", "talent", "capped", 41));
  EXPECT_EQ(Refusal(Do(ApproveVirement, "name: 'virements/w'", "head").status()),
            "programs/capped of programs/capped: 40 left, 41 asked for");
  // What was given away may be allotted again.
  ZGC_ASSERT_OK(Vire("x", "capped", "talent", 20));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/x'", "head"));
  ZGC_EXPECT_OK(Allot("c", "capped", 60));
  EXPECT_THAT(Allot("d", "capped", 1), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
}

TEST_F(VirementsTest, AVirementAcrossFundsMustSaySo) {
  ZGC_ASSERT_OK(AddProgram("other", ""));
  EXPECT_THAT(Vire("v", "fund", "other", 10), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Vire("v", "fund", "ic", 10, "across_funds: true"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Vire("v", "fund", "other", 10, "across_funds: true"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  EXPECT_EQ(LineOf("fund").adjusted_fen, 990);
  EXPECT_EQ(LineOf("other").adjusted_fen, 10);
  EXPECT_THAT(LotsOf("accounts/2019-available-other"), ElementsAre("budget 10"));
}

TEST_F(VirementsTest, AVirementNamesAllThatIsWrong) {
  const auto wrong = Do(CreateVirement,
                        "virement_id: 'V' virement { fiscal_year: 'fiscalYears/2019' "
                        "from_program: 'programs/ic' to_program: 'programs/ic' "
                        "effective_date: '2020-01-01' }");
  ASSERT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  for (const char* part :
       {"virement_id", "is the giver itself", "amount_fen: must be above zero",
        "2020-01-01 is not in 2019", "reason: is required", "document: is required"}) {
    EXPECT_THAT(std::string(wrong.status().message()), HasSubstr(part));
  }
}

TEST_F(VirementsTest, VirementsAreListedByYearAndEitherProgram) {
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 50));
  EXPECT_THAT(Listed(store_->Read(), ListVirements,
                     "fiscal_year: 'fiscalYears/2019' program: 'programs/ic'"),
              ElementsAre("virements/v"));
  EXPECT_THAT(Listed(store_->Read(), ListVirements, "program: 'programs/talent'"), IsEmpty());
  const auto found = Got(store_->Read(), GetVirement, "name: 'virements/v'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 50);
  EXPECT_THAT(Got(store_->Read(), GetVirement, "name: 'virements/w'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
