#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/zgcctl/sheets/sheet.h"

namespace zgc::ctl {

// The visible sheets of a workbook (ISO/IEC 29500). A formula is read as the value that the program
// that saved it had worked out, with a warning; one without a value, an error value, a cell that is
// covered by a merged one, a date that never was and a time of a day are remarks with severity
// kError, and their cells are empty. INVALID_ARGUMENT of what is no such workbook, of XML with a
// document type, and above the bounds.
absl::StatusOr<Workbook> ReadXlsx(absl::string_view bytes, const SheetBounds& bounds);

// Writes one sheet of texts to `path`; the first row is the heading. The same rows make the same
// cells, and the file carries no time.
absl::Status WriteXlsxTexts(const std::string& sheet,
                            const std::vector<std::vector<std::string>>& rows,
                            const std::string& path);

}  // namespace zgc::ctl
