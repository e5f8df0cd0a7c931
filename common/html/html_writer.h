#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace zgc::html {

// Writes HTML and SVG. The one place that escapes: whatever comes in as text
// or attribute cannot become markup. Not thread-safe.
class HtmlWriter {
 public:
  // A class, id or title that is empty is left out.
  using Attributes = std::initializer_list<std::pair<absl::string_view, std::string>>;

  HtmlWriter& Open(absl::string_view tag, Attributes attributes = {}) {
    Start(tag, attributes);
    out_ += '>';
    open_.emplace_back(tag);
    return *this;
  }
  HtmlWriter& Close() {
    absl::StrAppend(&out_, "</", open_.back(), ">");
    open_.pop_back();
    return *this;
  }
  // Closes and begins a new line, which keeps the file readable.
  HtmlWriter& CloseLine() {
    Close();
    out_ += '\n';
    return *this;
  }
  HtmlWriter& Text(absl::string_view text) {
    Escape(text);
    return *this;
  }
  HtmlWriter& Leaf(absl::string_view tag, Attributes attributes, absl::string_view text) {
    return Open(tag, attributes).Text(text).Close();
  }
  // An element without content, such as <rect/>.
  HtmlWriter& Empty(absl::string_view tag, Attributes attributes) {
    Start(tag, attributes);
    out_ += "/>";
    return *this;
  }
  // Markup of the program's own, never of data.
  HtmlWriter& Markup(absl::string_view markup) {
    absl::StrAppend(&out_, markup);
    return *this;
  }

  std::string Take() { return std::move(out_); }

 private:
  void Start(absl::string_view tag, Attributes attributes) {
    absl::StrAppend(&out_, "<", tag);
    for (const auto& [name, value] : attributes) {
      if (value.empty() && (name == "class" || name == "id" || name == "title")) continue;
      absl::StrAppend(&out_, " ", name, "=\"");
      Escape(value);
      out_ += '"';
    }
  }
  void Escape(absl::string_view text) {
    for (const char c : text) {
      switch (c) {
        case '&':
          out_ += "&amp;";
          break;
        case '<':
          out_ += "&lt;";
          break;
        case '>':
          out_ += "&gt;";
          break;
        case '"':
          out_ += "&quot;";
          break;
        case '\'':
          out_ += "&#39;";
          break;
        default:
          out_ += c;
      }
    }
  }

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace zgc::html
