#pragma once

#include <algorithm>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/resource/schema.h"
#include "common/storage/key_codec.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "google/protobuf/repeated_field.h"
#include "services/supervision_reporting/domain/key_page.h"

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

// Adds a page of them to `out`, and returns the key of the next page, empty at the end.
template <typename Row>
absl::StatusOr<std::string> ListChildren(const storage::Reader& reader,
                                         const resource::Rows<Row>& table,
                                         const std::string& prefix, const storage::Page& page,
                                         google::protobuf::RepeatedPtrField<Row>* out) {
  KeyPage keys(page);
  const std::string start = std::max(page.start, storage::EncodeKey(storage::NameKey{prefix}));
  ZGC_RETURN_IF_ERROR(
      table.ForEach(reader, {start, "", false}, [&](const storage::NameKey& key, const Row& row) {
        if (!absl::StartsWith(key.name, prefix)) return false;
        if (keys.Takes(storage::EncodeKey(key), row.ByteSizeLong())) *out->Add() = row;
        return !keys.full();
      }));
  return keys.next();
}

}  // namespace zgc::supervision
