#include "services/funding_ledger/domain/portfolio/fund_commitments.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/fixture/ventures_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FundCommitmentsTest : public VenturesFixture {
 protected:
  absl::StatusOr<v1::FundCommitment> Commit(const std::string& id, int64_t fen,
                                            const std::string& more = "") {
    const std::string fields = Fields({{"investor", absl::StrCat("'", id, "'")}}, more);
    return Do(CreateFundCommitment,
              absl::StrCat("fund_commitment_id: '", id,
                           "' fund_commitment { sub_fund: "
                           "'subFunds/f' date: '2019-03-01' document: 'd' committed_fen: ",
                           fen, " ", fields, " }"));
  }
  absl::StatusOr<v1::FundCommitment> PayIn(const std::string& id, int64_t fen,
                                           const std::string& day = "2019-04-01") {
    return Do(PayInCommitment, absl::StrCat("name: 'fundCommitments/", id, "' amount_fen: ", fen,
                                            " date: '", day, "' document: 'd'"));
  }
};

TEST_F(FundCommitmentsTest, PaidInNeverExceedsCommittedNorCommittedTheSize) {
  ZGC_ASSERT_OK(Commit("a", 600));
  EXPECT_THAT(Commit("b", 401), FailsWith(kInvalid, HasSubstr("400 fen are left")));
  EXPECT_THAT(Commit("b", 1, "investor: ' A'"),
              FailsWith(kInvalid, HasSubstr("fundCommitments/a")));
  ZGC_ASSERT_OK(Commit("b", 400));
  ZGC_ASSERT_OK(PayIn("a", 250));
  const auto second = PayIn("a", 350, "2020-01-05");
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(second->paid_in_fen(), 600);
  ASSERT_EQ(second->calls_size(), 2);
  EXPECT_EQ(second->calls(1).maker(), "clerk");
  EXPECT_EQ(Refusal(PayIn("a", 1).status()), "fundCommitments/a of a: 0 left, 1 asked for");
  EXPECT_THAT(PayIn("b", 0, "2019-02-28"), FailsWith(kInvalid, HasSubstr("date")));
  EXPECT_THAT(PayIn("b", 1, "2999-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
}

TEST_F(FundCommitmentsTest, TheFundsOwnCommitmentNamesItsAward) {
  ZGC_ASSERT_OK(Draft("w", "ic", Known(300)));
  ZGC_ASSERT_OK(Draft("v", "talent", Known(300)));
  EXPECT_THAT(Commit("a", 301, "award: 'awards/w'"), FailsWith(kInvalid, HasSubstr("amount")));
  EXPECT_THAT(Commit("a", 300, "award: 'awards/v'"),
              FailsWith(kInvalid, HasSubstr("programs/talent")));
  ZGC_EXPECT_OK(Commit("a", 300, "award: 'awards/w'"));
}

TEST_F(FundCommitmentsTest, CommitmentsAreListedBySubFund) {
  ZGC_ASSERT_OK(Commit("a", 600));
  EXPECT_THAT(Listed(store_->Read(), ListFundCommitments, "sub_fund: 'subFunds/f'"),
              ElementsAre("fundCommitments/a"));
  EXPECT_THAT(Listed(store_->Read(), ListFundCommitments, "sub_fund: 'subFunds/g'"), IsEmpty());
  const auto found = Got(store_->Read(), GetFundCommitment, "name: 'fundCommitments/a'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->committed_fen(), 600);
  EXPECT_THAT(Got(store_->Read(), GetFundCommitment, "name: 'fundCommitments/b'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
