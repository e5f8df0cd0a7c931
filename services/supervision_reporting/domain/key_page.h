#pragma once

#include <string>

#include "absl/time/clock.h"
#include "common/storage/page.h"

namespace zgc::supervision {

// A page of rows that are found otherwise than by walking a table, and come in the order of keys
// that they are given here. Not thread-safe.
class KeyPage {
 public:
  // `page` outlives it.
  explicit KeyPage(const storage::Page& page) : page_(page) {}

  // Whether the row of that key and size is of this page. The first that finds it full begins the
  // next one; rows after that are not of this page either.
  bool Takes(const std::string& key, size_t bytes) {
    if (full() || key < page_.start) return false;
    const bool over = taken_ == page_.size || bytes_ + bytes > page_.bytes;
    if (taken_ > 0 && (over || absl::Now() > page_.until)) {
      next_ = key;
      return false;
    }
    ++taken_;
    bytes_ += bytes;
    return true;
  }
  bool full() const { return !next_.empty(); }
  // Where the next page begins; empty at the end.
  const std::string& next() const { return next_; }

 private:
  const storage::Page& page_;
  int taken_ = 0;
  size_t bytes_ = 0;
  std::string next_;
};

}  // namespace zgc::supervision
