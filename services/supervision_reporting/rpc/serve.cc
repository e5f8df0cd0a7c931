#include "services/supervision_reporting/rpc/serve.h"

#include <cstdio>
#include <utility>

#include "absl/types/optional.h"
#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/supervision_reporting/clients/followers.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/formulas/source_figures.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/rpc/sweeper.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// After what a sweep is expected of those who call it, as each morning.
constexpr absl::Duration kFromWithout = absl::Hours(24);

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "supervision_reporting: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace

// Supervision and reporting (督查与报表).
int Serve(int argc, char** argv) {
  rpc::ServerOptions defaults;
  defaults.service = "supervision_reporting";
  defaults.listen = "127.0.0.1:7104";
  defaults.admin_listen = "127.0.0.1:8104";
  std::vector<std::string> source_flags;
  int64_t max_source_age = absl::ToInt64Seconds(resource::SourceWatch::kMaxAge);
  int64_t sweep_interval = 0;
  int exit_code = 0;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const storage::Schema schema = figures::WithCells(SupervisionSchema(), formulas);
  const std::vector<rpc::Flag> flags = {
      {"--source",
       "a service to follow, NAME=HOST:PORT, or NAME=none; once for each of "
       "task_registry, funding_ledger, park_region",
       &source_flags},
      rpc::MaxSourceAge(max_source_age),
      {"--sweep-interval-seconds",
       "how often what is overdue is swept (催办); 0 leaves that to SweepDeadlines",
       &sweep_interval, 0, absl::ToInt64Seconds(absl::Hours(24))},
  };
  const auto options = rpc::ParseFlags(argc, argv, defaults, schema, exit_code, flags);
  if (!options.has_value()) return exit_code;
  const auto sources = ParseSources(source_flags);
  if (!sources.ok()) return Fail(sources.status());

  const SourceFigures others;
  const figures::FigureBook book(defaults.service, formulas, &others);
  const auto server = rpc::Server::Create(*options, schema);
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

  SweepLog sweeps;
  auto services = MakeServices((*server)->calls(), book, watch, &sweeps);
  services.push_back(figures::MakeFigureService((*server)->calls(), book));
  absl::optional<Sweeper> sweeper;
  if (sweep_interval > 0) {
    sweeper.emplace((*server)->store(), watch, sweeps, absl::Seconds(sweep_interval));
  }
  const absl::Duration expected = sweep_interval > 0 ? absl::Seconds(sweep_interval) : kFromWithout;
  (*server)->ShowMetrics([&sweeps, expected](observability::Metrics& metrics) {
    const SweepLog::Last last = sweeps.last();
    metrics.SetSweeps({last.time, expected, last.sweeps, last.slips, last.without_rules});
  });
  return (*server)->Run(std::move(services));
}

}  // namespace zgc::supervision
