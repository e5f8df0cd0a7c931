#include "services/zgcctl/commands/commands.h"

namespace zgc::ctl {

void AddLedger(CLI::App& app, const Options& options, int& code) {
  auto* ledger = app.add_subcommand(
      "ledger", "reports, checkpoints, proofs and audit bundles of the funding ledger");
  ledger->require_subcommand(1);
  ledger->footer(R"(Records are read and written with get, list and call, in fen; reports show yuan
unless --unit says fen or wan (万元).

Examples:
  zgcctl ledger report execution --fiscal-year 2019 --by park
  zgcctl ledger report waiting --unit wan
  zgcctl ledger export --out ledger.zgcbundle
  zgcctl list awards --filter-field program=programs/special-fund
  zgcctl ledger COMMAND --help)");
  AddLedgerReports(*ledger, options, code);
  AddLedgerProofs(*ledger, options, code);
}

}  // namespace zgc::ctl
