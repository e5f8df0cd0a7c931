#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/store/schema.h"

// Names by what records of instruments share. Thread-safe as the reader is.
namespace zgc::funding {

// The names found under `key` in kInstrumentLookups, in order.
inline absl::StatusOr<std::vector<std::string>> Found(const storage::Reader& reader,
                                                      const InstrumentKey& key) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kInstrumentLookups.ForEach(reader, key, [&](const std::string& name) {
    names.push_back(name);
    return true;
  }));
  return names;
}

// A text by which something is found again: it has a character that is kept, see Normalised.
inline void CheckKey(const std::string& text, absl::string_view field, resource::Checks& checks) {
  checks.Expect(!Normalised(text).empty(), field, "is required");
}

}  // namespace zgc::funding
