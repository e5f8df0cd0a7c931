#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/reports/legs.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"

namespace zgc::funding {
namespace {

// One transfer of the account: what its line needs to be found and placed.
struct Entry {
  // What the order goes by: a day, or nothing for the order of the journal.
  std::string counts_on;
  std::string transfer;
  int64_t amount_fen = 0;
  bool debit = false;
};

struct Statement {
  absl::int128 opening = 0;
  std::vector<Entry> entries;
};

bool ByDay(const v1::GetAccountStatementRequest& request) {
  return request.order() != v1::STATEMENT_ORDER_RECORDED;
}

absl::Status Check(const v1::GetAccountStatementRequest& request) {
  Checks checks;
  checks.Required(request.account(), "account");
  checks.Expect(v1::StatementOrder_IsValid(request.order()), "order", "is unknown");
  if (ByDay(request)) {
    checks.OptionalDay(request.from_date(), "from_date");
    checks.OptionalDay(request.to_date(), "to_date");
    checks.Ordered(request.from_date(), request.to_date(), "to_date");
    checks.Expect(request.from_revision() == 0, "from_revision", "needs order RECORDED");
    checks.Expect(request.to_revision() == 0, "to_revision", "needs order RECORDED");
  } else {
    checks.Expect(request.from_date().empty(), "from_date", "does not go with order RECORDED");
    checks.Expect(request.to_date().empty(), "to_date", "does not go with order RECORDED");
    checks.Expect(request.from_revision() >= 0, "from_revision", "is negative");
    checks.Expect(request.to_revision() == 0 || request.to_revision() >= request.from_revision(),
                  "to_revision", "is before from_revision");
  }
  return checks.ToStatus();
}

// Below zero if it lies before the span asked for, above if after.
int Place(const v1::GetAccountStatementRequest& request, const v1::Transfer& transfer) {
  if (!ByDay(request)) {
    if (transfer.revision() < request.from_revision()) return -1;
    return request.to_revision() != 0 && transfer.revision() > request.to_revision() ? 1 : 0;
  }
  const std::string day = CountsOn(transfer.effective_date(), transfer.fiscal_year());
  if (day < request.from_date()) return -1;
  return !request.to_date().empty() && day > request.to_date() ? 1 : 0;
}

// What the entry adds to the balance.
int64_t Signed(const v1::Account& account, const Entry& entry) {
  const bool grows = entry.debit == (account.normal_side() == v1::ACCOUNT_SIDE_DEBIT);
  return grows ? entry.amount_fen : -entry.amount_fen;
}

absl::StatusOr<Statement> Read(const storage::Reader& reader, const v1::Account& account,
                               const v1::GetAccountStatementRequest& request) {
  Statement statement;
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(
      reader, TransferIndex::kAccount, account.name(), [&](const v1::Transfer& transfer) {
        const int place = Place(request, transfer);
        if (place > 0 || !MovesMoney(transfer.mode())) return true;
        Entry entry{
            ByDay(request) ? CountsOn(transfer.effective_date(), transfer.fiscal_year()) : "",
            transfer.name(), transfer.amount_fen(), transfer.debit() == account.name()};
        if (place < 0) {
          statement.opening += Signed(account, entry);
        } else {
          statement.entries.push_back(std::move(entry));
        }
        return true;
      }));
  std::stable_sort(statement.entries.begin(), statement.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.counts_on < b.counts_on; });
  return statement;
}

void AddHeadings(const v1::Account& account, v1::ReportTable& table) {
  table.set_title(absl::StrCat("明细账：", LabelOf(account.kind()), "（", account.name(), "）"));
  AddColumn(table, "effective_date", "日期", v1::REPORT_COLUMN_TYPE_DATE);
  AddColumn(table, "revision", "记账版本", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "summary", "摘要", v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "counter_account", "对方账户", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "source", "来源", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "award", "资助", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "document", "凭证", v1::REPORT_COLUMN_TYPE_TEXT);
  AddSummed(table, "debit_fen", "借方", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "credit_fen", "贷方", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddColumn(table, "balance_fen", "余额", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  table.add_notes("没有日期的分录按当年最后一天排列，日期栏留空。预留未过账的金额不在余额内。");
}

std::vector<std::string> Marker(const char* label, absl::int128 balance) {
  return {"", "", label, "", "", "", "", "", "", NumberCell(balance)};
}

}  // namespace

absl::StatusOr<std::string> GetAccountStatement(const storage::Reader& reader,
                                                const v1::GetAccountStatementRequest& request,
                                                const storage::Page& page,
                                                v1::ReportTable& response) {
  ZGC_RETURN_IF_ERROR(Check(request));
  ZGC_ASSIGN_OR_RETURN(const v1::Account account, RequireAccount(reader, request.account()));
  ZGC_ASSIGN_OR_RETURN(const Statement statement, Read(reader, account, request));
  size_t begin = 0;
  if (!page.start.empty() && !absl::SimpleAtoi(page.start, &begin)) {
    return absl::InternalError("a page of an account statement begins nowhere");
  }
  const size_t end = std::min(statement.entries.size(), begin + static_cast<size_t>(page.size));
  response.set_revision(reader.revision());
  AddHeadings(account, response);
  absl::int128 balance = statement.opening;
  absl::int128 debits = 0;
  absl::int128 credits = 0;
  if (begin == 0) {
    AddRow(response, v1::REPORT_ROW_KIND_OPENING, "", 0, Marker("期初余额", balance));
  }
  for (size_t i = 0; i < end; ++i) {
    const Entry& entry = statement.entries[i];
    balance += Signed(account, entry);
    (entry.debit ? debits : credits) += entry.amount_fen;
    if (i < begin) continue;
    ZGC_ASSIGN_OR_RETURN(const auto transfer, FindTransfer(reader, entry.transfer));
    if (!transfer.has_value()) {
      return absl::DataLossError(absl::StrCat(entry.transfer, " is indexed but missing"));
    }
    AddRow(
        response, v1::REPORT_ROW_KIND_ITEM, entry.transfer, 0,
        {transfer->effective_date(), NumberCell(transfer->revision()), LabelOf(transfer->kind()),
         entry.debit ? transfer->credit() : transfer->debit(), transfer->source(),
         transfer->award(), transfer->document(), entry.debit ? NumberCell(entry.amount_fen) : "",
         entry.debit ? "" : NumberCell(entry.amount_fen), NumberCell(balance)});
  }
  if (end < statement.entries.size()) return absl::StrCat(end);
  AddRow(response, v1::REPORT_ROW_KIND_CLOSING, "", 0, Marker("期末余额", balance));
  AddTotal(response, {"", "", "合计", "", "", "", "", NumberCell(debits), NumberCell(credits), ""});
  return "";
}

}  // namespace zgc::funding
