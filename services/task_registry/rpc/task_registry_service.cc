#include "services/task_registry/rpc/task_registry_service.h"

#include "common/rpc/method.h"
#include "services/task_registry/domain/task_registry.h"

namespace zgc::tasks {

std::unique_ptr<grpc::Service> MakeTaskRegistryService(rpc::Calls& calls,
                                                       const figures::FigureBook& book) {
  return rpc::MakeService(calls, "zgc.tasks.v1.TaskRegistryService",
                          {
                              rpc::Write(CreateOrganisation),
                              rpc::Write(UpdateOrganisation),
                              rpc::Read(GetOrganisation),
                              rpc::List(ListOrganisations),
                              rpc::Write(CreatePolicyDocument),
                              rpc::Write(UpdatePolicyDocument),
                              rpc::Read(GetPolicyDocument),
                              rpc::List(ListPolicyDocuments),
                              rpc::Write(CreateActivity),
                              rpc::Write(UpdateActivity),
                              rpc::Read(GetActivity),
                              rpc::List(ListActivities),
                              rpc::Write(CreatePlan),
                              rpc::Read(GetPlan),
                              rpc::List(ListPlans),
                              rpc::Write(CreateTask),
                              rpc::Write(UpdateTask),
                              rpc::Write(SubmitTask),
                              rpc::Write(WithdrawTask),
                              rpc::Write(ApproveTask),
                              rpc::Write([&book](storage::Txn& txn, const base::Actor& actor,
                                                 const v1::SubmitCompletionRequest& request) {
                                return SubmitCompletion(txn, actor, request, book);
                              }),
                              rpc::Write(AcceptCompletion),
                              rpc::Write(ReturnCompletion),
                              rpc::Write(SuspendTask),
                              rpc::Write(ResumeTask),
                              rpc::Write(CancelTask),
                              rpc::Write(ReopenTask),
                              rpc::Read(GetTask),
                              rpc::List(ListTasks),
                              rpc::Write(CreateMilestone),
                              rpc::Write(ReportMilestone),
                              rpc::Write(AcceptMilestone),
                              rpc::Write(RejectMilestone),
                              rpc::Read(GetMilestone),
                              rpc::List(ListMilestones),
                              rpc::Write(CreateChangeRequest),
                              rpc::Write(ApproveChangeRequest),
                              rpc::Write(RejectChangeRequest),
                              rpc::Read(GetChangeRequest),
                              rpc::List(ListChangeRequests),
                              rpc::Write(CreateProgressReport),
                              rpc::Read(GetProgressReport),
                              rpc::List(ListProgressReports),
                          });
}

}  // namespace zgc::tasks
