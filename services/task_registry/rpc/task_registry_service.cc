#include "services/task_registry/rpc/task_registry_service.h"

#include "common/rpc/calls.h"
#include "services/task_registry/domain/task_registry.h"
#include "zgc/tasks/v1/tasks.grpc.pb.h"

namespace zgc::tasks {
namespace {

class TaskRegistryServiceImpl final : public v1::TaskRegistryService::CallbackService {
 public:
  TaskRegistryServiceImpl(rpc::Calls& calls, const figures::FigureBook& book)
      : calls_(calls), book_(book) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateOrganisation(Context* context, const v1::CreateOrganisationRequest* request,
                            v1::Organisation* response) override {
    return calls_.Write(context, request, response, tasks::CreateOrganisation);
  }
  Unary* UpdateOrganisation(Context* context, const v1::UpdateOrganisationRequest* request,
                            v1::Organisation* response) override {
    return calls_.Write(context, request, response, tasks::UpdateOrganisation);
  }
  Unary* GetOrganisation(Context* context, const v1::GetOrganisationRequest* request,
                         v1::Organisation* response) override {
    return calls_.Read(context, request, response, tasks::GetOrganisation);
  }
  Unary* ListOrganisations(Context* context, const v1::ListOrganisationsRequest* request,
                           v1::ListOrganisationsResponse* response) override {
    return calls_.List(context, request, response, tasks::ListOrganisations);
  }
  Unary* CreatePolicyDocument(Context* context, const v1::CreatePolicyDocumentRequest* request,
                              v1::PolicyDocument* response) override {
    return calls_.Write(context, request, response, tasks::CreatePolicyDocument);
  }
  Unary* UpdatePolicyDocument(Context* context, const v1::UpdatePolicyDocumentRequest* request,
                              v1::PolicyDocument* response) override {
    return calls_.Write(context, request, response, tasks::UpdatePolicyDocument);
  }
  Unary* GetPolicyDocument(Context* context, const v1::GetPolicyDocumentRequest* request,
                           v1::PolicyDocument* response) override {
    return calls_.Read(context, request, response, tasks::GetPolicyDocument);
  }
  Unary* ListPolicyDocuments(Context* context, const v1::ListPolicyDocumentsRequest* request,
                             v1::ListPolicyDocumentsResponse* response) override {
    return calls_.List(context, request, response, tasks::ListPolicyDocuments);
  }
  Unary* CreateActivity(Context* context, const v1::CreateActivityRequest* request,
                        v1::Activity* response) override {
    return calls_.Write(context, request, response, tasks::CreateActivity);
  }
  Unary* UpdateActivity(Context* context, const v1::UpdateActivityRequest* request,
                        v1::Activity* response) override {
    return calls_.Write(context, request, response, tasks::UpdateActivity);
  }
  Unary* GetActivity(Context* context, const v1::GetActivityRequest* request,
                     v1::Activity* response) override {
    return calls_.Read(context, request, response, tasks::GetActivity);
  }
  Unary* ListActivities(Context* context, const v1::ListActivitiesRequest* request,
                        v1::ListActivitiesResponse* response) override {
    return calls_.List(context, request, response, tasks::ListActivities);
  }
  Unary* CreatePlan(Context* context, const v1::CreatePlanRequest* request,
                    v1::Plan* response) override {
    return calls_.Write(context, request, response, tasks::CreatePlan);
  }
  Unary* GetPlan(Context* context, const v1::GetPlanRequest* request, v1::Plan* response) override {
    return calls_.Read(context, request, response, tasks::GetPlan);
  }
  Unary* ListPlans(Context* context, const v1::ListPlansRequest* request,
                   v1::ListPlansResponse* response) override {
    return calls_.List(context, request, response, tasks::ListPlans);
  }
  Unary* CreateTask(Context* context, const v1::CreateTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::CreateTask);
  }
  Unary* UpdateTask(Context* context, const v1::UpdateTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::UpdateTask);
  }
  Unary* SubmitTask(Context* context, const v1::SubmitTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::SubmitTask);
  }
  Unary* WithdrawTask(Context* context, const v1::WithdrawTaskRequest* request,
                      v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::WithdrawTask);
  }
  Unary* ApproveTask(Context* context, const v1::ApproveTaskRequest* request,
                     v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::ApproveTask);
  }
  Unary* SubmitCompletion(Context* context, const v1::SubmitCompletionRequest* request,
                          v1::Task* response) override {
    return calls_.Write(context, request, response,
                        [this](storage::Txn& txn, const base::Actor& actor,
                               const v1::SubmitCompletionRequest& body) {
                          return tasks::SubmitCompletion(txn, actor, body, book_);
                        });
  }
  Unary* AcceptCompletion(Context* context, const v1::AcceptCompletionRequest* request,
                          v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::AcceptCompletion);
  }
  Unary* ReturnCompletion(Context* context, const v1::ReturnCompletionRequest* request,
                          v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::ReturnCompletion);
  }
  Unary* SuspendTask(Context* context, const v1::SuspendTaskRequest* request,
                     v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::SuspendTask);
  }
  Unary* ResumeTask(Context* context, const v1::ResumeTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::ResumeTask);
  }
  Unary* CancelTask(Context* context, const v1::CancelTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::CancelTask);
  }
  Unary* ReopenTask(Context* context, const v1::ReopenTaskRequest* request,
                    v1::Task* response) override {
    return calls_.Write(context, request, response, tasks::ReopenTask);
  }
  Unary* GetTask(Context* context, const v1::GetTaskRequest* request, v1::Task* response) override {
    return calls_.Read(context, request, response, tasks::GetTask);
  }
  Unary* ListTasks(Context* context, const v1::ListTasksRequest* request,
                   v1::ListTasksResponse* response) override {
    return calls_.List(context, request, response, tasks::ListTasks);
  }
  Unary* CreateMilestone(Context* context, const v1::CreateMilestoneRequest* request,
                         v1::Milestone* response) override {
    return calls_.Write(context, request, response, tasks::CreateMilestone);
  }
  Unary* ReportMilestone(Context* context, const v1::ReportMilestoneRequest* request,
                         v1::Milestone* response) override {
    return calls_.Write(context, request, response, tasks::ReportMilestone);
  }
  Unary* AcceptMilestone(Context* context, const v1::AcceptMilestoneRequest* request,
                         v1::Milestone* response) override {
    return calls_.Write(context, request, response, tasks::AcceptMilestone);
  }
  Unary* RejectMilestone(Context* context, const v1::RejectMilestoneRequest* request,
                         v1::Milestone* response) override {
    return calls_.Write(context, request, response, tasks::RejectMilestone);
  }
  Unary* GetMilestone(Context* context, const v1::GetMilestoneRequest* request,
                      v1::Milestone* response) override {
    return calls_.Read(context, request, response, tasks::GetMilestone);
  }
  Unary* ListMilestones(Context* context, const v1::ListMilestonesRequest* request,
                        v1::ListMilestonesResponse* response) override {
    return calls_.List(context, request, response, tasks::ListMilestones);
  }
  Unary* CreateChangeRequest(Context* context, const v1::CreateChangeRequestRequest* request,
                             v1::ChangeRequest* response) override {
    return calls_.Write(context, request, response, tasks::CreateChangeRequest);
  }
  Unary* ApproveChangeRequest(Context* context, const v1::ApproveChangeRequestRequest* request,
                              v1::ChangeRequest* response) override {
    return calls_.Write(context, request, response, tasks::ApproveChangeRequest);
  }
  Unary* RejectChangeRequest(Context* context, const v1::RejectChangeRequestRequest* request,
                             v1::ChangeRequest* response) override {
    return calls_.Write(context, request, response, tasks::RejectChangeRequest);
  }
  Unary* GetChangeRequest(Context* context, const v1::GetChangeRequestRequest* request,
                          v1::ChangeRequest* response) override {
    return calls_.Read(context, request, response, tasks::GetChangeRequest);
  }
  Unary* ListChangeRequests(Context* context, const v1::ListChangeRequestsRequest* request,
                            v1::ListChangeRequestsResponse* response) override {
    return calls_.List(context, request, response, tasks::ListChangeRequests);
  }
  Unary* CreateProgressReport(Context* context, const v1::CreateProgressReportRequest* request,
                              v1::ProgressReport* response) override {
    return calls_.Write(context, request, response, tasks::CreateProgressReport);
  }
  Unary* GetProgressReport(Context* context, const v1::GetProgressReportRequest* request,
                           v1::ProgressReport* response) override {
    return calls_.Read(context, request, response, tasks::GetProgressReport);
  }
  Unary* ListProgressReports(Context* context, const v1::ListProgressReportsRequest* request,
                             v1::ListProgressReportsResponse* response) override {
    return calls_.List(context, request, response, tasks::ListProgressReports);
  }

 private:
  rpc::Calls& calls_;
  const figures::FigureBook& book_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTaskRegistryService(rpc::Calls& calls,
                                                       const figures::FigureBook& book) {
  return std::make_unique<TaskRegistryServiceImpl>(calls, book);
}

}  // namespace zgc::tasks
