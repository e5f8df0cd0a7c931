#include "services/zgcctl/commands.h"

namespace zgc::ctl {

void AddLedger(CLI::App& app, const Options& options, int& code) {
  auto* ledger = app.add_subcommand(
      "ledger", "reports, checkpoints, proofs and audit bundles of the funding ledger");
  ledger->require_subcommand(1);
  AddLedgerReports(*ledger, options, code);
  AddLedgerProofs(*ledger, options, code);
}

}  // namespace zgc::ctl
