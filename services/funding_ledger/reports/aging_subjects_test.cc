#include <map>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/testing/rounds.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/random_history.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Ages of tranches and of what is claimed back.
class AgingSubjectsTest : public BudgetFixture {
 protected:
  v1::ReportTable Aging(const std::string& day, const std::string& subject,
                        const std::string& year = "", int64_t revision = 0) {
    const auto table = Ask(
        GetAgingReport,
        absl::StrCat("as_of_date: '", day, "' group_by: AGING_SUBJECT_", subject,
                     year.empty() ? "" : absl::StrCat(" fiscal_year: 'fiscalYears/", year, "'")),
        revision);
    EXPECT_TRUE(table.ok()) << table.status();
    if (!table.ok()) return {};
    ExpectWellFormed(*table);
    return *table;
  }
  // "key|overdue|since|days|fen" of the rows below an age; without what a subject lacks.
  std::vector<std::string> Lines(const std::string& day, const std::string& subject,
                                 const std::string& year = "") {
    const v1::ReportTable table = Aging(day, subject, year);
    const Cells cells(table);
    std::vector<std::string> lines;
    for (const v1::ReportRow& row : table.rows()) {
      if (row.level() == 0) continue;
      lines.push_back(
          absl::StrCat(row.key().empty() ? row.cells(0) : row.key(), "|",
                       subject == "TRANCHE" ? cells.Cell(row, "overdue_days") + "|" : "",
                       cells.Cell(row, "since_date"), "|", cells.Cell(row, "age_days"), "|",
                       cells.Cell(row, "open_fen")));
    }
    return lines;
  }
  absl::Status Sign(const std::string& award, const std::string& tranches,
                    const std::string& day = "2019-02-01") {
    return Do(SignAgreement,
              absl::StrCat("name: 'awards/", award, "' document: 'd' date: '", day, "' ", tranches),
              "signer")
        .status();
  }
  static std::string Tranche(int64_t fen, const std::string& due = "") {
    return absl::StrCat("tranches { condition: TRANCHE_CONDITION_NONE due_date: '", due,
                        "' amount_fen: ", fen, " } ");
  }
  // What the journal holds on accounts of a kind.
  int64_t Fold(const std::string& kind, int64_t revision) {
    int64_t sum = 0;
    const auto snapshot = store_->ReadAt(revision);
    ZGC_EXPECT_OK(ForEachTransfer(*snapshot, [&](const v1::Transfer& transfer) {
      if (absl::StrContains(transfer.debit(), kind)) sum += transfer.amount_fen();
      if (absl::StrContains(transfer.credit(), kind)) sum -= transfer.amount_fen();
      return true;
    }));
    return sum;
  }
};

constexpr char kFirm[] = "enterprises: '//park_region/enterprises/x' ";

TEST_F(AgingSubjectsTest, TranchesAreAgedWithTheirAwardAndOverdueByTheirOwnDay) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Sign("a", Tranche(40, "2019-03-01") + Tranche(60, "2019-09-01")));
  ZGC_ASSERT_OK(Pay("p", "a", 30, "tranche: 1 effective_date: '2019-03-11'"));
  EXPECT_THAT(Lines("2019-01-31", "TRANCHE"), ElementsAre("awards/a||2019-01-01|30|100"));
  EXPECT_THAT(Lines("2019-03-10", "TRANCHE"),
              ElementsAre("awards/a||2019-01-01|68|100", "awards/a/tranches/1|9|2019-01-01|68|40",
                          "awards/a/tranches/2||2019-01-01|68|60"));
  EXPECT_THAT(Lines("2019-03-11", "TRANCHE"),
              ElementsAre("awards/a||2019-01-01|69|70", "awards/a/tranches/1|10|2019-01-01|69|10",
                          "awards/a/tranches/2||2019-01-01|69|60"));
  // What was released since is of the award on the day before, and of no tranche.
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 90 reason: 'r'", "checker"));
  EXPECT_THAT(Lines("2019-03-11", "TRANCHE"),
              ElementsAre("awards/a||2019-01-01|69|70", "awards/a/tranches/1|10|2019-01-01|69|10",
                          "awards/a/tranches/2||2019-01-01|69|50", "不在批次内||2019-01-01|69|10"));
  EXPECT_THAT(
      Lines("2019-12-31", "TRANCHE"),
      ElementsAre("awards/a||2019-01-01|364|60", "awards/a/tranches/1|305|2019-01-01|364|10",
                  "awards/a/tranches/2|121|2019-01-01|364|50"));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  EXPECT_EQ(Lines("2019-12-31", "AWARD").size(), 1u) << "the day of a year's last report";
  EXPECT_THAT(Lines("2020-01-01", "TRANCHE", "2019"), ElementsAre());
  EXPECT_THAT(Lines("2020-01-01", "AWARD", "2020"), ElementsAre("awards/a|2019-01-01|365|60"))
      << "what is carried over keeps its age";
}

TEST_F(AgingSubjectsTest, AReceivableIsAsOldAsItsClawback) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kFirm));
  ZGC_ASSERT_OK(Grant("b", "young", Known(60) + kFirm));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(ClawBack("c", "p", 50, "effective_date: '2019-04-01'"));
  ZGC_ASSERT_OK(ClawBack("d", "p", 30, "effective_date: '2019-05-01'"));
  EXPECT_THAT(Lines("2019-03-31", "RECEIVABLE"), ElementsAre());
  EXPECT_THAT(Lines("2019-05-01", "RECEIVABLE"),
              ElementsAre("clawbacks/c|2019-04-01|30|50", "clawbacks/d|2019-05-01|0|30"));
  ZGC_ASSERT_OK(Pay("q", "b", 60,
                    "set_offs { clawback: 'clawbacks/c' amount_fen: 20 } set_offs { clawback: "
                    "'clawbacks/d' amount_fen: 30 } effective_date: '2019-06-01'"));
  ZGC_ASSERT_OK(Do(RecordRepayment,
                   "name: 'clawbacks/c' document: 'd' date: '2019-06-02' amount_fen: 10",
                   "cashier"));
  EXPECT_THAT(Lines("2019-06-01", "RECEIVABLE"), ElementsAre("clawbacks/c|2019-04-01|61|30"));
  EXPECT_THAT(Lines("2019-06-02", "RECEIVABLE"), ElementsAre("clawbacks/c|2019-04-01|62|20"));
  ZGC_ASSERT_OK(Do(CarryOverClawback,
                   "name: 'clawbacks/c' fiscal_year: 'fiscalYears/2020' reason: 'r' document: 'd'",
                   "officer"));
  // No day is missed between the years.
  for (const char* day : {"2019-12-30", "2019-12-31", "2020-01-01", "2020-06-30"}) {
    EXPECT_EQ(Lines(day, "RECEIVABLE").size(), 1u) << day;
  }
  EXPECT_THAT(Lines("2020-01-01", "RECEIVABLE", "2020"),
              ElementsAre("clawbacks/c|2019-04-01|275|20"));
  EXPECT_THAT(Lines("2019-12-31", "RECEIVABLE", "2019"),
              ElementsAre("clawbacks/c|2019-04-01|274|20"));
  EXPECT_THAT(Lines("2019-12-31", "RECEIVABLE", "2020"), ElementsAre());
  EXPECT_THAT(Lines("2020-01-01", "RECEIVABLE", "2019"), ElementsAre());
  EXPECT_THAT(Ask(GetAgingReport, "as_of_date: '2019-12-31' group_by: 9"),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

// Awards with and without tranches, clawbacks settled in every way, reversals, drawn
// from a seed. Refused steps are part of it.
class RandomAgingTest : public AgingSubjectsTest {
 protected:
  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string Day(int first_month) {
    if (Draw(4) == 0) return "";
    // Each draw is a statement, so that compilers draw in the same order.
    const int month = first_month + Draw(3);
    const int day = 1 + Draw(28);
    return absl::StrFormat("effective_date: '2019-%02d-%02d' ", month, day);
  }
  std::string Some(const char* prefix, int count) {
    return absl::StrCat(prefix, Draw(std::max(count, 1)));
  }

  absl::Status NewAward() {
    const std::string id = absl::StrCat("a", awards_);
    const int64_t fen = 2 + Draw(60);
    const std::string firm =
        absl::StrCat("enterprises: '//park_region/enterprises/", Some("e", 2), "' ");
    ZGC_RETURN_IF_ERROR(Grant(id, Draw(2) == 0 ? "ic" : "young", Known(fen) + firm).status());
    ++awards_;
    if (Draw(3) == 0) return absl::OkStatus();
    return Sign(id, Tranche(fen / 2, "2019-06-01") + Tranche(fen - fen / 2));
  }
  absl::Status NewPayment() {
    const std::string award = Some("a", awards_);
    std::string more = Day(4);
    const auto row = kAwards.Get(store_->Read(), {"awards/" + award});
    if (row.ok() && row->has_value() && (*row)->tranches_size() > 0) {
      absl::StrAppend(&more, "tranche: ", 1 + Draw(2), " ");
    }
    for (int i = Draw(3); i > 0; --i) {
      const std::string clawback = Some("c", clawbacks_);
      absl::StrAppend(&more, "set_offs { clawback: 'clawbacks/", clawback,
                      "' amount_fen: ", 1 + Draw(3), " } ");
    }
    const auto paid = Pay(absl::StrCat("p", payments_), award, 1 + Draw(25), more);
    if (!paid.ok()) return paid.status();
    set_offs_ += paid->set_offs_size();
    ++payments_;
    return absl::OkStatus();
  }
  absl::Status Step() {
    const std::string clawback = Some("clawbacks/c", clawbacks_);
    switch (Draw(9)) {
      case 0:
      case 1:
        return NewAward();
      case 2:
      case 3:
      case 4:
        return NewPayment();
      case 5: {
        const std::string payment = Some("p", payments_);
        const int64_t fen = 1 + Draw(15);
        const std::string id = absl::StrCat("c", clawbacks_);
        ZGC_RETURN_IF_ERROR(ClawBack(id, payment, fen, Day(7)).status());
        ++clawbacks_;
        return absl::OkStatus();
      }
      case 6:
        return Do(RecordRepayment,
                  absl::StrCat("name: '", clawback, "' document: 'd' amount_fen: ", 1 + Draw(5)),
                  "cashier")
            .status();
      case 7:
        return Do(CarryOverClawback,
                  absl::StrCat("name: '", clawback,
                               "' fiscal_year: 'fiscalYears/2020' reason: 'r' document: 'd'"),
                  "officer")
            .status();
      default: {
        const std::string source = Draw(2) == 0 ? clawback : Some("payments/p", payments_);
        return Reverse(absl::StrCat("r", reversals_++), source).status();
      }
    }
  }

  std::mt19937 random_{20191231};
  int awards_ = 0;
  int payments_ = 0;
  int clawbacks_ = 0;
  int reversals_ = 0;
  int set_offs_ = 0;
};

TEST_F(RandomAgingTest, EveryTotalIsTheFoldOfTheJournalAndEveryRowItsRecord) {
  ZGC_ASSERT_OK(Appropriate("more", 20000));
  int done = 0;
  int split = 0;
  int owed = 0;
  for (int i = 0; i < testing::Rounds(1500); ++i) {
    if (Step().ok()) ++done;
    if (i % 100 != 99) continue;
    // All of it counts by then.
    const v1::ReportTable tranches = Aging("2021-12-31", "TRANCHE");
    const Cells cells(tranches);
    EXPECT_EQ(cells.Number(tranches.totals(0), "open_fen"), Fold("-committed-", 0));
    for (const v1::ReportRow& row : tranches.rows()) {
      EXPECT_FALSE(row.kind() == v1::REPORT_ROW_KIND_UNSTATED && row.level() == 2)
          << "all that an award holds is of its tranches";
      if (row.level() != 2) continue;
      const v1::Award award = Find(kAwards, cells.Cell(row, "award"));
      const int number = row.key().back() - '0';
      const v1::Tranche& tranche = award.tranches(number - 1);
      EXPECT_EQ(cells.Number(row, "open_fen"), tranche.amount_fen() - tranche.paid_fen());
      ++split;
    }
    const v1::ReportTable receivables = Aging("2021-12-31", "RECEIVABLE");
    const Cells of(receivables);
    EXPECT_EQ(of.Number(receivables.totals(0), "open_fen"), Fold("-receivable-", 0));
    int64_t by_records = 0;
    ZGC_ASSERT_OK(
        kClawbacks.ForEach(store_->Read(), [&](const storage::NameKey&, const v1::Clawback& row) {
          by_records += row.open_fen();
          return true;
        }));
    EXPECT_EQ(of.Number(receivables.totals(0), "open_fen"), by_records);
    for (const v1::ReportRow& row : receivables.rows()) {
      if (row.level() == 0) continue;
      const v1::Clawback clawback = Find(kClawbacks, row.key());
      EXPECT_EQ(of.Number(row, "open_fen"), clawback.open_fen()) << row.key();
      EXPECT_EQ(of.Cell(row, "enterprise"), clawback.enterprise());
      ++owed;
    }
  }
  EXPECT_GT(done, testing::Rounds(200));
  EXPECT_GT(split, testing::Rounds(20));
  EXPECT_GT(owed, testing::Rounds(20));
  EXPECT_GT(set_offs_, 0);
}

}  // namespace
}  // namespace zgc::funding
