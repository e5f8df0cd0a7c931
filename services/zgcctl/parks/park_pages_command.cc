#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/scanner/figure_text.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/figure_query.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/files.h"
#include "services/zgcctl/output/park_pages.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/parks/v1/park_service.pb.h"

namespace zgc::ctl {
namespace {

using figures::v1::Figure;
using figures::v1::Indicator;
using figures::v1::QueryFiguresRequest;
using parks::v1::Park;

struct ParksArguments {
  std::string subject;
  std::string service = "park_region";
  std::vector<std::string> periods;
  std::string out;
};

std::string IndicatorName(const std::string& id) {
  return absl::StrCat("indicators/", absl::StripPrefix(id, "indicators/"));
}

absl::StatusOr<std::vector<Park>> AllParks(Client& client) {
  std::vector<Park> parks;
  parks::v1::ListParksRequest request;
  request.set_page_size(1000);
  do {
    auto page =
        client.Get<parks::v1::ListParksResponse>("park_region", "ParkService/ListParks", request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    for (Park& park : *page->mutable_parks()) parks.push_back(std::move(park));
  } while (!request.page_token().empty());
  return parks;
}

ExitCode WritePage(const std::string& out, const std::string& page) {
  if (out.empty() || out == "-") {
    std::cout << page;
    return kExitOk;
  }
  if (const absl::Status written = ReplaceFile(out, page); !written.ok()) {
    return Fail(out, written);
  }
  std::cout << out << "\n";
  return kExitOk;
}

ExitCode ShowMap(Client& client, const ParksArguments& arguments) {
  QueryFiguresRequest question;
  for (const std::string& id : arguments.periods) {
    if (const absl::Status added = AddPeriod(id, question); !added.ok()) {
      return FailUsage(added.message());
    }
  }
  MapPage page;
  page.source = absl::StrCat("//", arguments.service, "/", IndicatorName(arguments.subject));
  figures::v1::GetIndicatorRequest get;
  get.set_name(IndicatorName(arguments.subject));
  const auto indicator = client.Get<Indicator>(arguments.service, "GetIndicator", get);
  if (!indicator.ok()) return Fail(page.source, indicator.status());
  page.title = absl::StrCat(indicator->display_name(), "（", indicator->unit(), "）");
  page.definition = indicator->definition();
  auto parks = AllParks(client);
  if (!parks.ok()) return Fail("parks", parks.status());
  page.parks = *std::move(parks);
  question.add_indicators(get.name());
  question.add_group_by("park");
  auto answer = QueryAll(client, arguments.service, question);
  if (!answer.ok()) return Fail(page.source, answer.status());
  page.answer = *std::move(answer);
  return WritePage(arguments.out, RenderMapPage(page));
}

// Whether a figure is of this park alone.
bool IsOf(const Figure& figure, const std::string& park) {
  return figure.scopes_size() == 1 && figure.scopes(0).dimension() == "park" &&
         (figure.scopes(0).value() == park ||
          absl::StripPrefix(figure.scopes(0).resource(), "//park_region/") == park);
}

// What is stated of the park alone, in the period or as of its last day.
absl::Status AddStated(Client& client, const std::string& service, const base::DaySpan& span,
                       ParkPage& page) {
  figures::v1::ListFiguresRequest request;
  do {
    const auto answer =
        client.Get<figures::v1::ListFiguresResponse>(service, "ListFigures", request);
    if (!answer.ok()) return answer.status();
    request.set_page_token(answer->next_page_token());
    for (const Figure& figure : answer->figures()) {
      const auto& period = figure.period();
      const bool within = period.end_date() >= span.first && period.end_date() <= span.last;
      if (within && IsOf(figure, page.park.name())) page.figures.push_back(figure);
    }
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

bool HasParks(const Indicator& indicator) {
  const auto& dimensions = indicator.computation().dimensions();
  return std::find(dimensions.begin(), dimensions.end(), "park") != dimensions.end();
}

// What is counted by park: of the period, a stock as of its last day.
absl::Status AddCounted(Client& client, const std::string& service, const base::DaySpan& span,
                        ParkPage& page) {
  figures::v1::ListIndicatorsRequest request;
  request.set_page_size(1000);
  do {
    const auto answer =
        client.Get<figures::v1::ListIndicatorsResponse>(service, "ListIndicators", request);
    if (!answer.ok()) return answer.status();
    request.set_page_token(answer->next_page_token());
    for (const Indicator& indicator : answer->indicators()) {
      if (!HasParks(indicator)) continue;
      QueryFiguresRequest question;
      question.add_indicators(indicator.name());
      question.add_group_by("park");
      auto& filter = *question.add_filters();
      filter.set_dimension("park");
      filter.add_values(page.park.name());
      auto& period = *question.add_periods();
      if (indicator.measure() != figures::v1::MEASURE_KIND_STOCK) {
        period.set_start_date(span.first);
      }
      period.set_end_date(span.last);
      const auto found = QueryAll(client, service, question);
      // It may have no figure of such a period.
      if (absl::IsInvalidArgument(found.status())) continue;
      if (!found.ok()) return found.status();
      page.figures.insert(page.figures.end(), found->cells().begin(), found->cells().end());
    }
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// A field of a record as people read it: amounts in yuan.
std::string Said(const Json& row, const std::string& field) {
  if (!row.contains(field)) return "";
  const std::string text = Cell(row[field]);
  if (!absl::EndsWith(field, "_fen")) return text;
  const auto fen = figures::Decimal::Parse(text);
  const auto yuan = fen.ok() ? fen->TimesPowerOfTen(-2) : fen;
  if (!yuan.ok()) return text;
  Figure amount;
  amount.set_value_state(figures::v1::VALUE_STATE_KNOWN);
  amount.set_unit("元");
  amount.set_value(yuan->ToString());
  return figures::FormatFigureRounded(amount);
}

// The first records of a collection that are of the park; fields as columns.
absl::Status AddList(Client& client, const std::string& title, const std::string& method,
                     const std::vector<std::pair<std::string, std::string>>& columns,
                     ParkPage& page) {
  constexpr size_t kShown = 100;
  const auto found = FindMethod(method);
  if (!found.ok()) return found.status();
  const auto rows =
      ListAll(client, "park_region", found->descriptor, {{"park", page.park.name()}}, kShown + 1);
  if (!rows.ok()) return rows.status();
  ParkList list{title, {}, {}, rows->size() > kShown};
  for (const auto& [field, column] : columns) list.columns.push_back(column);
  for (size_t i = 0; i < std::min(rows->size(), kShown); ++i) {
    std::vector<std::string>& cells = list.rows.emplace_back();
    for (const auto& [field, column] : columns) cells.push_back(Said((*rows)[i], field));
  }
  page.lists.push_back(std::move(list));
  return absl::OkStatus();
}

ExitCode ShowPark(Client& client, const ParksArguments& arguments) {
  const auto span = base::ParsePeriodId(arguments.periods.front());
  if (!span.ok() || span->first.empty()) {
    return FailUsage("--period is no period with a first and a last day, such as 2019");
  }
  parks::v1::GetParkRequest get;
  get.set_name(absl::StrCat("parks/", absl::StripPrefix(arguments.subject, "parks/")));
  const auto park = client.Get<Park>("park_region", "ParkService/GetPark", get);
  if (!park.ok()) return Fail(get.name(), park.status());
  ParkPage page;
  page.park = *park;
  page.revision = park->revision();
  auto parks = AllParks(client);
  if (!parks.ok()) return Fail("parks", parks.status());
  page.parks = *std::move(parks);
  for (const std::string& service : ServiceNames()) {
    absl::Status added = AddCounted(client, service, *span, page);
    if (added.ok()) added = AddStated(client, service, *span, page);
    if (!added.ok()) return Fail(absl::StrCat(service, " figures"), added);
  }
  std::stable_sort(page.figures.begin(), page.figures.end(), [](const Figure& a, const Figure& b) {
    return a.display_name() < b.display_name();
  });
  absl::Status listed = AddList(client, "项目", "ProjectService/ListProjects",
                                {{"display_name", "项目"}, {"investment_fen", "投资"}}, page);
  if (listed.ok()) {
    listed =
        AddList(client, "协议", "AgreementService/ListAgreements",
                {{"display_name", "协议"}, {"signed_date", "签订"}, {"document", "依据"}}, page);
  }
  if (listed.ok()) {
    listed = AddList(client, "大事", "ParkService/ListParkEvents",
                     {{"date", "日期"}, {"note", "事项"}, {"document", "依据"}}, page);
  }
  if (!listed.ok()) return Fail(get.name(), listed);
  return WritePage(arguments.out, RenderParkPage(page));
}

void Run(CLI::App* command, const Options& options, int& code,
         ExitCode (*run)(Client&, const ParksArguments&),
         std::shared_ptr<ParksArguments> arguments) {
  command->callback([&options, &code, run, arguments] {
    Client client(options);
    code = run(client, *arguments);
  });
}

}  // namespace

void AddParkPages(CLI::App& parks, const Options& options, int& code) {
  auto arguments = std::make_shared<ParksArguments>();
  auto* map = parks.add_subcommand(
      "map", "a schematic map of the parks, shaded by an indicator that is asked by park (示意图)");
  map->add_option("INDICATOR", arguments->subject, "such as standing-enterprises")->required();
  map->add_option("--service", arguments->service, "the service that owns it")
      ->capture_default_str()
      ->check(CLI::IsMember(ServiceNames()));
  map->add_option("--period", arguments->periods,
                  "2019, 20190401-20190630, asof-20191231; several are compared")
      ->required()
      ->delimiter(',');
  map->add_option("--out", arguments->out, "HTML file to write; - or nothing prints it");
  map->footer(
      R"(The last period is drawn large. Parks without a place on the map stand in the table below it.

Example:
  zgcctl parks map standing-enterprises --period asof-20181231,asof-20191231 --out map.html)");
  Run(map, options, code, ShowMap, arguments);

  auto* page = parks.add_subcommand(
      "page", "a page of one park: its particulars, figures, projects, agreements and events");
  page->add_option("PARK", arguments->subject, "such as parks/binhai")->required();
  page->add_option("--period", arguments->periods, "whose figures; stocks as of its last day")
      ->required()
      ->expected(1);
  page->add_option("--out", arguments->out, "HTML file to write; - or nothing prints it");
  page->footer("Example:\n  zgcctl parks page parks/binhai --period 2019 --out binhai.html");
  Run(page, options, code, ShowPark, arguments);
}

}  // namespace zgc::ctl
