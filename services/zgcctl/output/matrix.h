#pragma once

#include <string>
#include <vector>

#include "services/zgcctl/client/options.h"
#include "zgc/figures/v1/figure_queries.pb.h"

namespace zgc::ctl {

// What a query found, as a table: a row for each indicator and combination of values, a column for
// each period, then what the periods are together; the totals (合计) come below. As JSON the
// figures whole. The notes of figures follow an aligned table, each once. Pure.
std::string RenderMatrix(const figures::v1::QueryFiguresResponse& answer,
                         const std::vector<std::string>& group_by, Format format);

}  // namespace zgc::ctl
