#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/statement_lines.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

absl::Status Check(const storage::Reader& reader, const v1::GetAccountStatementRequest& request) {
  Checks checks(reader, request);
  if (GoesByDay(request)) {
    checks.Ordered(request.from_date(), request.to_date(), "to_date");
    checks.Expect(request.from_revision() == 0, "from_revision", "needs order RECORDED");
    checks.Expect(request.to_revision() == 0, "to_revision", "needs order RECORDED");
  } else {
    checks.Expect(request.from_date().empty(), "from_date", "does not go with order RECORDED");
    checks.Expect(request.to_date().empty(), "to_date", "does not go with order RECORDED");
    checks.Expect(request.to_revision() == 0 || request.to_revision() >= request.from_revision(),
                  "to_revision", "is before from_revision");
  }
  return checks.ToStatus();
}

void AddHeadings(const v1::Account& account, v1::ReportTable& table) {
  table.set_title(
      absl::StrCat("明细账：", funding::LabelOf(account.kind()), "（", account.name(), "）"));
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
  ZGC_RETURN_IF_ERROR(Check(reader, request));
  ZGC_ASSIGN_OR_RETURN(const v1::Account account, RequireAccount(reader, request.account()));
  const bool debit_normal = account.normal_side() == v1::ACCOUNT_SIDE_DEBIT;
  StatementProgress progress;
  if (page.start.empty()) {
    ZGC_ASSIGN_OR_RETURN(progress, OpenStatement(reader, debit_normal, request));
  } else {
    ZGC_ASSIGN_OR_RETURN(progress, StatementProgress::FromText(page.start));
  }
  const size_t size = static_cast<size_t>(page.size);
  ZGC_ASSIGN_OR_RETURN(auto lines, LinesFrom(reader, request, progress.next, size + 1));
  const bool more = lines.size() > size;
  if (more) {
    progress.next = lines.back().place;
    lines.pop_back();
  }
  response.set_revision(reader.revision());
  AddHeadings(account, response);
  const auto balance = [&] {
    const int64_t net = progress.debits_fen - progress.credits_fen;
    return progress.opening_fen + (debit_normal ? net : -net);
  };
  if (page.start.empty()) {
    AddRow(response, v1::REPORT_ROW_KIND_OPENING, "", 0, Marker("期初余额", balance()));
  }
  for (const auto& [place, transfer] : lines) {
    const std::string amount = NumberCell(transfer.amount_fen());
    const bool debit = transfer.debit() == account.name();
    (debit ? progress.debits_fen : progress.credits_fen) += transfer.amount_fen();
    AddRow(response, v1::REPORT_ROW_KIND_ITEM, transfer.name(), 0,
           {transfer.effective_date(), NumberCell(transfer.revision()), LabelOf(transfer.kind()),
            debit ? transfer.credit() : transfer.debit(), transfer.source(), transfer.award(),
            transfer.document(), debit ? amount : "", debit ? "" : amount, NumberCell(balance())});
  }
  if (more) return progress.ToText();
  AddRow(response, v1::REPORT_ROW_KIND_CLOSING, "", 0, Marker("期末余额", balance()));
  AddTotal(response, {"", "", "合计", "", "", "", "", NumberCell(progress.debits_fen),
                      NumberCell(progress.credits_fen), ""});
  return "";
}

}  // namespace zgc::funding
