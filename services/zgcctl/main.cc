#include <CLI/CLI.hpp>

#include "services/zgcctl/commands.h"
#include "services/zgcctl/options.h"

namespace {

constexpr char kFooter[] = R"(Exit codes:
  0  done
  1  refused, blocked, or a problem was found
  2  wrong usage
  3  a service cannot be reached
  4  bad input data

Examples:
  zgcctl status
  zgcctl import deploy/samples/zgc2019
  zgcctl get //park_region/parks/binhai
  zgcctl COMMAND --help)";

void AddOptions(CLI::App& app, zgc::ctl::Options& options) {
  using zgc::ctl::Format;
  const char* kServices = "Services";
  app.add_option("--task-registry", options.addresses["task_registry"], "HOST:PORT")
      ->capture_default_str()
      ->group(kServices);
  app.add_option("--funding-ledger", options.addresses["funding_ledger"], "HOST:PORT")
      ->capture_default_str()
      ->group(kServices);
  app.add_option("--park-region", options.addresses["park_region"], "HOST:PORT")
      ->capture_default_str()
      ->group(kServices);
  app.add_option("--supervision-reporting", options.addresses["supervision_reporting"], "HOST:PORT")
      ->capture_default_str()
      ->group(kServices);
  app.add_option("--format", options.format, "table, json or tsv")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Format>{
              {"table", Format::kTable}, {"json", Format::kJson}, {"tsv", Format::kTsv}},
          CLI::ignore_case))
      ->default_str("table");
  app.add_option("--timeout", options.timeout_seconds,
                 "seconds that a call may take, retries included")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 86400.0));
  app.add_option("--as", options.as, "person to act for, an account id such as role-reporter");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Command line of the performance management suite.", "zgcctl");
  zgc::ctl::Options options;
  int code = 0;
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kFooter);
  AddOptions(app, options);
  zgc::ctl::AddImport(app, options, code);
  zgc::ctl::AddReport(app, options, code);
  zgc::ctl::AddFigures(app, options, code);
  zgc::ctl::AddCalls(app, options, code);
  zgc::ctl::AddWatch(app, options, code);
  zgc::ctl::AddOperations(app, options, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? zgc::ctl::kExitOk : zgc::ctl::kExitUsage;
  }
  return code;
}
