#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zgc::supervision {

// The style sheet of a report, for the screen and for A4. `title` and `issuer`
// stand in the header of every printed page.
std::string ReportStyle(absl::string_view title, absl::string_view issuer);

// A CSS string in quotes. Safe inside <style> whatever the text.
std::string CssString(absl::string_view text);

}  // namespace zgc::supervision
