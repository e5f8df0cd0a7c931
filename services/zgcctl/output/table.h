#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

// Columns that `text` takes on a terminal: two for Chinese characters and
// full-width forms (East Asian Width W and F), none for combining marks.
int DisplayWidth(absl::string_view text);

// `text` cut to at most `width` columns; what is cut ends in "…".
std::string Shorten(absl::string_view text, int width);

// Rows under a header. Not thread-safe.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  // As many cells as the header has.
  void Add(std::vector<std::string> row);
  size_t size() const { return rows_.size(); }

  // Aligned columns with cells of at most `max_width`, tab separated values, or
  // a JSON list of objects; each with a line break at its end. Tabs and line
  // breaks inside of cells become blanks in the first two.
  std::string Render(Format format, int max_width = 48) const;

 private:
  std::string Aligned(int max_width) const;

  const std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace zgc::ctl
