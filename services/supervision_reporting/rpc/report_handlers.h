#pragma once

#include "services/supervision_reporting/domain/reports.h"
#include "services/supervision_reporting/rpc/record_handlers.h"

namespace zgc::supervision {

// The methods of SupervisionReportingService that make reports. `book` has this
// service's own figures, `sources` says how current those of others are; both outlive it.
// Thread-safe.
class ReportHandlers : public RecordHandlers {
 public:
  ReportHandlers(rpc::Calls& calls, const figures::FigureBook& book, resource::SourceWatch& sources)
      : RecordHandlers(calls), book_(book), sources_(sources) {}

  Unary* CreateReportTemplate(Context* context, const v1::CreateReportTemplateRequest* request,
                              v1::ReportTemplate* response) override {
    return calls_.Write(context, request, response, supervision::CreateReportTemplate);
  }
  Unary* GetReportTemplate(Context* context, const v1::GetReportTemplateRequest* request,
                           v1::ReportTemplate* response) override {
    return calls_.Read(context, request, response, supervision::GetReportTemplate);
  }
  Unary* ListReportTemplates(Context* context, const v1::ListReportTemplatesRequest* request,
                             v1::ListReportTemplatesResponse* response) override {
    return calls_.List(context, request, response, supervision::ListReportTemplates);
  }
  Unary* UpdateReportTemplate(Context* context, const v1::UpdateReportTemplateRequest* request,
                              v1::ReportTemplate* response) override {
    return calls_.Write(context, request, response, supervision::UpdateReportTemplate);
  }
  Unary* CreateReportItem(Context* context, const v1::CreateReportItemRequest* request,
                          v1::ReportItem* response) override {
    return calls_.Write(context, request, response, supervision::CreateReportItem);
  }
  Unary* GetReportItem(Context* context, const v1::GetReportItemRequest* request,
                       v1::ReportItem* response) override {
    return calls_.Read(context, request, response, supervision::GetReportItem);
  }
  Unary* ListReportItems(Context* context, const v1::ListReportItemsRequest* request,
                         v1::ListReportItemsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListReportItems);
  }
  Unary* UpdateReportItem(Context* context, const v1::UpdateReportItemRequest* request,
                          v1::ReportItem* response) override {
    return calls_.Write(context, request, response, supervision::UpdateReportItem);
  }
  Unary* CheckReport(Context* context, const v1::CheckReportRequest* request,
                     v1::CheckReportResponse* response) override {
    return calls_.Read(context, request, response, [this](const auto& reader, const auto& asked) {
      return supervision::CheckReport(reader, book_, sources_, asked);
    });
  }
  Unary* ListFindings(Context* context, const v1::ListFindingsRequest* request,
                      v1::ListFindingsResponse* response) override {
    return calls_.List(
        context, request, response,
        [this](const auto& reader, const auto& asked, const auto& page, auto& answer) {
          return supervision::ListFindings(reader, book_, asked, page, answer);
        });
  }
  Unary* SignFinding(Context* context, const v1::SignFindingRequest* request,
                     v1::FindingExplanation* response) override {
    return calls_.WriteAfterReading(
        context, request, response,
        [this](const auto& reader, const auto&, const auto& asked) {
          return supervision::FindToSign(reader, book_, sources_, asked);
        },
        [](auto& txn, const auto& actor, const auto& asked, const auto& finding) {
          return supervision::SignFinding(txn, actor, asked, finding);
        });
  }
  Unary* GetFindingExplanation(Context* context, const v1::GetFindingExplanationRequest* request,
                               v1::FindingExplanation* response) override {
    return calls_.Read(context, request, response, supervision::GetFindingExplanation);
  }
  Unary* ListFindingExplanations(Context* context,
                                 const v1::ListFindingExplanationsRequest* request,
                                 v1::ListFindingExplanationsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListFindingExplanations);
  }
  Unary* RenderReport(Context* context, const v1::RenderReportRequest* request,
                      v1::RenderedFile* response) override {
    return calls_.Read(context, request, response, [this](const auto& reader, const auto& asked) {
      return supervision::RenderReport(reader, book_, sources_, asked);
    });
  }
  Unary* PublishReport(Context* context, const v1::PublishReportRequest* request,
                       v1::Publication* response) override {
    return calls_.WriteAfterReading(
        context, request, response,
        [this](const auto& reader, const auto& actor, const auto& asked) {
          return supervision::RenderToPublish(reader, book_, sources_, actor, asked);
        },
        [this](auto& txn, const auto&, const auto& asked, const auto& rendered) {
          return supervision::PublishReport(txn, sources_, asked, rendered);
        });
  }
  Unary* GetPublication(Context* context, const v1::GetPublicationRequest* request,
                        v1::Publication* response) override {
    return calls_.Read(context, request, response, supervision::GetPublication);
  }
  Unary* ListPublications(Context* context, const v1::ListPublicationsRequest* request,
                          v1::ListPublicationsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListPublications);
  }
  Unary* RenderPublication(Context* context, const v1::RenderPublicationRequest* request,
                           v1::RenderedFile* response) override {
    return calls_.Read(context, request, response, [this](const auto& reader, const auto& asked) {
      return supervision::RenderPublication(reader, calls_.store(), book_, asked);
    });
  }
  Unary* VerifyPublication(Context* context, const v1::VerifyPublicationRequest* request,
                           v1::VerifyPublicationResponse* response) override {
    return calls_.Read(context, request, response, [this](const auto& reader, const auto& asked) {
      return supervision::VerifyPublication(reader, calls_.store(), book_, asked);
    });
  }

 private:
  const figures::FigureBook& book_;
  resource::SourceWatch& sources_;
};

}  // namespace zgc::supervision
