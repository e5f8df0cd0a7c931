#include "services/park_region/rpc/serve.h"

#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

// Parks and regions (园区).
int Serve(int argc, char** argv) {
  rpc::ServerOptions defaults;
  defaults.service = "park_region";
  defaults.listen = "127.0.0.1:7103";
  defaults.admin_listen = "127.0.0.1:8103";
  int exit_code = 0;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  const storage::Schema schema = figures::WithCells(ParkRegionSchema(), formulas);
  const auto options = rpc::ParseFlags(argc, argv, defaults, schema, exit_code);
  if (!options.has_value()) return exit_code;

  const figures::FigureBook book(defaults.service, formulas);
  auto server = rpc::Server::Create(*options, schema);
  if (!server.ok()) {
    std::fprintf(stderr, "park_region: %s\n", server.status().ToString().c_str());
    return 1;
  }
  auto services = MakeServices((*server)->calls());
  services.push_back(figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}

}  // namespace zgc::parks
