#include <set>

#include "services/funding_ledger/testing/fixture/random_history.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class StatementTest : public RandomHistory {
 protected:
  absl::StatusOr<v1::ReportTable> Page(const std::string& fields, int64_t revision,
                                       storage::Page page, std::string& next) {
    v1::GetAccountStatementRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_->ReadAt(revision));
    v1::ReportTable table;
    ZGC_ASSIGN_OR_RETURN(next, GetAccountStatement(snapshot, request, page, table));
    return table;
  }
  // All pages as one.
  absl::StatusOr<v1::ReportTable> Statement(const std::string& fields, int64_t revision = 0,
                                            int page_size = 1000) {
    storage::Page page{page_size, ""};
    v1::ReportTable whole;
    do {
      ZGC_ASSIGN_OR_RETURN(const v1::ReportTable part, Page(fields, revision, page, page.start));
      whole.MergeFrom(part);
    } while (!page.start.empty());
    return whole;
  }

  // Debits and credits of each account, by a loop over the journal.
  using Sums = std::map<std::string, std::pair<int64_t, int64_t>>;
  Sums Fold(int64_t revision) {
    Sums sums;
    const auto snapshot = store_->ReadAt(revision);
    ZGC_EXPECT_OK(ForEachTransfer(*snapshot, [&](const v1::Transfer& transfer) {
      sums[transfer.debit()].first += transfer.amount_fen();
      sums[transfer.credit()].second += transfer.amount_fen();
      return true;
    }));
    return sums;
  }
};

TEST_F(StatementTest, EveryLineAndTotalOfTheTrialBalanceIsTheFoldOfTheJournal) {
  for (const int64_t revision : Make(200)) {
    const auto table = Ask(GetTrialBalanceReport, "fiscal_year: 'fiscalYears/2019'", revision);
    ZGC_ASSERT_OK(table);
    ExpectWellFormed(*table);
    const Cells cells(*table);
    const Sums sums = Fold(revision);
    EXPECT_EQ(static_cast<size_t>(table->rows_size()), sums.size());
    int64_t debits = 0;
    int64_t balances = 0;
    for (const auto& [account, sum] : sums) {
      const v1::ReportRow* row = cells.Row(account);
      ASSERT_NE(row, nullptr) << account;
      EXPECT_EQ(cells.Number(*row, "debits_fen"), sum.first) << account;
      EXPECT_EQ(cells.Number(*row, "credits_fen"), sum.second) << account;
      EXPECT_EQ(cells.Number(*row, "debit_balance_fen") - cells.Number(*row, "credit_balance_fen"),
                sum.first - sum.second)
          << account;
      debits += sum.first;
      balances += std::max<int64_t>(sum.first - sum.second, 0);
    }
    for (const char* column : {"debits_fen", "credits_fen"}) {
      EXPECT_EQ(cells.Number(table->totals(0), column), debits);
    }
    for (const char* column : {"debit_balance_fen", "credit_balance_fen"}) {
      EXPECT_EQ(cells.Number(table->totals(0), column), balances);
    }
  }
}

TEST_F(StatementTest, EveryBalanceOfAStatementIsTheFoldOfTheJournal) {
  for (const int64_t revision : Make(200)) {
    for (const auto& [account, sum] : Fold(revision)) {
      const std::string which = absl::StrCat("account: '", account, "' ");
      const auto sign = account.find("-source-") == std::string::npos &&
                                account.find("-limit-") == std::string::npos
                            ? 1
                            : -1;
      for (const char* order : {"", "order: STATEMENT_ORDER_RECORDED"}) {
        const auto table = Statement(which + order, revision);
        ZGC_ASSERT_OK(table);
        ExpectWellFormed(*table);
        const Cells cells(*table);
        int64_t balance = 0;
        for (const v1::ReportRow& row : table->rows()) {
          balance += sign * (cells.Number(row, "debit_fen") - cells.Number(row, "credit_fen"));
          EXPECT_EQ(cells.Number(row, "balance_fen"), balance) << account;
        }
        EXPECT_EQ(balance, sign * (sum.first - sum.second)) << account;
        EXPECT_EQ(cells.Number(table->totals(0), "debit_fen"), sum.first) << account;
        EXPECT_EQ(cells.Number(table->totals(0), "credit_fen"), sum.second) << account;
        EXPECT_EQ(table->rows(table->rows_size() - 1).kind(), v1::REPORT_ROW_KIND_CLOSING);
      }
    }
  }
}

// Each page goes on from the sums of the one before; a single page is the fold.
TEST_F(StatementTest, PagesTogetherAreTheStatement) {
  const std::vector<int64_t> revisions = Make(240);
  const int64_t from = revisions[0];
  const std::vector<std::string> spans = {
      "",
      "from_date: '2019-07-01' ",
      "from_date: '2019-04-01' to_date: '2019-11-30' ",
      "to_date: '2019-12-30' ",
      "order: STATEMENT_ORDER_RECORDED ",
      absl::StrCat("order: STATEMENT_ORDER_RECORDED from_revision: ", from, " "),
      absl::StrCat("order: STATEMENT_ORDER_RECORDED from_revision: ", from,
                   " to_revision: ", revisions[1], " "),
      absl::StrCat("order: STATEMENT_ORDER_RECORDED from_revision: ", revisions.back() + 9, " ")};
  int64_t paged = 0;
  for (const int64_t revision : revisions) {
    for (const char* account : {"available-fund", "committed-north", "spent-ic", "source-fund"}) {
      for (const std::string& span : spans) {
        const std::string fields = absl::StrCat("account: 'accounts/2019-", account, "' ", span);
        const auto whole = Statement(fields, revision);
        ZGC_ASSERT_OK(whole);
        for (const int size : {1, 7}) {
          const auto pages = Statement(fields, revision, size);
          ZGC_ASSERT_OK(pages);
          ASSERT_EQ(pages->rows_size(), whole->rows_size()) << fields;
          for (int i = 0; i < whole->rows_size(); ++i) {
            EXPECT_EQ(pages->rows(i).SerializeAsString(), whole->rows(i).SerializeAsString());
          }
          ASSERT_EQ(pages->totals_size(), 1);
          EXPECT_EQ(pages->totals(0).SerializeAsString(), whole->totals(0).SerializeAsString());
        }
        paged += whole->rows_size() / 7;
      }
    }
  }
  EXPECT_GT(paged, 50) << "pages beyond the first were read";
}

// A span's opening balance and lines are those of the whole statement: also of lines
// that no index holds yet.
TEST_F(StatementTest, ASpanContinuesTheStatementBeforeIt) {
  const std::vector<int64_t> revisions = Make(200);
  const std::string which =
      "account: 'accounts/2019-available-fund' order: STATEMENT_ORDER_RECORDED ";
  const auto whole = Statement(which);
  ZGC_ASSERT_OK(whole);
  const Cells cells(*whole);
  for (int64_t from = 1; from <= store_->head(); from += 13) {
    const auto span = Statement(absl::StrCat(which, "from_revision: ", from));
    ZGC_ASSERT_OK(span);
    int64_t opening = 0;
    int first = 1;
    while (first + 1 < whole->rows_size() && cells.Number(whole->rows(first), "revision") < from) {
      opening = cells.Number(whole->rows(first++), "balance_fen");
    }
    EXPECT_EQ(cells.Number(span->rows(0), "balance_fen"), opening);
    ASSERT_EQ(span->rows_size() - 1, whole->rows_size() - first);
    for (int i = first; i < whole->rows_size(); ++i) {
      EXPECT_EQ(span->rows(i - first + 1).SerializeAsString(), whole->rows(i).SerializeAsString());
    }
  }
}

TEST_F(StatementTest, APageThatBeginsNowhereIsRefused) {
  for (const char* start : {"7", "x y z", "1 1 0 a 0 0", "1 2 3 4 5 6 7", "2019-01-01 1 0 0 0 0"}) {
    std::string next;
    EXPECT_THAT(Page("account: 'accounts/2019-available-fund'", 0, {10, start}, next),
                FailsWith(absl::StatusCode::kInternal, ::testing::_));
  }
}

TEST_F(StatementTest, WhatIsBeforeTheFirstDayIsTheOpeningBalance) {
  const std::string which = "account: 'accounts/2019-committed-ic' ";
  ZGC_ASSERT_OK(Grant("may", "ic", Known(40) + "effective_date: '2019-05-02'"));
  ZGC_ASSERT_OK(Grant("late", "ic", Known(7)));
  ZGC_ASSERT_OK(Grant("jan", "ic", Known(100) + "effective_date: '2019-01-02'"));
  ZGC_ASSERT_OK(Pay("p", "jan", 60, "effective_date: '2019-03-01'"));
  const auto summary = [&](const std::string& fields) {
    const auto table = Statement(which + fields);
    std::vector<std::string> lines;
    if (!table.ok()) return std::vector<std::string>{table.status().ToString()};
    for (const v1::ReportRow& row : table->rows()) {
      lines.push_back(absl::StrCat(row.cells(0), row.cells(2), " ", row.cells(9)));
    }
    return lines;
  };
  EXPECT_THAT(summary(""), ElementsAre("期初余额 0", "2019-01-02承诺 100", "2019-03-01拨付 40",
                                       "2019-05-02承诺 80", "承诺 87", "期末余额 87"));
  EXPECT_THAT(summary("from_date: '2019-03-01' to_date: '2019-05-01'"),
              ElementsAre("期初余额 100", "2019-03-01拨付 40", "期末余额 40"));
  EXPECT_THAT(summary("from_date: '2019-12-31'"),
              ElementsAre("期初余额 80", "承诺 87", "期末余额 87"));
  const int64_t head = store_->head();
  EXPECT_THAT(summary(absl::StrCat("order: STATEMENT_ORDER_RECORDED from_revision: ", head)),
              ElementsAre("期初余额 147", "2019-03-01拨付 87", "期末余额 87"));
  EXPECT_THAT(summary(absl::StrCat("order: STATEMENT_ORDER_RECORDED to_revision: ", head - 5)),
              ElementsAre("期初余额 0", "2019-05-02承诺 40", "期末余额 40"));
}

TEST_F(StatementTest, ALineNamesCounterAccountSourceAndVoucher) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  const auto table = Statement("account: 'accounts/2019-spent-ic'");
  ZGC_ASSERT_OK(table);
  EXPECT_THAT(table->rows(1).cells(),
              ElementsAre("", ::testing::_, "拨付", "accounts/2019-committed-ic", "payments/p",
                          "awards/a", "d", "40", "", "40"));
}

TEST_F(StatementTest, WrongRequestsAreRefused) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  EXPECT_THAT(Statement(""), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Statement("account: 'accounts/none'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  const std::string which = "account: 'accounts/2019-committed-ic' ";
  for (const char* wrong :
       {"from_date: '2019'", "from_date: '2019-05-01' to_date: '2019-04-30'", "from_revision: 1",
        "order: STATEMENT_ORDER_RECORDED from_date: '2019-01-01'",
        "order: STATEMENT_ORDER_RECORDED from_revision: 5 to_revision: 4"}) {
    EXPECT_THAT(Statement(which + wrong), HasReason(ERROR_REASON_INVALID_FIELD)) << wrong;
  }
}

}  // namespace
}  // namespace zgc::funding
