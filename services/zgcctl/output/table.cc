#include "services/zgcctl/output/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/text.h"
#include "services/zgcctl/client/json_text.h"

namespace zgc::ctl {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, EastAsianWidth.txt, the W and F blocks in use.
constexpr Range kWide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range kNone[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};

template <size_t n>
bool IsIn(const Range (&ranges)[n], char32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges), [point](const Range& range) {
    return range.first <= point && point <= range.last;
  });
}

int WidthOf(char32_t point) { return IsIn(kNone, point) ? 0 : IsIn(kWide, point) ? 2 : 1; }

std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string TabSeparated(const std::vector<std::string>& row) {
  return absl::StrJoin(row, "\t", [](std::string* out, const std::string& cell) {
    absl::StrAppend(out, OneLine(cell));
  });
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  for (const char32_t point : base::Decode(text).points) width += WidthOf(point);
  return width;
}

std::string Shorten(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const base::DecodedText decoded = base::Decode(text);
  int used = 1;
  size_t count = 0;
  while (used + WidthOf(decoded.points[count]) <= width) used += WidthOf(decoded.points[count++]);
  return absl::StrCat(text.substr(0, decoded.byte_offsets[count]), "…");
}

void Table::Add(std::vector<std::string> row) {
  row.resize(header_.size());
  rows_.push_back(std::move(row));
}

std::string Table::Render(Format format, int max_width) const {
  if (format == Format::kTable) return Aligned(max_width);
  if (format == Format::kTsv) {
    std::string text = absl::StrCat(TabSeparated(header_), "\n");
    for (const auto& row : rows_) absl::StrAppend(&text, TabSeparated(row), "\n");
    return text;
  }
  Json list = Json::array();
  for (const auto& row : rows_) {
    Json object = Json::object();
    for (size_t i = 0; i < row.size(); ++i) object[header_[i]] = row[i];
    list.push_back(std::move(object));
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Table::Aligned(int max_width) const {
  std::vector<std::vector<std::string>> lines = {header_};
  for (const auto& row : rows_) {
    lines.emplace_back();
    for (const auto& cell : row) lines.back().push_back(Shorten(OneLine(cell), max_width));
  }
  std::vector<int> widths(header_.size(), 0);
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) {
      absl::StrAppend(&text, line[i]);
      if (i + 1 < line.size()) text += std::string(widths[i] - DisplayWidth(line[i]) + 2, ' ');
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += '\n';
  }
  return text;
}

}  // namespace zgc::ctl
