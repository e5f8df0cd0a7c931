#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"
#include "common/storage/reader.h"
#include "zgc/storage/v1/storage.pb.h"

namespace zgc::storage {

// Row of kMetaColumn that describes the store.
inline constexpr char kMetaKey[] = "store";

// The name of the schema of the store that is read, which is that of the service whose store it is.
inline absl::StatusOr<std::string> SchemaNameOf(const Reader& reader) {
  // It is the same at every revision.
  Column column = kMetaColumn;
  column.unversioned = true;
  ZGC_ASSIGN_OR_RETURN(const auto row, reader.Get(column, kMetaKey));
  v1::StoreMeta meta;
  if (!row.has_value() || !meta.ParseFromString(*row)) {
    return absl::DataLossError("damaged store description");
  }
  return meta.schema_name();
}

}  // namespace zgc::storage
