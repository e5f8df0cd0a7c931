#include <cstdio>

#include "common/figures/book/figure_service.h"
#include "common/rpc/server.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/rpc/funding_ledger_service.h"
#include "services/funding_ledger/rpc/funding_report_service.h"
#include "services/funding_ledger/rpc/journal_service.h"
#include "services/funding_ledger/store/schema.h"

// The ledger of the special fund (专项资金).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "funding_ledger";
  defaults.listen = "127.0.0.1:7102";
  defaults.admin_listen = "127.0.0.1:8102";
  int exit_code = 0;
  const auto options = zgc::rpc::ParseFlags(argc, argv, defaults, exit_code);
  if (!options.has_value()) return exit_code;

  zgc::figures::FormulaRegistry formulas;
  zgc::funding::RegisterFormulas(formulas);
  const zgc::figures::FigureBook book(defaults.service, formulas);
  auto server = zgc::rpc::Server::Create(*options, zgc::funding::FundingLedgerSchema());
  if (!server.ok()) {
    std::fprintf(stderr, "funding_ledger: %s\n", server.status().ToString().c_str());
    return 1;
  }
  zgc::funding::FundingLedgerServiceImpl funding((*server)->calls());
  zgc::funding::FundingReportServiceImpl reports((*server)->calls());
  zgc::funding::JournalServiceImpl journal((*server)->calls());
  zgc::figures::FigureServiceImpl figures((*server)->calls(), book);
  return (*server)->Run({&funding, &reports, &journal, &figures});
}
