#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/reader.h"

namespace zgc::query {

// The names under one prefix of the index of texts, in order. Not thread-safe; the reader outlives
// it.
class NamesUnder {
 public:
  NamesUnder(const storage::Reader& reader, std::string prefix)
      : reader_(reader), prefix_(std::move(prefix)) {}

  // The first at or after `from`, empty if there is none. `from` never goes back. DATA_LOSS for
  // what is no such row.
  absl::StatusOr<std::string> Next(const std::string& from);

 private:
  absl::StatusOr<std::string> At() const;

  const storage::Reader& reader_;
  const std::string prefix_;
  std::unique_ptr<storage::Cursor> cursor_;
};

// The names that stand under a prefix of each of several sets, in order. Not thread-safe; the
// reader outlives it.
class NamesOfAll {
 public:
  explicit NamesOfAll(const storage::Reader& reader, absl::Time until = absl::InfiniteFuture())
      : reader_(reader), until_(until) {}

  // One more set; before Next.
  void AddOneOf(const std::vector<std::string>& prefixes);
  // The first at or after `from`, empty if there is none. `from` never goes back. There is a set.
  absl::StatusOr<std::string> Next(std::string from);
  // Whether that was no such name: the time was over, and the next is not before it.
  bool late() const { return late_; }

 private:
  const storage::Reader& reader_;
  const absl::Time until_;
  bool first_ = true;
  bool late_ = false;
  std::vector<std::vector<NamesUnder>> sets_;
};

}  // namespace zgc::query
