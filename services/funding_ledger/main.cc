#include <CLI/CLI.hpp>
#include <cstdio>

#include "common/figures/book/figure_service.h"
#include "common/rpc/pem.h"
#include "common/rpc/server.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/rpc/funding_ledger_service.h"
#include "services/funding_ledger/rpc/funding_report_service.h"
#include "services/funding_ledger/rpc/journal_service.h"
#include "services/funding_ledger/rpc/proof_service.h"
#include "services/funding_ledger/store/schema.h"

namespace {

using zgc::funding::CheckpointOptions;

// What the server is told about checkpoints.
struct CheckpointFlags {
  std::string key;
  CheckpointOptions options;
  int64_t every_minutes = 60;

  void AddTo(CLI::App& app) {
    app.add_option("--checkpoint-key", key,
                   "private key that checkpoints of the journal are signed with, PEM of Ed25519 "
                   "(with SHA-256) or SM2 (with SM3); without it there are none");
    app.add_option("--checkpoint-every-transfers", options.every_transfers,
                   "make one once so many transfers have come since the last")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--checkpoint-every-minutes", every_minutes,
                   "and once any have come, so long after the last")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
  }
  absl::StatusOr<CheckpointOptions> Load() {
    options.every = absl::Minutes(every_minutes);
    if (key.empty()) return options;
    ZGC_ASSIGN_OR_RETURN(const std::string pem, zgc::rpc::ReadPem("--checkpoint-key", key));
    auto loaded = zgc::proof::PrivateKey::FromPem(pem);
    if (!loaded.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--checkpoint-key: ", key, " ", loaded.status().message()));
    }
    options.key = *std::move(loaded);
    return options;
  }
};

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "funding_ledger: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace

// The ledger of the special fund (专项资金).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "funding_ledger";
  defaults.listen = "127.0.0.1:7102";
  defaults.admin_listen = "127.0.0.1:8102";
  int exit_code = 0;
  CheckpointFlags checkpoint_flags;
  const auto options = zgc::rpc::ParseFlags(argc, argv, defaults, exit_code,
                                            [&](CLI::App& app) { checkpoint_flags.AddTo(app); });
  if (!options.has_value()) return exit_code;
  const auto checkpoints = checkpoint_flags.Load();
  if (!checkpoints.ok()) return Fail(checkpoints.status());

  zgc::figures::FormulaRegistry formulas;
  zgc::funding::RegisterFormulas(formulas);
  const zgc::figures::FigureBook book(defaults.service, formulas);
  auto server = zgc::rpc::Server::Create(*options, zgc::funding::FundingLedgerSchema());
  if (!server.ok()) return Fail(server.status());
  zgc::funding::ProofKeeper keeper((*server)->store(), *checkpoints);
  keeper.Start();
  zgc::funding::FundingLedgerServiceImpl funding((*server)->calls());
  zgc::funding::FundingReportServiceImpl reports((*server)->calls());
  zgc::funding::JournalServiceImpl journal((*server)->calls());
  zgc::funding::ProofServiceImpl proof((*server)->calls(), keeper);
  zgc::figures::FigureServiceImpl figures((*server)->calls(), book);
  return (*server)->Run({&funding, &reports, &journal, &proof, &figures});
}
