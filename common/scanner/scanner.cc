#include "common/scanner/scanner.h"

#include <utility>

#include "common/scanner/number.h"
#include "common/scanner/rules/carry.h"
#include "common/scanner/rules/date_rules.h"
#include "common/scanner/rules/figure_rules.h"
#include "common/scanner/rules/fraction_rules.h"
#include "common/scanner/rules/id_rules.h"
#include "common/scanner/rules/name_rules.h"
#include "common/scanner/rules/ordinal_rules.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

namespace zgc::figures {
namespace {

using internal::IsChineseDigit;
using internal::IsDigit;
using internal::IsLatin;
using internal::ScanText;
using internal::Token;

// One walk over a text, from numeral to numeral.
class Walk {
 public:
  explicit Walk(const ScanText& text) : text_(text) {}

  std::vector<Token> Run() {
    for (size_t pos = 0; pos < text_.size();) {
      const size_t end = Step(pos);
      pos = end > pos ? end : pos + 1;
    }
    return std::move(tokens_);
  }

 private:
  // Takes what begins at `pos`; returns its end, or `pos` if there is nothing.
  size_t Step(size_t pos) {
    const char32_t c = text_.at(pos);
    if (IsLatin(c)) {
      size_t end = pos;
      Take(internal::ReadLatinWord(text_, pos, &end));
      return end;
    }
    if (IsDigit(c) || IsSign(pos)) return Arabic(pos);
    if (IsChineseDigit(c) || c == U'数' || c == U'几') return Chinese(pos);
    if (c == U'第' || c == U'首') return Take(internal::ReadOrdinal(text_, pos));
    if (c == U'半') return Take(internal::ReadFraction(text_, pos));
    if (const size_t end = Take(internal::ReadBracketedNumber(text_, pos))) return end;
    return Take(internal::ReadItemNumber(text_, pos));
  }

  // ¥, or the minus of -5%; a dash between two numerals is none.
  bool IsSign(size_t pos) const {
    const char32_t c = text_.at(pos);
    if (!IsDigit(text_.at(pos + 1))) return false;
    if (c == U'¥' || c == U'￥' || c == '$') return true;
    const bool after_numeral = !tokens_.empty() && tokens_.back().end == pos;
    return c == '-' && !after_numeral && internal::IsSigned(text_, pos);
  }

  size_t Arabic(size_t pos) {
    if (const size_t end = Name(pos)) return end;
    for (const auto rule :
         {internal::ReadItemNumber, internal::ReadDate, internal::ReadOrdinal,
          internal::ReadDigitCode, internal::ReadFraction, internal::ReadArabicFigure}) {
      if (const size_t end = Take(rule(text_, pos))) return end;
    }
    return pos;
  }

  size_t Chinese(size_t pos) {
    if (const size_t end = Name(pos)) return end;
    for (const auto rule : {internal::ReadItemNumber, internal::ReadDate, internal::ReadOrdinal,
                            internal::ReadFraction, internal::ReadChineseFigure}) {
      if (const size_t end = Take(rule(text_, pos))) return end;
    }
    const size_t end = internal::ChineseRunEnd(text_, pos);
    if (end > pos && internal::IsListedName(text_, pos)) {
      Take(internal::MakeToken(pos, end, NumeralClass::kNamePart));
    }
    return end;
  }

  size_t Name(size_t pos) {
    const internal::NameMatch name = internal::MatchName(text_, pos);
    if (name.length == 0) return 0;
    if (name.reported) Take(internal::MakeToken(pos, pos + name.length, NumeralClass::kNamePart));
    return pos + name.length;
  }

  // The end of `token`, or 0.
  size_t Take(absl::optional<Token> token) {
    if (!token) return 0;
    tokens_.push_back(*std::move(token));
    return tokens_.back().end;
  }

  const ScanText& text_;
  std::vector<Token> tokens_;
};

Numeral ToNumeral(const ScanText& text, const Token& token) {
  Numeral numeral;
  numeral.offset = token.begin;
  numeral.length = token.end - token.begin;
  numeral.byte_offset = text.byte_offset(token.begin);
  numeral.byte_length = text.byte_offset(token.end) - numeral.byte_offset;
  numeral.printed = text.Original(token.begin, token.end);
  numeral.numeral_class = token.numeral_class;
  // A date or a document number stays one within a title.
  if (text.InName(token.begin) && token.numeral_class != NumeralClass::kDate &&
      token.numeral_class != NumeralClass::kDocNumber) {
    numeral.numeral_class = NumeralClass::kNamePart;
  }
  if (token.value) numeral.value = token.value->ToString();
  numeral.unit = token.unit;
  numeral.qualifier = token.qualifier;
  return numeral;
}

}  // namespace

const char* ClassName(NumeralClass numeral_class) {
  switch (numeral_class) {
    case NumeralClass::kFigure:
      return "figure";
    case NumeralClass::kDate:
      return "date";
    case NumeralClass::kDocNumber:
      return "doc_number";
    case NumeralClass::kOrdinal:
      return "ordinal";
    case NumeralClass::kItemNumber:
      return "item_number";
    case NumeralClass::kNamePart:
      return "name_part";
  }
  return "";
}

std::vector<Numeral> Scan(absl::string_view utf8_text) {
  const ScanText text(utf8_text);
  std::vector<Token> tokens = Walk(text).Run();
  internal::CarryOver(text, &tokens);
  std::vector<Numeral> numerals;
  numerals.reserve(tokens.size());
  for (const Token& token : tokens) numerals.push_back(ToNumeral(text, token));
  return numerals;
}

}  // namespace zgc::figures
