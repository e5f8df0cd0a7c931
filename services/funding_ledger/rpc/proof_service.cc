#include "services/funding_ledger/rpc/proof_service.h"

#include <memory>
#include <utility>

#include "common/rpc/call/calls.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/stream.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/proof/export.h"
#include "services/funding_ledger/proof/keeper.h"
#include "services/funding_ledger/proof/verification.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {
namespace {

// The streams of the service.
class Proofs {
 public:
  explicit Proofs(rpc::Calls& calls) : calls_(calls), slots_(kMaxProofStreams) {}

  // Streams what a work that is done in parts makes.
  template <typename Work, typename Response, typename Request>
  grpc::ServerWriteReactor<Response>* Run(grpc::CallbackServerContext* context,
                                          const Request* request) {
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

 private:
  rpc::Calls& calls_;
  rpc::StreamSlots slots_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeProofService(rpc::Calls& calls, const ProofKeeper& keeper) {
  const auto proofs = std::make_shared<Proofs>(calls);
  return rpc::MakeService(
      calls, "zgc.funding.v1.ProofService",
      {
          rpc::Write(
              [&keeper](storage::Txn& txn, const base::Actor&, const v1::CreateCheckpointRequest&) {
                return keeper.CreateCheckpoint(txn);
              }),
          rpc::Read(GetCheckpoint),
          rpc::List(ListCheckpoints),
          rpc::Read(GetInclusionProof),
          rpc::Read(GetConsistencyProof),
          rpc::ServerStream(proofs, &Proofs::Run<JournalVerification, v1::VerifyJournalResponse,
                                                 v1::VerifyJournalRequest>),
          rpc::ServerStream(proofs, &Proofs::Run<BundleExport, v1::ExportAuditBundleResponse,
                                                 v1::ExportAuditBundleRequest>),
      });
}

}  // namespace zgc::funding
