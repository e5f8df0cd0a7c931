#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "services/supervision_reporting/report/document/document.h"

// Printers of documents. Pure, and each knows nothing of what a document is about.
namespace zgc::supervision {

// CommonMark with tables. UTF-8 with a newline at the end.
std::string PrintMarkdown(const document::Document& document);

// Text that CommonMark shows as it is, also in a table.
std::string EscapeMarkdown(absl::string_view text);

// One self-contained file: style and charts inside, no script.
std::string PrintHtml(const document::Document& document);

// The tree as it is, for programs. What is empty is left out.
nlohmann::ordered_json PrintJson(const document::Document& document);

}  // namespace zgc::supervision
