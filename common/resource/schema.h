#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "common/storage/table.h"

// What every schema of named resources is made of.
namespace zgc::resource {

// Leads from what is looked up to the name of a row.
struct LookupKey {
  std::string by;
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.String(by).String(name); }
  bool Decode(storage::KeyReader& in) { return in.String(&by) && in.String(&name); }
};

template <typename Row>
using Rows = storage::Table<storage::NameKey, Row>;
using Lookup = storage::Index<LookupKey>;

// Encoded prefix of all that is found under `by`.
inline std::string LookupPrefix(absl::string_view by) {
  storage::KeyWriter writer;
  writer.String(by);
  return writer.Take();
}

}  // namespace zgc::resource
