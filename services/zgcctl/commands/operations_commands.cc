#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/status_text.h"
#include "services/zgcctl/output/table.h"
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

const zgc::ops::v1::FollowedSource* Find(const ServiceStatus& status, const std::string& source) {
  for (const auto& followed : status.sources()) {
    if (followed.service() == source) return &followed;
  }
  return nullptr;
}

// What a source differed in, once all of it has been read.
ExitCode ShowResynced(Client& client, const std::string& service, const std::string& source) {
  constexpr absl::Duration kPause = absl::Milliseconds(200);
  const absl::Time deadline = absl::Now() + client.options().timeout();
  while (true) {
    const auto status = client.Get<ServiceStatus>(service, "GetServiceStatus",
                                                  zgc::ops::v1::GetServiceStatusRequest());
    if (!status.ok()) return Fail(absl::StrCat(service, " status"), status.status());
    const auto* followed = Find(*status, source);
    if (followed != nullptr && !followed->reading() &&
        followed->state() == zgc::ops::v1::SOURCE_STATE_CURRENT) {
      const auto& difference = followed->afresh().difference();
      Table table({"source", "revision", "added", "changed", "removed", "first of them"});
      table.Add({source, absl::StrCat(followed->applied().revision()),
                 absl::StrCat(difference.added()), absl::StrCat(difference.changed()),
                 absl::StrCat(difference.removed()), absl::StrJoin(difference.names(), ", ")});
      std::cout << table.Render(client.options().format, 100);
      return kExitOk;
    }
    if (absl::Now() >= deadline) {
      std::cerr << "zgcctl: " << service << " goes on reading " << source
                << " afresh: " << (followed == nullptr ? "" : followed->problem())
                << "; zgcctl status says how it stands\n";
      return kExitUnreachable;
    }
    absl::SleepFor(kPause);
  }
}

struct ResyncArguments {
  std::string service;
  std::string source;
  std::string reason;
};

ExitCode ResyncSource(Client& client, const ResyncArguments& arguments) {
  zgc::ops::v1::ResyncSourceRequest request;
  request.set_source(arguments.source);
  request.set_reason(arguments.reason);
  const auto begun =
      client.Get<zgc::ops::v1::ResyncSourceResponse>(arguments.service, "ResyncSource", request);
  if (!begun.ok()) return Fail(absl::StrCat(arguments.service, " resync"), begun.status());
  return ShowResynced(client, arguments.service, arguments.source);
}

// Whether it does all that it is for.
ExitCode CodeOf(const ServiceStatus& status) {
  for (const auto& source : status.sources()) {
    if (source.state() != zgc::ops::v1::SOURCE_STATE_CURRENT) return kExitUnreachable;
  }
  return status.writable() ? kExitOk : kExitFailed;
}

ExitCode ShowStatus(Client& client, const std::vector<std::string>& services) {
  Table table({"service", "address", "state", "revision", "version", "problem", "follows"});
  ExitCode worst = kExitOk;
  // In a table they would be cut, and with them what to do.
  const bool beneath = client.options().format == Format::kTable;
  std::string reasons;
  for (const std::string& service : services) {
    const std::string& address = client.options().addresses.at(service);
    const auto status = client.Get<ServiceStatus>(service, "GetServiceStatus",
                                                  zgc::ops::v1::GetServiceStatusRequest());
    if (!status.ok()) {
      const ExitCode code = ExitCodeOf(status.status());
      table.Add({service, address, code == kExitUnreachable ? "unreachable" : "refused", "", "",
                 Describe(status.status())[0], ""});
      absl::StrAppend(&reasons, service, ": ", Describe(status.status())[0], "\n");
      worst = Worse(worst, code);
      continue;
    }
    worst = Worse(worst, CodeOf(*status));
    table.Add({service, address, status->writable() ? "ready" : "read only",
               absl::StrCat(status->position().revision()), status->version(), status->problem(),
               SourcesOf(*status, /*reasons=*/!beneath)});
    for (const std::string& reason : ReasonsOf(*status)) {
      absl::StrAppend(&reasons, service, ": ", reason, "\n");
    }
  }
  std::cout << table.Render(client.options().format, 100);
  if (beneath && !reasons.empty()) std::cout << "\n" << reasons;
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

void AddResync(CLI::App& app, const Options& options, int& code) {
  auto* command = app.add_subcommand(
      "resync", "have a service read a source that it follows afresh, and show what differed");
  auto arguments = std::make_shared<ResyncArguments>();
  command->add_option("SERVICE", arguments->service, "the service that follows")
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  command->add_option("--source", arguments->source, "the service that is followed")
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  command->add_option("--reason", arguments->reason, "why, for the audit")->required();
  command->footer(
      "For a source whose store was restored or replaced, and which is refused for it. What the\n"
      "service has recorded itself stays. Exit code 3 if it is not done in time (--timeout); it\n"
      "goes on.\n\n"
      "Example:\n  zgcctl resync supervision_reporting --source task_registry --reason "
      "'restored from a backup'");
  command->callback([&options, &code, arguments] {
    Client client(options);
    code = ResyncSource(client, *arguments);
  });
}

}  // namespace

void AddOperations(CLI::App& app, const Options& options, int& code) {
  Add(app, "status", "show how the services stand",
      "Why a service or a source does not do all that it is for stands whole under the table. "
      "Exit code 1 if a store is read only, 3 if a service cannot be reached or follows a source "
      "that is refused or late.\n\n"
      "Example:\n  zgcctl status --format json",
      options, code, ShowStatus);
  AddResync(app, options, code);
  Add(app, "verify", "read and check everything in the stores",
      "Exit code 1 if something is wrong. A large store takes long: give --timeout.\n\n"
      "Example:\n  zgcctl verify park_region --timeout 600",
      options, code, VerifyStores);
}

}  // namespace zgc::ctl
