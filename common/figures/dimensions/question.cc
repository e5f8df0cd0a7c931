#include "common/figures/dimensions/question.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/book_schema.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/periods.h"
#include "common/figures/versions/version.h"
#include "common/resource/checks.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

constexpr int kMostIndicators = 20;
constexpr size_t kMostPeriods = 1000;
constexpr int kMostDimensions = 3;
constexpr int kMostValues = 1000;

// The month in which the financial years of all that is asked begin.
int FirstMonthOf(const Question& question, resource::Checks& checks) {
  int first_month = 0;
  for (const v1::Indicator& indicator : question.indicators) {
    const int month = indicator.financial_year_first_month();
    checks.Expect(month != 0, "period_family",
                  absl::StrCat(indicator.name(), " has no financial years"));
    checks.Expect(month == 0 || first_month == 0 || month == first_month, "period_family",
                  absl::StrCat("the financial years of ", indicator.name(), " begin in month ",
                               month, ", of an earlier indicator in month ", first_month));
    if (first_month == 0) first_month = month;
  }
  return first_month;
}

// The periods of a family between two days.
void AddFamily(const v1::QueryFiguresRequest& request, int first_month, resource::Checks& checks,
               std::vector<Period>& periods) {
  checks.Required(request.from_date(), "from_date");
  checks.Required(request.to_date(), "to_date");
  const auto from = base::ParseDate(request.from_date());
  const auto to = base::ParseDate(request.to_date());
  if (!from.ok() || !to.ok()) return;
  checks.Expect(*from <= *to, "to_date", "is before from_date");
  const bool as_of = request.period_family() == v1::PERIOD_FAMILY_AS_OF;
  for (absl::CivilDay day = *from; day <= *to && periods.size() <= kMostPeriods;) {
    if (as_of) day = absl::CivilDay(absl::CivilMonth(day) + 1) - 1;
    if (day > *to) return;
    periods.push_back(PeriodOf(request.period_family(), day, first_month));
    const auto end = base::ParseDate(periods.back().end_date());
    if (!end.ok()) return;
    day = *end + 1;
  }
}

void ReadPeriods(const v1::QueryFiguresRequest& request, resource::Checks& checks,
                 Question& question) {
  std::vector<Period>& periods = question.periods;
  periods.assign(request.periods().begin(), request.periods().end());
  const bool family = request.period_family() != v1::PERIOD_FAMILY_UNSPECIFIED;
  checks.Expect(family != !periods.empty(), "periods",
                "or a period_family with from_date and to_date are required, not both");
  checks.Expect(family || (request.from_date().empty() && request.to_date().empty()),
                "period_family", "is required with from_date and to_date");
  for (size_t i = 0; i < periods.size(); ++i) {
    checks.Period(periods[i], absl::StrCat("periods[", i, "]"));
  }
  if (family && periods.empty()) {
    const int first_month =
        IsFinancial(request.period_family()) ? FirstMonthOf(question, checks) : 0;
    AddFamily(request, first_month, checks, periods);
    checks.Expect(!periods.empty(), "to_date", "no period of the family lies between the days");
  }
  checks.Expect(periods.size() <= kMostPeriods, family ? "to_date" : "periods",
                absl::StrCat("are more than ", kMostPeriods, " periods"));
  const auto days = [](const Period& period) {
    return std::pair(period.start_date(), period.end_date());
  };
  for (size_t i = 0; i < periods.size() && periods.size() <= kMostPeriods; ++i) {
    bool answered = true;
    for (const v1::Indicator& indicator : question.indicators) {
      if (HasFigureOf(indicator, periods[i])) continue;
      answered = false;
      const v1::Indicator& version = VersionFor(indicator, periods[i]);
      const std::string retired = RetiredBefore(indicator, periods[i]);
      checks.Add(
          family ? "period_family" : absl::StrCat("periods[", i, "]"),
          absl::StrCat("is none of ", indicator.name(), " in ", periods[i].end_date(), ", which ",
                       retired.empty() ? absl::StrCat("has ", DescribePeriods(version))
                                       : absl::StrCat("is retired from ", retired, " on (停用)")));
    }
    // Of a family it is said once.
    if (family && !answered) break;
  }
  std::sort(periods.begin(), periods.end(),
            [&](const Period& a, const Period& b) { return days(a) < days(b); });
  periods.erase(std::unique(periods.begin(), periods.end(),
                            [&](const Period& a, const Period& b) { return days(a) == days(b); }),
                periods.end());
}

absl::Status ReadIndicators(const storage::Reader& reader, const v1::QueryFiguresRequest& request,
                            resource::Checks& checks, Question& question) {
  checks.Expect(request.indicators_size() <= kMostIndicators, "indicators",
                absl::StrCat("are more than ", kMostIndicators));
  std::set<std::string> seen;
  for (int i = 0; i < std::min(request.indicators_size(), kMostIndicators); ++i) {
    const std::string field = absl::StrCat("indicators[", i, "]");
    const std::string& name = request.indicators(i);
    checks.Expect(seen.insert(name).second, field, "repeats an earlier one");
    ZGC_ASSIGN_OR_RETURN(const auto row, kIndicators.Get(reader, {name}));
    checks.Expect(row.has_value(), field, absl::StrCat("\"", name, "\" does not exist"));
    if (!row.has_value()) continue;
    checks.Expect(row->has_computation(), field, "is not computed: it is only stated");
    if (row->has_computation()) question.indicators.push_back(*row);
  }
  return absl::OkStatus();
}

// Whether every indicator may be asked by a dimension.
void CheckDimension(const std::string& dimension, const std::string& field,
                    const Question& question, resource::Checks& checks) {
  for (const v1::Indicator& indicator : question.indicators) {
    // By the version of each period, said once.
    for (const Period& period : question.periods) {
      const absl::Status declared = CheckDeclared(VersionFor(indicator, period), {{dimension, {}}});
      checks.Expect(declared.ok(), field, declared.message());
      if (!declared.ok()) break;
    }
  }
}

void ReadDimensions(const v1::QueryFiguresRequest& request, resource::Checks& checks,
                    Question& question) {
  question.group_by.assign(request.group_by().begin(), request.group_by().end());
  checks.Expect(request.group_by_size() <= kMostDimensions, "group_by",
                absl::StrCat("are more than ", kMostDimensions));
  const std::set<std::string> once(question.group_by.begin(), question.group_by.end());
  checks.Expect(once.size() == question.group_by.size(), "group_by", "repeats a dimension");
  for (int i = 0; i < request.group_by_size(); ++i) {
    CheckDimension(request.group_by(i), absl::StrCat("group_by[", i, "]"), question, checks);
  }
  for (int i = 0; i < request.filters_size(); ++i) {
    const v1::DimensionFilter& filter = request.filters(i);
    const std::string field = absl::StrCat("filters[", i, "]");
    const std::set<std::string> words(filter.values().begin(), filter.values().end());
    CheckDimension(filter.dimension(), absl::StrCat(field, ".dimension"), question, checks);
    checks.Expect(filter.values_size() <= kMostValues, absl::StrCat(field, ".values"),
                  absl::StrCat("are more than ", kMostValues));
    const bool first =
        question.filters.insert({filter.dimension(), {words.begin(), words.end()}}).second;
    checks.Expect(first, absl::StrCat(field, ".dimension"), "repeats an earlier filter");
  }
}

// Whether the words of the filters mean something.
absl::Status CheckWords(const FigureBook& book, const storage::Reader& reader,
                        const v1::QueryFiguresRequest& request, const Question& question,
                        resource::Checks& checks) {
  // An indicator that is not asked by any dimension may have none.
  if (request.filters().empty()) return absl::OkStatus();
  for (const v1::Indicator& indicator : question.indicators) {
    const Period& period = question.periods.front();
    ZGC_ASSIGN_OR_RETURN(const Asked asked,
                         book.AskedOf(reader, VersionFor(indicator, period), period));
    for (int i = 0; i < request.filters_size(); ++i) {
      for (const std::string& word : request.filters(i).values()) {
        const auto said = SayWord(reader, asked, request.filters(i).dimension(), word);
        if (said.ok()) continue;
        if (said.status().code() != absl::StatusCode::kInvalidArgument) return said.status();
        checks.Add(absl::StrCat("filters[", i, "].values"), said.status().message());
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Question> ReadQuestion(const FigureBook& book, const storage::Reader& reader,
                                      const v1::QueryFiguresRequest& request) {
  Question question;
  resource::Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(ReadIndicators(reader, request, checks, question));
  ReadPeriods(request, checks, question);
  ReadDimensions(request, checks, question);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckWords(book, reader, request, question, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return question;
}

}  // namespace zgc::figures
