#include "services/task_registry/rpc/serve.h"

#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {

// Tasks, organisations, documents and activities (绩效任务).
int Serve(int argc, char** argv) {
  rpc::ServerOptions defaults;
  defaults.service = "task_registry";
  defaults.listen = "127.0.0.1:7101";
  defaults.admin_listen = "127.0.0.1:8101";
  int exit_code = 0;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const storage::Schema schema = figures::WithCells(TaskRegistrySchema(), formulas);
  const auto options = rpc::ParseFlags(argc, argv, defaults, schema, exit_code);
  if (!options.has_value()) return exit_code;

  const figures::FigureBook book(defaults.service, formulas);
  auto server = rpc::Server::Create(*options, schema);
  if (!server.ok()) {
    std::fprintf(stderr, "task_registry: %s\n", server.status().ToString().c_str());
    return 1;
  }
  auto services = MakeServices((*server)->calls(), book);
  services.push_back(figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}

}  // namespace zgc::tasks
