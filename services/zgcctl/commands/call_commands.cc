#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"

namespace zgc::ctl {
namespace {

struct CallArguments {
  std::string subject;
  std::string json = "{}";
  std::string service;
  std::vector<std::string> fields;
  std::string filter;
  std::string order_by;
  std::vector<std::string> columns;
  size_t limit = 0;
  int64_t revision = 0;
};

ExitCode Get(Client& client, const CallArguments& arguments) {
  const auto name = ParseName(arguments.subject, arguments.service);
  if (!name.has_value()) {
    return FailUsage(absl::StrCat("\"", arguments.subject,
                                  "\" is no name of a resource that the services have, or it needs "
                                  "its service in front (//task_registry/indicators/...)"));
  }
  if (name->collection->get == nullptr) {
    return FailUsage(absl::StrCat(name->collection->id, " have no Get method; use list"));
  }
  Json fields = {{"name", name->name}};
  if (arguments.revision != 0) fields["revision"] = arguments.revision;
  const auto request = NewMessage(name->collection->get->input_type());
  if (const auto filled = FillMessage(fields, *request); !filled.ok()) {
    return FailUsage(filled.message());
  }
  const auto answer = client.Call(name->service, name->collection->get, *request);
  if (!answer.ok()) return Fail(name->full(), answer.status());
  std::cout << RenderOne(ToJson(*answer->message), client.options().format);
  return kExitOk;
}

ExitCode List(Client& client, const CallArguments& arguments) {
  const auto collection = FindCollection(arguments.subject, arguments.service);
  if (!collection.ok()) return FailUsage(collection.status().message());
  std::vector<std::string> services = {collection->service};
  if (collection->service.empty()) services = {arguments.service};
  if (services[0].empty()) services = ServiceNames();
  Json fields = Json::object();
  for (const std::string& field : arguments.fields) {
    const std::vector<std::string> parts = absl::StrSplit(field, absl::MaxSplits('=', 1));
    if (parts.size() != 2 || collection->list->input_type()->FindFieldByName(parts[0]) == nullptr) {
      return FailUsage(absl::StrCat("--filter-field ", field, ": ", collection->list->name(),
                                    " has no field of that name, or there is no ="));
    }
    fields[parts[0]] = parts[1];
  }
  for (const auto& [field, value] :
       {std::pair("filter", arguments.filter), std::pair("order_by", arguments.order_by)}) {
    if (value.empty()) continue;
    if (collection->list->input_type()->FindFieldByName(field) == nullptr) {
      return FailUsage(absl::StrCat(collection->list->name(), " has no ", field));
    }
    fields[field] = value;
  }
  if (arguments.revision != 0) fields["revision"] = arguments.revision;
  std::vector<Json> rows;
  for (const std::string& service : services) {
    const size_t limit = arguments.limit == 0 ? 0 : arguments.limit - rows.size();
    const auto found = ListAll(client, service, collection->list, fields, limit);
    if (!found.ok()) return Fail(absl::StrCat(service, " ", collection->id), found.status());
    for (Json row : *found) {
      // Of several services the name alone does not say whose it is.
      if (services.size() > 1) {
        row["name"] = absl::StrCat("//", service, "/", row.value("name", ""));
      }
      rows.push_back(std::move(row));
    }
    if (arguments.limit != 0 && rows.size() >= arguments.limit) break;
  }
  std::cout << RenderList(collection->type, rows, arguments.columns, client.options().format);
  return kExitOk;
}

ExitCode Call(Client& client, const CallArguments& arguments) {
  const auto method = FindMethod(arguments.subject);
  if (!method.ok()) return FailUsage(method.status().message());
  const std::string service = method->service.empty() ? arguments.service : method->service;
  if (service.empty()) {
    return FailUsage(absl::StrCat("every service has ", method->path(), ": give --service"));
  }
  std::string text = arguments.json;
  if (text == "-") text.assign(std::istreambuf_iterator<char>(std::cin), {});
  const auto fields = ParseJson(text);
  const auto request = NewMessage(method->descriptor->input_type());
  const absl::Status filled = fields.ok() ? FillMessage(*fields, *request) : fields.status();
  if (!filled.ok()) {
    std::cerr << "zgcctl: request of " << method->descriptor->name() << ": " << filled.message()
              << "\n";
    return kExitBadData;
  }
  const std::string where = absl::StrCat(service, " ", method->descriptor->name());
  if (method->descriptor->server_streaming()) {
    size_t count = 0;
    const absl::Status ended =
        client.Stream(service, method->descriptor, *request, [&](const auto& message) {
          std::cout << ToJson(message).dump() << std::endl;
          return arguments.limit == 0 || ++count < arguments.limit;
        });
    return ended.ok() ? kExitOk : Fail(where, ended);
  }
  const auto answer = client.Call(service, method->descriptor, *request);
  if (!answer.ok()) return Fail(where, answer.status());
  std::cout << Pretty(ToJson(*answer->message));
  return kExitOk;
}

CLI::App* Add(CLI::App& app, const std::string& name, const std::string& description,
              const Options& options, int& code, ExitCode (*run)(Client&, const CallArguments&),
              std::shared_ptr<CallArguments> arguments) {
  auto* command = app.add_subcommand(name, description);
  command
      ->add_option("--service", arguments->service,
                   "service, where the name or method does not say it")
      ->check(CLI::IsMember(ServiceNames()));
  command->callback([&options, &code, run, arguments] {
    Client client(options);
    code = run(client, *arguments);
  });
  return command;
}

}  // namespace

void AddCalls(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<CallArguments>();
  auto* get = Add(app, "get", "print one resource", options, code, Get, arguments);
  get->add_option("NAME", arguments->subject,
                  "//SERVICE/NAME, or NAME where only one service has such")
      ->required();
  get->add_option("--revision", arguments->revision, "as of this revision");
  get->footer(R"(Examples:
  zgcctl get tasks/2019-01
  zgcctl get //park_region/indicators/subparks --format json
  zgcctl get parks/binhai --revision 17)");

  auto* list =
      Add(app, "list", "list the resources of a collection", options, code, List, arguments);
  list->add_option("COLLECTION", arguments->subject, "such as tasks, parks, awards")->required();
  list->add_option("--filter-field", arguments->fields, "FIELD=VALUE of the list request");
  list->add_option("--filter", arguments->filter,
                   "only what this takes (AIP-160), such as 'state = TASK_STATE_DRAFT'");
  list->add_option("--order-by", arguments->order_by,
                   "fields with commas between them, \" desc\" after one that is to go down");
  list->add_option("--columns", arguments->columns, "fields to show, comma separated")
      ->delimiter(',');
  list->add_option("--limit", arguments->limit, "at most so many; 0 lists all");
  list->add_option("--revision", arguments->revision, "as of this revision");
  list->footer(R"(All pages are read. A table shows the flat fields that have values; JSON is whole.
Of what every service has, such as evidence and indicators, names say whose it is.

Examples:
  zgcctl list tasks --filter-field plan=plans/2019
  zgcctl list tasks --filter 'deadline < 2019-07-01' --order-by 'plan, deadline desc'
  zgcctl list parks --columns name,display_name,kind --format tsv
  zgcctl list observations --service park_region --limit 20)");

  auto* call =
      Add(app, "call", "call any method with a JSON request", options, code, Call, arguments);
  call->add_option("METHOD", arguments->subject, "full name, or an end of it that fits only one")
      ->required();
  call->add_option("JSON", arguments->json, "the request; - reads it from standard input");
  call->add_option("--limit", arguments->limit, "end a stream after so many messages");
  call->footer(R"(Prints the answer as JSON; of a stream one message a line.

Examples:
  zgcctl call GetPark '{"name": "parks/binhai"}'
  zgcctl call zgc.ops.v1.OperationsService/ListAuditRecords '{}' --service task_registry
  zgcctl call SubmitTask '{"name": "tasks/2019-01"}' --as role-reporter)");
}

}  // namespace zgc::ctl
