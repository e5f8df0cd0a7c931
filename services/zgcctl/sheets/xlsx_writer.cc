#include <xlsxwriter.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/zgcctl/output/table.h"
#include "services/zgcctl/sheets/xlsx.h"

namespace zgc::ctl {
namespace {

// 2000-01-01T00:00:00Z: a fixed time, so that the same rows are the same file tomorrow.
constexpr time_t kCreatedAt = 946684800;
constexpr size_t kRowsMeasured = 200;

}  // namespace

absl::Status WriteXlsxTexts(const std::string& sheet,
                            const std::vector<std::vector<std::string>>& rows,
                            const std::string& path) {
  lxw_workbook* const book = workbook_new(path.c_str());
  lxw_worksheet* const page =
      book == nullptr ? nullptr : workbook_add_worksheet(book, sheet.c_str());
  if (page == nullptr) return absl::UnknownError("no memory for a workbook");
  lxw_doc_properties properties = {};
  properties.created = kCreatedAt;
  workbook_set_properties(book, &properties);
  lxw_format* const text = workbook_add_format(book);
  format_set_num_format(text, "@");
  lxw_format* const heading = workbook_add_format(book);
  format_set_bold(heading);
  lxw_error error = LXW_NO_ERROR;
  const auto note = [&](lxw_error one) {
    if (error == LXW_NO_ERROR) error = one;
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = 0; k < rows[i].size(); ++k) {
      if (rows[i][k].empty()) continue;
      note(worksheet_write_string(page, static_cast<lxw_row_t>(i), static_cast<lxw_col_t>(k),
                                  rows[i][k].c_str(), i == 0 ? heading : text));
    }
  }
  for (size_t k = 0; !rows.empty() && k < rows[0].size(); ++k) {
    int width = 0;
    for (size_t i = 0; i < std::min(rows.size(), kRowsMeasured); ++i) {
      if (k < rows[i].size()) width = std::max(width, DisplayWidth(rows[i][k]));
    }
    // Whole columns are text, so that a code typed below keeps its digits.
    note(worksheet_set_column(page, static_cast<lxw_col_t>(k), static_cast<lxw_col_t>(k),
                              std::min(width, 40) + 3, text));
  }
  worksheet_freeze_panes(page, 1, 0);
  note(workbook_close(book));
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return absl::UnknownError(absl::StrCat("cannot write the workbook: ", lxw_strerror(error)));
}

}  // namespace zgc::ctl
