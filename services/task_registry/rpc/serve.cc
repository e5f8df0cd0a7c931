#include "services/task_registry/rpc/serve.h"

#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/task_registry/clients/followers.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "task_registry: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace

// Tasks, organisations, documents and activities (绩效任务).
int Serve(int argc, char** argv) {
  rpc::ServerOptions defaults;
  defaults.service = "task_registry";
  defaults.listen = "127.0.0.1:7101";
  defaults.admin_listen = "127.0.0.1:8101";
  std::vector<std::string> source_flags;
  int64_t max_source_age = absl::ToInt64Seconds(resource::SourceWatch::kMaxAge);
  int exit_code = 0;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const storage::Schema schema = figures::WithCells(TaskRegistrySchema(), formulas);
  const std::vector<rpc::Flag> flags = {
      {"--source",
       "a service whose figures targets name, NAME=HOST:PORT, or NAME=none; once for each of "
       "funding_ledger, park_region, supervision_reporting",
       &source_flags},
      rpc::MaxSourceAge(max_source_age),
  };
  const auto options = rpc::ParseFlags(argc, argv, defaults, schema, exit_code, flags);
  if (!options.has_value()) return exit_code;
  const auto sources = ParseSources(source_flags);
  if (!sources.ok()) return Fail(sources.status());

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

  auto services = MakeServices((*server)->calls(), book, watch);
  services.push_back(figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}

}  // namespace zgc::tasks
