#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "common/scanner/scanner.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/figure_query.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/matrix.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"

namespace zgc::ctl {
namespace {

using zgc::figures::v1::FigureExplanation;

struct FiguresArguments {
  std::string subject;
  std::string service;
  std::string indicator;
  int64_t revision = 0;
  std::vector<std::string> indicators;
  std::vector<std::string> periods;
  std::string family;
  std::string from;
  std::string to;
  std::vector<std::string> group_by;
  std::vector<std::string> filters;
};

// What stands where there is no number.
void ShowState(Json& figure) {
  if (figure.contains("value")) return;
  figure["value"] = std::string(
      absl::StripPrefix(figure.value("value_state", "VALUE_STATE_UNKNOWN"), "VALUE_STATE_"));
}

ExitCode ListFigures(Client& client, const FiguresArguments& arguments) {
  const auto collection = FindCollection("figures");
  if (!collection.ok()) return FailUsage(collection.status().message());
  Json fields = Json::object();
  if (!arguments.indicator.empty()) {
    fields["indicator"] =
        absl::StrCat("indicators/", absl::StripPrefix(arguments.indicator, "indicators/"));
  }
  if (arguments.revision != 0) fields["revision"] = arguments.revision;
  std::vector<Json> rows;
  for (const std::string& service : ServiceNames()) {
    if (!arguments.service.empty() && arguments.service != service) continue;
    const auto found = ListAll(client, service, collection->list, fields, 0);
    if (!found.ok()) return Fail(absl::StrCat(service, " figures"), found.status());
    rows.insert(rows.end(), found->begin(), found->end());
  }
  if (client.options().format == Format::kTable) {
    for (Json& row : rows) ShowState(row);
  }
  std::cout << RenderList(
      collection->type, rows,
      {"name", "value", "unit", "qualifier", "period", "status", "source", "display_name"},
      client.options().format);
  return kExitOk;
}

void PrintTree(const FigureExplanation& explanation) {
  const auto& figure = explanation.figure();
  Json row = ToJson(figure);
  ShowState(row);
  std::cout << "//" << figure.owner() << "/" << figure.name() << "  " << figure.display_name()
            << "\n  " << Cell(row["value"]) << " " << figure.unit() << "  ("
            << figures::QualifierName(figure.qualifier()) << ", " << Cell(row["period"])
            << ", revision " << explanation.revision() << ")\n  " << explanation.method() << "\n";
  if (explanation.has_observation()) {
    const auto& observation = explanation.observation();
    std::cout << "  └─ " << figure.source() << "  " << observation.printed() << "\n";
    for (const std::string& evidence : observation.evidence()) {
      std::cout << "     └─ " << evidence << "\n";
    }
  }
  // The observation is the one input.
  const int shown = explanation.has_observation() ? 0 : explanation.inputs_size();
  for (int i = 0; i < shown; ++i) {
    const auto& input = explanation.inputs(i);
    const bool last = i + 1 == shown && explanation.input_count() <= shown;
    std::cout << (last ? "  └─ " : "  ├─ ") << input.resource() << "  " << input.description();
    if (!input.contribution().empty()) std::cout << "  +" << input.contribution();
    std::cout << "  (revision " << input.revision() << ")\n";
  }
  if (!explanation.has_observation() && explanation.input_count() > shown) {
    std::cout << "  └─ and " << explanation.input_count() - shown << " more\n";
  }
}

ExitCode Explain(Client& client, const FiguresArguments& arguments) {
  const auto name = ParseName(arguments.subject, arguments.service);
  if (!name.has_value() || name->collection->id != "figures") {
    return FailUsage(absl::StrCat("\"", arguments.subject,
                                  "\" is no figure; write //SERVICE/figures/ID, or figures/ID with "
                                  "--service"));
  }
  zgc::figures::v1::ExplainFigureRequest request;
  request.set_name(name->name);
  request.set_revision(arguments.revision);
  const auto answer = client.Get<FigureExplanation>(name->service, "ExplainFigure", request);
  if (!answer.ok()) return Fail(name->full(), answer.status());
  if (client.options().format == Format::kTable) {
    PrintTree(*answer);
  } else {
    std::cout << RenderOne(ToJson(*answer), client.options().format);
  }
  return kExitOk;
}

// Names of periods, as the command line has them.
const std::map<std::string, zgc::figures::v1::PeriodFamily>& Families() {
  static const auto* const families = new std::map<std::string, zgc::figures::v1::PeriodFamily>{
      {"year", zgc::figures::v1::PERIOD_FAMILY_YEAR},
      {"half-year", zgc::figures::v1::PERIOD_FAMILY_HALF_YEAR},
      {"quarter", zgc::figures::v1::PERIOD_FAMILY_QUARTER},
      {"month", zgc::figures::v1::PERIOD_FAMILY_MONTH},
      {"day", zgc::figures::v1::PERIOD_FAMILY_DAY},
      {"as-of", zgc::figures::v1::PERIOD_FAMILY_AS_OF},
      {"financial-year", zgc::figures::v1::PERIOD_FAMILY_FINANCIAL_YEAR},
      {"financial-half-year", zgc::figures::v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR},
      {"financial-quarter", zgc::figures::v1::PERIOD_FAMILY_FINANCIAL_QUARTER}};
  return *families;
}

// What the command line asks; the error names the part that is no question.
absl::StatusOr<zgc::figures::v1::QueryFiguresRequest> QuestionOf(
    const FiguresArguments& arguments) {
  zgc::figures::v1::QueryFiguresRequest request;
  for (const std::string& id : arguments.indicators) {
    request.add_indicators(absl::StrCat("indicators/", absl::StripPrefix(id, "indicators/")));
  }
  for (const std::string& id : arguments.periods) {
    if (const absl::Status added = AddPeriod(id, request); !added.ok()) return added;
  }
  if (!arguments.family.empty()) request.set_period_family(Families().at(arguments.family));
  request.set_from_date(arguments.from);
  request.set_to_date(arguments.to);
  for (const std::string& dimension : arguments.group_by) request.add_group_by(dimension);
  for (const std::string& text : arguments.filters) {
    const std::pair<std::string, std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (sides.first.empty() || sides.second.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not DIMENSION=VALUE"));
    }
    auto& filter = *request.add_filters();
    filter.set_dimension(sides.first);
    for (const absl::string_view value : absl::StrSplit(sides.second, ',')) {
      filter.add_values(std::string(value));
    }
  }
  request.set_revision(arguments.revision);
  return request;
}

ExitCode Query(Client& client, const FiguresArguments& arguments) {
  const auto request = QuestionOf(arguments);
  if (!request.ok()) return FailUsage(request.status().message());
  const auto all = QueryAll(client, arguments.service, *request);
  if (!all.ok()) return Fail(absl::StrCat(arguments.service, " figures"), all.status());
  std::cout << RenderMatrix(*all, arguments.group_by, client.options().format);
  return kExitOk;
}

ExitCode BadText(const std::string& file, absl::string_view message) {
  std::cerr << "zgcctl: " << file << ": " << message << "\n";
  return kExitBadData;
}

ExitCode Scan(Client& client, const FiguresArguments& arguments) {
  const std::string& file = arguments.subject;
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream stream(file, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream.is_open() || stream.bad()) return BadText(file, "cannot be read");
  }
  if (const auto bad = base::FirstBadByte(text); bad.has_value()) {
    return BadText(file, absl::StrCat("the byte at offset ", *bad, " is no UTF-8"));
  }
  Table table({"offset", "printed", "class", "value", "unit", "qualifier"});
  for (const figures::Numeral& numeral : figures::Scan(text)) {
    table.Add({absl::StrCat(numeral.offset), numeral.printed,
               figures::ClassName(numeral.numeral_class), numeral.value, numeral.unit,
               std::string(figures::QualifierName(numeral.qualifier))});
  }
  std::cout << table.Render(client.options().format);
  return kExitOk;
}

void Run(CLI::App* command, const Options& options, int& code,
         ExitCode (*run)(Client&, const FiguresArguments&),
         std::shared_ptr<FiguresArguments> arguments) {
  command->callback([&options, &code, run, arguments] {
    Client client(options);
    code = run(client, *arguments);
  });
}

void AddQuery(CLI::App& figures, const Options& options, int& code,
              const std::shared_ptr<FiguresArguments>& arguments) {
  auto* query = figures.add_subcommand("query", "figures by dimension: a matrix with its totals");
  query->add_option("INDICATOR", arguments->indicators, "indicators, all of one service")
      ->required();
  query->add_option("--service", arguments->service, "the service that owns them")
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  query->add_option("--by", arguments->group_by, "dimensions to break down by, at most three")
      ->delimiter(',');
  query->add_option("--filter", arguments->filters, "DIMENSION=VALUE[,VALUE]");
  query->add_option("--period", arguments->periods, "2019, 20190401-20190630, asof-20191231")
      ->delimiter(',');
  query->add_option("--family", arguments->family, "the periods of a family, with --from and --to")
      ->check(CLI::IsMember(Families()));
  query->add_option("--from", arguments->from, "first day");
  query->add_option("--to", arguments->to, "last day");
  query->add_option("--revision", arguments->revision, "as of this revision");
  query->footer(R"(Example:
  zgcctl figures query registrations --service park_region --by park \
    --family quarter --from 2019-01-01 --to 2019-12-31)");
  Run(query, options, code, Query, arguments);
}

}  // namespace

void AddFigures(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<FiguresArguments>();
  auto* figures =
      app.add_subcommand("figures", "list and explain figures; find numerals in a text");
  figures->require_subcommand(1);

  auto* list = figures->add_subcommand("list", "list the figures of one or all services");
  list->add_option("--service", arguments->service, "only of this service")
      ->check(CLI::IsMember(ServiceNames()));
  list->add_option("--indicator", arguments->indicator, "only of this indicator");
  list->add_option("--revision", arguments->revision, "as of this revision");
  list->footer("Example:\n  zgcctl figures list --service park_region --indicator subparks");
  Run(list, options, code, ListFigures, arguments);

  auto* explain = figures->add_subcommand("explain", "show what a figure is made of");
  explain->add_option("NAME", arguments->subject, "//SERVICE/figures/ID")->required();
  explain->add_option("--service", arguments->service, "service, if NAME does not say it")
      ->check(CLI::IsMember(ServiceNames()));
  explain->add_option("--revision", arguments->revision, "as of this revision");
  explain->footer("Example:\n  zgcctl figures explain //park_region/figures/subparks@2019");
  Run(explain, options, code, Explain, arguments);

  AddQuery(*figures, options, code, arguments);

  auto* scan = figures->add_subcommand("scan", "find every numeral of a text; needs no service");
  scan->add_option("FILE", arguments->subject, "UTF-8 text; - reads standard input")->required();
  scan->footer(R"(A row for each numeral, in order:
  offset     in characters, from 0
  printed    as in the text, with its unit
  class      figure, date, doc_number, ordinal, item_number or name_part
  value      plain decimal
  unit       as printed
  qualifier  exact, over, at_least, approx, nearly or up_to

Example:
  zgcctl figures scan report.txt --format tsv)");
  Run(scan, options, code, Scan, arguments);
}

}  // namespace zgc::ctl
