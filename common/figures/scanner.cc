#include "common/figures/scanner.h"

#include <utility>

#include "common/figures/marks.h"
#include "common/figures/number.h"
#include "common/figures/qualifiers.h"
#include "common/figures/scan_text.h"
#include "common/figures/units.h"

namespace zgc::figures {
namespace {

using internal::IsDigit;
using internal::Number;
using internal::ScanText;
using internal::UnitKind;
using internal::UnitMatch;

// A numeral under construction.
struct Piece {
  size_t begin = 0;
  size_t end = 0;
  NumeralClass numeral_class = NumeralClass::kFigure;
  absl::optional<Decimal> value;
  std::string unit;
  v1::Qualifier before = v1::QUALIFIER_UNSPECIFIED;
  v1::Qualifier inner = v1::QUALIFIER_UNSPECIFIED;
  v1::Qualifier after = v1::QUALIFIER_UNSPECIFIED;
  int magnitude = 0;
};

v1::Qualifier Combine(const Piece& piece) {
  // 约50余家 is more than fifty: the inner word is the stricter one.
  if (piece.before == v1::QUALIFIER_APPROX && piece.inner == v1::QUALIFIER_OVER) return piece.inner;
  for (const v1::Qualifier qualifier : {piece.before, piece.after, piece.inner}) {
    if (qualifier != v1::QUALIFIER_UNSPECIFIED) return qualifier;
  }
  return v1::QUALIFIER_EXACT;
}

absl::optional<Number> ReadNumber(const ScanText& text, size_t pos) {
  if (IsDigit(text.at(pos))) return internal::ReadArabicNumber(text, pos);
  return internal::ReadChineseNumber(text, pos);
}

class Scanner {
 public:
  explicit Scanner(absl::string_view utf8) : text_(utf8) {}

  std::vector<Numeral> Run() {
    for (size_t pos = 0; pos < text_.size();) {
      const size_t end = Step(pos);
      pos = end > pos ? end : pos + 1;
    }
    ShareInLists();
    std::vector<Numeral> numerals;
    numerals.reserve(pieces_.size());
    for (const Piece& piece : pieces_) numerals.push_back(Finish(piece));
    return numerals;
  }

 private:
  // Takes what begins at `pos`; returns its end, or `pos`.
  size_t Step(size_t pos) {
    const char32_t c = text_.at(pos);
    if (c == U'第') return Ordinal(pos);
    if (text_.Has(pos, U"首届")) return Add(pos, pos + 2, NumeralClass::kOrdinal, Decimal(1), "届");
    if (text_.Has(pos, U"百分之")) return Percent(pos);
    if (text_.Has(pos, U"一半")) return Add(pos, pos + 2, NumeralClass::kFigure, Decimal(50), "%");
    const bool vague = c == U'数' || c == U'几';
    if (!IsDigit(c) && !internal::IsChineseDigit(c) && !vague) return pos;
    if (!vague) {
      if (const size_t end = Mark(pos); end > pos) return end;
    }
    if (const size_t end = Fraction(pos); end > pos) return end;
    return Figure(pos);
  }

  size_t Add(size_t begin, size_t end, NumeralClass numeral_class,
             absl::optional<Decimal> value = absl::nullopt, std::string unit = "") {
    Piece piece;
    piece.begin = begin;
    piece.end = end;
    piece.numeral_class = text_.InName(begin) ? NumeralClass::kNamePart : numeral_class;
    piece.value = std::move(value);
    piece.unit = std::move(unit);
    piece.after = numeral_class == NumeralClass::kFigure
                      ? internal::QualifierAfter(text_, end, UnitKind::kMeasure)
                      : v1::QUALIFIER_UNSPECIFIED;
    pieces_.push_back(std::move(piece));
    return end;
  }

  // Numerals that are no quantities.
  size_t Mark(size_t pos) {
    if (const size_t end = internal::DocNumberEnd(text_, pos); end > pos) {
      return Add(pos, end, NumeralClass::kDocNumber);
    }
    if (const size_t end = internal::ItemEnd(text_, pos); end > pos) {
      return Add(pos, end, NumeralClass::kItemNumber);
    }
    if (const size_t end = internal::DateEnd(text_, pos); end > pos) {
      return Add(pos, end, NumeralClass::kDate);
    }
    if (const size_t end = internal::NameEnd(text_, pos); end > pos) {
      return Add(pos, end, NumeralClass::kNamePart);
    }
    return pos;
  }

  // 第二批 is an ordinal; a rank (排名第5名) is a figure.
  size_t Ordinal(size_t pos) {
    const absl::optional<Number> number = ReadNumberAt(pos + 1);
    if (!number) return pos;
    const UnitMatch unit = internal::MatchUnit(text_, number->end);
    if (unit.name == "名") {
      return Add(pos + 1, number->end + unit.length, NumeralClass::kFigure, number->value, "名次");
    }
    if (text_.at(number->end) == U'号') {
      return Add(pos, number->end + 1, NumeralClass::kDocNumber);
    }
    const bool counted = unit.length > 0 && unit.kind != UnitKind::kNoun;
    return Add(pos, number->end + (counted ? unit.length : 0), NumeralClass::kOrdinal,
               number->value, counted ? unit.name : "");
  }

  absl::optional<Number> ReadNumberAt(size_t pos) const {
    if (!IsDigit(text_.at(pos)) && !internal::IsChineseDigit(text_.at(pos))) return absl::nullopt;
    return ReadNumber(text_, pos);
  }

  size_t Percent(size_t pos) {
    const absl::optional<Number> number = ReadNumberAt(pos + 3);
    if (!number) return pos;
    Add(pos, number->end, NumeralClass::kFigure, number->value, "%");
    Number whole = *number;
    whole.begin = pos;
    pieces_.back().before = internal::QualifierBefore(text_, whole, UnitKind::kMeasure);
    pieces_.back().inner = number->inner;
    return number->end;
  }

  // 三分之一
  size_t Fraction(size_t pos) {
    const absl::optional<Number> below = ReadNumberAt(pos);
    if (!below || !below->value || !text_.Has(below->end, U"分之")) return pos;
    const absl::optional<Number> above = ReadNumberAt(below->end + 2);
    if (!above || !above->value) return pos;
    const auto percent = above->value->TimesPowerOfTen(2);
    if (!percent.ok()) return pos;
    const auto quotient = percent->DividedBy(*below->value, 2);
    if (!quotient.ok()) return pos;
    Add(pos, above->end, NumeralClass::kFigure, *quotient, "%");
    pieces_.back().before = internal::QualifierBefore(text_, *below, UnitKind::kMeasure);
    return above->end;
  }

  size_t Figure(size_t pos) {
    const absl::optional<Number> number = ReadNumber(text_, pos);
    if (!number) {
      if (!internal::IsChineseDigit(text_.at(pos))) return pos;
      // 十三五 and its like are no numbers.
      const size_t end = internal::ChineseRunEnd(text_, pos);
      return internal::IsLexical(text_, pos) ? end : Add(pos, end, NumeralClass::kNamePart);
    }
    if (!number->arabic && internal::IsLexical(text_, pos)) return number->end;
    if (number->digits_only) return Add(pos, number->end, NumeralClass::kNamePart);
    const size_t gap = number->arabic ? text_.SkipSpaces(number->end) : number->end;
    UnitMatch unit = internal::MatchUnit(text_, gap);
    if (number->single >= 0 && unit.shy) unit = UnitMatch();
    const v1::Qualifier before = internal::QualifierBefore(text_, *number, unit.kind);
    const bool qualified =
        before != v1::QUALIFIER_UNSPECIFIED || number->inner != v1::QUALIFIER_UNSPECIFIED;
    if (!number->arabic && !qualified && IsName(*number, unit)) {
      return Add(pos, number->end, NumeralClass::kNamePart);
    }
    const size_t end = unit.length > 0 ? gap + unit.length : number->end;
    const bool phase = number->single > 0 && unit.name == "期";
    Add(pos, end, phase ? NumeralClass::kOrdinal : NumeralClass::kFigure, number->value, unit.name);
    Qualify(*number, unit, before);
    return end;
  }

  // Chinese digits without a unit, and place words alone, belong to a name,
  // unless a list or range gives them a unit.
  bool IsName(const Number& number, const UnitMatch& unit) const {
    if (number.bare) return true;
    if (unit.length > 0) return false;
    constexpr std::u32string_view kConnectors = U"、至到-—~";
    const char32_t next = text_.at(number.end);
    return next == 0 || kConnectors.find(next) == kConnectors.npos ||
           !ReadNumberAt(number.end + 1).has_value();
  }

  // Applies what the unit and the words around it say to the last piece.
  void Qualify(const Number& number, const UnitMatch& unit, v1::Qualifier before) {
    Piece& piece = pieces_.back();
    piece.before = before;
    piece.inner = unit.over ? v1::QUALIFIER_OVER : number.inner;
    piece.after = internal::QualifierAfter(text_, piece.end, unit.kind);
    piece.magnitude = number.magnitude;
    if (unit.tenths) piece.unit = "%";
    if (!piece.value) return;
    absl::StatusOr<Decimal> value = *piece.value;
    if (unit.tenths) value = value->TimesPowerOfTen(1);
    if (unit.half && value.ok()) value = value->Plus(*Decimal::Parse("0.5"));
    piece.value = value.ok() ? absl::optional<Decimal>(*value) : absl::nullopt;
  }

  // Whether only a connector stands between two figures.
  bool Linked(const Piece& a, const Piece& b) const {
    if (a.numeral_class != NumeralClass::kFigure || b.numeral_class != NumeralClass::kFigure) {
      return false;
    }
    size_t end = a.end;
    while (text_.Has(end, U"以上") || text_.Has(end, U"以下") || text_.at(end) == ' ') ++end;
    if (b.begin <= end || b.begin - end > 2) return false;
    constexpr std::u32string_view kConnectors = U"、至到和及与或-—–~/";
    for (size_t i = end; i < b.begin; ++i) {
      if (kConnectors.find(text_.at(i)) == kConnectors.npos) return false;
    }
    return true;
  }

  // 3至5家, 10、20、30万元, 不低于10家、20家: members share unit, 万 and qualifier.
  void ShareInLists() {
    for (size_t i = pieces_.size(); i-- > 1;) {
      Piece& a = pieces_[i - 1];
      const Piece& b = pieces_[i];
      if (!Linked(a, b)) continue;
      if (a.unit.empty()) {
        a.unit = b.unit;
        if (a.magnitude == 0 && b.magnitude > 0 && a.value) {
          const auto value = a.value->TimesPowerOfTen(b.magnitude);
          a.value = value.ok() ? absl::optional<Decimal>(*value) : absl::nullopt;
        }
      }
      if (Combine(a) == v1::QUALIFIER_EXACT) a.after = b.after;
    }
    for (size_t i = 1; i < pieces_.size(); ++i) {
      if (Linked(pieces_[i - 1], pieces_[i]) && Combine(pieces_[i]) == v1::QUALIFIER_EXACT) {
        pieces_[i].before = pieces_[i - 1].before;
      }
    }
  }

  Numeral Finish(const Piece& piece) const {
    Numeral numeral;
    numeral.offset = piece.begin;
    numeral.length = piece.end - piece.begin;
    numeral.byte_offset = text_.byte_offset(piece.begin);
    numeral.byte_length = text_.byte_offset(piece.end) - numeral.byte_offset;
    numeral.printed = text_.Original(piece.begin, piece.end);
    numeral.numeral_class = piece.numeral_class;
    if (piece.value) numeral.value = piece.value->ToString();
    numeral.unit = piece.unit;
    numeral.qualifier = Combine(piece);
    return numeral;
  }

  ScanText text_;
  std::vector<Piece> pieces_;
};

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

std::vector<Numeral> Scan(absl::string_view utf8_text) { return Scanner(utf8_text).Run(); }

}  // namespace zgc::figures
