#include "services/supervision_reporting/domain/reports/report_reader.h"

#include <algorithm>
#include <utility>

#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/resource/rows.h"
#include "common/storage/lineage.h"
#include "services/supervision_reporting/domain/publications/published_figures.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/report/findings/checked_report.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/common/v1/position.pb.h"
#include "zgc/supervision/v1/reports.pb.h"
#include "zgc/supervision/v1/sources.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

namespace zgc::supervision {
namespace {

constexpr char kItems[] = "/items/";
constexpr char kExplanations[] = "findingExplanations/";

// All rows of a table of other services by full name.
template <typename Row>
absl::Status ReadAll(const storage::Reader& reader, const SourceRows<Row>& table,
                     absl::btree_map<std::string, Row>& rows) {
  return table.ForEach(reader, [&](const SourceKey& key, const Row& row) {
    rows.emplace(FullName(key.service, key.name), row);
    return true;
  });
}

absl::Status ReadOwnFigures(const storage::Reader& reader, const figures::FigureBook& book,
                            ReportInput& input) {
  ZGC_ASSIGN_OR_RETURN(const figures::FigureSet own, book.ReadSet(reader));
  for (const auto& [name, figure] : own.figures) {
    input.figures[FullName(book.owner(), name)] = figure;
  }
  for (const auto& [name, indicator] : own.indicators) {
    input.indicators[FullName(book.owner(), name)] = indicator;
  }
  return absl::OkStatus();
}

// What has taken the place of what items cite and there is no more.
absl::Status ReadSuccessors(const storage::Reader& reader, const figures::FigureBook& book,
                            ReportInput& input) {
  const auto look = [&](const auto& citations) -> absl::Status {
    for (const v1::Citation& citation : citations) {
      if (input.figures.contains(citation.figure())) continue;
      ZGC_ASSIGN_OR_RETURN(std::string successor, SuccessorOf(reader, book, citation.figure()));
      if (!successor.empty()) input.successors[citation.figure()] = std::move(successor);
    }
    return absl::OkStatus();
  };
  for (const v1::ReportItem& item : input.items) {
    ZGC_RETURN_IF_ERROR(look(item.statement_citations()));
    for (const auto& paragraph : item.paragraphs()) {
      ZGC_RETURN_IF_ERROR(look(paragraph.citations()));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadExplanations(const storage::Reader& reader, ReportInput& input) {
  return kFindingExplanations.ForEach(
      reader, [&](const storage::NameKey& key, const v1::FindingExplanation& row) {
        if (row.report_template() == input.report_template.name()) {
          input.explanations[key.name.substr(sizeof(kExplanations) - 1)] = row;
        }
        return true;
      });
}

}  // namespace

std::string TemplateOf(const std::string& item_name) {
  return item_name.substr(0, item_name.find(kItems));
}

absl::StatusOr<std::vector<v1::ReportItem>> ItemsOf(const storage::Reader& reader,
                                                    const std::string& report_template) {
  std::vector<v1::ReportItem> items;
  const std::string prefix =
      storage::KeyWriter().StringPrefix(absl::StrCat(report_template, kItems)).Take();
  ZGC_RETURN_IF_ERROR(
      kReportItems.ForEach(reader, {prefix, storage::PrefixEnd(prefix), false},
                           [&](const storage::NameKey&, const v1::ReportItem& item) {
                             items.push_back(item);
                             return true;
                           }));
  std::sort(items.begin(), items.end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  return items;
}

absl::StatusOr<std::string> DigestOfDecisions(const storage::Reader& reader,
                                              const std::string& report_template) {
  ReportInput input;
  ZGC_ASSIGN_OR_RETURN(input.report_template, GetRow(reader, kReportTemplates, report_template));
  ZGC_ASSIGN_OR_RETURN(input.items, ItemsOf(reader, report_template));
  ZGC_RETURN_IF_ERROR(ReadExplanations(reader, input));
  // A row that changed has another etag.
  std::string etags = input.report_template.etag();
  for (const v1::ReportItem& item : input.items) {
    absl::StrAppend(&etags, "\n", item.name(), " ", item.etag());
  }
  for (const auto& [finding, row] : input.explanations) {
    absl::StrAppend(&etags, "\n", row.name(), " ", row.etag());
  }
  return base::Sha256(etags);
}

absl::StatusOr<std::unique_ptr<Report>> ReadReport(const storage::Reader& reader,
                                                   const figures::FigureBook& book,
                                                   const std::string& report_template,
                                                   int64_t report_revision) {
  auto report = std::make_unique<Report>();
  ReportInput& input = report->input;
  ZGC_ASSIGN_OR_RETURN(input.report_template, GetRow(reader, kReportTemplates, report_template));
  ZGC_ASSIGN_OR_RETURN(input.items, ItemsOf(reader, report_template));
  ZGC_RETURN_IF_ERROR(ReadAll(reader, kSourceFigures, input.figures));
  ZGC_RETURN_IF_ERROR(ReadAll(reader, kSourceIndicators, input.indicators));
  ZGC_RETURN_IF_ERROR(ReadOwnFigures(reader, book, input));
  ZGC_RETURN_IF_ERROR(ReadSuccessors(reader, book, input));
  ZGC_RETURN_IF_ERROR(ReadAll(reader, kSourceTasks, input.tasks));
  ZGC_RETURN_IF_ERROR(ReadAll(reader, kSourceOrganisations, input.organisations));
  absl::btree_map<std::string, tasks::v1::Plan> plans;
  ZGC_RETURN_IF_ERROR(ReadAll(reader, kSourcePlans, plans));
  const auto plan = plans.find(input.report_template.plan());
  if (plan != plans.end()) input.plan = plan->second;
  ZGC_RETURN_IF_ERROR(ReadExplanations(reader, input));
  ZGC_RETURN_IF_ERROR(ReadVersions(reader, book, report_revision, input.versions));
  report->model = MakeReportModel(input);
  return report;
}

absl::Status ReadVersions(const storage::Reader& reader, const figures::FigureBook& book,
                          int64_t report_revision, ReportVersions& versions) {
  versions.report_revision = report_revision;
  absl::Status mixed;
  ZGC_RETURN_IF_ERROR(
      kSources.ForEach(reader, [&](const storage::NameKey&, const v1::Source& source) {
        versions.source_positions[source.service()] = source.applied();
        if (!source.exact()) {
          mixed = base::MakeError(absl::StatusCode::kFailedPrecondition,
                                  common::v1::ERROR_REASON_SOURCE_NOT_CURRENT,
                                  absl::StrCat(source.service(),
                                               " is being read: what is here of it is of no one "
                                               "revision"),
                                  {{"source", source.service()}, {"state", "LATE"}});
        }
        return true;
      }));
  ZGC_RETURN_IF_ERROR(mixed);
  common::v1::Position& own = versions.source_positions[book.owner()];
  own.set_revision(report_revision);
  own.set_incarnation(reader.lineage().At(report_revision));
  return absl::OkStatus();
}

absl::StatusOr<SourcesShown> ShownIn(const ReportVersions& versions, const storage::Reader& reader,
                                     const figures::FigureBook& book,
                                     const resource::SourceWatch& sources) {
  SourcesShown shown;
  // What a report would show of a service that is followed and has never answered is
  // missing just as well.
  for (const std::string& service : sources.services()) shown[service];
  for (const auto& [service, position] : versions.source_positions) shown[service];
  shown.erase(book.owner());
  for (auto& [service, here] : shown) {
    ZGC_ASSIGN_OR_RETURN(const resource::Standing source, StandingOf(reader, service));
    here = source.here();
  }
  return shown;
}

absl::Status RequireCurrent(resource::SourceWatch& sources, const SourcesShown& shown,
                            absl::Duration max_age) {
  for (const auto& [service, here] : shown) {
    ZGC_RETURN_IF_ERROR(sources.RequireCurrent(service, here, max_age));
  }
  return absl::OkStatus();
}

}  // namespace zgc::supervision
