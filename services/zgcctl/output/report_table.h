#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/zgcctl/client/options.h"
#include "zgc/funding/v1/reports.pb.h"

// Reports of the ledger for people: on the terminal, as CSV and as XLSX. Pure,
// but for WriteXlsx.
namespace zgc::ctl {

// The unit that amounts are shown in.
enum class MoneyUnit { kFen, kYuan, kWan };

// "预算（元）" for a column of money.
std::string Heading(const zgc::funding::v1::ReportColumn& column, MoneyUnit unit);
// An amount in the unit, exactly: "12.30" of 1230 in yuan. Other cells stay.
std::string Shown(const zgc::funding::v1::ReportColumn& column, const std::string& cell,
                  MoneyUnit unit);

// A table with title and notes, or tab separated values, or the report as it is
// in JSON.
std::string RenderReport(const zgc::funding::v1::ReportTable& report, MoneyUnit unit,
                         Format format);

// RFC 4180: a heading, the rows, the totals; a column with the level of each row if
// any has one. A text that a spreadsheet would take for a formula gets an
// apostrophe in front.
std::string ReportCsv(const zgc::funding::v1::ReportTable& report, MoneyUnit unit, bool bom);

// One sheet with title, frozen headings, rows, totals, a check of each total and
// the notes. The same report gives the same bytes.
absl::Status WriteXlsx(const zgc::funding::v1::ReportTable& report, MoneyUnit unit,
                       const std::string& path);

// Whether the total of a summed column is what its rows add up to.
bool TotalIsSum(const zgc::funding::v1::ReportTable& report, int column);
// Whether any row is below another.
bool HasLevels(const zgc::funding::v1::ReportTable& report);

}  // namespace zgc::ctl
