#include "absl/strings/match.h"
#include "services/funding_ledger/testing/fixture/random_history.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class AgingReportTest : public RandomHistory {
 protected:
  absl::StatusOr<v1::ReportTable> Aging(const std::string& day, int64_t revision = 0) {
    return Ask(GetAgingReport, absl::StrCat("as_of_date: '", day, "'"), revision);
  }
  std::vector<std::string> Lines(const std::string& day) {
    const auto table = Aging(day);
    EXPECT_TRUE(table.ok()) << table.status();
    std::vector<std::string> lines;
    if (!table.ok()) return lines;
    ExpectWellFormed(*table);
    for (const v1::ReportRow& row : table->rows()) {
      if (row.cells(6) == "0") continue;
      lines.push_back(absl::StrCat(std::string(static_cast<size_t>(row.level()), '>'), row.key(),
                                   "|", row.cells(3), "|", row.cells(4), "|", row.cells(6)));
    }
    return lines;
  }
};

TEST_F(AgingReportTest, TheTotalIsWhatTheJournalHoldsAsCommitted) {
  for (const int64_t revision : Make(240)) {
    std::map<std::string, int64_t> by_award;
    int64_t whole = 0;
    const auto snapshot = store_->ReadAt(revision);
    ZGC_ASSERT_OK(ForEachTransfer(*snapshot, [&](const v1::Transfer& transfer) {
      const bool in = absl::StartsWith(transfer.debit(), "accounts/2019-committed-");
      const bool out = absl::StartsWith(transfer.credit(), "accounts/2019-committed-");
      const int64_t fen = (in ? transfer.amount_fen() : 0) - (out ? transfer.amount_fen() : 0);
      by_award[transfer.award()] += fen;
      whole += fen;
      return true;
    }));
    // From the end of the year on, all of it counts; only its age differs.
    for (const char* day : {"2019-12-31", "2020-03-01", "2021-01-01"}) {
      const auto table = Aging(day, revision);
      ZGC_ASSERT_OK(table);
      ExpectWellFormed(*table);
      const Cells cells(*table);
      EXPECT_EQ(cells.Number(table->totals(0), "open_fen"), whole);
      int64_t of_awards = 0;
      int64_t left_of_bucket = 0;
      for (const v1::ReportRow& row : table->rows()) {
        const int64_t fen = cells.Number(row, "open_fen");
        if (row.level() == 0) {
          EXPECT_EQ(left_of_bucket, 0) << "a bucket is not the sum of its awards";
          left_of_bucket = fen;
          continue;
        }
        left_of_bucket -= fen;
        of_awards += fen;
        EXPECT_EQ(fen, by_award[row.key()]) << row.key();
      }
      EXPECT_EQ(left_of_bucket, 0);
      EXPECT_EQ(of_awards, whole);
    }
  }
}

TEST_F(AgingReportTest, AgesRunFromTheDayOfTheCommitment) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Pay("p", "a", 30, "effective_date: '2019-06-01'"));
  EXPECT_THAT(Lines("2019-02-28"), ElementsAre());
  EXPECT_THAT(Lines("2019-03-31"), ElementsAre("0-30|||100", ">awards/a|2019-03-01|30|100"));
  EXPECT_THAT(Lines("2019-04-01"), ElementsAre("31-90|||100", ">awards/a|2019-03-01|31|100"));
  EXPECT_THAT(Lines("2019-06-01"), ElementsAre("91-180|||70", ">awards/a|2019-03-01|92|70"));
  EXPECT_THAT(Lines("2020-02-29"), ElementsAre("181-365|||70", ">awards/a|2019-03-01|365|70"));
  EXPECT_THAT(Lines("2020-03-01"), ElementsAre("over-365|||70", ">awards/a|2019-03-01|366|70"));
}

TEST_F(AgingReportTest, TheDayOfTheApprovalIsTheDayOfTheCommitment) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Do(ApproveAward, "name: 'awards/a' date: '2019-03-01'", "checker"));
  EXPECT_THAT(Lines("2019-02-28"), ElementsAre());
  EXPECT_THAT(Lines("2019-04-01"), ElementsAre("31-90|||100", ">awards/a|2019-03-01|31|100"));
}

// It is as old as the year at most and as the last day of it at least.
TEST_F(AgingReportTest, AnAgeThatIsNotKnownIsNotGuessed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  EXPECT_THAT(Lines("2019-06-30"), ElementsAre());
  EXPECT_THAT(Lines("2019-12-31"), ElementsAre("unknown|||100", ">awards/a|||100"));
  EXPECT_THAT(Lines("2021-01-01"), ElementsAre("over-365|||100", ">awards/a|||100"));
}

// What was paid in May had been committed by then.
TEST_F(AgingReportTest, APaymentSaysByWhenItsAwardWasCommitted) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 30, "effective_date: '2019-05-01'"));
  EXPECT_THAT(Lines("2019-04-30"), ElementsAre());
  EXPECT_THAT(Lines("2019-06-30"), ElementsAre("unknown|||70", ">awards/a|||70"));
}

TEST_F(AgingReportTest, WrongRequestsAreRefused) {
  EXPECT_THAT(Ask(GetAgingReport, ""), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Aging("2019-02-30"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Ask(GetAgingReport, "as_of_date: '2019-12-31' fiscal_year: 'fiscalYears/1999'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
