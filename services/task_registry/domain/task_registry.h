#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/book/figures.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/tasks.pb.h"

// The methods of TaskRegistryService without gRPC. A request with wrong fields
// is refused with every violation; references that do not exist are
// REFERENCE_NOT_FOUND, steps that the state does not allow ILLEGAL_TRANSITION,
// steps that take another person SEPARATION_OF_DUTIES. Lists return the key of
// the next page. Thread-safe as the reader is.
namespace zgc::tasks {

absl::StatusOr<v1::Organisation> CreateOrganisation(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateOrganisationRequest& request);
absl::StatusOr<v1::Organisation> UpdateOrganisation(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::UpdateOrganisationRequest& request);
absl::StatusOr<v1::Organisation> GetOrganisation(const storage::Reader& reader,
                                                 const v1::GetOrganisationRequest& request);
absl::StatusOr<std::string> ListOrganisations(const storage::Reader& reader,
                                              const v1::ListOrganisationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListOrganisationsResponse& response);

absl::StatusOr<v1::PolicyDocument> CreatePolicyDocument(
    storage::Txn& txn, const base::Actor& actor, const v1::CreatePolicyDocumentRequest& request);
absl::StatusOr<v1::PolicyDocument> UpdatePolicyDocument(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdatePolicyDocumentRequest& request);
absl::StatusOr<v1::PolicyDocument> GetPolicyDocument(const storage::Reader& reader,
                                                     const v1::GetPolicyDocumentRequest& request);
absl::StatusOr<std::string> ListPolicyDocuments(const storage::Reader& reader,
                                                const v1::ListPolicyDocumentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListPolicyDocumentsResponse& response);

absl::StatusOr<v1::Activity> CreateActivity(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateActivityRequest& request);
absl::StatusOr<v1::Activity> UpdateActivity(storage::Txn& txn, const base::Actor& actor,
                                            const v1::UpdateActivityRequest& request);
absl::StatusOr<v1::Activity> GetActivity(const storage::Reader& reader,
                                         const v1::GetActivityRequest& request);
absl::StatusOr<std::string> ListActivities(const storage::Reader& reader,
                                           const v1::ListActivitiesRequest& request,
                                           const storage::Page& page,
                                           v1::ListActivitiesResponse& response);

absl::StatusOr<v1::Plan> CreatePlan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreatePlanRequest& request);
absl::StatusOr<v1::Plan> GetPlan(const storage::Reader& reader, const v1::GetPlanRequest& request);
absl::StatusOr<std::string> ListPlans(const storage::Reader& reader,
                                      const v1::ListPlansRequest& request,
                                      const storage::Page& page, v1::ListPlansResponse& response);

absl::StatusOr<v1::Task> CreateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateTaskRequest& request);
absl::StatusOr<v1::Task> UpdateTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateTaskRequest& request);
absl::StatusOr<v1::Task> SubmitTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::SubmitTaskRequest& request);
absl::StatusOr<v1::Task> WithdrawTask(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawTaskRequest& request);
absl::StatusOr<v1::Task> ApproveTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::ApproveTaskRequest& request);
// The targets are held against the figures of `book`.
absl::StatusOr<v1::Task> SubmitCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::SubmitCompletionRequest& request,
                                          const figures::FigureBook& book);
absl::StatusOr<v1::Task> AcceptCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::AcceptCompletionRequest& request);
absl::StatusOr<v1::Task> ReturnCompletion(storage::Txn& txn, const base::Actor& actor,
                                          const v1::ReturnCompletionRequest& request);
absl::StatusOr<v1::Task> SuspendTask(storage::Txn& txn, const base::Actor& actor,
                                     const v1::SuspendTaskRequest& request);
absl::StatusOr<v1::Task> ResumeTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ResumeTaskRequest& request);
absl::StatusOr<v1::Task> CancelTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CancelTaskRequest& request);
absl::StatusOr<v1::Task> ReopenTask(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReopenTaskRequest& request);
absl::StatusOr<v1::Task> GetTask(const storage::Reader& reader, const v1::GetTaskRequest& request);
absl::StatusOr<std::string> ListTasks(const storage::Reader& reader,
                                      const v1::ListTasksRequest& request,
                                      const storage::Page& page, v1::ListTasksResponse& response);

absl::StatusOr<v1::Milestone> CreateMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateMilestoneRequest& request);
absl::StatusOr<v1::Milestone> ReportMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReportMilestoneRequest& request);
absl::StatusOr<v1::Milestone> AcceptMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::AcceptMilestoneRequest& request);
absl::StatusOr<v1::Milestone> RejectMilestone(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectMilestoneRequest& request);
absl::StatusOr<v1::Milestone> GetMilestone(const storage::Reader& reader,
                                           const v1::GetMilestoneRequest& request);
absl::StatusOr<std::string> ListMilestones(const storage::Reader& reader,
                                           const v1::ListMilestonesRequest& request,
                                           const storage::Page& page,
                                           v1::ListMilestonesResponse& response);

absl::StatusOr<v1::ChangeRequest> CreateChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> ApproveChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> RejectChangeRequest(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectChangeRequestRequest& request);
absl::StatusOr<v1::ChangeRequest> GetChangeRequest(const storage::Reader& reader,
                                                   const v1::GetChangeRequestRequest& request);
absl::StatusOr<std::string> ListChangeRequests(const storage::Reader& reader,
                                               const v1::ListChangeRequestsRequest& request,
                                               const storage::Page& page,
                                               v1::ListChangeRequestsResponse& response);

absl::StatusOr<v1::ProgressReport> CreateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateProgressReportRequest& request);
absl::StatusOr<v1::ProgressReport> GetProgressReport(const storage::Reader& reader,
                                                     const v1::GetProgressReportRequest& request);
absl::StatusOr<std::string> ListProgressReports(const storage::Reader& reader,
                                                const v1::ListProgressReportsRequest& request,
                                                const storage::Page& page,
                                                v1::ListProgressReportsResponse& response);

}  // namespace zgc::tasks
