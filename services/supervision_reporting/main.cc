#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/client_flags.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/supervision_reporting/clients/followers.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"

namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "supervision_reporting: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace

// Supervision and reporting (督查与报表).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "supervision_reporting";
  defaults.listen = "127.0.0.1:7104";
  defaults.admin_listen = "127.0.0.1:8104";
  std::vector<std::string> source_flags;
  int64_t max_source_age = absl::ToInt64Seconds(zgc::resource::SourceWatch::kMaxAge);
  int exit_code = 0;
  const zgc::storage::Schema schema = zgc::supervision::SupervisionSchema();
  const auto options =
      zgc::rpc::ParseFlags(argc, argv, defaults, schema, exit_code, [&](CLI::App& app) {
        app.add_option("--source", source_flags,
                       "a service to follow, NAME=HOST:PORT, or NAME=none; once for each of "
                       "task_registry, funding_ledger, park_region");
        zgc::rpc::AddMaxSourceAge(app, max_source_age);
      });
  if (!options.has_value()) return exit_code;
  const auto sources = zgc::supervision::ParseSources(source_flags);
  if (!sources.ok()) return Fail(sources.status());

  zgc::figures::FormulaRegistry formulas;
  zgc::supervision::RegisterFormulas(formulas);
  const zgc::figures::FigureBook book(defaults.service, formulas);
  const auto server = zgc::rpc::Server::Create(*options, schema);
  if (!server.ok()) return Fail(server.status());
  zgc::rpc::ClientOptions security;
  security.tls_ca = options->tls_ca;
  security.tls_cert = options->tls_cert;
  security.tls_key = options->tls_key;
  security.insecure_loopback = options->insecure_loopback;
  zgc::resource::SourceWatch watch(absl::Seconds(max_source_age));
  const auto followers =
      zgc::supervision::StartFollowers((*server)->store(), *sources, security, watch);
  if (!followers.ok()) return Fail(followers.status());
  (*server)->FollowWith(**followers);

  auto services = zgc::supervision::MakeServices((*server)->calls(), book, watch);
  services.push_back(zgc::figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}
