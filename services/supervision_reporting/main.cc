#include <cstdio>

#include "common/figures/book/figure_service.h"
#include "common/rpc/server.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/rpc/supervision_reporting_service.h"
#include "services/supervision_reporting/store/schema.h"

// Supervision and reporting (督查与报表).
int main(int argc, char** argv) {
  zgc::rpc::ServerOptions defaults;
  defaults.service = "supervision_reporting";
  defaults.listen = "127.0.0.1:7104";
  defaults.admin_listen = "127.0.0.1:8104";
  int exit_code = 0;
  const auto options = zgc::rpc::ParseFlags(argc, argv, defaults, exit_code);
  if (!options.has_value()) return exit_code;

  zgc::figures::FormulaRegistry formulas;
  zgc::supervision::RegisterFormulas(formulas);
  const zgc::figures::FigureBook book(defaults.service, formulas);
  auto server = zgc::rpc::Server::Create(*options, zgc::supervision::SupervisionSchema());
  if (!server.ok()) {
    std::fprintf(stderr, "supervision_reporting: %s\n", server.status().ToString().c_str());
    return 1;
  }
  zgc::supervision::SupervisionReportingServiceImpl supervision((*server)->calls());
  zgc::figures::FigureServiceImpl figures((*server)->calls(), book);
  return (*server)->Run({&supervision, &figures});
}
