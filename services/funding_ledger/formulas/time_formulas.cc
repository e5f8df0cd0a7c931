#include <algorithm>

#include "common/resource/rows.h"
#include "services/funding_ledger/formulas/counts.h"
#include "services/funding_ledger/reports/aging.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/durations.h"

namespace zgc::funding {
namespace {

// The bucket that the argument names; nothing if it was not given.
absl::StatusOr<absl::optional<size_t>> AgeArgument(const Arguments& arguments) {
  const std::string age = Argument(arguments, "age");
  if (age.empty()) return absl::optional<size_t>();
  for (size_t i = 0; i < kUnknownAge; ++i) {
    if (AgeKey(i) == age) return absl::optional<size_t>(i);
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", age, "\" is no age"));
}

absl::StatusOr<Span> SpanArgument(const Arguments& arguments) {
  const std::string stage = Argument(arguments, "stage");
  if (stage.empty()) return Span::kFirstPayment;
  for (const Span span : kSpans) {
    if (KeyOf(span) == stage) return span;
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", stage, "\" is no stage"));
}

absl::StatusOr<size_t> PercentileArgument(const Arguments& arguments) {
  const std::string percentile = Argument(arguments, "percentile");
  if (percentile.empty() || percentile == "50") return 50;
  if (percentile == "90") return 90;
  if (percentile == "100") return 100;
  return absl::InvalidArgumentError(absl::StrCat("\"", percentile, "\" is none of 50, 90 and 100"));
}

}  // namespace

absl::StatusOr<FormulaValue> LedgerOpenCommitments(const storage::Reader& reader,
                                                   const Arguments& arguments,
                                                   const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "age", "unit"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  ZGC_ASSIGN_OR_RETURN(const auto bucket, AgeArgument(arguments));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  ZGC_ASSIGN_OR_RETURN(const auto open, OpenCommitments(reader, period.end_date(), ""));
  Tally tally("funding_ledger");
  for (const OpenItem& one : open) {
    if (!programs.contains(one.program)) continue;
    const std::string label =
        absl::StrCat("未拨付承诺，", AgeLabel(one.bucket),
                     one.since.empty() ? "" : absl::StrCat("，自", one.since));
    if (!bucket.has_value() || *bucket == one.bucket) {
      tally.Count(one.subject, label, one.revision, one.open_fen);
    } else if (one.bucket == kUnknownAge) {
      tally.Open(one.subject, label, one.revision);
    }
  }
  return tally.AsAmount(Argument(arguments, "unit"));
}

absl::StatusOr<FormulaValue> LedgerDecisionToCash(const storage::Reader& reader,
                                                  const Arguments& arguments,
                                                  const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "stage", "percentile"}));
  ZGC_ASSIGN_OR_RETURN(const Span span, SpanArgument(arguments));
  const std::string year = period.end_date().substr(0, 4);
  if (period.start_date() != absl::StrCat(year, "-01-01") ||
      period.end_date() != absl::StrCat(year, "-12-31")) {
    return absl::InvalidArgumentError("takes a whole budget year, 1 January to 31 December");
  }
  ZGC_ASSIGN_OR_RETURN(const size_t percentile, PercentileArgument(arguments));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  std::vector<int64_t> days;
  Tally tally("funding_ledger");
  ZGC_RETURN_IF_ERROR(ForEachDuration(reader, "fiscalYears/" + year, [&](const Duration& one) {
    if (one.span != span || !one.done || !programs.contains(one.award.program())) return;
    days.push_back(one.days);
    tally.Count(one.award.name(),
                absl::StrCat(LabelOf(span), one.stated ? "，按登记日期" : "，按录入时间"),
                one.award.revision(), one.days);
  }));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsCount());
  if (days.empty()) {
    value.state = figures::v1::VALUE_STATE_NOT_APPLICABLE;
    value.value.clear();
    return value;
  }
  std::sort(days.begin(), days.end());
  value.value = absl::StrCat(Percentile(days, percentile));
  return value;
}

}  // namespace zgc::funding
