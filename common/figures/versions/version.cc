#include "common/figures/versions/version.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/figures/periods.h"
#include "common/scanner/figure_text.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

const std::string& FirstDayOf(const Period& period) {
  return period.start_date().empty() ? period.end_date() : period.start_date();
}

// From the first on, the newest included.
std::vector<const v1::Indicator*> VersionsOf(const v1::Indicator& indicator) {
  std::vector<const v1::Indicator*> versions;
  for (const v1::Indicator& earlier : indicator.earlier()) versions.push_back(&earlier);
  versions.push_back(&indicator);
  return versions;
}

}  // namespace

const v1::Indicator& VersionOn(const v1::Indicator& indicator, absl::string_view day) {
  // The first one has no day.
  const v1::Indicator* found = &indicator;
  for (int i = indicator.earlier_size() - 1; i >= 0 && found->from_date() > day; --i) {
    found = &indicator.earlier(i);
  }
  return *found;
}

const v1::Indicator& VersionFor(const v1::Indicator& indicator, const Period& period) {
  return VersionOn(indicator, period.end_date());
}

std::string RetiredBefore(const v1::Indicator& indicator, const Period& period) {
  const v1::Indicator& first = VersionOn(indicator, FirstDayOf(period));
  return first.retired() ? first.from_date() : "";
}

bool HasFigureOf(const v1::Indicator& indicator, const Period& period) {
  return RetiredBefore(indicator, period).empty() &&
         IsAnswered(VersionFor(indicator, period), period);
}

std::vector<Period> PeriodsListed(const v1::Indicator& indicator, absl::CivilDay today) {
  std::vector<Period> listed;
  for (const v1::Indicator* version : VersionsOf(indicator)) {
    for (Period& period : ListedPeriods(*version, today)) {
      if (&VersionFor(indicator, period) == version && HasFigureOf(indicator, period)) {
        listed.push_back(std::move(period));
      }
    }
  }
  return listed;
}

bool DatedRelation::HoldsFor(const v1::Figure& figure) const {
  const std::string& day = figure.period().end_date();
  return from_date <= day && (end_date.empty() || day < end_date);
}

std::vector<DatedRelation> DatedRelations(const v1::Indicator& indicator) {
  std::vector<DatedRelation> relations;
  const auto versions = VersionsOf(indicator);
  for (size_t i = 0; i < versions.size(); ++i) {
    const std::string end = i + 1 < versions.size() ? versions[i + 1]->from_date() : "";
    for (const v1::Relation& relation : versions[i]->relations()) {
      relations.push_back({relation, versions[i]->from_date(), end});
    }
  }
  return relations;
}

void StateBreak(const v1::Indicator& version, const std::string& inherited, v1::Figure& figure) {
  const std::string day = std::max(version.series_break_date(), inherited);
  figure.set_series_break_date(day);
  const std::string& start = figure.period().start_date();
  if (day.empty() || start.empty() || day <= start) return;
  figure.set_note(absl::StrCat(figure.note(), figure.note().empty() ? "" : "；", BreakText(day)));
}

std::string BreakText(const std::string& day) {
  return absl::StrCat("口径自", FormatDay(day), "起变化");
}

}  // namespace zgc::figures
