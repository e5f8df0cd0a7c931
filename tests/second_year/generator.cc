#include "tests/second_year/generator.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using supervision::v1::ReportService;

constexpr char kLast[] = "supervision_reporting";

std::shared_ptr<grpc::Channel> ChannelOf(const Channels& channels, const std::string& service) {
  if (service == "park_region") return channels.parks;
  if (service == "task_registry") return channels.tasks;
  return service == "funding_ledger" ? channels.funding : channels.supervision;
}

// What the items of a report cite, each in its own words.
struct Cited {
  const char* words;
  const char* service;
  const char* indicator;
  bool as_of;
};
constexpr Cited kCited[] = {
    {"全年新增企业", "park_region", "entered", false},
    {"年末在册企业", "park_region", "enterprises", true},
    {"拨付资金", "funding_ledger", "paid", false},
    {"办结任务", "task_registry", "tasks-completed", true},
    {"收到督办事项", "supervision_reporting", "matters", false},
};
constexpr Cited kGrowth = {"新增企业比上年增长", "park_region", "entered-growth", false};

std::string CitationOf(const Cited& cited, int year, const std::string& task) {
  const Span span{cited.as_of ? "" : Day(year, 1, 1), Day(year, 12, 31)};
  return absl::Substitute("citations { id: '$0' figure: '//$1/figures/$2' task: '$3' }",
                          cited.indicator, cited.service, FigureId(cited.indicator, span), task);
}

}  // namespace

void Mend(Repairs& repairs) {
  Repairs due;
  due.swap(repairs);
  for (const auto& repair : due) repair();
}

Generator::Generator(Channels channels, const Options& options,
                     std::function<void()> await_followers)
    : world_(std::move(channels), options.seed, options.size),
      await_followers_(std::move(await_followers)),
      indicators_(AllIndicators()) {
  lives_.push_back(LifeOfParks(world_));
  lives_.push_back(LifeOfEnterprises(world_));
  lives_.push_back(LifeOfTasks(world_));
  lives_.push_back(LifeOfFunding(world_));
  lives_.push_back(LifeOfSupervision(world_));
  lives_.push_back(LifeOfSlips(world_));
}

Generator::~Generator() = default;

absl::Status Generator::Found() {
  for (const auto& life : lives_) life->Found();
  bool awaited = false;
  for (const Indicator& indicator : indicators_) {
    // Those that are derived from what other services own need to know it.
    if (indicator.service == kLast && !std::exchange(awaited, true)) await_followers_();
    world_.call(ChannelOf(world_.channels, indicator.service),
                &figures::v1::FigureService::Stub::CreateIndicator,
                absl::Substitute("indicator_id: '$0' indicator { $1 }", indicator.id,
                                 indicator.declaration),
                kMaker);
  }
  return world_.call.status();
}

absl::Status Generator::Live(int year, int month) {
  for (const auto& life : lives_) life->Live({year, month});
  return world_.call.status();
}

absl::Status Generator::WriteReport(int year, bool growth) {
  const std::string name = absl::StrCat("reportTemplates/", year);
  const auto& channel = world_.channels.supervision;
  world_.call(channel, &ReportService::Stub::CreateReportTemplate,
              absl::Substitute("report_template_id: '$0' report_template { display_name: "
                               "'年度任务进展情况' issuer: '办公室' plan: "
                               "'//task_registry/plans/$0' period { start_date: '$0-01-01' "
                               "end_date: '$0-12-31' } }",
                               year),
              kMaker);
  int number = 0;
  for (const std::string& department : Departments()) {
    std::string tasks;
    std::string task;
    for (const auto& [id, row] : world_.books.tasks) {
      if (row.year != year || row.department != department) continue;
      task = absl::StrCat("//task_registry/tasks/", id);
      absl::StrAppend(&tasks, " tasks: '", task, "'");
    }
    if (tasks.empty()) continue;
    const Cited& cited = kCited[number % static_cast<int>(std::size(kCited))];
    std::string text = absl::Substitute("$0{{$1}}", cited.words, cited.indicator);
    std::string citations = CitationOf(cited, year, task);
    if (growth && number == 0) {
      absl::StrAppend(&text, "，", kGrowth.words, "{{", kGrowth.indicator, "}}");
      absl::StrAppend(&citations, " ", CitationOf(kGrowth, year, task));
    }
    ++number;
    world_.call(channel, &ReportService::Stub::CreateReportItem,
                absl::Substitute("parent: '$0' report_item_id: '$1' report_item { number: $1 "
                                 "display_name: '重点任务' $2 statement: '完成重点任务。' "
                                 "paragraphs { text: '$3。' $4 } }",
                                 name, number, tasks, text, citations),
                kMaker);
  }
  return world_.call.status();
}

}  // namespace zgc::second_year
