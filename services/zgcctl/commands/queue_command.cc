#include <iostream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/base/time/dates.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/supervision/v1/watch_service.pb.h"

namespace zgc::ctl {
namespace {

struct QueueArguments {
  std::string organisation;
  std::string date;
  size_t limit = 100;
};

ExitCode ShowQueue(Client& client, const QueueArguments& arguments) {
  const auto method = FindMethod("zgc.supervision.v1.WatchService/ListQueue");
  if (!method.ok()) return FailUsage(method.status().message());
  const std::string today = base::FormatDate(base::DayOf(absl::Now()));
  Json fields = {{"as_of_date", arguments.date.empty() ? today : arguments.date}};
  if (!arguments.organisation.empty()) fields["organisation"] = arguments.organisation;
  const auto items =
      ListAll(client, "supervision_reporting", method->descriptor, fields, arguments.limit);
  if (!items.ok()) return Fail("queue", items.status());
  std::cout << RenderList(
      supervision::v1::QueueItem::descriptor(), *items,
      {"reason", "resource", "title", "organisation", "date", "label", "method", "stale"},
      client.options().format);
  return kExitOk;
}

}  // namespace

void AddQueue(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<QueueArguments>();
  auto* command = app.add_subcommand("queue", "list what there is to be done (待办)");
  command->add_option("--organisation", arguments->organisation,
                      "only what is of this organisation, such as organisations/a");
  command->add_option("--date", arguments->date, "day of the lights; today if it is not given");
  command->add_option("--limit", arguments->limit, "at most so many; 0 lists all")
      ->capture_default_str();
  command->footer(
      R"(What is owed comes first, by deadline, with its light; then what waits for an answer, the oldest first,
with the method that answers it. What is marked stale is of a service that is not reached now, and may have been done
there since.

Examples:
  zgcctl queue
  zgcctl queue --organisation organisations/planning-office
  zgcctl queue --date 2019-06-30 --limit 0 --format tsv)");
  command->callback([&options, &code, arguments] {
    Client client(options);
    code = ShowQueue(client, *arguments);
  });
}

}  // namespace zgc::ctl
