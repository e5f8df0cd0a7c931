#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"

// Which records name which (引用): kept by every commit for the rows that it changes, so that a
// record that others cite is not voided. A record cites another where one of its fields, at any
// depth, is that one's name, of evidence also its full name, or where it is below that one. Of the
// steps that it has taken, and of corrections, only their evidence counts. A correction, an
// observation or a version of an indicator that was rejected cites nothing, nor does a record that
// was withdrawn.
namespace zgc::records {

// Those that cite a record, as of the newest revision.
struct Citing {
  // The first of them, by name.
  std::vector<std::string> names;
  // How many there are; kMostCounted stands for that many or more.
  int64_t count = 0;
};
inline constexpr int64_t kMostCounted = 10'000;
absl::StatusOr<Citing> CitingOf(const storage::Reader& reader, const std::string& name,
                                size_t most);

// Whether any does.
absl::StatusOr<bool> IsCited(const storage::Reader& reader, const std::string& name);

// Has a store keep the citations between the records of a service, from its columns.
storage::Derived CitationsOf(const storage::Schema& schema);

}  // namespace zgc::records
