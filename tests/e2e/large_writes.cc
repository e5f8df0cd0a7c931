// Sends COUNT writes at once, each of BYTES, over connections of their own, and prints how
// they ended: lines of "count reason", where a refusal without RetryInfo is told apart.
//   large_writes HOST:PORT COUNT BYTES
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace {

struct Call {
  std::unique_ptr<grpc::GenericStub> stub;
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  grpc::Status status;
};

bool SaysWhenToRetry(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  for (const auto& detail : details.details()) {
    if (detail.type_url().find("RetryInfo") != std::string::npos) return true;
  }
  return false;
}

std::string Outcome(const grpc::Status& status) {
  if (status.ok()) return "OK";
  return std::to_string(status.error_code()) + (SaysWhenToRetry(status) ? " RetryInfo " : " ") +
         status.error_message();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int count = std::atoi(argv[2]);
  zgc::tasks::v1::CreateTaskRequest request;
  request.set_task_id("large");
  request.mutable_task()->set_statement(std::string(std::strtoul(argv[3], nullptr, 10), 's'));
  // One buffer for all calls.
  grpc::Slice bytes(request.SerializeAsString());
  const grpc::ByteBuffer message(&bytes, 1);
  std::vector<std::unique_ptr<Call>> calls;
  absl::BlockingCounter left(count);
  for (int i = 0; i < count; ++i) {
    calls.push_back(std::make_unique<Call>());
    Call* const call = calls.back().get();
    grpc::ChannelArguments own;
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    call->stub = std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(argv[1], grpc::InsecureChannelCredentials(), own));
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(100));
    call->stub->UnaryCall(&call->context, "/zgc.tasks.v1.TaskService/CreateTask", {}, &message,
                          &call->response, [call, &left](const grpc::Status& status) {
                            call->status = status;
                            left.DecrementCount();
                          });
  }
  left.Wait();
  std::map<std::string, int> outcomes;
  for (const auto& call : calls) ++outcomes[Outcome(call->status)];
  for (const auto& [outcome, times] : outcomes) std::printf("%d %s\n", times, outcome.c_str());
  return 0;
}
