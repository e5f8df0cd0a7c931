#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zgc::html {

// Estimated width of a text in units of a drawing: Chinese characters are square. Too wide rather
// than too narrow for usual fonts.
int WidthOf(absl::string_view text, int font_size);

// As much of the text as fits, with … for the rest.
std::string Fit(const std::string& text, int width, int font_size);

}  // namespace zgc::html
