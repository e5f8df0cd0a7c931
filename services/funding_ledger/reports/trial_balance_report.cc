#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/reports/program_tree.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/reports/trial_balance.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {

absl::StatusOr<v1::ReportTable> GetTrialBalanceReport(
    const storage::Reader& reader, const v1::GetTrialBalanceReportRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(const TrialBalance balance, TrialBalanceOf(reader, request.fiscal_year()));
  ZGC_ASSIGN_OR_RETURN(const ProgramTree tree, ProgramTree::Read(reader));
  v1::ReportTable table;
  table.set_revision(reader.revision());
  table.set_title(absl::StrCat(YearOf(request.fiscal_year()), "年度试算平衡表"));
  AddColumn(table, "label", "科目", v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "account", "账户", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "holder", "持有者", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddSummed(table, "debits_fen", "借方发生额", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "credits_fen", "贷方发生额", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "debit_balance_fen", "借方余额", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "credit_balance_fen", "贷方余额", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  absl::int128 on_debit = 0;
  absl::int128 on_credit = 0;
  for (const v1::Account& account : balance.accounts) {
    const int64_t net = account.debits_fen() - account.credits_fen();
    (net >= 0 ? on_debit : on_credit) += net >= 0 ? net : -net;
    const std::string of =
        account.display_name().empty() ? tree.LabelOf(account.holder()) : account.display_name();
    AddRow(table, v1::REPORT_ROW_KIND_ITEM, account.name(), 0,
           {absl::StrCat(LabelOf(account.kind()), of.empty() ? "" : "—", of), account.name(),
            account.holder(), NumberCell(account.debits_fen()), NumberCell(account.credits_fen()),
            NumberCell(net > 0 ? net : 0), NumberCell(net < 0 ? -net : 0)});
  }
  AddTotal(table, {"合计", "", "", balance.debits_fen, balance.credits_fen, NumberCell(on_debit),
                   NumberCell(on_credit)});
  table.add_notes("由日记账逐笔累加，并与各账户留存的余额核对一致。");
  return table;
}

}  // namespace zgc::funding
