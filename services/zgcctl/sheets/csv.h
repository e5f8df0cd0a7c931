#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/zgcctl/sheets/sheet.h"

namespace zgc::ctl {

// The text of a file in UTF-8, without a byte order mark: UTF-8, UTF-16 with such a mark, else
// GB 18030, of which GBK and GB 2312 are parts. INVALID_ARGUMENT of what is none of them.
absl::StatusOr<std::string> DecodeText(absl::string_view bytes);

// Rows of fields (RFC 4180): separated by what the first line has most of, commas, tabs or
// semicolons; quoted ones may hold separators, line breaks and doubled quotes. Lines end in LF,
// CRLF or CR. INVALID_ARGUMENT, with the line, of quotes that do not match, and above the bounds.
absl::StatusOr<Workbook> ReadCsv(absl::string_view bytes, const SheetBounds& bounds);

// Makes CSV that spreadsheet programs open as UTF-8: with a byte order mark and CRLF. A field that
// such a program would take for a formula is led by an apostrophe, which ReadCsv takes off again.
std::string WriteCsv(const std::vector<std::vector<std::string>>& rows);

}  // namespace zgc::ctl
