#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace zgc::supervision {

// A stretch of a narrative: words, or a marker {{citation-id}}.
struct TextPart {
  bool marker = false;
  // The words, or the id between the braces.
  std::string text;
  // Code points before it.
  size_t offset = 0;
};

// The parts of a narrative in order. Braces that do not close are words.
std::vector<TextPart> SplitMarkers(absl::string_view text);

// The narrative with a blank sign for each character of its markers, so that
// offsets stay and no numeral appears where a marker was.
std::string WithoutMarkers(absl::string_view text);

// 1 to 80 of A-Z, a-z, 0-9, '.' and '-'.
bool IsCitationId(absl::string_view id);

}  // namespace zgc::supervision
