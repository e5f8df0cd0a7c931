#include "services/supervision_reporting/clients/grpc_source_client.h"

#include "common/base/status_macros.h"
#include "common/rpc/calls.h"
#include "common/rpc/wire_status.h"

namespace zgc::supervision {
namespace {

constexpr int kStatusTimeoutSeconds = 5;

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

absl::StatusOr<ops::v1::ServiceStatus> GrpcSourceClient::GetStatus() {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(kStatusTimeoutSeconds));
  const Running running(*this, context);
  ops::v1::ServiceStatus status;
  ZGC_RETURN_IF_ERROR(rpc::FromWire(operations_->GetServiceStatus(&context, {}, &status)));
  return status;
}

template <typename Batch>
absl::Status GrpcSourceClient::Drain(grpc::ClientContext& context,
                                     grpc::ClientReader<Batch>& reader, Take<Batch> take) {
  std::string store_id;
  absl::Status taken;
  Batch batch;
  while (taken.ok() && reader.Read(&batch)) {
    if (store_id.empty()) {
      // The stream itself says whose it is: a call before it may have reached
      // another server than the one that answers now.
      const auto& metadata = context.GetServerInitialMetadata();
      const auto found = metadata.find(rpc::kStoreIdMetadata);
      if (found != metadata.end()) store_id.assign(found->second.data(), found->second.size());
    }
    taken = take(store_id, batch);
  }
  if (!taken.ok()) {
    context.TryCancel();
    while (reader.Read(&batch)) {
    }
  }
  const grpc::Status ended = reader.Finish();
  if (!taken.ok()) return taken;
  if (ended.ok()) return absl::UnavailableError("the stream ended");
  return rpc::FromWire(ended);
}

absl::Status GrpcSourceClient::WatchFigures(int64_t after_revision,
                                            Take<figures::v1::WatchFiguresResponse> take) {
  grpc::ClientContext context;
  const Running running(*this, context);
  figures::v1::WatchFiguresRequest request;
  request.set_after_revision(after_revision);
  const auto reader = figures_->WatchFigures(&context, request);
  return Drain(context, *reader, take);
}

absl::Status GrpcSourceClient::WatchRows(int64_t after_revision,
                                         const std::vector<std::string>& types,
                                         Take<ops::v1::WatchChangesResponse> take) {
  grpc::ClientContext context;
  const Running running(*this, context);
  ops::v1::WatchChangesRequest request;
  request.set_after_revision(after_revision);
  for (const std::string& type : types) request.add_resource_types(type);
  const auto reader = operations_->WatchChanges(&context, request);
  return Drain(context, *reader, take);
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

}  // namespace zgc::supervision
