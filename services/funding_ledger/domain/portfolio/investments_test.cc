#include "services/funding_ledger/domain/portfolio/investments.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using InvestmentsTest = FundingFixture;

TEST_F(InvestmentsTest, SubFundsAndLoansSayWhatIsNotKnown) {
  const std::string fund =
      "sub_fund { display_name: 'f' fund: 'programs/fund' status: '过会' "
      "year: '2019' document: 'd' ";
  const auto one =
      Do(CreateSubFund, "sub_fund_id: 'a' " + fund + "size_state: AMOUNT_STATE_UNKNOWN }");
  ZGC_ASSERT_OK(one);
  EXPECT_EQ(one->item_count(), 1);
  EXPECT_THAT(Do(CreateSubFund, "sub_fund_id: 'b' " + fund + "}"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("known or unknown")));
  EXPECT_THAT(
      Do(CreateSubFund, "sub_fund_id: 'b' " + fund +
                            "size_state: AMOUNT_STATE_KNOWN size_fen: 0 item_count: -1 "
                            "date: '2018-12-31' }"),
      FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("2018-12-31 is not in 2019")));
  const std::string batch =
      "loan_batch { program: 'programs/ic' year: '2019' document: 'd' "
      "amount_state: AMOUNT_STATE_UNKNOWN loan_times: ";
  ZGC_EXPECT_OK(
      Do(CreateLoanBatch, "loan_batch_id: 'a' " + batch + "1642 weighted_rate_percent: '4.72' }"));
  EXPECT_THAT(Do(CreateLoanBatch, "loan_batch_id: 'b' " + batch + "0 }"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(
      Do(CreateLoanBatch, "loan_batch_id: 'b' " + batch + "1 weighted_rate_percent: '4.72%' }"),
      HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(InvestmentsTest, SubFundsAndBatchesAreListedAndReadByName) {
  ZGC_ASSERT_OK(Do(CreateSubFund,
                   "sub_fund_id: 'f' sub_fund { display_name: 'f' fund: 'programs/fund' status: "
                   "'过会' year: '2019' document: 'd' size_state: AMOUNT_STATE_UNKNOWN }"));
  ZGC_ASSERT_OK(Do(CreateLoanBatch,
                   "loan_batch_id: 'b' loan_batch { program: 'programs/ic' year: '2019' document: "
                   "'d' amount_state: AMOUNT_STATE_UNKNOWN loan_times: 1642 }"));
  EXPECT_THAT(Listed(store_->Read(), ListSubFunds, "fund: 'programs/fund'"),
              ElementsAre("subFunds/f"));
  EXPECT_THAT(Listed(store_->Read(), ListSubFunds, "fund: 'programs/ic'"), IsEmpty());
  EXPECT_THAT(Listed(store_->Read(), ListLoanBatches, "program: 'programs/ic'"),
              ElementsAre("loanBatches/b"));
  EXPECT_THAT(Listed(store_->Read(), ListLoanBatches, "program: 'programs/talent'"), IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetSubFund, "name: 'subFunds/f'")->status(), "过会");
  EXPECT_EQ(Got(store_->Read(), GetLoanBatch, "name: 'loanBatches/b'")->loan_times(), 1642);
  EXPECT_THAT(Got(store_->Read(), GetSubFund, "name: 'subFunds/g'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
