#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/testing/fixture/random_history.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// What the transfers of an award say of it, in the order of the journal with the days that they
// state.
struct SeenAward {
  std::string approved;
  bool undated = false;
  std::string first;
  std::string last;
  int64_t committed = 0;
  int64_t paid = 0;
  bool is_paid = false;
  bool cancelled = false;
};

void NoteTransfer(const v1::Transfer& transfer, SeenAward& seen) {
  if (transfer.kind() == v1::TRANSFER_KIND_COMMITMENT) {
    seen.approved = transfer.effective_date();
    seen.committed += transfer.amount_fen();
  } else if (transfer.kind() == v1::TRANSFER_KIND_RELEASE &&
             !absl::StartsWith(transfer.source(), "payments/")) {
    seen.committed -= transfer.amount_fen();
    seen.cancelled = seen.committed == 0;
  } else if (transfer.kind() == v1::TRANSFER_KIND_PAYMENT ||
             transfer.kind() == v1::TRANSFER_KIND_RECLASSIFICATION) {
    const std::string& day = transfer.effective_date();
    seen.undated = seen.undated || day.empty();
    if (!seen.is_paid || day < seen.first) seen.first = day;
    seen.last = std::max(seen.last, day);
    seen.is_paid = true;
    seen.paid += transfer.amount_fen();
  }
}

// The days of all awards from their approval to their first and to their last payment.
struct DaysToCash {
  std::vector<int64_t> first;
  std::vector<int64_t> full;
  int64_t open = 0;
  int64_t stated = 0;
};

DaysToCash DaysToCashOf(const std::map<std::string, SeenAward>& awards) {
  DaysToCash days;
  for (const auto& [name, seen] : awards) {
    if (seen.cancelled) continue;
    const bool dated = !seen.approved.empty() && !seen.undated;
    if (seen.is_paid) {
      days.first.push_back(dated ? *DaysBetween(seen.approved, seen.first) : 0);
      if (dated) ++days.stated;
      if (seen.paid == seen.committed) {
        days.full.push_back(dated ? *DaysBetween(seen.approved, seen.last) : 0);
      }
    } else {
      ++days.open;
    }
  }
  std::sort(days.first.begin(), days.first.end());
  std::sort(days.full.begin(), days.full.end());
  return days;
}

void ExpectTotals(const v1::ReportTable& table, const v1::ReportRow& first,
                  const v1::ReportRow& full, const DaysToCash& days) {
  const Cells cells(table);
  EXPECT_EQ(cells.Number(first, "count"), static_cast<int64_t>(days.first.size()));
  EXPECT_EQ(cells.Number(first, "open_count"), days.open);
  EXPECT_EQ(cells.Number(first, "stated_count"), days.stated);
  EXPECT_EQ(cells.Number(first, "max_days"), days.first.empty() ? 0 : days.first.back());
  EXPECT_EQ(cells.Number(first, "median_days"),
            days.first.empty() ? 0 : days.first[(days.first.size() - 1) / 2]);
  EXPECT_EQ(cells.Number(full, "count"), static_cast<int64_t>(days.full.size()));
  EXPECT_EQ(cells.Number(full, "max_days"), days.full.empty() ? 0 : days.full.back());
}

// A fund is all of its programs.
void ExpectFundIsTheTotal(const v1::ReportTable& table) {
  for (const v1::ReportRow& row : table.rows()) {
    if (!absl::EndsWith(row.key(), " programs/fund")) continue;
    for (const v1::ReportRow& total : table.totals()) {
      if (total.cells(0) != row.cells(0)) continue;
      for (int i = 3; i < row.cells_size(); ++i) EXPECT_EQ(row.cells(i), total.cells(i));
    }
  }
}

class DecisionToCashReportTest : public RandomHistory {
 protected:
  absl::StatusOr<v1::ReportTable> Report(int64_t revision = 0) {
    return Ask(GetDecisionToCashReport, "fiscal_year: 'fiscalYears/2019'", revision);
  }
  static v1::ReportRow TotalOf(const v1::ReportTable& table, const std::string& stage) {
    for (const v1::ReportRow& total : table.totals()) {
      if (total.cells(0) == stage) return total;
    }
    ADD_FAILURE() << "no total of " << stage;
    v1::ReportRow none;
    for (int i = 0; i < table.columns_size(); ++i) none.add_cells("");
    return none;
  }
  // The lines of programs, "stage|label|name|…".
  std::vector<std::string> Lines(int64_t revision = 0) {
    const auto table = Report(revision);
    EXPECT_TRUE(table.ok()) << table.status();
    std::vector<std::string> lines;
    if (!table.ok()) return lines;
    for (const v1::ReportRow& row : table->rows()) {
      if (row.level() == 1) lines.push_back(absl::StrJoin(row.cells(), "|"));
    }
    return lines;
  }
};

TEST_F(DecisionToCashReportTest, EveryTotalIsWhatTheJournalSays) {
  for (const int64_t revision : Make(240)) {
    std::map<std::string, SeenAward> awards;
    const auto snapshot = store_->ReadAt(revision);
    ZGC_ASSERT_OK(ForEachTransfer(*snapshot, [&](const v1::Transfer& transfer) {
      if (!transfer.award().empty()) NoteTransfer(transfer, awards[transfer.award()]);
      return true;
    }));
    const auto table = Report(revision);
    ZGC_ASSERT_OK(table);
    ExpectWellFormed(*table);
    ExpectTotals(*table, TotalOf(*table, "立项—首次拨付"), TotalOf(*table, "立项—拨付完毕"),
                 DaysToCashOf(awards));
    ExpectFundIsTheTotal(*table);
  }
}

TEST_F(DecisionToCashReportTest, StatedDaysAndDaysOfRecordingAreNotMixed) {
  ZGC_ASSERT_OK(Grant("slow", "ic", Known(10) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Pay("p1", "slow", 4, "effective_date: '2019-02-01'"));
  ZGC_ASSERT_OK(Pay("p2", "slow", 6, "effective_date: '2019-04-11'"));
  ZGC_ASSERT_OK(Grant("undated", "ic", Known(10) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Pay("p3", "undated", 10));
  ZGC_ASSERT_OK(Grant("waits", "ic", Known(10)));
  ZGC_ASSERT_OK(Grant("nobody-knows", "ic", Unknown()));
  ZGC_ASSERT_OK(Do(AcceptAward, "name: 'awards/slow' document: 'd'", "checker"));
  EXPECT_THAT(Lines(), ElementsAre("立项—签约|ic|programs/ic|0||||0|0|1",
                                   "立项—首次拨付|ic|programs/ic|2|0|31|31|1|1|1",
                                   "立项—拨付完毕|ic|programs/ic|2|0|100|100|1|1|1",
                                   "拨付完毕—验收|ic|programs/ic|1|0|0|0|0|1|1"));
}

TEST_F(DecisionToCashReportTest, TheDayOfTheApprovalIsWhereItBegins) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(10)));
  ZGC_ASSERT_OK(Do(ApproveAward, "name: 'awards/a' date: '2019-03-01'", "checker"));
  ZGC_ASSERT_OK(Pay("p", "a", 10, "effective_date: '2019-05-20'"));
  EXPECT_THAT(Lines(), ElementsAre("立项—首次拨付|ic|programs/ic|1|80|80|80|1|0|0",
                                   "立项—拨付完毕|ic|programs/ic|1|80|80|80|1|0|0",
                                   "拨付完毕—验收|ic|programs/ic|0||||0|0|1"));
}

// From the decision over agreement and payment to the acceptance, by stated days.
TEST_F(DecisionToCashReportTest, EveryStageHasItsDays) {
  const auto sign = [&](const std::string& award, const std::string& day) {
    return Do(SignAgreement,
              absl::StrCat("name: 'awards/", award, "' document: 'd' date: '", day, "'"), "signer");
  };
  ZGC_ASSERT_OK(Grant("done", "ic", Known(10) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(sign("done", "2019-01-11"));
  ZGC_ASSERT_OK(Pay("p1", "done", 4, "effective_date: '2019-02-10'"));
  ZGC_ASSERT_OK(Pay("wrong", "done", 1, "effective_date: '2019-01-12'"));
  ZGC_ASSERT_OK(Do(CreateReversal,
                   "reversal_id: 'r' reversal { source: 'payments/wrong' reason: 'r' document: 'd' "
                   "effective_date: '2019-02-11' }",
                   "auditor"));
  ZGC_ASSERT_OK(Pay("p2", "done", 6, "effective_date: '2019-03-02'"));
  ZGC_ASSERT_OK(Do(AcceptAward, "name: 'awards/done' document: 'd' date: '2019-05-01'", "checker"));
  ZGC_ASSERT_OK(Grant("signed", "ic", Known(10) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(sign("signed", "2019-01-31"));
  EXPECT_THAT(Lines(), ElementsAre("立项—签约|ic|programs/ic|2|10|30|30|2|0|0",
                                   "签约—首次拨付|ic|programs/ic|1|30|30|30|1|0|1",
                                   "立项—首次拨付|ic|programs/ic|1|40|40|40|1|0|1",
                                   "立项—拨付完毕|ic|programs/ic|1|60|60|60|1|0|1",
                                   "拨付完毕—验收|ic|programs/ic|1|60|60|60|1|0|0"));
}

TEST_F(DecisionToCashReportTest, PercentilesAreValuesThatOccur) {
  const std::vector<int64_t> one = {7};
  EXPECT_EQ(Percentile(one, 50), 7);
  EXPECT_EQ(Percentile(one, 100), 7);
  const std::vector<int64_t> ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 100};
  EXPECT_EQ(Percentile(ten, 50), 5);
  EXPECT_EQ(Percentile(ten, 90), 9);
  EXPECT_EQ(Percentile(ten, 100), 100);
}

TEST_F(DecisionToCashReportTest, TheDayIsThatOfTheCalendarInShanghai) {
  google::protobuf::Timestamp time;
  time.set_seconds(1577807999);  // 2019-12-31 15:59:59 UTC
  EXPECT_EQ(DayOf(time), "2019-12-31");
  time.set_seconds(1577808000);
  EXPECT_EQ(DayOf(time), "2020-01-01");
}

TEST_F(DecisionToCashReportTest, WrongRequestsAreRefused) {
  EXPECT_THAT(Ask(GetDecisionToCashReport, ""), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Ask(GetDecisionToCashReport, "fiscal_year: 'fiscalYears/1999'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
