#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "common/resource/schema.h"
#include "common/storage/key_codec.h"
#include "common/storage/reader.h"

// Rows below another. Thread-safe as the reader is.
namespace zgc::supervision {

// Visits the rows whose name begins with `prefix`, such as
// "matters/m/extensions/", by name, until `visit` returns false.
template <typename Row>
absl::Status ForEachChild(const storage::Reader& reader, const resource::Rows<Row>& table,
                          const std::string& prefix, absl::FunctionRef<bool(const Row&)> visit) {
  // Keys are in the order of names, and a prefix stands before what it begins.
  const std::string start = storage::EncodeKey(storage::NameKey{prefix});
  return table.ForEach(reader, {start, "", false},
                       [&](const storage::NameKey& key, const Row& row) {
                         return absl::StartsWith(key.name, prefix) && visit(row);
                       });
}

}  // namespace zgc::supervision
