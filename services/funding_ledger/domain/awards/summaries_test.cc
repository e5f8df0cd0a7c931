#include "services/funding_ledger/domain/awards/summaries.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using SummariesTest = FundingFixture;

TEST_F(SummariesTest, ASummaryIsSpentWithoutSayingOnWhat) {
  const auto summary = Summarise("s", 992);
  ZGC_ASSERT_OK(summary);
  EXPECT_EQ(summary->unitemised_fen(), 992);
  EXPECT_EQ(BalanceOf("unitemised-s"), 992);
  EXPECT_EQ(BalanceOf("available-fund"), 8);
  EXPECT_EQ(Refusal(Summarise("t", 9).status()),
            "accounts/2019-available-fund of programs/fund: 8 left, 9 asked for");
}

TEST_F(SummariesTest, ACancelledClaimGoesBackToTheSummary) {
  ZGC_ASSERT_OK(Summarise("s", 50));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(30) + kWithin));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'"));
  EXPECT_EQ(BalanceOf("unitemised-s"), 50);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 50);
}

TEST_F(SummariesTest, SummariesAreListedByYear) {
  ZGC_ASSERT_OK(Summarise("s", 50));
  EXPECT_THAT(Listed(store_->Read(), ListSummaryDisbursements, "fiscal_year: 'fiscalYears/2019'"),
              ElementsAre("summaryDisbursements/s"));
  EXPECT_THAT(Listed(store_->Read(), ListSummaryDisbursements, "fiscal_year: 'fiscalYears/2020'"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetSummaryDisbursement, "name: 'summaryDisbursements/s'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 50);
  EXPECT_THAT(Got(store_->Read(), GetSummaryDisbursement, "name: 'summaryDisbursements/t'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(SummariesTest, ASummaryTakesOverWhatTheJournalSaysIsLeft) {
  EXPECT_THAT(Do(CreateSummaryDisbursement,
                 "summary_disbursement_id: 's' summary_disbursement { fiscal_year: "
                 "'fiscalYears/2019' program: 'programs/ic' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("is no fund"), HasSubstr("amount_fen"),
                                        HasSubstr("summary_disbursement.document"))));
  ZGC_ASSERT_OK(Summarise("s", 50));
  v1::SummaryDisbursement row = Find(kSummaryDisbursements, "summaryDisbursements/s");
  EXPECT_EQ(Unitemised(row).kind, v1::ACCOUNT_KIND_UNITEMISED);
  EXPECT_EQ(Unitemised(row).holder, "summaryDisbursements/s");
  row.set_unitemised_fen(7);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kSummaryDisbursements.Put(txn, {row.name()}, row);
    ZGC_RETURN_IF_ERROR(RefreshSummary(txn, ""));
    ZGC_RETURN_IF_ERROR(RefreshSummary(txn, row.name()));
    return "";
  }));
  EXPECT_EQ(Find(kSummaryDisbursements, row.name()).unitemised_fen(), 50);
}

}  // namespace
}  // namespace zgc::funding
