// Whom a bench asks beside the service, and who follows it.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"

namespace zgc::bench {

namespace figv1 = ::zgc::figures::v1;
namespace parksv1 = ::zgc::parks::v1;

// Answers that are there already, of the sizes of ours.
class Echo final : public figv1::FigureService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetFigure(grpc::CallbackServerContext* context,
                                      const figv1::GetFigureRequest*,
                                      figv1::Figure* response) override {
    *response = sample;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  figv1::Figure sample;
};
class EchoList final : public parksv1::EnterpriseService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListEnterprises(grpc::CallbackServerContext* context,
                                            const parksv1::ListEnterprisesRequest*,
                                            parksv1::ListEnterprisesResponse* response) override {
    *response = sample;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  parksv1::ListEnterprisesResponse sample;
};

// Follows the figures in a thread of its own and notes when which revision was there.
class Subscriber {
 public:
  explicit Subscriber(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(figv1::FigureService::NewStub(channel)), thread_([this] { Run(); }) {}
  ~Subscriber() {
    context_.TryCancel();
    thread_.join();
  }
  void Await(int64_t revision) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return at_ >= revision; };
    mutex_.Await(absl::Condition(&reached));
  }
  // When what it waited for last had come.
  absl::Time came() {
    absl::MutexLock lock(&mutex_);
    return came_;
  }

 private:
  void Run() {
    auto stream = stub_->WatchFigures(&context_, figv1::WatchFiguresRequest());
    figv1::WatchFiguresResponse batch;
    while (stream->Read(&batch)) {
      if (batch.more()) continue;
      absl::MutexLock lock(&mutex_);
      at_ = batch.position().revision();
      came_ = absl::Now();
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<figv1::FigureService::Stub> stub_;
  absl::Mutex mutex_;
  int64_t at_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time came_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zgc::bench
