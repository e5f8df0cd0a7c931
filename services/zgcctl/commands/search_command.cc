#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/contract/rules.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/records/v1/record_service.pb.h"

namespace zgc::ctl {
namespace {

struct SearchArguments {
  std::vector<std::string> words;
  std::string service;
  std::string kind;
  size_t limit = 100;
};

bool IsInTitle(const Json& row) { return row.value("in_title", false); }

ExitCode Search(Client& client, const SearchArguments& arguments) {
  const auto method = FindMethod("zgc.records.v1.RecordService/SearchRecords");
  if (!method.ok()) return FailUsage(method.status().message());
  std::vector<std::string> services = ServiceNames();
  if (!arguments.service.empty()) services = {arguments.service};
  Json fields = {{"query", absl::StrJoin(arguments.words, " ")}};
  if (!arguments.kind.empty()) {
    const auto collection = FindCollection(arguments.kind, arguments.service);
    if (!collection.ok()) return FailUsage(collection.status().message());
    fields["type"] = contract::ResourceTypeOf(*collection->type);
    if (!collection->service.empty()) services = {collection->service};
  }
  // What the others have is shown also where one does not answer.
  ExitCode code = kExitOk;
  std::vector<Json> rows;
  for (const std::string& service : services) {
    // One more than is shown says that there is more.
    const size_t most = arguments.limit == 0 ? 0 : arguments.limit + 1;
    const auto found = ListAll(client, service, method->descriptor, fields, most);
    if (!found.ok()) {
      code = Fail(absl::StrCat(service, " search"), found.status());
      continue;
    }
    for (Json row : *found) {
      const std::string type = row.value("type", "");
      row["kind"] = type.substr(type.find('/') + 1);
      row["service"] = service;
      rows.push_back(std::move(row));
    }
  }
  std::stable_partition(rows.begin(), rows.end(), IsInTitle);
  if (arguments.limit != 0 && rows.size() > arguments.limit) {
    rows.resize(arguments.limit);
    std::cerr << "zgcctl: there are more than these " << arguments.limit
              << "; --limit 0 lists all\n";
  }
  std::cout << RenderList(records::v1::FoundRecord::descriptor(), rows,
                          {"kind", "name", "title", "service"}, client.options().format);
  return code;
}

}  // namespace

void AddSearch(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<SearchArguments>();
  auto* command = app.add_subcommand("search", "find records by words of their texts (检索)");
  command
      ->add_option("WORDS", arguments->words,
                   "all of them; of Chinese two characters or more, or how a title is typed (拼音)")
      ->required();
  command->add_option("--service", arguments->service, "only those of this service")
      ->check(CLI::IsMember(ServiceNames()));
  command->add_option("--kind", arguments->kind, "only those of a collection, such as tasks");
  command->add_option("--limit", arguments->limit, "at most so many; 0 lists all")
      ->capture_default_str();
  command->footer(
      R"(Those with all words in the title come first. zgc and zhongguancun find 中关村 in titles; a
character of several readings is found by each that is usual, and ü by u and v.

Examples:
  zgcctl search 中关村 科技园
  zgcctl search zgc --kind parks
  zgcctl search 创新 --service task_registry --limit 20)");
  command->callback([&options, &code, arguments] {
    Client client(options);
    code = Search(client, *arguments);
  });
}

}  // namespace zgc::ctl
