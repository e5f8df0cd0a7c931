#include <google/protobuf/duration.pb.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/text.h"
#include "common/contract/rules.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/held_body.h"
#include "common/rpc/call/held_reactor.h"
#include "common/rpc/call/parking.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/rpc/wire/request_digest.h"
#include "common/rpc/wire/request_shape.h"

// How a write runs: prepared on its own thread or in the pool, then one transaction.
namespace zgc::rpc {
namespace {

using google::protobuf::Message;

constexpr absl::string_view kOnlyValidated = "validated";
// How often a write reads again because what it had read has changed.
constexpr int kMaxTries = 5;

constexpr size_t kMaxReasonBytes = 1024;

// What an auditor is told of a request besides its method: why, and by how old a state of
// other services, if the caller said so.
std::string ReasonOf(const Message& request) {
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  std::string reason = base::Truncate(StringOf(request, shape.reason), kMaxReasonBytes);
  if (shape.max_source_age != nullptr &&
      request.GetReflection()->HasField(request, shape.max_source_age)) {
    const auto& age = static_cast<const google::protobuf::Duration&>(
        request.GetReflection()->GetMessage(request, shape.max_source_age));
    absl::StrAppend(&reason, reason.empty() ? "" : "; ", "max_source_age ", age.seconds(), " s");
  }
  return reason;
}

// What a request is about: what it names, or what it has an update of.
std::string NameIn(const Call& call, const Message& request) {
  if (!call.resource.empty()) return call.resource;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  for (const auto* field : fields) {
    if (field->is_repeated() || field->message_type() == nullptr ||
        contract::ResourceTypeOf(*field->message_type()).empty()) {
      continue;
    }
    const auto* name = field->message_type()->FindFieldByName("name");
    if (name != nullptr) return StringOf(request.GetReflection()->GetMessage(request, field), name);
  }
  return "";
}

storage::Origin OriginOf(const Call& call, const Message& request, bool validate_only) {
  storage::Origin origin;
  origin.caller = call.actor.caller;
  origin.person = call.actor.person;
  origin.method = call.method;
  origin.resource = base::Truncate(NameIn(call, request), kMaxReasonBytes);
  origin.reason = ReasonOf(request);
  if (!call.organisation.empty()) {
    absl::StrAppend(&origin.reason, origin.reason.empty() ? "" : "; ", OrganisationReason(call));
  }
  if (!call.request_id.empty() && !validate_only) {
    origin.request_id = call.request_id;
    origin.request_sha256 = DigestWithout(request, {ShapeOf(*request.GetDescriptor()).request_id});
  }
  return origin;
}

}  // namespace

// A write from its admission to its answer.
struct Calls::PendingWrite {
  grpc::CallbackServerContext* const context;
  const Message& request;
  Message& response;
  WriteBody body;
  const PrepareBody prepare;
  const bool in_pool;
  const std::function<void()> written;
  HeldReactor* const reactor;
  Call call;
  bool validate_only = false;
  int tries = 1;
};

grpc::ServerUnaryReactor* Calls::Write(grpc::CallbackServerContext* context, const Message& request,
                                       Message& response, WriteBody body, PrepareBody prepare,
                                       bool in_pool, std::function<void()> written) {
  auto* reactor = new HeldReactor(absl::FromChrono(context->deadline()), request.ByteSizeLong());
  const std::shared_ptr<PendingWrite> write(new PendingWrite{context, request, response,
                                                             std::move(body), std::move(prepare),
                                                             in_pool, std::move(written), reactor});
  absl::Status admitted = AdmitHeld(*context, request, write->call, Access::kWrite);
  if (admitted.ok()) admitted = HoldWrite(write->call, request, reactor->bytes());
  if (!admitted.ok()) {
    Finish(context, reactor, write->call, admitted, 0);
    return reactor;
  }
  write->body = HeldWrite(write->call, request, std::move(write->body));
  write->validate_only = BoolOf(request, ShapeOf(*request.GetDescriptor()).validate_only);
  if (in_pool) {
    PrepareInPool(write);
  } else if (write->prepare) {
    Prepare(write);
  } else {
    Submit(write);
  }
  return reactor;
}

absl::Status Calls::HoldWrite(const Call& call, const Message& request, ByteBudget::Taken& bytes) {
  const auto size = static_cast<int64_t>(request.ByteSizeLong());
  if (writes_.Take(call.actor.caller, size, bytes)) return absl::OkStatus();
  return base::RetryLater(
      absl::StatusCode::kResourceExhausted, zgc::common::v1::ERROR_REASON_OVERLOADED,
      "the writes that are under way have too many bytes", absl::Milliseconds(200));
}

void Calls::PrepareInPool(std::shared_ptr<PendingWrite> write) {
  ReadPool::Job job;
  job.caller = write->call.actor.caller;
  job.kind = ReadCosts::KindOf(write->call.method);
  job.interrupt = write->reactor->interrupt();
  job.run = [this, write] { Prepare(write); };
  // Its bytes are those of the write.
  const absl::Status refused = pool_.Submit(std::move(job));
  if (!refused.ok()) Finish(write->context, write->reactor, write->call, refused, 0);
}

void Calls::Prepare(const std::shared_ptr<PendingWrite>& write) {
  Parking parking;
  absl::Status prepared = write->prepare(write->call.actor);
  // What was cut off on the way is not written, whatever it says.
  if (prepared.ok()) prepared = base::StillWanted();
  if (parking.parked()) {
    return parking.Await([this, write] { PrepareInPool(write); });
  }
  if (!prepared.ok()) return Finish(write->context, write->reactor, write->call, prepared, 0);
  Submit(write);
}

void Calls::Submit(const std::shared_ptr<PendingWrite>& write) {
  store_.Submit(
      OriginOf(write->call, write->request, write->validate_only),
      [this, write](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_RETURN_IF_ERROR(StillWanted(*write->context));
        ZGC_RETURN_IF_ERROR(write->body(txn, write->call.actor));
        ZGC_RETURN_IF_ERROR(CheckWritten(write->response));
        // Leaving with an error is what undoes the writes.
        if (write->validate_only) return absl::CancelledError(kOnlyValidated);
        return write->response.SerializeAsString();
      },
      [this, write](absl::StatusOr<storage::Committed> done) { Written(write, std::move(done)); });
}

void Calls::Written(const std::shared_ptr<PendingWrite>& write,
                    absl::StatusOr<storage::Committed> done) {
  if (!done.ok()) {
    if (write->in_pool && absl::IsAborted(done.status()) && write->tries < kMaxTries) {
      ++write->tries;
      return PrepareInPool(write);
    }
    const bool validated = write->validate_only && done.status().message() == kOnlyValidated;
    const absl::Status status =
        validated ? absl::OkStatus() : HeldRefusal(write->call, store_.Read(), done.status());
    ConcealAnswer(write->call, write->response);
    return Finish(write->context, write->reactor, write->call, status, 0);
  }
  if (write->written && !done->replayed) write->written();
  absl::Status status;
  if (done->replayed && !write->response.ParseFromString(done->response)) {
    status = absl::DataLossError("damaged answer to a request id");
  }
  if (done->replayed && status.ok()) {
    status = HoldReplayed(write->call, store_, done->revision, write->response);
    if (!status.ok()) write->response.Clear();
  }
  ConcealAnswer(write->call, write->response);
  Finish(write->context, write->reactor, write->call, status, done->revision);
}

}  // namespace zgc::rpc
