#pragma once

#include <map>
#include <string>

#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

struct TableImportArguments {
  std::string file;
  // Only this sheet; empty takes all.
  std::string sheet;
  // Field by heading or letter of a column.
  std::map<std::string, std::string> map;
  // Of the import; empty makes one of the file's digest.
  std::string id;
  bool check_only = false;
};

// Imports a table of enterprises, or only checks it, and prints what became of its rows. An import
// that was interrupted goes on where it was. kExitFailed if a row was refused, kExitBadData if the
// file cannot be read.
ExitCode ImportTable(Client& client, const TableImportArguments& arguments);

// Takes an import back, batch by batch; kExitFailed if a record stays.
ExitCode TakeBackTable(Client& client, const std::string& name, const std::string& reason);

// Prints an import and its rows.
ExitCode ShowImport(Client& client, const std::string& name);

// Writes the enterprises to a file, XLSX or CSV by its name.
ExitCode ExportEnterprises(Client& client, const std::string& path, const std::string& filter);

}  // namespace zgc::ctl
