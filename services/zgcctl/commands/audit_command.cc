#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/ops/v1/audit.pb.h"

namespace zgc::ctl {
namespace {

struct AuditArguments {
  std::string service;
  // Fields of the request that were given.
  Json fields = Json::object();
  std::string outcome;
  bool oldest_first = false;
  size_t limit = 100;
};

ExitCode Audit(Client& client, AuditArguments arguments) {
  const auto method = FindMethod("zgc.ops.v1.OperationsService/ListAuditRecords");
  if (!method.ok()) return FailUsage(method.status().message());
  if (!arguments.outcome.empty()) {
    arguments.fields["outcome"] =
        absl::StrCat("AUDIT_OUTCOME_", absl::AsciiStrToUpper(arguments.outcome));
  }
  arguments.fields["newest_first"] = !arguments.oldest_first;
  const auto rows =
      ListAll(client, arguments.service, method->descriptor, arguments.fields, arguments.limit);
  if (!rows.ok()) return Fail(absl::StrCat(arguments.service, " audit"), rows.status());
  std::cout << RenderList(ops::v1::AuditRecord::descriptor(), *rows,
                          {"revision", "time", "person", "caller", "method", "result", "resources"},
                          client.options().format);
  return kExitOk;
}

}  // namespace

void AddAudit(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<AuditArguments>();
  auto* command = app.add_subcommand("audit", "who did what, and what was refused (审计)");
  command->add_option("--service", arguments->service, "whose audit")
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  const auto add = [&](const std::string& name, const std::string& field, const char* description) {
    command->add_option_function<std::string>(
        name, [arguments, field](const std::string& text) { arguments->fields[field] = text; },
        description);
  };
  add("--resource", "resource",
      "only what wrote this resource, or was denied or, with a request id, refused on it");
  add("--person", "person", "only on behalf of this account");
  add("--caller", "caller", "only by this SPIFFE id");
  add("--method", "method", "only of this method, /zgc.tasks.v1.TaskService/CreateTask");
  add("--result", "result", "only with this result, such as ILLEGAL_TRANSITION");
  add("--since", "since_time", "only from this time on, 2019-07-01T00:00:00+08:00");
  add("--until", "until_time", "only before this time");
  command
      ->add_option("--outcome", arguments->outcome,
                   "only what ended so: ok, denied by the policy, or refused by the "
                   "state (recorded where the request had an id)")
      ->check(CLI::IsMember({"ok", "denied", "refused"}));
  command->add_flag("--oldest-first", arguments->oldest_first, "from the beginning on");
  command->add_option("--limit", arguments->limit, "at most so many; 0 lists all")
      ->capture_default_str();
  command->footer(R"(The newest comes first. JSON says more than the table.

Examples:
  zgcctl audit --service task_registry --resource tasks/2019-01
  zgcctl audit --service funding_ledger --person role-finance --since 2019-07-01T00:00:00+08:00
  zgcctl audit --service park_region --outcome refused --limit 20)");
  command->callback([&options, &code, arguments] {
    Client client(options);
    code = Audit(client, *arguments);
  });
}

}  // namespace zgc::ctl
