#include "tests/crash/ledger_clients.h"

#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace zgc::testing {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages

// Requests under way on a stream.
constexpr size_t kWindow = 8;

void Acknowledge(const PostTransfersResponse& response, Sent& sent) {
  EXPECT_EQ(response.results_size(), sent.request.transfers_size());
  for (const int result : response.results()) {
    EXPECT_EQ(result, TRANSFER_RESULT_OK) << TransferResult_Name(result);
  }
  sent.acknowledged = true;
}

}  // namespace

std::string Requests::NewId() { return absl::StrFormat("%02d%014d", client_, ++ids_); }

PostTransfersRequest Requests::Next() {
  PostTransfersRequest request;
  // Small and large in turn, without a pattern that the group commit could follow.
  const auto size = static_cast<int>(1 + (ids_ * 7919 + client_ * 104'729) % 50);
  while (request.transfers_size() < size) {
    Transfer& transfer = *request.add_transfers();
    transfer.set_id(NewId());
    const int64_t draw = ids_ * 31 + client_;
    transfer.set_debit(absl::StrCat("accounts/crash-", draw % kAccounts));
    transfer.set_credit(absl::StrCat("accounts/crash-", (draw + 1 + draw % 7) % kAccounts));
    transfer.set_amount_fen(1000 + draw % 97);
    transfer.set_document(absl::StrCat("凭证", ids_));
    transfer.set_effective_date("2019-06-30");
    if (draw % 3 == 0) transfer.set_award(absl::StrCat("awards/a", draw % 11));
    if (draw % 5 != 0) continue;
    transfer.set_mode(TRANSFER_MODE_PENDING);
    transfer.set_timeout_seconds(draw % 2 == 0 ? 0 : 86'400);
    Transfer part = transfer;
    part.set_id(NewId());
    part.set_pending_id(transfer.id());
    part.set_mode(TRANSFER_MODE_POST_PENDING);
    part.set_amount_fen(400);
    part.clear_timeout_seconds();
    *request.add_transfers() = part;
  }
  return request;
}

std::vector<Sent> PostUnary(JournalService::Stub& stub, Requests& requests) {
  std::vector<Sent> sent;
  while (true) {
    Sent& next = sent.emplace_back();
    next.request = requests.Next();
    grpc::ClientContext context;
    PostTransfersResponse response;
    const grpc::Status status = stub.PostTransfers(&context, next.request, &response);
    if (!status.ok()) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
      return sent;
    }
    Acknowledge(response, next);
  }
}

std::vector<Sent> PostStream(JournalService::Stub& stub, Requests& requests) {
  std::vector<Sent> sent;
  size_t answered = 0;
  grpc::ClientContext context;
  const auto stream = stub.StreamTransfers(&context);
  StreamTransfersResponse answer;
  while (true) {
    StreamTransfersRequest message;
    *message.mutable_request() = requests.Next();
    sent.push_back({message.request()});
    if (!stream->Write(message)) break;
    if (sent.size() - answered < kWindow) continue;
    if (!stream->Read(&answer)) break;
    Acknowledge(answer.response(), sent[answered++]);
  }
  // Answers that had come before the end.
  while (stream->Read(&answer)) Acknowledge(answer.response(), sent[answered++]);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  return sent;
}

}  // namespace zgc::testing
