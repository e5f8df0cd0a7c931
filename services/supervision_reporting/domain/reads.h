#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"

// Reads whose request holds its contract. Thread-safe as the reader is.
namespace zgc::supervision {

template <typename Row, typename Request>
absl::StatusOr<Row> ReadNamed(const storage::Reader& reader, const resource::Rows<Row>& table,
                              const Request& request) {
  const resource::Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return resource::GetRow(reader, table, request.name());
}

template <typename Row, typename Request, typename Matches>
absl::StatusOr<std::string> ListMatching(const storage::Reader& reader,
                                         const resource::Rows<Row>& table, const Request& request,
                                         const storage::Page& page,
                                         google::protobuf::RepeatedPtrField<Row>* out,
                                         Matches matches) {
  const resource::Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return resource::ListRows(reader, table, page, out, matches);
}

}  // namespace zgc::supervision
