#include "common/rpc/following/grpc_source_client.h"

#include <chrono>

#include "common/base/status_macros.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/wire/wire_status.h"

namespace zgc::rpc {
namespace {

constexpr int kStatusTimeoutSeconds = 5;

std::chrono::system_clock::time_point After(absl::Duration wait) {
  return std::chrono::system_clock::now() + absl::ToChronoMicroseconds(wait);
}

// Reads one stream to its end. One operation is under way at a time, so whatever
// the queue returns is that one.
class StreamReader {
 public:
  using Stub = figures::v1::FigureService::Stub;

  StreamReader(Stub& stub, grpc::ClientContext& context,
               const figures::v1::WatchFiguresRequest& request, PartTaker& taker)
      : context_(context),
        taker_(taker),
        stream_(stub.PrepareAsyncWatchFigures(&context, request, &queue_)) {}

  absl::Status Run() {
    stream_->StartCall(this);
    bool ok = Await();
    absl::Status taken;
    while (ok && taken.ok()) {
      stream_->Read(&part_, this);
      ok = AwaitPart(taken);
      if (ok && taken.ok()) taken = taker_.Take(StoreId(), part_);
    }
    if (!taken.ok()) context_.TryCancel();
    // The status comes after the last message only.
    while (ok) {
      stream_->Read(&part_, this);
      ok = Await();
    }
    grpc::Status ended;
    stream_->Finish(&ended, this);
    Await();
    queue_.Shutdown();
    while (Await()) {
    }
    if (!taken.ok()) return taken;
    if (ended.ok()) return absl::UnavailableError("the stream ended");
    return FromWire(ended);
  }

 private:
  // Whether the operation under way succeeded.
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  // As Await, while the taker is told that nothing comes.
  bool AwaitPart(absl::Status& taken) {
    void* tag = nullptr;
    bool ok = false;
    while (queue_.AsyncNext(&tag, &ok, After(taker_.MayWait())) == grpc::CompletionQueue::TIMEOUT) {
      taken = taker_.Idle();
      if (!taken.ok()) return Cancelled();
    }
    return ok;
  }

  bool Cancelled() {
    context_.TryCancel();
    return Await();
  }

  const std::string& StoreId() {
    if (!store_id_.empty()) return store_id_;
    // The stream itself says whose it is: a call before it may have reached
    // another server than the one that answers now.
    const auto& metadata = context_.GetServerInitialMetadata();
    const auto found = metadata.find(kStoreIdMetadata);
    if (found != metadata.end()) store_id_.assign(found->second.data(), found->second.size());
    return store_id_;
  }

  grpc::ClientContext& context_;
  PartTaker& taker_;
  grpc::CompletionQueue queue_;
  const std::unique_ptr<grpc::ClientAsyncReader<figures::v1::WatchFiguresResponse>> stream_;
  figures::v1::WatchFiguresResponse part_;
  std::string store_id_;
};

}  // namespace

class GrpcSourceClient::Running {
 public:
  Running(GrpcSourceClient& client, grpc::ClientContext& context) : client_(client) {
    absl::MutexLock lock(&client_.mutex_);
    client_.running_ = &context;
    if (client_.cancelled_) context.TryCancel();
  }
  ~Running() {
    absl::MutexLock lock(&client_.mutex_);
    client_.running_ = nullptr;
  }

 private:
  GrpcSourceClient& client_;
};

absl::StatusOr<ops::v1::ServiceStatus> GrpcSourceClient::GetStatus(
    const ops::v1::GetServiceStatusRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(kStatusTimeoutSeconds));
  const Running running(*this, context);
  ops::v1::ServiceStatus status;
  ZGC_RETURN_IF_ERROR(FromWire(operations_->GetServiceStatus(&context, request, &status)));
  return status;
}

absl::Status GrpcSourceClient::Watch(const figures::v1::WatchFiguresRequest& request,
                                     PartTaker& taker) {
  grpc::ClientContext context;
  const Running running(*this, context);
  return StreamReader(*figures_, context, request, taker).Run();
}

void GrpcSourceClient::EndCall() {
  absl::MutexLock lock(&mutex_);
  if (running_ != nullptr) running_->TryCancel();
}

void GrpcSourceClient::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (running_ != nullptr) running_->TryCancel();
}

}  // namespace zgc::rpc
