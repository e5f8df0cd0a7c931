#include "services/funding_ledger/rpc/serve.h"

#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/identity/pem.h"
#include "common/rpc/server/server.h"
#include "services/funding_ledger/clients/followers.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/proof_service.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// What the server is told about checkpoints.
struct CheckpointFlags {
  std::string key;
  CheckpointOptions options;
  int64_t every_minutes = 60;

  void AddTo(std::vector<rpc::Flag>& flags) {
    flags.push_back({"--checkpoint-key",
                     "private key that checkpoints of the journal are signed with, PEM of Ed25519 "
                     "(with SHA-256) or SM2 (with SM3); without it there are none",
                     &key});
    flags.push_back({"--checkpoint-every-transfers",
                     "make one once so many transfers have come since the last",
                     &options.every_transfers});
    flags.push_back({"--checkpoint-every-minutes", "and once any have come, so long after the last",
                     &every_minutes});
  }
  absl::StatusOr<CheckpointOptions> Load() {
    options.every = absl::Minutes(every_minutes);
    if (key.empty()) return options;
    ZGC_ASSIGN_OR_RETURN(const std::string pem, rpc::ReadPem("--checkpoint-key", key));
    auto loaded = proof::PrivateKey::FromPem(pem);
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
int Serve(int argc, char** argv) {
  rpc::ServerOptions defaults;
  defaults.service = "funding_ledger";
  defaults.listen = "127.0.0.1:7102";
  defaults.admin_listen = "127.0.0.1:8102";
  std::vector<std::string> source_flags;
  int64_t max_source_age = absl::ToInt64Seconds(resource::SourceWatch::kMaxAge);
  int exit_code = 0;
  CheckpointFlags checkpoint_flags;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const storage::Schema schema = figures::WithCells(FundingLedgerSchema(), formulas);
  std::vector<rpc::Flag> flags = {
      {"--source",
       "a service to follow, task_registry=HOST:PORT; without it a tranche that waits "
       "for a milestone waits for ever, and task_registry=none says that this is meant",
       &source_flags},
      rpc::MaxSourceAge(max_source_age),
  };
  checkpoint_flags.AddTo(flags);
  const auto options = rpc::ParseFlags(argc, argv, defaults, schema, exit_code, flags);
  if (!options.has_value()) return exit_code;
  const auto sources = ParseSources(source_flags);
  if (!sources.ok()) return Fail(sources.status());
  const auto checkpoints = checkpoint_flags.Load();
  if (!checkpoints.ok()) return Fail(checkpoints.status());

  const figures::FigureBook book(defaults.service, formulas);
  auto server = rpc::Server::Create(*options, schema);
  if (!server.ok()) return Fail(server.status());
  rpc::ClientOptions security;
  security.tls_ca = options->tls_ca;
  security.tls_cert = options->tls_cert;
  security.tls_key = options->tls_key;
  security.insecure_loopback = options->insecure_loopback;
  resource::SourceWatch watch(absl::Seconds(max_source_age));
  const auto followers = StartFollowers((*server)->store(), *sources, security, watch);
  if (!followers.ok()) return Fail(followers.status());
  (*server)->FollowWith(**followers);

  ProofKeeper keeper((*server)->store(), *checkpoints);
  keeper.Start();
  auto services = MakeServices((*server)->calls(), watch);
  services.push_back(MakeProofService((*server)->calls(), keeper));
  services.push_back(figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}

}  // namespace zgc::funding
