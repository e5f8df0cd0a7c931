#include "services/zgcctl/client/figure_query.h"

#include "common/base/time/dates.h"

namespace zgc::ctl {

absl::Status AddPeriod(const std::string& id, figures::v1::QueryFiguresRequest& request) {
  const auto span = base::ParsePeriodId(id);
  if (!span.ok()) return span.status();
  auto& period = *request.add_periods();
  period.set_start_date(span->first);
  period.set_end_date(span->last);
  return absl::OkStatus();
}

absl::StatusOr<figures::v1::QueryFiguresResponse> QueryAll(
    Client& client, const std::string& service, figures::v1::QueryFiguresRequest request) {
  request.set_page_size(1000);
  figures::v1::QueryFiguresResponse all;
  do {
    auto page = client.Get<figures::v1::QueryFiguresResponse>(service, "QueryFigures", request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    all.MergeFrom(*page);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

}  // namespace zgc::ctl
