#include "services/zgcctl/commands/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "common/rpc/flags/client_flags.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/options.h"
#include "services/zgcctl/commands/commands.h"

namespace zgc::ctl {
namespace {

constexpr char kProgramFooter[] = R"(Exit codes:
  0  done
  1  refused, blocked, or a problem was found
  2  wrong usage
  3  a service cannot be reached, or a source that it follows is refused or late
  4  bad input data

Examples:
  zgcctl status
  zgcctl import deploy/samples/zgc2019
  zgcctl get //park_region/parks/binhai
  zgcctl COMMAND --help)";

void AddOptions(CLI::App& app, Options& options) {
  for (const std::string& service : ServiceNames()) {
    std::string flag = "--" + service;
    std::replace(flag.begin(), flag.end(), '_', '-');
    app.add_option(flag, options.addresses[service], "where it listens")
        ->type_name("HOST:PORT")
        ->capture_default_str()
        ->group("Services");
  }
  const std::map<std::string, Format> formats = {
      {"table", Format::kTable}, {"json", Format::kJson}, {"tsv", Format::kTsv}};
  const auto set_format = [&options, formats](const std::string& text) {
    const auto found = formats.find(text);
    if (found == formats.end()) {
      throw CLI::ValidationError("--format", "\"" + text + "\" is none of table, json, tsv");
    }
    options.format = found->second;
  };
  app.add_option_function<std::string>("--format", set_format, "table, json or tsv")
      ->type_name("FORMAT")
      ->default_str("table");
  app.add_option("--timeout", options.timeout_seconds, "what a call may take, retries included")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 86400.0).description(""));
  rpc::AddClientFlags(app, options.client);
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app("Command line of the performance management suite.", "zgcctl");
  Options options;
  int code = 0;
  app.require_subcommand(1);
  app.fallthrough();
  // A script may put its own flags in front of those that it is given.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.footer(kProgramFooter);
  AddOptions(app, options);
  AddImport(app, options, code);
  AddReport(app, options, code);
  AddFigures(app, options, code);
  AddParks(app, options, code);
  AddCalls(app, options, code);
  AddAudit(app, options, code);
  AddEvidence(app, options, code);
  AddSearch(app, options, code);
  AddQueue(app, options, code);
  AddSweep(app, options, code);
  AddWatch(app, options, code);
  AddLedger(app, options, code);
  AddOperations(app, options, code);
  AddBackups(app, options, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
    std::cerr << "zgcctl: " << error.what() << "; see --help\n";
    return kExitUsage;
  }
  return code;
}

}  // namespace zgc::ctl
