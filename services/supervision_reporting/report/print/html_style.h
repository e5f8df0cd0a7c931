#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/supervision_reporting/report/document/document.h"

namespace zgc::supervision {

// The style sheet of a report, for the screen and for A4. Its title and issuer stand in the header
// of every printed page; columns are as wide as their titles say.
std::string ReportStyle(const document::Document& document);

// A CSS string in quotes. Safe inside <style> whatever the text.
std::string CssString(absl::string_view text);

}  // namespace zgc::supervision
