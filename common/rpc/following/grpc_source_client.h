#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/following/source_client.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {

// SourceClient over a channel.
class GrpcSourceClient final : public SourceClient {
 public:
  explicit GrpcSourceClient(const std::shared_ptr<grpc::Channel>& channel)
      : figures_(figures::v1::FigureService::NewStub(channel)),
        operations_(ops::v1::OperationsService::NewStub(channel)) {}

  absl::StatusOr<ops::v1::ServiceStatus> GetStatus(
      const ops::v1::GetServiceStatusRequest& request) override;
  absl::Status Watch(const figures::v1::WatchFiguresRequest& request, PartTaker& taker) override;
  void EndCall() override;
  void Cancel() override;

 private:
  // Lets Cancel reach a call while it lives.
  class Running;

  const std::unique_ptr<figures::v1::FigureService::Stub> figures_;
  const std::unique_ptr<ops::v1::OperationsService::Stub> operations_;
  absl::Mutex mutex_;
  grpc::ClientContext* running_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace zgc::rpc
