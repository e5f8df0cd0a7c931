#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// Those of one text without markers. Whatever figures::Scan takes it for, a run of digits
// is proven to be no figure only as a date (with 年, 月, … or a sign of dates), a document
// number (with 号, letters or brackets), an ordinal (第, 首, 届), the number of an item, or
// as a piece of one of `names`. In order. Pure.
std::vector<UnboundNumeral> FindUnbound(absl::string_view text,
                                        const absl::btree_set<std::string>& names);

// Those of all texts of a report, in the order of the report. The names are those that its
// tasks, plan, indicators, organisations and figures' dimensions bear. Pure.
std::vector<UnboundNumeral> FindUnbound(const ReportInput& input);

}  // namespace zgc::supervision
