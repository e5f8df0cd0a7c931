#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/files.h"
#include "services/zgcctl/output/report_table.h"
#include "services/zgcctl/output/waiting_report.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::ctl {
namespace {

using zgc::funding::v1::ReportTable;

constexpr char kLedger[] = "funding_ledger";

// "collection/id" of an id or name; empty stays empty.
std::string NameIn(absl::string_view collection, absl::string_view text) {
  if (text.empty()) return "";
  const std::string prefix = absl::StrCat(collection, "/");
  return absl::StrCat(prefix, absl::StripPrefix(text, prefix));
}

struct LedgerReportArguments {
  std::string fiscal_year;
  std::string by;
  std::string subject;
  std::string account;
  std::string award;
  std::string program;
  std::string task;
  std::string as_of;
  std::string from;
  std::string to;
  bool recorded = false;
  int64_t from_revision = 0;
  int64_t to_revision = 0;
  int64_t revision = 0;
  std::string format;
  std::string unit = "yuan";
  std::string out;
  bool bom = false;

  std::string year() const { return NameIn("fiscalYears", fiscal_year); }
  // What --format or else the ending of --out asks for; empty leaves it to the
  // --format of all commands.
  std::string file_format() const {
    if (!format.empty()) return format;
    if (absl::EndsWith(out, ".csv")) return "csv";
    return absl::EndsWith(out, ".xlsx") ? "xlsx" : "";
  }
};

using Ask = absl::StatusOr<ReportTable> (*)(Client&, const LedgerReportArguments&);

absl::StatusOr<ReportTable> Execution(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::GetExecutionReportRequest request;
  request.set_fiscal_year(arguments.year());
  zgc::funding::v1::ExecutionDimension dimension;
  if (zgc::funding::v1::ExecutionDimension_Parse(
          absl::StrCat("EXECUTION_DIMENSION_", absl::AsciiStrToUpper(arguments.by)), &dimension)) {
    request.set_group_by(dimension);
  }
  request.set_revision(arguments.revision);
  return client.Get<ReportTable>(kLedger, "GetExecutionReport", request);
}

absl::StatusOr<ReportTable> TrialBalance(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::GetTrialBalanceReportRequest request;
  request.set_fiscal_year(arguments.year());
  request.set_revision(arguments.revision);
  return client.Get<ReportTable>(kLedger, "GetTrialBalanceReport", request);
}

absl::StatusOr<ReportTable> Statement(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::GetAccountStatementRequest request;
  request.set_account(NameIn("accounts", arguments.account));
  request.set_order(arguments.recorded ? zgc::funding::v1::STATEMENT_ORDER_RECORDED
                                       : zgc::funding::v1::STATEMENT_ORDER_EFFECTIVE_DATE);
  request.set_from_date(arguments.from);
  request.set_to_date(arguments.to);
  request.set_from_revision(arguments.from_revision);
  request.set_to_revision(arguments.to_revision);
  request.set_page_size(1000);
  request.set_revision(arguments.revision);
  ReportTable whole;
  do {
    auto page = client.Get<ReportTable>(kLedger, "GetAccountStatement", request);
    if (!page.ok()) return page;
    request.set_page_token(page->next_page_token());
    if (whole.columns().empty()) {
      whole = *std::move(page);
      continue;
    }
    whole.mutable_rows()->MergeFrom(page->rows());
    whole.mutable_totals()->MergeFrom(page->totals());
  } while (!request.page_token().empty());
  whole.clear_next_page_token();
  return whole;
}

absl::StatusOr<ReportTable> DecisionToCash(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::GetDecisionToCashReportRequest request;
  request.set_fiscal_year(arguments.year());
  request.set_revision(arguments.revision);
  return client.Get<ReportTable>(kLedger, "GetDecisionToCashReport", request);
}

absl::StatusOr<ReportTable> Aging(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::GetAgingReportRequest request;
  request.set_as_of_date(arguments.as_of);
  request.set_fiscal_year(arguments.year());
  zgc::funding::v1::AgingSubject subject;
  if (zgc::funding::v1::AgingSubject_Parse(
          absl::StrCat("AGING_SUBJECT_", absl::AsciiStrToUpper(arguments.subject)), &subject)) {
    request.set_group_by(subject);
  }
  request.set_revision(arguments.revision);
  return client.Get<ReportTable>(kLedger, "GetAgingReport", request);
}

absl::StatusOr<ReportTable> Waiting(Client& client, const LedgerReportArguments& arguments) {
  zgc::funding::v1::ListWaitingTranchesRequest request;
  request.set_award(NameIn("awards", arguments.award));
  request.set_program(NameIn("programs", arguments.program));
  request.set_task(NameIn("//task_registry/tasks", arguments.task));
  request.set_page_size(1000);
  request.set_revision(arguments.revision);
  zgc::funding::v1::ListWaitingTranchesResponse whole;
  do {
    auto page = client.Get<zgc::funding::v1::ListWaitingTranchesResponse>(
        kLedger, "ListWaitingTranches", request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    whole.MergeFrom(*page);
  } while (!request.page_token().empty());
  return WaitingReport(whole);
}

MoneyUnit UnitOf(const LedgerReportArguments& arguments) {
  if (arguments.unit == "fen") return MoneyUnit::kFen;
  return arguments.unit == "wan" ? MoneyUnit::kWan : MoneyUnit::kYuan;
}

std::string Render(const ReportTable& report, const LedgerReportArguments& arguments,
                   const Options& options) {
  const std::string format = arguments.file_format();
  if (format == "csv") return ReportCsv(report, UnitOf(arguments), arguments.bom);
  const std::map<std::string, Format> formats = {
      {"table", Format::kTable}, {"json", Format::kJson}, {"tsv", Format::kTsv}};
  const auto found = formats.find(format);
  return RenderReport(report, UnitOf(arguments),
                      found == formats.end() ? options.format : found->second);
}

ExitCode Run(Client& client, const LedgerReportArguments& arguments, Ask ask) {
  const bool xlsx = arguments.file_format() == "xlsx";
  if (xlsx && arguments.out.empty()) return FailUsage("--format xlsx needs --out FILE");
  const auto report = ask(client, arguments);
  if (!report.ok()) return Fail("report", report.status());
  for (int i = 0; i < report->columns_size(); ++i) {
    if (report->columns(i).summed() && !TotalIsSum(*report, i)) {
      return Fail("report",
                  absl::DataLossError(absl::StrCat("the total of ", report->columns(i).label(),
                                                   " is not the sum of its rows")));
    }
  }
  if (arguments.out.empty()) {
    std::cout << Render(*report, arguments, client.options());
    return kExitOk;
  }
  const absl::Status written =
      xlsx ? ReplaceFile(arguments.out,
                         [&](const std::string& beside) {
                           return WriteXlsx(*report, UnitOf(arguments), beside);
                         })
           : ReplaceFile(arguments.out, Render(*report, arguments, client.options()));
  if (!written.ok()) return Fail(arguments.out, written);
  std::cout << arguments.out << ": " << report->title() << ", " << report->rows_size()
            << " rows, revision " << report->revision() << "\n";
  return kExitOk;
}

constexpr char kFooter[] =
    R"(Formats: table, json, tsv, csv, xlsx. Without --format the ending of --out says it.
CSV follows RFC 4180; --bom makes Excel on Chinese Windows read it as UTF-8. Amounts
are in yuan (元) unless --unit says fen (分) or wan (万元), and exact in every unit. A
file is written beside and renamed, so it is whole or not there. XLSX of the same
report and revision are the same bytes; "校验" below the totals lets the spreadsheet add
up the rows again.
)";

CLI::App* Add(CLI::App& report, const std::string& name, const std::string& description,
              const std::string& example, const Options& options, int& code, Ask ask,
              std::shared_ptr<LedgerReportArguments> arguments) {
  auto* command = report.add_subcommand(name, description);
  command->add_option("--revision", arguments->revision, "as of this revision of the ledger");
  command->add_option("--format", arguments->format, "table, json, tsv, csv or xlsx")
      ->check(CLI::IsMember({"table", "json", "tsv", "csv", "xlsx"}));
  command->add_option("--out", arguments->out, "write this file instead of standard output");
  command->add_option("--unit", arguments->unit, "of amounts: fen, yuan or wan (万元)")
      ->check(CLI::IsMember({"fen", "yuan", "wan"}))
      ->capture_default_str();
  command->add_flag("--bom", arguments->bom, "begin CSV with a byte order mark");
  command->footer(absl::StrCat(kFooter, "\nExample:\n  zgcctl ledger report ", example));
  command->callback([&options, &code, ask, arguments] {
    Client client(options);
    code = Run(client, *arguments, ask);
  });
  return command;
}

}  // namespace

void AddLedgerReports(CLI::App& ledger, const Options& options, int& code) {
  auto arguments = std::make_shared<LedgerReportArguments>();
  auto* report = ledger.add_subcommand("report", "reports of the journal, for screen and files");
  report->require_subcommand(1);
  report->footer(R"(Examples:
  zgcctl ledger report execution --fiscal-year 2019 --unit wan
  zgcctl ledger report statement 2019-available-special-fund --from 2019-07-01
  zgcctl ledger report aging --as-of 2019-12-31 --by receivable --out owed.xlsx
  zgcctl ledger report REPORT --help)");
  const auto take_year = [&](CLI::App* command) {
    command->add_option("--fiscal-year", arguments->fiscal_year, "such as 2019")->required();
  };

  auto* execution = Add(*report, "execution", "how far the budget of a year has come",
                        "execution --fiscal-year 2019 --by park --out parks.xlsx", options, code,
                        Execution, arguments);
  take_year(execution);
  execution->add_option("--by", arguments->by, "program, quarter, park, department or enterprise")
      ->default_val("program")
      ->check(CLI::IsMember({"program", "quarter", "park", "department", "enterprise"}));

  take_year(Add(*report, "trial-balance", "debits, credits and balance of every account",
                "trial-balance --fiscal-year 2019", options, code, TrialBalance, arguments));

  auto* statement = Add(*report, "statement", "the transfers of one account and its balance",
                        "statement 2019-available-special-fund --from 2019-07-01 --out a.csv --bom",
                        options, code, Statement, arguments);
  statement->add_option("ACCOUNT", arguments->account, "accounts/ID, or ID")->required();
  statement->add_option("--from", arguments->from, "first day, YYYY-MM-DD");
  statement->add_option("--to", arguments->to, "last day, YYYY-MM-DD");
  statement->add_flag("--recorded", arguments->recorded, "in the order of recording, not of days");
  statement->add_option("--from-revision", arguments->from_revision,
                        "first revision, with --recorded");
  statement->add_option("--to-revision", arguments->to_revision, "last revision, with --recorded");

  take_year(Add(*report, "decision-to-cash",
                "days from decision over agreement and payment to acceptance",
                "decision-to-cash --fiscal-year 2019", options, code, DecisionToCash, arguments));

  auto* aging = Add(*report, "aging",
                    "what is committed and not yet paid, or claimed back and not settled, by age",
                    "aging --as-of 2019-12-31 --by tranche --out aging.xlsx", options, code, Aging,
                    arguments);
  aging->add_option("--as-of", arguments->as_of, "day, YYYY-MM-DD")->required();
  aging->add_option("--fiscal-year", arguments->fiscal_year,
                    "only what this year holds, such as 2019");
  aging->add_option("--by", arguments->subject, "award, tranche or receivable (应收追回款)")
      ->default_val("award")
      ->check(CLI::IsMember({"award", "tranche", "receivable"}));

  auto* waiting = Add(*report, "waiting",
                      "tranches that wait for a milestone or for matching funds, and since when",
                      "waiting --program special-fund", options, code, Waiting, arguments);
  waiting->add_option("--award", arguments->award, "only this award: awards/ID, or ID");
  waiting->add_option("--program", arguments->program,
                      "only this program, programs/ID or ID, and those below it");
  waiting->add_option("--task", arguments->task,
                      "only milestones of this task: its ID in the task registry");
}

}  // namespace zgc::ctl
