#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/store/schema.h"

// Names by what records of instruments share. Thread-safe as the reader is.
namespace zgc::funding {

// The names found under `key` in kInstrumentLookups, in order. Keys begin with what
// they are, and a line break: "loan\n", "claim\n".
inline absl::StatusOr<std::vector<std::string>> Found(const storage::Reader& reader,
                                                      const std::string& key) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(
      kInstrumentLookups.ForEach(reader, LookupPrefix(key), [&](const LookupKey& lookup) {
        names.push_back(lookup.name);
        return true;
      }));
  return names;
}

}  // namespace zgc::funding
