#include "common/html/text_width.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/base/text.h"

namespace zgc::html {

int WidthOf(absl::string_view text, int font_size) {
  double width = 0;
  for (size_t pos = 0; pos < text.size();) {
    const base::CodePoint point = base::CodePointAt(text, pos);
    width += point.value < 0x2E80 ? 0.6 : 1.0;
    pos += point.length;
  }
  return static_cast<int>(std::ceil(width * font_size));
}

std::string Fit(const std::string& text, int width, int font_size) {
  if (WidthOf(text, font_size) <= width) return text;
  std::string fitting;
  for (size_t pos = 0; pos < text.size();) {
    const base::CodePoint point = base::CodePointAt(text, pos);
    const std::string longer = absl::StrCat(fitting, text.substr(pos, point.length));
    if (WidthOf(longer, font_size) + font_size > width) break;
    fitting = longer;
    pos += point.length;
  }
  return absl::StrCat(fitting, "…");
}

}  // namespace zgc::html
