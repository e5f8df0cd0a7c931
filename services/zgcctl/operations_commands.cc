#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/zgcctl/catalog.h"
#include "services/zgcctl/client.h"
#include "services/zgcctl/commands.h"
#include "services/zgcctl/failure.h"
#include "services/zgcctl/rows.h"
#include "services/zgcctl/table.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::ServiceStatus;
using zgc::ops::v1::VerifyStoreResponse;

// The worst of what several services answered.
ExitCode Worse(ExitCode a, ExitCode b) {
  if (a == kExitUnreachable || b == kExitUnreachable) return kExitUnreachable;
  return a == kExitOk ? b : a;
}

std::string SourcesOf(const ServiceStatus& status) {
  std::string text;
  for (const auto& source : status.sources()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", source.service(), " to ",
                    source.applied_revision());
    if (!source.problem().empty()) {
      absl::StrAppend(&text, " (", source.problem(), ")");
    } else if (!source.connected()) {
      absl::StrAppend(&text, " (not connected)");
    }
  }
  return text;
}

ExitCode ShowStatus(Client& client, const std::vector<std::string>& services) {
  Table table({"service", "address", "state", "revision", "version", "problem", "follows"});
  ExitCode worst = kExitOk;
  for (const std::string& service : services) {
    const std::string& address = client.options().addresses.at(service);
    const auto status = client.Get<ServiceStatus>(service, "GetServiceStatus",
                                                  zgc::ops::v1::GetServiceStatusRequest());
    if (!status.ok()) {
      const ExitCode code = ExitCodeOf(status.status());
      table.Add({service, address, code == kExitUnreachable ? "unreachable" : "refused", "", "",
                 Describe(status.status())[0], ""});
      worst = Worse(worst, code);
      continue;
    }
    if (!status->writable()) worst = Worse(worst, kExitFailed);
    table.Add({service, address, status->writable() ? "ready" : "read only",
               absl::StrCat(status->position().revision()), status->version(), status->problem(),
               SourcesOf(*status)});
  }
  std::cout << table.Render(client.options().format, 100);
  return worst;
}

ExitCode VerifyStores(Client& client, const std::vector<std::string>& services) {
  Table table({"service", "revision", "rows", "problems"});
  ExitCode worst = kExitOk;
  for (const std::string& service : services) {
    const auto answer =
        client.Get<VerifyStoreResponse>(service, "VerifyStore", zgc::ops::v1::VerifyStoreRequest());
    if (!answer.ok()) {
      worst = Worse(worst, Fail(absl::StrCat(service, " verify"), answer.status()));
      continue;
    }
    for (const std::string& problem : answer->problems()) {
      std::cerr << "zgcctl: " << service << ": " << problem << "\n";
      worst = Worse(worst, kExitFailed);
    }
    table.Add({service, absl::StrCat(answer->revision()), absl::StrCat(answer->rows()),
               absl::StrCat(answer->problems_size())});
  }
  if (table.size() > 0) std::cout << table.Render(client.options().format);
  return worst;
}

void Add(CLI::App& app, const std::string& name, const std::string& description,
         const std::string& footer, const Options& options, int& code,
         ExitCode (*run)(Client&, const std::vector<std::string>&)) {
  auto* command = app.add_subcommand(name, description);
  auto services = std::make_shared<std::vector<std::string>>();
  command->add_option("SERVICE", *services, "only these services; all four by default")
      ->check(CLI::IsMember(ServiceNames()));
  command->footer(footer);
  command->callback([&options, &code, run, services] {
    Client client(options);
    code = run(client, services->empty() ? ServiceNames() : *services);
  });
}

}  // namespace

void AddOperations(CLI::App& app, const Options& options, int& code) {
  Add(app, "status", "show how the services stand",
      "Exit code 1 if a store is read only, 3 if a service cannot be reached.\n\n"
      "Example:\n  zgcctl status --format json",
      options, code, ShowStatus);
  Add(app, "verify", "read and check everything in the stores",
      "Exit code 1 if something is wrong. A large store takes long: give --timeout.\n\n"
      "Example:\n  zgcctl verify park_region --timeout 600",
      options, code, VerifyStores);
}

}  // namespace zgc::ctl
