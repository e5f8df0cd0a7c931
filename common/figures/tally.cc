#include "common/figures/tally.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"

namespace zgc::figures {
absl::Status CheckArguments(const Arguments& arguments,
                            std::initializer_list<absl::string_view> known) {
  // The order of a map is not fixed, that of an error is.
  std::string unknown;
  for (const auto& [key, value] : arguments) {
    if (std::find(known.begin(), known.end(), absl::string_view(key)) != known.end()) continue;
    if (unknown.empty() || key < unknown) unknown = key;
  }
  if (unknown.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("takes no argument \"", unknown, "\""));
}

std::string Argument(const Arguments& arguments, const std::string& key) {
  const auto found = arguments.find(key);
  return found == arguments.end() ? "" : found->second;
}

absl::StatusOr<int> EnumArgument(const Arguments& arguments, const std::string& key,
                                 const google::protobuf::EnumDescriptor& type,
                                 absl::string_view prefix) {
  const std::string text = Argument(arguments, key);
  if (text.empty()) return 0;
  const auto* value = type.FindValueByName(absl::StrCat(prefix, absl::AsciiStrToUpper(text)));
  if (value == nullptr || value->number() == 0 || text != absl::AsciiStrToLower(text)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is no ", key));
  }
  return value->number();
}

absl::Status RequireStock(const Period& period) {
  if (IsStock(period)) return absl::OkStatus();
  return absl::InvalidArgumentError("is a stock: the period has an end date only");
}

Certainty Within(const base::DaySpan& span, const Period& period) {
  const bool after = !span.first.empty() && span.first > period.end_date();
  const bool before = !IsStock(period) && !span.last.empty() && span.last < period.start_date();
  if (after || before) return Certainty::kNo;
  const bool ends = !span.last.empty() && span.last <= period.end_date();
  const bool begins = IsStock(period) || (!span.first.empty() && span.first >= period.start_date());
  return ends && begins ? Certainty::kYes : Certainty::kMaybe;
}

void Tally::List(const std::string& name, const std::string& label, int64_t revision,
                 const std::string& contribution) {
  value_.newest_revision = std::max(value_.newest_revision, revision);
  ++value_.input_count;
  if (value_.inputs.size() >= static_cast<size_t>(kMaxExplainedInputs)) return;
  v1::FigureInput& input = value_.inputs.emplace_back();
  input.set_resource(absl::StrCat("//", service_, "/", name));
  input.set_description(label);
  input.set_contribution(contribution);
  input.set_revision(revision);
}

FormulaValue AsUnknown(FormulaValue value) {
  value.state = v1::VALUE_STATE_UNKNOWN;
  value.value.clear();
  value.qualifier = v1::QUALIFIER_EXACT;
  return value;
}

std::string BulkLabel(const std::string& label, int64_t count, absl::string_view unit) {
  return count == 1 ? label : absl::StrCat(label, "（批量补录", count, unit, "）");
}

void Tally::Add(Certainty certainty, const std::string& name, const std::string& label,
                int64_t revision, absl::optional<absl::int128> contribution) {
  if (certainty == Certainty::kNo) return;
  if (certainty == Certainty::kYes && contribution.has_value()) {
    Count(name, label, revision, *contribution);
  } else {
    Open(name, label, revision);
  }
}

void Tally::Count(const std::string& name, const std::string& label, int64_t revision,
                  absl::int128 contribution) {
  ++known_;
  sum_ += contribution;
  const auto decimal = Decimal::FromParts(contribution, 0);
  List(name, label, revision, decimal.ok() ? decimal->ToString() : "");
}

void Tally::Open(const std::string& name, const std::string& label, int64_t revision) {
  ++open_;
  List(name, label, revision, "");
}

void Tally::Set(const Totals& totals) {
  sum_ = totals.sum;
  known_ = totals.known;
  open_ = totals.open;
  value_.newest_revision = totals.revision;
}

absl::StatusOr<FormulaValue> Tally::AsCount() const {
  FormulaValue value = value_;
  ZGC_ASSIGN_OR_RETURN(const auto sum, Decimal::FromParts(sum_, 0));
  value.value = sum.ToString();
  value.qualifier = open_ > 0 ? v1::QUALIFIER_AT_LEAST : v1::QUALIFIER_EXACT;
  return value;
}

absl::StatusOr<FormulaValue> Tally::AsKnownCount() const {
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, AsCount());
  return known_ == 0 && open_ > 0 ? AsUnknown(std::move(value)) : value;
}

absl::StatusOr<FormulaValue> Tally::AsMost() const {
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, AsCount());
  if (open_ > 0) return AsUnknown(std::move(value));
  if (sum_ > 0) value.qualifier = v1::QUALIFIER_UP_TO;
  return value;
}

absl::StatusOr<FormulaValue> Tally::AsAmount(const std::string& unit) const {
  int scale = 0;
  if (unit.empty() || unit == "元") {
    scale = 2;
  } else if (unit == "万元") {
    scale = 6;
  } else if (unit == "亿元") {
    scale = 10;
  } else {
    return absl::InvalidArgumentError(absl::StrCat("\"", unit, "\" is none of 元, 万元, 亿元"));
  }
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, AsCount());
  for (v1::FigureInput& input : value.inputs) {
    if (input.contribution().empty()) continue;
    ZGC_ASSIGN_OR_RETURN(const auto fen, Decimal::Parse(input.contribution()));
    ZGC_ASSIGN_OR_RETURN(const auto amount, fen.TimesPowerOfTen(-scale));
    input.set_contribution(amount.ToString());
  }
  if (known_ == 0 && open_ > 0) return AsUnknown(std::move(value));
  ZGC_ASSIGN_OR_RETURN(const auto sum, Decimal::FromParts(sum_, scale));
  value.value = sum.ToString();
  return value;
}

}  // namespace zgc::figures
