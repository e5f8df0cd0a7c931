#pragma once

#include "common/rpc/calls.h"
#include "services/supervision_reporting/domain/supervision.h"
#include "zgc/supervision/v1/supervision.grpc.pb.h"

namespace zgc::supervision {

// The methods of SupervisionReportingService that keep records, over the store
// of `calls`, which outlives it. Thread-safe.
class RecordHandlers : public v1::SupervisionReportingService::CallbackService {
 public:
  explicit RecordHandlers(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateCalendar(Context* context, const v1::CreateCalendarRequest* request,
                        v1::Calendar* response) override {
    return calls_.Write(context, request, response, supervision::CreateCalendar);
  }
  Unary* GetCalendar(Context* context, const v1::GetCalendarRequest* request,
                     v1::Calendar* response) override {
    return calls_.Read(context, request, response, supervision::GetCalendar);
  }
  Unary* ListCalendars(Context* context, const v1::ListCalendarsRequest* request,
                       v1::ListCalendarsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListCalendars);
  }
  Unary* UpdateCalendar(Context* context, const v1::UpdateCalendarRequest* request,
                        v1::Calendar* response) override {
    return calls_.Write(context, request, response, supervision::UpdateCalendar);
  }
  Unary* ComputeDeadline(Context* context, const v1::ComputeDeadlineRequest* request,
                         v1::ComputeDeadlineResponse* response) override {
    return calls_.Read(context, request, response, supervision::ComputeDeadline);
  }
  Unary* CreateMatter(Context* context, const v1::CreateMatterRequest* request,
                      v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::CreateMatter);
  }
  Unary* GetMatter(Context* context, const v1::GetMatterRequest* request,
                   v1::Matter* response) override {
    return calls_.Read(context, request, response, supervision::GetMatter);
  }
  Unary* ListMatters(Context* context, const v1::ListMattersRequest* request,
                     v1::ListMattersResponse* response) override {
    return calls_.List(context, request, response, supervision::ListMatters);
  }
  Unary* AssignMatter(Context* context, const v1::AssignMatterRequest* request,
                      v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::AssignMatter);
  }
  Unary* StartMatter(Context* context, const v1::StartMatterRequest* request,
                     v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::StartMatter);
  }
  Unary* ReportMatter(Context* context, const v1::ReportMatterRequest* request,
                      v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::ReportMatter);
  }
  Unary* CloseMatter(Context* context, const v1::CloseMatterRequest* request,
                     v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::CloseMatter);
  }
  Unary* ReturnMatter(Context* context, const v1::ReturnMatterRequest* request,
                      v1::Matter* response) override {
    return calls_.Write(context, request, response, supervision::ReturnMatter);
  }
  Unary* RequestExtension(Context* context, const v1::RequestExtensionRequest* request,
                          v1::Extension* response) override {
    return calls_.Write(context, request, response, supervision::RequestExtension);
  }
  Unary* ApproveExtension(Context* context, const v1::ApproveExtensionRequest* request,
                          v1::Extension* response) override {
    return calls_.Write(context, request, response, supervision::ApproveExtension);
  }
  Unary* RejectExtension(Context* context, const v1::RejectExtensionRequest* request,
                         v1::Extension* response) override {
    return calls_.Write(context, request, response, supervision::RejectExtension);
  }
  Unary* GetExtension(Context* context, const v1::GetExtensionRequest* request,
                      v1::Extension* response) override {
    return calls_.Read(context, request, response, supervision::GetExtension);
  }
  Unary* ListExtensions(Context* context, const v1::ListExtensionsRequest* request,
                        v1::ListExtensionsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListExtensions);
  }
  Unary* SweepMatters(Context* context, const v1::SweepMattersRequest* request,
                      v1::SweepMattersResponse* response) override {
    return calls_.Write(context, request, response, supervision::SweepMatters);
  }
  Unary* ListEscalations(Context* context, const v1::ListEscalationsRequest* request,
                         v1::ListEscalationsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListEscalations);
  }
  Unary* GetMatterLight(Context* context, const v1::GetMatterLightRequest* request,
                        v1::MatterLight* response) override {
    return calls_.Read(context, request, response, supervision::GetMatterLight);
  }
  Unary* SignLightOverride(Context* context, const v1::SignLightOverrideRequest* request,
                           v1::LightOverride* response) override {
    return calls_.Write(context, request, response, supervision::SignLightOverride);
  }
  Unary* CreateProposal(Context* context, const v1::CreateProposalRequest* request,
                        v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::CreateProposal);
  }
  Unary* GetProposal(Context* context, const v1::GetProposalRequest* request,
                     v1::Proposal* response) override {
    return calls_.Read(context, request, response, supervision::GetProposal);
  }
  Unary* ListProposals(Context* context, const v1::ListProposalsRequest* request,
                       v1::ListProposalsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListProposals);
  }
  Unary* AssignProposal(Context* context, const v1::AssignProposalRequest* request,
                        v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::AssignProposal);
  }
  Unary* AcceptProposal(Context* context, const v1::AcceptProposalRequest* request,
                        v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::AcceptProposal);
  }
  Unary* AddJointOpinion(Context* context, const v1::AddJointOpinionRequest* request,
                         v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::AddJointOpinion);
  }
  Unary* DraftProposalReply(Context* context, const v1::DraftProposalReplyRequest* request,
                            v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::DraftProposalReply);
  }
  Unary* SignProposalReply(Context* context, const v1::SignProposalReplyRequest* request,
                           v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::SignProposalReply);
  }
  Unary* SendProposalReply(Context* context, const v1::SendProposalReplyRequest* request,
                           v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::SendProposalReply);
  }
  Unary* CloseProposal(Context* context, const v1::CloseProposalRequest* request,
                       v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::CloseProposal);
  }
  Unary* RecordDissatisfaction(Context* context, const v1::RecordDissatisfactionRequest* request,
                               v1::Proposal* response) override {
    return calls_.Write(context, request, response, supervision::RecordDissatisfaction);
  }
  Unary* CreateInformationItem(Context* context, const v1::CreateInformationItemRequest* request,
                               v1::InformationItem* response) override {
    return calls_.Write(context, request, response, supervision::CreateInformationItem);
  }
  Unary* GetInformationItem(Context* context, const v1::GetInformationItemRequest* request,
                            v1::InformationItem* response) override {
    return calls_.Read(context, request, response, supervision::GetInformationItem);
  }
  Unary* ListInformationItems(Context* context, const v1::ListInformationItemsRequest* request,
                              v1::ListInformationItemsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListInformationItems);
  }
  Unary* SignOffInformationItem(Context* context, const v1::SignOffInformationItemRequest* request,
                                v1::InformationItem* response) override {
    return calls_.Write(context, request, response, supervision::SignOffInformationItem);
  }
  Unary* SubmitInformationItem(Context* context, const v1::SubmitInformationItemRequest* request,
                               v1::InformationItem* response) override {
    return calls_.Write(context, request, response, supervision::SubmitInformationItem);
  }
  Unary* AdoptInformation(Context* context, const v1::AdoptInformationRequest* request,
                          v1::InformationEvent* response) override {
    return calls_.Write(context, request, response, supervision::AdoptInformation);
  }
  Unary* InstructInformation(Context* context, const v1::InstructInformationRequest* request,
                             v1::InformationEvent* response) override {
    return calls_.Write(context, request, response, supervision::InstructInformation);
  }
  Unary* GetInformationEvent(Context* context, const v1::GetInformationEventRequest* request,
                             v1::InformationEvent* response) override {
    return calls_.Read(context, request, response, supervision::GetInformationEvent);
  }
  Unary* ListInformationEvents(Context* context, const v1::ListInformationEventsRequest* request,
                               v1::ListInformationEventsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListInformationEvents);
  }
  Unary* CreateWorkActivity(Context* context, const v1::CreateWorkActivityRequest* request,
                            v1::WorkActivity* response) override {
    return calls_.Write(context, request, response, supervision::CreateWorkActivity);
  }
  Unary* GetWorkActivity(Context* context, const v1::GetWorkActivityRequest* request,
                         v1::WorkActivity* response) override {
    return calls_.Read(context, request, response, supervision::GetWorkActivity);
  }
  Unary* ListWorkActivities(Context* context, const v1::ListWorkActivitiesRequest* request,
                            v1::ListWorkActivitiesResponse* response) override {
    return calls_.List(context, request, response, supervision::ListWorkActivities);
  }
  Unary* ListSources(Context* context, const v1::ListSourcesRequest* request,
                     v1::ListSourcesResponse* response) override {
    return calls_.Read(context, request, response, supervision::ListSources);
  }

 protected:
  rpc::Calls& calls_;
};

}  // namespace zgc::supervision
