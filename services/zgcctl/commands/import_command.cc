#include <memory>
#include <string>

#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/dataset/importer.h"

namespace zgc::ctl {
namespace {

constexpr char kHelp[] = R"(Sends the requests of a data set to the services.

DIR/dataset.json is the manifest:
  {"id": "zgc2019", "title": "...", "steps": [
    {"method": "zgc.tasks.v1.TaskService/CreateTask",
     "file": "tasks/tasks.jsonl", "as": "role-reporter"},
    {"method": "zgc.figures.v1.FigureService/VerifyObservation",
     "service": "task_registry", "file": "tasks/observations.jsonl",
     "as": "role-verifier", "request": {"name": "observations/{observation_id}"}}]}
Steps run in order. Each line of a file is the JSON of one request; blank lines
and lines that begin with # or // are left out. With "request" that form is
sent, its {field} filled from the line ({outer.inner} from inner fields).
"as" is the person acted for. "service" is needed for the contracts that every
service has. "follows": ["funding_ledger"] waits, for --timeout at most, until the
service of the step has read all that the named ones hold: a completion is held
against figures of theirs.

Everything is checked before anything is written: JSON, UTF-8, fields, methods,
ids, owners of indicators, days, references. All problems are listed (exit code 4).

Every request has a permanent id, so running again writes nothing twice; it
completes an import that was interrupted or refused in part. What the state of
a service refused (something missing, no funds, an order of steps) is asked
again under a new id, NAME!2 and so on, and that is said.

Examples:
  zgcctl import deploy/samples/zgc2019
  zgcctl import --check deploy/samples/zgc2019)";

}  // namespace

void AddImport(CLI::App& app, const Options& options, int& code) {
  auto* command = app.add_subcommand("import", "import a data set");
  command->footer(kHelp);
  auto folder = std::make_shared<std::string>();
  auto check = std::make_shared<bool>(false);
  command->add_option("DIR", *folder, "folder of the data set")->required();
  command->add_flag("--check", *check, "only check, write nothing");
  command->callback([&options, &code, folder, check] {
    Client client(options);
    code = ImportDataset(client, *folder, *check);
  });
}

}  // namespace zgc::ctl
