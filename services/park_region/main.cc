#include <cstdio>
#include <utility>

#include "common/figures/figure_service.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"

// Parks and regions (园区).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "park_region";
  defaults.listen = "127.0.0.1:7103";
  defaults.admin_listen = "127.0.0.1:8103";
  int exit_code = 0;
  zgc::figures::FormulaRegistry formulas;
  zgc::parks::RegisterFormulas(formulas);
  const zgc::storage::Schema schema =
      zgc::figures::WithCells(zgc::parks::ParkRegionSchema(), formulas);
  const auto options = zgc::rpc::ParseFlags(argc, argv, defaults, schema, exit_code);
  if (!options.has_value()) return exit_code;

  const zgc::figures::FigureBook book(defaults.service, formulas);
  auto server = zgc::rpc::Server::Create(*options, schema);
  if (!server.ok()) {
    std::fprintf(stderr, "park_region: %s\n", server.status().ToString().c_str());
    return 1;
  }
  auto services = zgc::parks::MakeServices((*server)->calls());
  services.push_back(zgc::figures::MakeFigureService((*server)->calls(), book));
  return (*server)->Run(std::move(services));
}
