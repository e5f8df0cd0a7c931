#include <regex>

#include "absl/strings/ascii.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/testing/fixture/random_history.h"

namespace zgc::funding {
namespace {

// Whether a text is for Chinese readers: it has Chinese characters, and no Latin words
// but names of resources and, in 「」, what records call themselves.
bool IsChinese(const std::string& text) {
  static const std::regex name("[A-Za-z_/]+/[A-Za-z0-9_-]+|「[A-Za-z0-9_-]+」");
  const std::string rest = std::regex_replace(text, name, "");
  bool chinese = false;
  for (size_t i = 0; i < rest.size(); ++i) {
    // U+4E00 to U+9FFF take three bytes from E4 to E9.
    chinese = chinese || (rest[i] >= '\xE4' && rest[i] <= '\xE9');
    if (absl::ascii_isalpha(static_cast<unsigned char>(rest[i]))) return false;
  }
  return chinese;
}

class LabelsTest : public RandomHistory {
 protected:
  void ExpectChinese(const v1::ReportTable& table) {
    EXPECT_TRUE(IsChinese(table.title())) << table.title();
    EXPECT_FALSE(table.notes().empty()) << table.title();
    for (const std::string& note : table.notes()) EXPECT_TRUE(IsChinese(note)) << note;
    for (const v1::ReportColumn& column : table.columns()) {
      EXPECT_TRUE(IsChinese(column.label())) << table.title() << ": " << column.label();
    }
    for (const v1::ReportRow& row : table.rows()) {
      // Other labels are what records call themselves.
      if (row.kind() == v1::REPORT_ROW_KIND_ITEM) continue;
      ExpectLabel(table, row);
    }
    for (const v1::ReportRow& total : table.totals()) ExpectLabel(table, total);
  }
  // Every cell of text that such a row has, one at least; vouchers are what records call
  // them.
  void ExpectLabel(const v1::ReportTable& table, const v1::ReportRow& row) {
    int labels = 0;
    for (int i = 0; i < table.columns_size(); ++i) {
      const v1::ReportColumn& column = table.columns(i);
      if (column.type() != v1::REPORT_COLUMN_TYPE_TEXT || column.key() == "document") continue;
      if (row.cells(i).empty()) continue;
      EXPECT_TRUE(IsChinese(row.cells(i))) << table.title() << ": " << row.cells(i);
      ++labels;
    }
    EXPECT_GT(labels, 0) << table.title();
  }
  template <typename Request>
  v1::ReportTable Report(absl::StatusOr<v1::ReportTable> (*method)(const storage::Reader&,
                                                                   const Request&),
                         const std::string& fields) {
    const auto table = Ask(method, fields);
    EXPECT_TRUE(table.ok()) << fields << ": " << table.status();
    return table.ok() ? *table : v1::ReportTable();
  }
};

TEST_F(LabelsTest, WhatReadersOfReportsSeeIsChinese) {
  Make(200);
  const std::string year = "fiscal_year: 'fiscalYears/2019' ";
  for (int i = 1; i < v1::ExecutionDimension_ARRAYSIZE; ++i) {
    const v1::ReportTable table =
        Report(GetExecutionReport,
               absl::StrCat(year, "group_by: ",
                            v1::ExecutionDimension_Name(static_cast<v1::ExecutionDimension>(i))));
    ExpectChinese(table);
    for (const v1::ReportRow& row : table.rows()) {
      if (i == v1::EXECUTION_DIMENSION_QUARTER) ExpectLabel(table, row);
    }
  }
  ExpectChinese(Report(GetTrialBalanceReport, year));
  ExpectChinese(Report(GetDecisionToCashReport, year));
  for (int i = 1; i < v1::AgingSubject_ARRAYSIZE; ++i) {
    const v1::ReportTable table = Report(
        GetAgingReport, absl::StrCat("as_of_date: '2019-12-31' group_by: ",
                                     v1::AgingSubject_Name(static_cast<v1::AgingSubject>(i))));
    ExpectChinese(table);
    for (const v1::ReportRow& row : table.rows()) {
      if (row.level() == 0) ExpectLabel(table, row);
    }
  }
  v1::GetAccountStatementRequest request;
  request.set_account("accounts/2019-available-fund");
  v1::ReportTable statement;
  ZGC_ASSERT_OK(GetAccountStatement(store_->Read(), request, {1000, ""}, statement));
  ExpectChinese(statement);
  for (const v1::ReportRow& row : statement.rows()) ExpectLabel(statement, row);
}

TEST_F(LabelsTest, EveryKindOfAccountAndTransferHasAChineseWord) {
  for (int i = 1; i < v1::AccountKind_ARRAYSIZE; ++i) {
    if (!v1::AccountKind_IsValid(i)) continue;
    EXPECT_TRUE(IsChinese(LabelOf(static_cast<v1::AccountKind>(i)))) << i;
  }
  for (int i = 1; i < v1::TransferKind_ARRAYSIZE; ++i) {
    if (!v1::TransferKind_IsValid(i)) continue;
    EXPECT_TRUE(IsChinese(LabelOf(static_cast<v1::TransferKind>(i)))) << i;
  }
  EXPECT_FALSE(IsChinese("WRITEOFF"));
  EXPECT_FALSE(IsChinese("金额 of awards/a"));
  EXPECT_FALSE(IsChinese("2019"));
  EXPECT_TRUE(IsChinese("预算含推算金额：appropriations/more。"));
}

}  // namespace
}  // namespace zgc::funding
