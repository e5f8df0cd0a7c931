#pragma once

#include <functional>
#include <string>

#include "common/figures/figures.h"
#include "common/testing/hand_clock.h"
#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/domain/findings/report_findings.h"
#include "services/supervision_reporting/domain/publications/publication_chain.h"
#include "services/supervision_reporting/domain/publications/publications.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/report_builder.h"
#include "zgc/common/v1/position.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"
#include "zgc/supervision/v1/sources.pb.h"

namespace zgc::supervision {

// A store with reports, and what they read of other services.
class ReportsTest : public zgc::testing::StoreFixture {
 protected:
  ReportsTest() : StoreFixture(SupervisionSchema()) {}

  // Runs `body` as one commit.
  absl::Status Commit(const std::function<absl::Status(storage::Txn&)>& body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(body(txn));
                  return "";
                })
        .status();
  }

  // Puts what a report reads of other services where their followers put it,
  // then its template and items.
  void Load(ReportBuilder& report) {
    Apply(report);
    auto row = report.input().report_template;
    v1::CreateReportTemplateRequest request;
    request.set_report_template_id("r");
    *request.mutable_report_template() = row;
    ZGC_ASSERT_OK(Run<v1::ReportTemplate>(CreateReportTemplate, request));
    for (const v1::ReportItem& item : report.input().items) {
      v1::CreateReportItemRequest add;
      add.set_parent("reportTemplates/r");
      add.set_report_item_id(absl::StrCat(item.number()));
      *add.mutable_report_item() = item;
      ZGC_ASSERT_OK(Run<v1::ReportItem>(CreateReportItem, add));
    }
  }

  // The position of a service before it is restored, and what it says of itself.
  static common::v1::Position At(const std::string& service, int64_t revision) {
    return FromText<common::v1::Position>(
        absl::StrCat("incarnation: '", service, "' revision: ", revision));
  }
  void Hear(const std::string& service, int64_t revision, const std::string& restores = "") {
    const auto status = FromText<ops::v1::ServiceStatus>(
        absl::StrCat("store_id: '", service, "' position { revision: ", revision,
                     " } incarnations { id: '", service, "' first_revision: 1 } ", restores));
    sources_.Asked(service, sources_.Now(), resource::Heard(status));
  }

  // One batch of the followers.
  void Apply(ReportBuilder& report, int64_t revision = 5) {
    const ReportInput& input = report.input();
    const auto split = [](const std::string& full) {
      const size_t slash = full.find('/', 2);
      return SourceKey{full.substr(2, slash - 2), full.substr(slash + 1)};
    };
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      for (const auto& [name, row] : input.figures) kSourceFigures.Put(txn, split(name), row);
      for (const auto& [name, row] : input.indicators) {
        kSourceIndicators.Put(txn, split(name), row);
      }
      for (const auto& [name, row] : input.tasks) kSourceTasks.Put(txn, split(name), row);
      for (const auto& [name, row] : input.organisations) {
        kSourceOrganisations.Put(txn, split(name), row);
      }
      kSourcePlans.Put(txn, {"task_registry", "plans/2019"}, *input.plan);
      for (const char* service : {"task_registry", "park_region"}) {
        v1::Source source;
        source.set_name(absl::StrCat("sources/", service));
        source.set_service(service);
        source.set_store_id(service);
        *source.mutable_applied() = At(service, revision);
        source.set_exact(true);
        kSources.Put(txn, {source.name()}, source);
        sources_.Follow(service);
        Hear(service, revision);
      }
      return absl::OkStatus();
    }));
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Run(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&,
                                                                  const Request&),
                               const Request& request) {
    return Do<Response, Request>(method, request.DebugString());
  }

  absl::StatusOr<v1::Publication> Publish(const std::string& fields = "",
                                          const std::string& person = "publisher") {
    const auto request =
        FromText<v1::PublishReportRequest>("report_template: 'reportTemplates/r' " + fields);
    ZGC_ASSIGN_OR_RETURN(
        const RenderedReport rendered,
        RenderToPublish(store_->Read(), book_, sources_, {"", person}, request, program_));
    v1::Publication response;
    ZGC_RETURN_IF_ERROR(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(response, PublishReport(txn, sources_, request, rendered));
      return absl::OkStatus();
    }));
    return response;
  }

  absl::StatusOr<v1::FindingExplanation> Sign(const std::string& finding,
                                              const std::string& text = "口径不同",
                                              const std::string& fields = "") {
    auto request = FromText<v1::SignFindingRequest>(fields);
    request.set_report_template("reportTemplates/r");
    request.set_finding(finding);
    request.set_text(text);
    ZGC_ASSIGN_OR_RETURN(const v1::Finding found,
                         FindToSign(store_->Read(), book_, sources_, request));
    v1::FindingExplanation response;
    ZGC_RETURN_IF_ERROR(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(response, SignFinding(txn, {"", "supervisor"}, request, found));
      return absl::OkStatus();
    }));
    return response;
  }

  v1::CheckReportResponse Check(int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    v1::CheckReportRequest request;
    request.set_report_template("reportTemplates/r");
    request.set_revision(revision);
    const auto response = CheckReport(*snapshot, book_, sources_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::CheckReportResponse());
  }

  absl::StatusOr<v1::RenderedFile> Render(const std::string& name, const std::string& file,
                                          int64_t offset = 0) {
    v1::RenderPublicationRequest request;
    request.set_name(name);
    request.set_file(file);
    request.set_offset(offset);
    return RenderPublication(store_->Read(), *store_, book_, request, program_);
  }

  v1::VerifyPublicationResponse Verify(const std::string& name) {
    v1::VerifyPublicationRequest request;
    request.set_name(name);
    const auto response = VerifyPublication(store_->Read(), *store_, book_, request, program_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::VerifyPublicationResponse());
  }

  const figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  // The program that publishes and proves.
  ReportProgram program_;
  testing::HandClock clock_;
  resource::SourceWatch sources_{resource::SourceWatch::kMaxAge, &clock_};
};

// One task, one figure, nothing in the way.
inline ReportBuilder Good() {
  ReportBuilder report;
  report.Indicator("a", "display_name: '企业'").Figure("a", "a", "5", "家").Citing({"a"});
  return report;
}

// Two printings of one indicator that contradict.
inline ReportBuilder Contradicting() {
  ReportBuilder report;
  report.Indicator("talks").Figure("a", "talks", "16", "次").Figure("b", "talks", "15", "次");
  report.Citing({"a", "b"});
  return report;
}

}  // namespace zgc::supervision
