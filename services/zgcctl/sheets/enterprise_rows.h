#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/zgcctl/sheets/columns.h"
#include "services/zgcctl/sheets/sheet.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/import_service.pb.h"

// Enterprises as rows of tables, in and out. All functions are pure.
namespace zgc::ctl {

struct EnterpriseTable {
  std::vector<zgc::parks::v1::ImportRowContent> rows;
  // Of each sheet with text, in order.
  std::vector<std::string> sheets;
  std::vector<ColumnMap> maps;
  // "B 统一社会信用代码" by the path that the column fills; of several sheets the first that has
  // it.
  std::map<std::string, std::string> labels;
};

// The rows below the headings of each sheet. Lists are split at 、 and semicolons. What was
// remarked of a cell, and what no field can take, is a finding of its row. Their records get the
// ids
// "{id}-1", "{id}-2", …. INVALID_ARGUMENT as MapColumns, if there is no row, or of a `sheet` that
// is given and not there; empty takes all.
absl::StatusOr<EnterpriseTable> ReadEnterprises(const Workbook& book, const std::string& sheet,
                                                const std::map<std::string, std::string>& given,
                                                const std::string& id);

// The headings and a row for each, which ReadEnterprises reads back as the same.
std::vector<std::vector<std::string>> WriteEnterprises(
    const std::vector<zgc::parks::v1::Enterprise>& enterprises);

}  // namespace zgc::ctl
