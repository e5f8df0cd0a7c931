#include "services/supervision_reporting/report/findings/unbound.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "common/scanner/digit_runs.h"
#include "common/scanner/scanner.h"
#include "services/supervision_reporting/report/model/markers.h"

namespace zgc::supervision {
namespace {

using figures::DigitRun;
using figures::Numeral;
using figures::NumeralClass;

// Code points of the words around a numeral.
constexpr size_t kContext = 8;

// What joins the ends of a range or the members of a list of dates.
constexpr size_t kLongestJoint = 2;

bool HasAny(absl::string_view text, std::initializer_list<absl::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](absl::string_view word) { return absl::StrContains(text, word); });
}

bool HasLetter(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalpha(c); });
}

// Whether its own words say that it is no figure.
bool SaysSo(const Numeral& numeral) {
  const std::string& printed = numeral.printed;
  switch (numeral.numeral_class) {
    case NumeralClass::kDate:
      return HasAny(printed, {"年", "月", "日", "季", "时", "点", "周", "旬", "世纪", "-", "/", ":",
                              "．", ".", "："});
    case NumeralClass::kDocNumber:
      return HasAny(printed, {"号", "〔", "[", "【"}) || HasLetter(printed);
    case NumeralClass::kOrdinal:
      return HasAny(printed, {"第", "首", "届"});
    case NumeralClass::kItemNumber:
      return true;
    default:
      return false;
  }
}

// Marks the code points of a text that are proven to be no figure.
class Proof {
 public:
  Proof(const std::u32string& points, const std::vector<Numeral>& numerals)
      : proven_(points.size(), false) {
    // What joins the digits of a run proves nothing and need not be proven.
    for (size_t i = 0; i < points.size(); ++i) {
      constexpr std::u32string_view kJoints = U".,:/-–—~+×%‰'’·_．，：／－～＋％ ";
      proven_[i] = kJoints.find(points[i]) != kJoints.npos;
    }
    // From the last on: 2018 in 2018至2019年 is a year since the next one is.
    bool date_behind = false;
    size_t begin_behind = 0;
    for (auto it = numerals.rbegin(); it != numerals.rend(); ++it) {
      const size_t end = it->offset + it->length;
      const bool date = it->numeral_class == NumeralClass::kDate;
      const bool joined = date && date_behind && begin_behind - end <= kLongestJoint;
      const bool proven = SaysSo(*it) || joined;
      if (proven) Mark(it->offset, end);
      date_behind = date && proven;
      begin_behind = it->offset;
    }
  }

  // What stands in one of the names is proven as well.
  void MarkName(absl::string_view text, const std::string& name) {
    for (size_t at = text.find(name); at != absl::string_view::npos;
         at = text.find(name, at + name.size())) {
      const size_t begin = base::CountCodePoints(text.substr(0, at));
      Mark(begin, begin + base::CountCodePoints(name));
    }
  }

  bool Covers(size_t begin, size_t length) const {
    return std::all_of(proven_.begin() + static_cast<int64_t>(begin),
                       proven_.begin() + static_cast<int64_t>(begin + length),
                       [](bool proven) { return proven; });
  }

 private:
  void Mark(size_t begin, size_t end) {
    std::fill(proven_.begin() + static_cast<int64_t>(begin),
              proven_.begin() + static_cast<int64_t>(end), true);
  }

  std::vector<bool> proven_;
};

std::string Around(const base::DecodedText& decoded, absl::string_view text, size_t begin,
                   size_t end) {
  const auto breaks = [&](size_t at) {
    const char32_t c = decoded.points[at];
    return c == U'。' || c == U'；' || c == '\n';
  };
  size_t from = begin;
  while (from > 0 && begin - from < kContext && !breaks(from - 1)) --from;
  size_t to = end;
  while (to < decoded.points.size() && to - end < kContext && !breaks(to)) ++to;
  const size_t first = decoded.byte_offsets[from];
  return std::string(text.substr(first, decoded.byte_offsets[to] - first));
}

// The names of the records that a report knows, if they have digits.
absl::btree_set<std::string> NamesOf(const ReportInput& input) {
  // A few labels stand at very many figures: each is looked at once.
  absl::btree_set<std::string> names;
  if (input.plan.has_value()) names.insert(input.plan->title());
  for (const auto& [name, task] : input.tasks) names.insert(task.title());
  for (const auto& [name, one] : input.organisations) names.insert(one.display_name());
  for (const auto& [name, indicator] : input.indicators) names.insert(indicator.display_name());
  for (const auto& [name, figure] : input.figures) {
    for (const auto& scope : figure.scopes()) names.insert(scope.label());
  }
  absl::erase_if(names, [](const std::string& name) {
    return figures::FindDigitRuns(name).empty() && figures::Scan(name).empty();
  });
  return names;
}

}  // namespace

std::vector<UnboundNumeral> FindUnbound(absl::string_view text,
                                        const absl::btree_set<std::string>& names) {
  const std::vector<Numeral> numerals = figures::Scan(text);
  const std::vector<DigitRun> runs = figures::FindDigitRuns(text);
  if (numerals.empty() && runs.empty()) return {};
  const base::DecodedText decoded = base::Decode(text);
  Proof proof(decoded.points, numerals);
  const auto is_open = [&](const auto& one) { return !proof.Covers(one.offset, one.length); };
  const auto is_figure = [](const Numeral& one) {
    return one.numeral_class == NumeralClass::kFigure;
  };
  // There may be very many names: they are looked for only where something is open.
  if (std::none_of(runs.begin(), runs.end(), is_open) &&
      std::none_of(numerals.begin(), numerals.end(),
                   [&](const Numeral& one) { return is_figure(one) && is_open(one); })) {
    return {};
  }
  for (const std::string& name : names) proof.MarkName(text, name);
  std::vector<UnboundNumeral> found;
  const auto add = [&](size_t offset, size_t length, const std::string& printed) {
    found.push_back({"", "", offset, printed, Around(decoded, text, offset, offset + length)});
  };
  for (const Numeral& numeral : numerals) {
    if (is_figure(numeral) && is_open(numeral)) {
      add(numeral.offset, numeral.length, numeral.printed);
    }
  }
  const auto overlaps = [](const DigitRun& run, const Numeral& numeral) {
    return run.offset < numeral.offset + numeral.length && numeral.offset < run.offset + run.length;
  };
  for (const DigitRun& run : runs) {
    if (!is_open(run)) continue;
    const Numeral* wider = nullptr;
    bool counted = false;
    for (const Numeral& numeral : numerals) {
      if (!overlaps(run, numeral)) continue;
      counted = counted || is_figure(numeral);
      const bool covers = numeral.offset <= run.offset &&
                          run.offset + run.length <= numeral.offset + numeral.length;
      if (covers) wider = &numeral;
    }
    // Said already, if its figure is not proven; and a proven piece beside it stays one.
    if (counted) continue;
    if (wider == nullptr) {
      add(run.offset, run.length, run.printed);
    } else {
      add(wider->offset, wider->length, wider->printed);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.offset < b.offset; });
  return found;
}

std::vector<UnboundNumeral> FindUnbound(const ReportInput& input) {
  const absl::btree_set<std::string> names = NamesOf(input);
  std::vector<UnboundNumeral> all;
  const auto look = [&](const std::string& item, const std::string& field,
                        const std::string& text) {
    for (UnboundNumeral& one : FindUnbound(WithoutMarkers(text), names)) {
      one.item = item;
      one.field = field;
      all.push_back(std::move(one));
    }
  };
  const v1::ReportTemplate& source = input.report_template;
  look(source.name(), "display_name", source.display_name());
  look(source.name(), "issuer", source.issuer());
  for (int i = 0; i < source.preface_size(); ++i) {
    look(source.name(), absl::StrCat("preface[", i, "]"), source.preface(i));
  }
  for (int i = 0; i < source.charts_size(); ++i) {
    look(source.name(), absl::StrCat("charts[", i, "].display_name"),
         source.charts(i).display_name());
  }
  for (const v1::ReportItem& item : input.items) {
    look(item.name(), "display_name", item.display_name());
    look(item.name(), "statement", item.statement());
    for (int i = 0; i < item.paragraphs_size(); ++i) {
      const std::string field = absl::StrCat("paragraphs[", i, "].");
      look(item.name(), field + "heading", item.paragraphs(i).heading());
      look(item.name(), field + "text", item.paragraphs(i).text());
    }
  }
  return all;
}

}  // namespace zgc::supervision
