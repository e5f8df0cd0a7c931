#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/calendars.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/office.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"
#include "zgc/supervision/v1/sources.pb.h"

// The methods of SupervisionReportingService that keep records, without gRPC. A
// request with wrong fields is refused with every violation; references that do
// not exist are REFERENCE_NOT_FOUND, steps that the state does not allow
// ILLEGAL_TRANSITION. Lists return the key of the next page. Thread-safe as the
// reader is.
namespace zgc::supervision {

absl::StatusOr<v1::Calendar> CreateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateCalendarRequest& request);
absl::StatusOr<v1::Calendar> GetCalendar(const storage::Reader& reader,
                                         const v1::GetCalendarRequest& request);
absl::StatusOr<std::string> ListCalendars(const storage::Reader& reader,
                                          const v1::ListCalendarsRequest& request,
                                          const storage::Page& page,
                                          v1::ListCalendarsResponse& response);
absl::StatusOr<v1::Calendar> UpdateCalendar(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdateCalendarRequest& request);
absl::StatusOr<v1::ComputeDeadlineResponse> ComputeDeadline(
    const storage::Reader& reader, const v1::ComputeDeadlineRequest& request);

absl::StatusOr<v1::Matter> CreateMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateMatterRequest& request);
absl::StatusOr<v1::Matter> GetMatter(const storage::Reader& reader,
                                     const v1::GetMatterRequest& request);
absl::StatusOr<std::string> ListMatters(const storage::Reader& reader,
                                        const v1::ListMattersRequest& request,
                                        const storage::Page& page,
                                        v1::ListMattersResponse& response);
absl::StatusOr<v1::Matter> AssignMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::AssignMatterRequest& request);
absl::StatusOr<v1::Matter> StartMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::StartMatterRequest& request);
absl::StatusOr<v1::Matter> ReportMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReportMatterRequest& request);
absl::StatusOr<v1::Matter> CloseMatter(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseMatterRequest& request);
absl::StatusOr<v1::Matter> ReturnMatter(storage::Txn& txn, const base::Actor& actor,
                                        const v1::ReturnMatterRequest& request);

absl::StatusOr<v1::Extension> RequestExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::RequestExtensionRequest& request);
absl::StatusOr<v1::Extension> ApproveExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveExtensionRequest& request);
absl::StatusOr<v1::Extension> RejectExtension(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectExtensionRequest& request);
absl::StatusOr<v1::Extension> GetExtension(const storage::Reader& reader,
                                           const v1::GetExtensionRequest& request);
absl::StatusOr<std::string> ListExtensions(const storage::Reader& reader,
                                           const v1::ListExtensionsRequest& request,
                                           const storage::Page& page,
                                           v1::ListExtensionsResponse& response);

absl::StatusOr<v1::SweepMattersResponse> SweepMatters(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::SweepMattersRequest& request);
absl::StatusOr<std::string> ListEscalations(const storage::Reader& reader,
                                            const v1::ListEscalationsRequest& request,
                                            const storage::Page& page,
                                            v1::ListEscalationsResponse& response);

absl::StatusOr<v1::MatterLight> GetMatterLight(const storage::Reader& reader,
                                               const v1::GetMatterLightRequest& request);
absl::StatusOr<v1::LightOverride> SignLightOverride(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::SignLightOverrideRequest& request);

absl::StatusOr<v1::Proposal> CreateProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateProposalRequest& request);
absl::StatusOr<v1::Proposal> GetProposal(const storage::Reader& reader,
                                         const v1::GetProposalRequest& request);
absl::StatusOr<std::string> ListProposals(const storage::Reader& reader,
                                          const v1::ListProposalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListProposalsResponse& response);
absl::StatusOr<v1::Proposal> AssignProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AssignProposalRequest& request);
absl::StatusOr<v1::Proposal> AcceptProposal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::AcceptProposalRequest& request);
absl::StatusOr<v1::Proposal> AddJointOpinion(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AddJointOpinionRequest& request);
absl::StatusOr<v1::Proposal> DraftProposalReply(storage::Txn& txn, const base::Actor& actor,
                                                const v1::DraftProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> SignProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SignProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> SendProposalReply(storage::Txn& txn, const base::Actor& actor,
                                               const v1::SendProposalReplyRequest& request);
absl::StatusOr<v1::Proposal> CloseProposal(storage::Txn& txn, const base::Actor& actor,
                                           const v1::CloseProposalRequest& request);
absl::StatusOr<v1::Proposal> RecordDissatisfaction(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::RecordDissatisfactionRequest& request);

absl::StatusOr<v1::InformationItem> CreateInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> GetInformationItem(
    const storage::Reader& reader, const v1::GetInformationItemRequest& request);
absl::StatusOr<std::string> ListInformationItems(const storage::Reader& reader,
                                                 const v1::ListInformationItemsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListInformationItemsResponse& response);
absl::StatusOr<v1::InformationItem> SignOffInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SignOffInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> SubmitInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitInformationItemRequest& request);

absl::StatusOr<v1::InformationEvent> AdoptInformation(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::AdoptInformationRequest& request);
absl::StatusOr<v1::InformationEvent> InstructInformation(
    storage::Txn& txn, const base::Actor& actor, const v1::InstructInformationRequest& request);
absl::StatusOr<v1::InformationEvent> GetInformationEvent(
    const storage::Reader& reader, const v1::GetInformationEventRequest& request);
absl::StatusOr<std::string> ListInformationEvents(const storage::Reader& reader,
                                                  const v1::ListInformationEventsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInformationEventsResponse& response);

absl::StatusOr<v1::WorkActivity> CreateWorkActivity(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateWorkActivityRequest& request);
absl::StatusOr<v1::WorkActivity> GetWorkActivity(const storage::Reader& reader,
                                                 const v1::GetWorkActivityRequest& request);
absl::StatusOr<std::string> ListWorkActivities(const storage::Reader& reader,
                                               const v1::ListWorkActivitiesRequest& request,
                                               const storage::Page& page,
                                               v1::ListWorkActivitiesResponse& response);

absl::StatusOr<v1::ListSourcesResponse> ListSources(const storage::Reader& reader,
                                                    const v1::ListSourcesRequest& request);

}  // namespace zgc::supervision
