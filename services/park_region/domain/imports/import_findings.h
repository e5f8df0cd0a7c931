#pragma once

#include <google/protobuf/map.h>

#include <string>

#include "absl/status/status.h"
#include "zgc/parks/v1/imports.pb.h"

// What is said of the rows of an import. All functions are pure but for what they write to.
namespace zgc::parks {

// What columns are called in the file, by the paths of fields.
using ColumnNames = google::protobuf::Map<std::string, std::string>;

// Moves a row to an outcome, and its import's counts with it.
void SetOutcome(v1::ImportOutcome outcome, v1::Import& import, v1::ImportRow& row);

// Adds one, unless the row says as much as it may.
void AddFinding(const v1::ImportFinding& finding, v1::ImportRow& row);
// The same of what is wrong with a field.
void AddFinding(const ColumnNames& columns, const std::string& field, const std::string& reason,
                v1::ImportRow& row);

// Whether a use case refuses a row by this status; else the store has failed.
bool RefusesRow(const absl::Status& status);
// Adds what it says: each violation with its column, or its message.
void AddFindings(const ColumnNames& columns, const absl::Status& status, v1::ImportRow& row);

// "表1 row 7", or "row 7" where there are no sheets.
std::string PlaceOf(const v1::ImportRow& row);

}  // namespace zgc::parks
