#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "zgc/supervision/v1/watch_service.pb.h"

namespace zgc::ctl {
namespace {

constexpr char kService[] = "supervision_reporting";

// Says what a sweep leaves undone; whether it does.
bool ShowUndone(const supervision::v1::SweepDeadlinesResponse& last) {
  for (const auto& things : last.without_rules()) {
    std::cerr << "zgcctl: no rules of lights take " << things.count() << " overdue of "
              << supervision::v1::WatchedKind_Name(things.kind()) << " in "
              << (things.jurisdiction().empty() ? "CN" : things.jurisdiction())
              << ": nobody is told of them\n";
  }
  if (last.left_out().empty()) return false;
  for (const std::string& service : last.left_out()) {
    std::cerr << "zgcctl: " << service
              << " is not current, so that nothing of it was swept: sweep again later\n";
  }
  return true;
}

ExitCode Sweep(Client& client) {
  int64_t slips = 0;
  while (true) {
    const auto part = client.Get<supervision::v1::SweepDeadlinesResponse>(
        kService, "SweepDeadlines", supervision::v1::SweepDeadlinesRequest(), /*patiently=*/true);
    if (!part.ok()) return Fail("sweep", part.status());
    slips += part->escalations_size();
    if (part->unfinished()) continue;
    std::cout << slips << " slips were made\n";
    return ShowUndone(*part) ? kExitUnreachable : kExitOk;
  }
}

}  // namespace

void AddSweep(CLI::App& app, const Options& options, int& code) {
  auto* command = app.add_subcommand("sweep", "make the slips of all that is overdue today (催办)");
  command->footer(
      R"(Goes on until all is swept, and over restarts of the service, for --timeout each. Sweeping again makes no
slip again. Exit code 3 where a followed service is not current, so that nothing of it was swept.

Examples:
  zgcctl sweep
  zgcctl sweep --timeout 300)");
  command->callback([&options, &code] {
    Client client(options);
    code = Sweep(client);
  });
}

}  // namespace zgc::ctl
