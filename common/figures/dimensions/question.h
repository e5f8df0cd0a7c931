#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/figures/dimensions/scoping.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/figure_queries.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// What a query asks, checked.
struct Question {
  std::vector<v1::Indicator> indicators;
  // Each once, by their days.
  std::vector<common::v1::Period> periods;
  std::vector<std::string> group_by;
  Scoping filters;
};

// INVALID_ARGUMENT with the fields that the indicators do not answer.
absl::StatusOr<Question> ReadQuestion(const FigureBook& book, const storage::Reader& reader,
                                      const v1::QueryFiguresRequest& request);

}  // namespace zgc::figures
