#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/store/schema.h"

// The index of what is watched. It follows from the rows, those that are followed as well: every
// commit moves what it changes, and a store whose index another version of the program wrote, or
// none, has it made anew when it is opened. Thread-safe as the reader is.
namespace zgc::supervision {

// Visits what is in one of the lists of the index with a deadline from `from` to `until`, both
// included, by deadline and name, beginning at the encoded key `start`, until `visit` returns
// false. As of a revision that the index does not answer for, the rows do.
absl::Status ForEachWatched(
    const storage::Reader& reader, const WatchedKey& from, const std::string& until,
    const std::string& start,
    absl::FunctionRef<bool(const std::string& encoded, const WatchedKey& key)> visit);

}  // namespace zgc::supervision
