#pragma once

#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/reports.pb.h"

// What the reports write their tables with.
namespace zgc::funding {

void AddColumn(v1::ReportTable& table, absl::string_view key, absl::string_view label,
               v1::ReportColumnType type);
// A column of numbers whose total is the sum of its rows.
void AddSummed(v1::ReportTable& table, absl::string_view key, absl::string_view label,
               v1::ReportColumnType type);
v1::ReportRow& AddRow(v1::ReportTable& table, v1::ReportRowKind kind, absl::string_view key,
                      int level, std::vector<std::string> cells);
v1::ReportRow& AddTotal(v1::ReportTable& table, std::vector<std::string> cells);

// A whole number as a cell.
std::string NumberCell(absl::int128 number);
// The Chinese word for it; of one that has none the name of the value.
std::string LabelOf(v1::AccountKind kind);
std::string LabelOf(v1::TransferKind kind);
// Notes the rates (cells of per cent) that are no share, below 0 or above 100.
void AddStrangeRates(v1::ReportTable& table);

}  // namespace zgc::funding
