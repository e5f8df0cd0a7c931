#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"

// Tasks, organisations, documents and activities (绩效任务).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "task_registry";
  defaults.listen = "127.0.0.1:7101";
  defaults.admin_listen = "127.0.0.1:8101";
  int exit_code = 0;
  const zgc::storage::Schema schema = zgc::tasks::TaskRegistrySchema();
  const auto options = zgc::rpc::ParseFlags(argc, argv, defaults, schema, exit_code);
  if (!options.has_value()) return exit_code;

  zgc::figures::FormulaRegistry formulas;
  zgc::tasks::RegisterFormulas(formulas);
  const zgc::figures::FigureBook book(defaults.service, formulas);
  auto server = zgc::rpc::Server::Create(*options, schema);
  if (!server.ok()) {
    std::fprintf(stderr, "task_registry: %s\n", server.status().ToString().c_str());
    return 1;
  }
  auto services = zgc::tasks::MakeServices((*server)->calls(), book);
  services.push_back(zgc::figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}
