#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "common/rpc/flags/client_flags.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/options.h"
#include "services/zgcctl/commands/commands.h"

namespace {

constexpr char kFooter[] = R"(Exit codes:
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

void AddOptions(CLI::App& app, zgc::ctl::Options& options) {
  using zgc::ctl::Format;
  for (const std::string& service : zgc::ctl::ServiceNames()) {
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
  zgc::rpc::AddClientFlags(app, options.client);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Command line of the performance management suite.", "zgcctl");
  zgc::ctl::Options options;
  int code = 0;
  app.require_subcommand(1);
  app.fallthrough();
  // A script may put its own flags in front of those that it is given.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.footer(kFooter);
  AddOptions(app, options);
  zgc::ctl::AddImport(app, options, code);
  zgc::ctl::AddReport(app, options, code);
  zgc::ctl::AddFigures(app, options, code);
  zgc::ctl::AddCalls(app, options, code);
  zgc::ctl::AddWatch(app, options, code);
  zgc::ctl::AddLedger(app, options, code);
  zgc::ctl::AddOperations(app, options, code);
  zgc::ctl::AddBackups(app, options, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
    std::cerr << "zgcctl: " << error.what() << "; see --help\n";
    return zgc::ctl::kExitUsage;
  }
  return code;
}
