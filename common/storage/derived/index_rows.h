#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/storage/column.h"
#include "common/storage/store.h"

namespace zgc::storage {

// The rows of a derived index, made anew: each key is what a record is found by and then its name,
// without a value. They are collected by what they begin with, so that each of these is held and
// put in order once, and not for each record. Not thread-safe.
class IndexRows {
 public:
  // Holds some `most_bytes` in memory; what is beyond is loaded in parts.
  IndexRows(Store& store, const Column& column, size_t most_bytes)
      : store_(store), column_(column), most_bytes_(most_bytes) {}

  // The record that is found by what is added from now on. Each comes once.
  absl::Status Begin(absl::string_view name);
  // Bytes of a KeyWriter, as many times as one likes.
  void Add(absl::string_view by);
  // After the last record.
  absl::Status Load();

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  // One of the records of a list, and the place of the one before it.
  struct Link {
    uint32_t record;
    uint32_t before;
  };
  // What records are found by, and the last of them.
  using Lists = absl::flat_hash_map<std::string, uint32_t>;

  size_t Bytes() const;
  absl::Status PutAll(PutRow put) const;
  // The place of each record in the order of names; empty if they came in it.
  std::vector<uint32_t> Ranks() const;

  Store& store_;
  const Column column_;
  const size_t most_bytes_;
  // As keys have them.
  std::vector<std::string> names_;
  bool in_order_ = true;
  Lists lists_;
  size_t list_bytes_ = 0;
  std::vector<Link> links_;
};

}  // namespace zgc::storage
