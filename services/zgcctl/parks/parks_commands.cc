#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/sheets/table_import.h"

namespace zgc::ctl {
namespace {

std::string ImportName(const std::string& id) {
  return absl::StartsWith(id, "imports/") ? id : absl::StrCat("imports/", id);
}

void AddTableImport(CLI::App& parks, const Options& options, int& code) {
  auto arguments = std::make_shared<TableImportArguments>();
  auto map = std::make_shared<std::vector<std::string>>();
  auto* command = parks.add_subcommand("import", "import a table of enterprises (批量导入)");
  command->add_option("FILE", arguments->file, "an XLSX or CSV file")->required();
  command->add_option("--map", *map, "HEADING=field, or a letter of a column; =- leaves it out")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--sheet", arguments->sheet, "only this sheet");
  command->add_option("--id", arguments->id, "id of the import; made of the file if not given");
  command->add_flag("--check", arguments->check_only, "only check, create no enterprise");
  command->footer(
      R"(Columns are found by their headings, in Chinese or English, below titles that stand above them; which
fills what is printed first, and what is not imported. CSV may be UTF-8, UTF-16 or GBK.

All rows are checked before one is applied: against each other, against what is there, and as creating
each alone would. What is wrong is listed with sheet, row, column and reason (exit code 1); it holds up
no good row. Running again goes on with an import that was interrupted, and doubles nothing. After
an import was taken back the file is imported again under another --id.

Examples:
  zgcctl parks import 企业名录.xlsx --check
  zgcctl parks import 企业名录.csv --map 单位=display_name --map C=uscc)");
  command->callback([&options, &code, arguments, map] {
    for (const std::string& one : *map) {
      const size_t equals = one.rfind('=');
      if (equals == std::string::npos) {
        code = FailUsage(absl::StrCat("--map ", one, ": must be HEADING=field"));
        return;
      }
      arguments->map[one.substr(0, equals)] = one.substr(equals + 1);
    }
    Client client(options);
    code = ImportTable(client, *arguments);
  });
}

void AddTakeBack(CLI::App& parks, const Options& options, int& code) {
  auto id = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  auto* command = parks.add_subcommand("take-back", "take an import back (撤回)");
  command->add_option("ID", *id, "id of the import")->required();
  command->add_option("--reason", *reason, "why")->required();
  command->footer(
      R"(Voids what the import has created. What others cite by now, or what was changed since, stays and is
listed (exit code 1); running again tries that anew.

Examples:
  zgcctl parks take-back t0123456789abcdef --reason 文件有误)");
  command->callback([&options, &code, id, reason] {
    Client client(options);
    code = TakeBackTable(client, ImportName(*id), *reason);
  });
}

void AddShowImport(CLI::App& parks, const Options& options, int& code) {
  auto id = std::make_shared<std::string>();
  auto* command = parks.add_subcommand("show-import", "show an import and what became of its rows");
  command->add_option("ID", *id, "id of the import")->required();
  command->footer(R"(Lists the rows of which there is something to say.

Examples:
  zgcctl parks show-import t0123456789abcdef --format tsv)");
  command->callback([&options, &code, id] {
    Client client(options);
    code = ShowImport(client, ImportName(*id));
  });
}

void AddExport(CLI::App& parks, const Options& options, int& code) {
  auto path = std::make_shared<std::string>();
  auto filter = std::make_shared<std::string>();
  auto* command = parks.add_subcommand("export", "write enterprises to a table (导出)");
  command->add_option("FILE", *path, "ends in .xlsx, or is CSV")->required();
  command->add_option("--filter", *filter, "only those that it takes (AIP-160)");
  command->footer(
      R"(CSV is UTF-8 with a byte order mark, as spreadsheet programs expect. Either file imports back to the
same enterprises.

Examples:
  zgcctl parks export 企业.xlsx
  zgcctl parks export 企业.csv --filter 'registration_park = "parks/binhai"')");
  command->callback([&options, &code, path, filter] {
    Client client(options);
    code = ExportEnterprises(client, *path, *filter);
  });
}

}  // namespace

void AddParks(CLI::App& app, const Options& options, int& code) {
  auto* parks = app.add_subcommand(
      "parks", "tables of the park/region service, in and out, and pages about parks");
  parks->require_subcommand(1);
  parks->footer(
      "Examples:\n  zgcctl parks import 企业名录.xlsx --check\n"
      "  zgcctl parks export 企业.csv");
  AddTableImport(*parks, options, code);
  AddTakeBack(*parks, options, code);
  AddShowImport(*parks, options, code);
  AddExport(*parks, options, code);
  AddParkPages(*parks, options, code);
}

}  // namespace zgc::ctl
