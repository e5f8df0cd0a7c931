#pragma once

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/types/optional.h"
#include "common/resource/source_watch.h"

// Which state of the other services a report shows.
namespace zgc::supervision {

// The revisions of other services that a report shows; nullopt of one that is being read.
using SourcesShown = absl::btree_map<std::string, absl::optional<int64_t>>;

}  // namespace zgc::supervision
