#include "common/scanner/rules/carry.h"

#include <algorithm>
#include <string_view>

namespace zgc::figures::internal {
namespace {

enum class Link {
  kNone,
  kRange,
  kList,
  // A list whose members are named: 海淀12、朝阳8家.
  kNamedList,
};

Link LinkBetween(const ScanText& text, const Token& a, const Token& b) {
  constexpr size_t kLongestGap = 9;
  if (b.begin < a.end || b.begin - a.end > kLongestGap) return Link::kNone;
  const size_t begin = text.SkipSpaces(a.end);
  if (begin > b.begin) return Link::kNone;
  std::u32string_view gap = text.Between(begin, b.begin);
  while (!gap.empty() && gap.back() == ' ') gap.remove_suffix(1);
  for (const std::u32string_view range : {U"-", U"--", U"—", U"——", U"–", U"~", U"至", U"到"}) {
    if (gap == range) return Link::kRange;
  }
  for (const std::u32string_view list : {U"、", U"和", U"及", U"与", U"或", U"以及", U"或者"}) {
    if (gap == list) return Link::kList;
  }
  if (gap.empty()) return Link::kNone;
  if (gap == U"," && a.open && !a.year_like && b.numeral_class == NumeralClass::kFigure) {
    return Link::kList;
  }
  constexpr std::u32string_view kOpeners = U"、和及与";
  if (kOpeners.find(gap[0]) == kOpeners.npos || gap.size() > 7) return Link::kNone;
  const bool names = std::all_of(gap.begin() + 1, gap.end(), IsHan);
  return names && gap.size() > 1 ? Link::kNamedList : Link::kNone;
}

// `member` takes the 万 that only `owner` prints, if it is that small: in
// 100—200万元 it does, in 5000至1万元 it does not.
void ShareMagnitude(const Token& owner, Token* member) {
  if (owner.magnitude == 0 || member->magnitude != 0 || !owner.value || !member->value) return;
  const auto mantissa = owner.value->TimesPowerOfTen(-owner.magnitude);
  if (!mantissa.ok()) return;
  const auto limit = mantissa->TimesPowerOfTen(2);
  if (!limit.ok() || *member->value > *limit) return;
  const auto scaled = member->value->TimesPowerOfTen(owner.magnitude);
  if (scaled.ok()) member->value = *scaled;
}

void TakeClassAndUnit(const Token& owner, bool behind, Token* member) {
  member->open = false;
  member->numeral_class = owner.numeral_class;
  member->unit = owner.unit;
  if (owner.numeral_class == NumeralClass::kFigure) {
    if (behind) ShareMagnitude(owner, member);
    return;
  }
  if (owner.numeral_class != NumeralClass::kOrdinal) member->value = absl::nullopt;
}

bool Explains(const Token& owner, const Token& member, Link link) {
  if (owner.open || !member.open || owner.arabic != member.arabic) return false;
  if (link == Link::kNone) return false;
  if (owner.numeral_class == NumeralClass::kItemNumber) return false;
  const bool figure = owner.numeral_class == NumeralClass::kFigure;
  if (link == Link::kNamedList) {
    return figure && member.arabic && !member.year_like && owner.magnitude == member.magnitude;
  }
  // 2019、3家: a year is no count of what follows.
  if (member.year_like && figure && link == Link::kList) {
    return owner.value && *owner.value > Decimal(1000);
  }
  if (owner.numeral_class == NumeralClass::kNamePart) return owner.end > owner.begin + 1;
  return true;
}

// 2010-12年: the years 2010 to 2012, and not twelve of them.
bool IsShortYearRange(const Token& first, const Token& last, Link link) {
  return link == Link::kRange && first.open && first.year_like && last.unit == "年" &&
         last.numeral_class == NumeralClass::kFigure && last.value && *last.value < Decimal(100);
}

// From the right: a member takes the unit printed behind it.
void CarryBackward(const ScanText& text, std::vector<Token>* tokens) {
  for (size_t i = tokens->size(); i-- > 1;) {
    Token& owner = (*tokens)[i];
    Token& member = (*tokens)[i - 1];
    const Link link = LinkBetween(text, member, owner);
    if (IsShortYearRange(member, owner, link)) {
      owner.numeral_class = NumeralClass::kDate;
      owner.value = absl::nullopt;
      owner.unit.clear();
    }
    const bool was_open = member.open;
    if (Explains(owner, member, link)) TakeClassAndUnit(owner, true, &member);
    if (member.numeral_class != NumeralClass::kFigure || member.open ||
        owner.numeral_class != NumeralClass::kFigure || member.qualifier != v1::QUALIFIER_EXACT ||
        owner.suffix == v1::QUALIFIER_UNSPECIFIED || owner.unit != member.unit) {
      continue;
    }
    if (link == Link::kRange || (link == Link::kList && was_open)) {
      member.suffix = owner.suffix;
      member.qualifier = owner.suffix;
    }
  }
}

// 第3、4项: the second is an ordinal too, and shares its unit.
void SpreadOrdinal(const Token& owner, Link link, Token* member, Token* mutable_owner) {
  if (owner.numeral_class != NumeralClass::kOrdinal ||
      (!owner.unit.empty() && owner.unit != member->unit) ||
      member->numeral_class != NumeralClass::kFigure || member->open ||
      (link != Link::kRange && link != Link::kList) || owner.arabic != member->arabic ||
      member->qualifier != v1::QUALIFIER_EXACT) {
    return;
  }
  member->numeral_class = NumeralClass::kOrdinal;
  mutable_owner->unit = member->unit;
}

// From the left: units and leading words reach the members behind.
void CarryForward(const ScanText& text, std::vector<Token>* tokens) {
  for (size_t i = 1; i < tokens->size(); ++i) {
    Token& owner = (*tokens)[i - 1];
    Token& member = (*tokens)[i];
    const Link link = LinkBetween(text, owner, member);
    if (link == Link::kNone) continue;
    if (Explains(owner, member, link)) TakeClassAndUnit(owner, false, &member);
    SpreadOrdinal(owner, link, &member, &owner);
    // 〔2019〕11号、12号.
    if (link == Link::kList && owner.numeral_class == NumeralClass::kDocNumber &&
        member.numeral_class == NumeralClass::kNamePart && text.HasBefore(member.end, U"号")) {
      member.numeral_class = NumeralClass::kDocNumber;
    }
    if (link == Link::kNamedList || owner.numeral_class != NumeralClass::kFigure ||
        member.numeral_class != NumeralClass::kFigure || member.open ||
        owner.prefix == v1::QUALIFIER_UNSPECIFIED || owner.unit != member.unit ||
        member.prefix != v1::QUALIFIER_UNSPECIFIED || member.has_inner) {
      continue;
    }
    member.prefix = owner.prefix;
    if (member.qualifier == v1::QUALIFIER_EXACT) member.qualifier = owner.prefix;
  }
}

}  // namespace

void CarryOver(const ScanText& text, std::vector<Token>* tokens) {
  CarryBackward(text, tokens);
  CarryForward(text, tokens);
  const auto dropped = [&text](const Token& token) {
    return token.open && token.dropped_if_open && !text.InName(token.begin);
  };
  tokens->erase(std::remove_if(tokens->begin(), tokens->end(), dropped), tokens->end());
  for (Token& token : *tokens) {
    if (!token.open) continue;
    token.numeral_class = token.class_if_open;
    if (token.numeral_class != NumeralClass::kFigure) token.value = absl::nullopt;
  }
}

}  // namespace zgc::figures::internal
