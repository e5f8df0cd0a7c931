#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/zgcctl/client/client.h"
#include "zgc/figures/v1/figure_queries.pb.h"

namespace zgc::ctl {

// "2019", "20190401-20190630", "asof-20191231" as a further period of the question.
absl::Status AddPeriod(const std::string& id, figures::v1::QueryFiguresRequest& request);

// All pages of an answer as one, at one revision.
absl::StatusOr<figures::v1::QueryFiguresResponse> QueryAll(
    Client& client, const std::string& service, figures::v1::QueryFiguresRequest request);

}  // namespace zgc::ctl
