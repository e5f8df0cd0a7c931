#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/json_text.h"
#include "zgc/supervision/v1/publications.pb.h"

// What the report commands are made of.
namespace zgc::ctl {

inline constexpr char kReporting[] = "supervision_reporting";
// Beside the files of an exported publication: the publication's record.
inline constexpr char kRecordFile[] = "publication.json";

// The newest position of every source that supervision reporting follows, once
// it has applied them. Shows on a terminal how far it is. DEADLINE_EXCEEDED after
// --timeout names the source that lags.
absl::StatusOr<std::map<std::string, zgc::common::v1::Position>> AwaitSources(Client& client);

// Renders every file of a publication, checks it against the published digest
// and writes it with the record into `folder`. Either all files are new there or,
// after an error, those that were.
absl::Status ExportPublication(Client& client, const zgc::supervision::v1::Publication& publication,
                               const std::string& folder);

// FAILED_PRECONDITION if `folder` holds another publication, by its record there.
absl::Status CheckIsOf(const zgc::supervision::v1::Publication& publication,
                       const std::string& folder);
// The record in the folder of an exported publication, an object with its name. NOT_FOUND, or
// INVALID_ARGUMENT if it is none.
absl::StatusOr<Json> ReadRecord(const std::string& folder);

// What is wrong with the files in `folder`, a line each.
std::vector<std::string> CompareFiles(const zgc::supervision::v1::Publication& publication,
                                      const std::string& folder);

}  // namespace zgc::ctl
