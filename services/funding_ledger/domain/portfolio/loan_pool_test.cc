#include "services/funding_ledger/domain/portfolio/loan_pool.h"

#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/loans_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class LoanPoolTest : public LoansFixture {
 protected:
  absl::StatusOr<v1::LoanBatch> Batch(const std::string& id, int64_t times,
                                      const std::string& more) {
    return Do(CreateLoanBatch, absl::StrCat("loan_batch_id: '", id,
                                            "' loan_batch { program: 'programs/ic' year: "
                                            "'2019' document: 'd' loan_times: ",
                                            times, " ", more, " }"));
  }
  // "times/recorded times, enterprises[+], amount[+], rate"
  std::string Statistics(const std::string& from = "2019-01-01",
                         const std::string& to = "2019-12-31") {
    const auto found = Ask(GetLoanStatistics, absl::StrCat("program: 'programs/fund' from_date: '",
                                                           from, "' to_date: '", to, "'"));
    if (!found.ok()) return found.status().ToString();
    return absl::StrCat(found->loan_times(), "/", found->recorded_times(), ", ",
                        found->enterprise_count(), found->at_least() ? "+, " : ", ",
                        found->amount_fen(),
                        found->amount_state() == AMOUNT_STATE_UNKNOWN ? "+, " : ", ",
                        found->weighted_rate_percent());
  }
};

// Worked out by hand.
TEST_F(LoanPoolTest, StatisticsCountTimesEnterprisesAndTheWeightedRate) {
  EXPECT_EQ(Statistics(), "0/0, 0, 0, ");
  ZGC_ASSERT_OK(Lend("a", "x", "principal_fen: 100 annual_rate_percent: '4.35'"));
  ZGC_ASSERT_OK(Lend("b", "x", "principal_fen: 200 annual_rate_percent: '5'"));
  ZGC_ASSERT_OK(Lend("c", "y", "principal_fen: 400 annual_rate_percent: '3.85'"));
  // (435 + 1000 + 1540) ÷ 700 = 4.25.
  EXPECT_EQ(Statistics(), "3/3, 2, 700, 4.25");
  ZGC_ASSERT_OK(Lend("d", "z",
                     "principal_fen: 2 annual_rate_percent: '4' start_date: "
                     "'2019-07-01'"));
  // (2975 + 8) ÷ 702 = 4.249287…
  EXPECT_EQ(Statistics(), "4/4, 3, 702, 4.2493");
  EXPECT_EQ(Statistics("2019-07-01"), "1/1, 1, 2, 4");
  EXPECT_EQ(Statistics("2020-01-01", "2020-12-31"), "0/0, 0, 0, ");
}

TEST_F(LoanPoolTest, ABatchStandsForWhatIsNotRecordedOneByOne) {
  ZGC_ASSERT_OK(Batch("b", 10,
                      "amount_state: AMOUNT_STATE_KNOWN amount_fen: 1000 "
                      "weighted_rate_percent: '4.72'"));
  EXPECT_EQ(Statistics(), "10/0, 0+, 1000, 4.72");
  const std::string of = "batch: 'loanBatches/b' ";
  ZGC_ASSERT_OK(Lend("l1", "x", of + "principal_fen: 100 annual_rate_percent: '6'"));
  ZGC_ASSERT_OK(Lend("l2", "x", of + "principal_fen: 400 annual_rate_percent: '4'"));
  // Nothing is counted twice, and the rate is what the batch states.
  EXPECT_EQ(Statistics(), "10/2, 1+, 1000, 4.72");
  // One beside it: (4720 + 10 × 500) ÷ 1500 = 6.48.
  ZGC_ASSERT_OK(Lend("l3", "y", "principal_fen: 500 annual_rate_percent: '10'"));
  EXPECT_EQ(Statistics(), "11/3, 2+, 1500, 6.48");
  // In the first half the batch may lie or not; the loans do.
  EXPECT_EQ(Statistics("2019-01-01", "2019-06-30"), "3/3, 2+, 1000+, ");
  EXPECT_THAT(Lend("l4", "y", of + "principal_fen: 501"),
              FailsWith(kInvalid, HasSubstr("500 fen left")));
  EXPECT_THAT(Lend("l4", "y", of + "program: 'programs/talent'"),
              FailsWith(kInvalid, HasSubstr("is of programs/ic")));
  EXPECT_THAT(Lend("l4", "y", of + "start_date: '2020-01-01'"),
              FailsWith(kInvalid, HasSubstr("is of 2019")));
}

TEST_F(LoanPoolTest, ABatchThatIsRecordedInFullIsItsLoans) {
  ZGC_ASSERT_OK(Batch("b", 1, "amount_state: AMOUNT_STATE_UNKNOWN"));
  EXPECT_EQ(Statistics(), "1/0, 0+, 0+, ");
  ZGC_ASSERT_OK(Lend("l1", "x", "batch: 'loanBatches/b'"));
  EXPECT_EQ(Statistics(), "1/1, 1, 7300, 4");
  EXPECT_THAT(Lend("l2", "x", "batch: 'loanBatches/b'"),
              FailsWith(kInvalid, HasSubstr("all of its 1 loans")));
}

TEST_F(LoanPoolTest, AProgramIsCountedWithAllBelowIt) {
  EXPECT_THAT(*ProgramsUnder(store_->Read(), "programs/talent"),
              ElementsAre("programs/talent", "programs/young"));
  EXPECT_EQ(ProgramsUnder(store_->Read(), "")->size(), 4u);
}

TEST_F(LoanPoolTest, APoolHasLoansAndWhatIsLeftOfBatches) {
  ZGC_ASSERT_OK(Batch("b", 3, Known(10000) + "weighted_rate_percent: '5'"));
  ZGC_ASSERT_OK(Lend("l1", "x", "batch: 'loanBatches/b'"));
  v1::GetLoanStatisticsRequest request;
  common::v1::Period period;
  period.set_start_date("2019-01-01");
  period.set_end_date("2019-12-31");
  const auto found = LoansIn(store_->Read(), {"programs/ic"}, period);
  ZGC_ASSERT_OK(found);
  const LoanPool& pool = *found;
  ASSERT_EQ(pool.loans.size(), 1u);
  ASSERT_EQ(pool.rests.size(), 1u);
  const BatchRest& rest = pool.rests.front();
  EXPECT_EQ(rest.times(), 2);
  EXPECT_TRUE(rest.HasAmount());
  EXPECT_EQ(rest.amount_fen(), 2700);
  // Of one batch alone it is the rate that the batch states.
  EXPECT_EQ((*WeightedRate(pool, 4))->ToString(), "5");
  EXPECT_EQ((*WeightedRate({pool.loans, {}, {}}, 4))->ToString(), "4");
}

}  // namespace
}  // namespace zgc::funding
