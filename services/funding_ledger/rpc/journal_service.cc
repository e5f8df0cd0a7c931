#include "services/funding_ledger/rpc/journal_service.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "common/rpc/arena_messages.h"
#include "common/rpc/calls.h"
#include "common/rpc/exchange.h"
#include "common/rpc/parking.h"
#include "common/rpc/watch.h"
#include "services/funding_ledger/domain/subledger.h"
#include "services/funding_ledger/ledger/posting.h"
#include "zgc/funding/v1/journal.grpc.pb.h"

namespace zgc::funding {
namespace {

class JournalServiceImpl final : public v1::JournalService::CallbackService {
 public:
  explicit JournalServiceImpl(rpc::Calls& calls)
      : calls_(calls), books_(static_cast<Books&>(*calls.store().resident())) {
    SetMessageAllocatorFor_PostTransfers(&messages_);
  }

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* BatchCreateAccounts(Context* context, const v1::BatchCreateAccountsRequest* request,
                             v1::BatchCreateAccountsResponse* response) override {
    return calls_.Write(context, request, response, funding::BatchCreateAccounts);
  }
  Unary* GetAccounts(Context* context, const v1::GetAccountsRequest* request,
                     v1::GetAccountsResponse* response) override {
    return calls_.Read(context, request, response, funding::GetAccounts);
  }
  Unary* PostTransfers(Context* context, const v1::PostTransfersRequest* request,
                       v1::PostTransfersResponse* response) override {
    // The call owns its request and nobody else reads it: to complete the transfers
    // in place spares a copy of each.
    auto& transfers = *const_cast<v1::PostTransfersRequest*>(request);
    const auto prepared = std::make_shared<absl::optional<PreparedTransfers>>();
    return calls_.WritePrepared(
        context, request, response,
        [this, prepared, &transfers]() -> absl::Status {
          ZGC_RETURN_IF_ERROR(AwaitIndexes());
          ZGC_RETURN_IF_ERROR(CheckRequest(transfers));
          prepared->emplace(books_, transfers);
          return absl::OkStatus();
        },
        [prepared](storage::Txn& txn, const base::Actor&, const v1::PostTransfersRequest& asked) {
          auto answer = (*prepared)->Post(txn);
          if (answer.ok() && asked.validate_only()) answer->set_revision(txn.revision() - 1);
          return answer;
        });
  }
  grpc::ServerBidiReactor<v1::StreamTransfersRequest, v1::StreamTransfersResponse>* StreamTransfers(
      Context* context) override {
    using Stream = rpc::Exchange<v1::StreamTransfersRequest, v1::StreamTransfersResponse>;
    return Stream::Start(calls_, *context,
                         [this](std::shared_ptr<v1::StreamTransfersRequest> message) {
                           return Prepare(std::move(message));
                         });
  }
  Unary* LookupTransfers(Context* context, const v1::LookupTransfersRequest* request,
                         v1::LookupTransfersResponse* response) override {
    return calls_.Read(context, request, response, funding::LookupTransfers);
  }
  grpc::ServerWriteReactor<v1::WatchTransfersResponse>* WatchTransfers(
      Context* context, const v1::WatchTransfersRequest* request) override {
    rpc::Call call;
    absl::Status refusal = calls_.Admit(*context, *request, call);
    if (refusal.ok()) refusal = calls_.store().CheckPosition(request->after());
    return rpc::Watch<v1::WatchTransfersResponse>::Start(
        calls_, std::move(call), refusal, request->after().revision(),
        [this, asked = *request, at = 0](int64_t& after,
                                         v1::WatchTransfersResponse& response) mutable {
          return NextTransfers(calls_.store().Read(), asked, at, after, response);
        });
  }

 private:
  using Step = absl::StatusOr<
      std::function<absl::Status(storage::Txn&, const base::Actor&, v1::StreamTransfersResponse&)>>;
  // Parks the call while the indexes are too far behind: nothing waits in the committer.
  absl::Status AwaitIndexes() {
    if (!books_.IsBehind()) return absl::OkStatus();
    return rpc::Parking::Park(
        [this](std::function<void()> ready) { books_.WhenIndexed(std::move(ready)); });
  }
  Step Prepare(std::shared_ptr<v1::StreamTransfersRequest> message) {
    ZGC_RETURN_IF_ERROR(AwaitIndexes());
    v1::PostTransfersRequest& request = *message->mutable_request();
    ZGC_RETURN_IF_ERROR(CheckRequest(request));
    if (request.validate_only()) {
      base::FieldErrors errors;
      errors.Add("request.validate_only", "is for PostTransfers only");
      return errors.ToStatus();
    }
    const auto prepared = std::make_shared<PreparedTransfers>(books_, request);
    return [message, prepared](storage::Txn& txn, const base::Actor&,
                               v1::StreamTransfersResponse& response) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(*response.mutable_response(), prepared->Post(txn));
      return absl::OkStatus();
    };
  }

  rpc::Calls& calls_;
  Books& books_;
  rpc::ArenaMessages<v1::PostTransfersRequest, v1::PostTransfersResponse> messages_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJournalService(rpc::Calls& calls) {
  return std::make_unique<JournalServiceImpl>(calls);
}

}  // namespace zgc::funding
