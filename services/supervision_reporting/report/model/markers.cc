#include "services/supervision_reporting/report/model/markers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"

namespace zgc::supervision {
namespace {

constexpr absl::string_view kOpen = "{{";
constexpr absl::string_view kClose = "}}";
constexpr size_t kMaxIdLength = 80;

}  // namespace

std::vector<TextPart> SplitMarkers(absl::string_view text) {
  std::vector<TextPart> parts;
  size_t offset = 0;
  const auto add = [&](bool marker, absl::string_view words) {
    if (words.empty() && !marker) return;
    parts.push_back({marker, std::string(words), offset});
    offset += base::CountCodePoints(words) + (marker ? kOpen.size() + kClose.size() : 0);
  };
  while (!text.empty()) {
    const size_t open = text.find(kOpen);
    const size_t close = open == text.npos ? text.npos : text.find(kClose, open);
    if (close == text.npos) break;
    add(false, text.substr(0, open));
    add(true, text.substr(open + kOpen.size(), close - open - kOpen.size()));
    text.remove_prefix(close + kClose.size());
  }
  add(false, text);
  return parts;
}

std::string WithoutMarkers(absl::string_view text) {
  std::string out;
  for (const TextPart& part : SplitMarkers(text)) {
    if (!part.marker) {
      absl::StrAppend(&out, part.text);
      continue;
    }
    const size_t length = base::CountCodePoints(part.text) + kOpen.size() + kClose.size();
    for (size_t i = 0; i < length; ++i) absl::StrAppend(&out, "□");
  }
  return out;
}

bool IsCitationId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-';
  });
}

}  // namespace zgc::supervision
