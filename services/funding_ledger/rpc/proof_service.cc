#include "services/funding_ledger/rpc/proof_service.h"

#include <memory>
#include <utility>

#include "common/rpc/calls.h"
#include "common/rpc/stream.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/proof/export.h"
#include "services/funding_ledger/proof/keeper.h"
#include "services/funding_ledger/proof/verification.h"
#include "zgc/funding/v1/proof.grpc.pb.h"

namespace zgc::funding {
namespace {

class ProofServiceImpl final : public v1::ProofService::CallbackService {
 public:
  ProofServiceImpl(rpc::Calls& calls, const ProofKeeper& keeper)
      : calls_(calls), keeper_(keeper), slots_(kMaxProofStreams) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateCheckpoint(Context* context, const v1::CreateCheckpointRequest* request,
                          v1::Checkpoint* response) override {
    return calls_.Write(
        context, request, response,
        [this](storage::Txn& txn, const base::Actor&, const v1::CreateCheckpointRequest&) {
          return keeper_.CreateCheckpoint(txn);
        });
  }
  Unary* GetCheckpoint(Context* context, const v1::GetCheckpointRequest* request,
                       v1::Checkpoint* response) override {
    return calls_.Read(context, request, response, funding::GetCheckpoint);
  }
  Unary* ListCheckpoints(Context* context, const v1::ListCheckpointsRequest* request,
                         v1::ListCheckpointsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCheckpoints);
  }
  Unary* GetInclusionProof(Context* context, const v1::GetInclusionProofRequest* request,
                           v1::InclusionProof* response) override {
    return calls_.Read(context, request, response, funding::GetInclusionProof);
  }
  Unary* GetConsistencyProof(Context* context, const v1::GetConsistencyProofRequest* request,
                             v1::ConsistencyProof* response) override {
    return calls_.Read(context, request, response, funding::GetConsistencyProof);
  }
  grpc::ServerWriteReactor<v1::VerifyJournalResponse>* VerifyJournal(
      Context* context, const v1::VerifyJournalRequest* request) override {
    return Run<JournalVerification, v1::VerifyJournalResponse>(context, request);
  }
  grpc::ServerWriteReactor<v1::ExportAuditBundleResponse>* ExportAuditBundle(
      Context* context, const v1::ExportAuditBundleRequest* request) override {
    return Run<BundleExport, v1::ExportAuditBundleResponse>(context, request);
  }

 private:
  // Streams what a work that is done in parts makes.
  template <typename Work, typename Response, typename Request>
  grpc::ServerWriteReactor<Response>* Run(Context* context, const Request* request) {
    rpc::Call call;
    const absl::Status refusal = calls_.Admit(*context, *request, call);
    using Stream = rpc::Stream<Response>;
    return Stream::Start(calls_, slots_, std::move(call), refusal,
                         [this, query = *request]() -> absl::StatusOr<typename Stream::Next> {
                           ZGC_ASSIGN_OR_RETURN(auto begun, Work::Begin(calls_.store(), query));
                           std::shared_ptr<Work> work = std::move(begun);
                           return [work](Response& response) { return work->Next(response); };
                         });
  }

  rpc::Calls& calls_;
  const ProofKeeper& keeper_;
  rpc::StreamSlots slots_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeProofService(rpc::Calls& calls, const ProofKeeper& keeper) {
  return std::make_unique<ProofServiceImpl>(calls, keeper);
}

}  // namespace zgc::funding
