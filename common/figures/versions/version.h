#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

// Versions of indicators (版本): which of them a day or a period is of. Pure functions; indicators
// are as they are stored, days are valid. What is returned by reference is a part of the indicator.
namespace zgc::figures {

// The version that holds on a day.
const v1::Indicator& VersionOn(const v1::Indicator& indicator, absl::string_view day);
// The version that a period's figure is by: the one of its last day.
const v1::Indicator& VersionFor(const v1::Indicator& indicator, const common::v1::Period& period);
// The day on which the indicator was retired (停用) if the period begins on it or later; else
// empty.
std::string RetiredBefore(const v1::Indicator& indicator, const common::v1::Period& period);

// Whether a computed indicator has a figure of the period.
bool HasFigureOf(const v1::Indicator& indicator, const common::v1::Period& period);
// The periods of which a computed indicator has figures that are listed on a day, each once.
std::vector<common::v1::Period> PeriodsListed(const v1::Indicator& indicator, absl::CivilDay today);

// A relation and the days on which it holds.
struct DatedRelation {
  v1::Relation relation;
  std::string from_date;
  // The day on which it does not any more; empty has no end.
  std::string end_date;
  // Whether it holds on the last day of the figure's period.
  bool HoldsFor(const v1::Figure& figure) const;
};
// Those of each version, from the first version on.
std::vector<DatedRelation> DatedRelations(const v1::Indicator& indicator);

// Says of a figure by a version where the series breaks: `inherited` is the newest such day of what
// it is derived from, or empty. Adds to the note what lies inside the period.
void StateBreak(const v1::Indicator& version, const std::string& inherited, v1::Figure& figure);
// “口径自2020年7月1日起变化”.
std::string BreakText(const std::string& day);

}  // namespace zgc::figures
