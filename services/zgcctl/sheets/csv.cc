#include "services/zgcctl/sheets/csv.h"

#include <iconv.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace zgc::ctl {
namespace {

absl::StatusOr<std::string> ConvertToUtf8(absl::string_view bytes, const char* from) {
  const iconv_t way = iconv_open("UTF-8", from);
  if (way == reinterpret_cast<iconv_t>(-1)) {
    return absl::UnimplementedError(absl::StrCat("this machine cannot read ", from));
  }
  // Two bytes become three, and four at most four.
  std::string out(bytes.size() * 2 + 4, '\0');
  std::string in(bytes);
  char* source = in.data();
  size_t left = in.size();
  char* target = out.data();
  size_t room = out.size();
  const size_t failed = iconv(way, &source, &left, &target, &room);
  iconv_close(way);
  if (failed == static_cast<size_t>(-1) || left != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("is neither UTF-8 nor GB 18030 (GBK): byte ", bytes.size() - left + 1,
                     " belongs to no character; save the file as UTF-8"));
  }
  out.resize(out.size() - room);
  return out;
}

// What the first line has most of, outside of quotes.
char SeparatorOf(absl::string_view text) {
  size_t counts[] = {0, 0, 0};
  constexpr absl::string_view kSeparators = ",\t;";
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const size_t which = kSeparators.find(c); which != absl::string_view::npos) ++counts[which];
  }
  return kSeparators[static_cast<size_t>(std::max_element(counts, counts + 3) - counts)];
}

// A formula to a program that opens the file, or one that an apostrophe leads.
bool LooksLikeFormula(absl::string_view field) {
  const size_t first = field.find_first_not_of('\'');
  return first != absl::string_view::npos && absl::StrContains("=+-@\t\r", field.substr(first, 1));
}

class CsvParser {
 public:
  CsvParser(absl::string_view text, const SheetBounds& bounds)
      : text_(text), bounds_(bounds), separator_(SeparatorOf(text)) {}

  absl::StatusOr<Workbook> Parse() {
    book_.sheets.emplace_back();
    while (at_ < text_.size()) {
      if (row_.cells.empty()) row_.row = line_;
      ZGC_RETURN_IF_ERROR(ReadField());
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      SkipLineBreak();
      ZGC_RETURN_IF_ERROR(EndRow());
    }
    // The last line may end in a separator.
    if (!row_.cells.empty()) ZGC_RETURN_IF_ERROR(EndRow());
    return std::move(book_);
  }

 private:
  absl::Status Refuse(int64_t line, absl::string_view why) const {
    return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", why));
  }

  bool AtBreak() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void SkipLineBreak() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  absl::Status ReadField() {
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      ZGC_RETURN_IF_ERROR(ReadQuoted(field));
    } else {
      const size_t from = at_;
      while (!AtBreak() && text_[at_] != separator_) ++at_;
      field = std::string(text_.substr(from, at_ - from));
      if (absl::StrContains(field, '"')) {
        return Refuse(line_, "a quotation mark (\") stands inside of a field without quotes");
      }
    }
    if (absl::StrContains(field, '\0')) return Refuse(line_, "holds a zero byte");
    if (field[0] == '\'' && LooksLikeFormula(field)) field.erase(0, 1);
    if (static_cast<int64_t>(field.size()) > bounds_.cell_bytes) {
      return Refuse(line_, absl::StrCat("a field has more than ", bounds_.cell_bytes, " bytes"));
    }
    if (static_cast<int>(row_.cells.size()) >= bounds_.columns) {
      return Refuse(line_, absl::StrCat("has more than ", bounds_.columns, " columns"));
    }
    any_ = any_ || !base::IsBlank(field);
    row_.cells.push_back({std::move(field), CellKind::kText});
    return absl::OkStatus();
  }

  absl::Status ReadQuoted(std::string& field) {
    const int64_t opened = line_;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
        continue;
      }
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += '"';
        ++at_;
        continue;
      }
      ++at_;
      if (!AtBreak() && text_[at_] != separator_) {
        return Refuse(line_, "text stands after the closing quotation mark of a field");
      }
      return absl::OkStatus();
    }
    return Refuse(opened, "a quotation mark (\") is never closed");
  }

  absl::Status EndRow() {
    if (any_) {
      if (static_cast<int64_t>(book_.sheets[0].rows.size()) >= bounds_.rows) {
        return Refuse(row_.row, absl::StrCat("has more than ", bounds_.rows, " rows; split it"));
      }
      book_.sheets[0].rows.push_back(std::move(row_));
    }
    row_ = {};
    any_ = false;
    return absl::OkStatus();
  }

  const absl::string_view text_;
  const SheetBounds& bounds_;
  const char separator_;
  Workbook book_;
  SheetRow row_;
  bool any_ = false;
  size_t at_ = 0;
  int64_t line_ = 1;
};

}  // namespace

absl::StatusOr<std::string> DecodeText(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (absl::StartsWith(bytes, "\xFF\xFE")) return ConvertToUtf8(bytes.substr(2), "UTF-16LE");
  if (absl::StartsWith(bytes, "\xFE\xFF")) return ConvertToUtf8(bytes.substr(2), "UTF-16BE");
  if (base::IsValidUtf8(bytes)) return std::string(bytes);
  return ConvertToUtf8(bytes, "GB18030");
}

absl::StatusOr<Workbook> ReadCsv(absl::string_view bytes, const SheetBounds& bounds) {
  ZGC_ASSIGN_OR_RETURN(const std::string text, DecodeText(bytes));
  return CsvParser(text, bounds).Parse();
}

std::string WriteCsv(const std::vector<std::vector<std::string>>& rows) {
  std::string out = "\xEF\xBB\xBF";
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      std::string field = row[i];
      if (LooksLikeFormula(field)) field.insert(0, "'");
      const bool quoted = field.find_first_of(",;\t\"\r\n") != std::string::npos;
      absl::StrAppend(&out, i == 0 ? "" : ",");
      absl::StrAppend(
          &out,
          quoted ? absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"") : field);
    }
    absl::StrAppend(&out, "\r\n");
  }
  return out;
}

}  // namespace zgc::ctl
