#include "services/funding_ledger/rpc/journal_service.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "common/rpc/call/calls.h"
#include "common/rpc/call/exchange.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/parking.h"
#include "common/rpc/call/watch.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/ledger/posting.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {
namespace {

// What the calls of the service share.
class Journal {
 public:
  explicit Journal(rpc::Calls& calls)
      : calls_(calls), books_(static_cast<Books&>(*calls.store().resident())) {}

  using Context = grpc::CallbackServerContext;

  grpc::ServerUnaryReactor* PostTransfers(Context* context, const v1::PostTransfersRequest& request,
                                          v1::PostTransfersResponse& response) {
    // The call owns its request and nobody else reads it: to complete the transfers
    // in place spares a copy of each.
    auto& transfers = const_cast<v1::PostTransfersRequest&>(request);
    const auto prepared = std::make_shared<absl::optional<PreparedTransfers>>();
    return calls_.Write(
        context, request, response,
        [prepared, &request, &response](storage::Txn& txn, const base::Actor&) -> absl::Status {
          ZGC_ASSIGN_OR_RETURN(response, (*prepared)->Post(txn));
          if (request.validate_only()) response.set_revision(txn.revision() - 1);
          return absl::OkStatus();
        },
        [this, prepared, &transfers](const base::Actor&) -> absl::Status {
          ZGC_RETURN_IF_ERROR(AwaitIndexes());
          ZGC_RETURN_IF_ERROR(CheckRequest(transfers));
          prepared->emplace(books_, transfers);
          return absl::OkStatus();
        });
  }
  grpc::ServerBidiReactor<v1::StreamTransfersRequest, v1::StreamTransfersResponse>* StreamTransfers(
      Context* context) {
    using Stream = rpc::Exchange<v1::StreamTransfersRequest, v1::StreamTransfersResponse>;
    return Stream::Start(calls_, *context,
                         [this](std::shared_ptr<v1::StreamTransfersRequest> message) {
                           return Prepare(std::move(message));
                         });
  }
  grpc::ServerWriteReactor<v1::WatchTransfersResponse>* WatchTransfers(
      Context* context, const v1::WatchTransfersRequest* request) {
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
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJournalService(rpc::Calls& calls) {
  const auto journal = std::make_shared<Journal>(calls);
  return rpc::MakeService(calls, "zgc.funding.v1.JournalService",
                          {
                              rpc::Write(BatchCreateAccounts),
                              rpc::Read(GetAccounts),
                              rpc::Unary(journal, &Journal::PostTransfers),
                              rpc::BidiStream(journal, &Journal::StreamTransfers),
                              rpc::Read(LookupTransfers),
                              rpc::ServerStream(journal, &Journal::WatchTransfers),
                          });
}

}  // namespace zgc::funding
