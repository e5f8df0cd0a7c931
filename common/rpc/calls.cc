#include "common/rpc/calls.h"

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/alarm.h>

#include <algorithm>
#include <atomic>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/observability/log.h"
#include "common/resource/masks.h"
#include "common/rpc/page_token.h"
#include "common/rpc/request_shape.h"

namespace zgc::rpc {
namespace {

using google::protobuf::Message;

// Longest account id or request id that is taken.
constexpr size_t kMaxIdSize = 128;

// All values if a key is repeated: no one of them may be taken for the person.
std::string MetadataValue(const grpc::CallbackServerContext& context, const char* key) {
  std::string text;
  const auto [begin, end] = context.client_metadata().equal_range(key);
  for (auto it = begin; it != end; ++it) {
    absl::StrAppend(&text, it == begin ? "" : ", ",
                    absl::string_view(it->second.data(), it->second.size()));
  }
  return text;
}

bool IsAccountId(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isgraph(c) && c != ','; });
}

absl::Status CheckIds(const Call& call) {
  base::FieldErrors errors;
  if (call.request_id.size() > kMaxIdSize) errors.Add("request_id", "is over 128 bytes");
  if (call.actor.person.size() > kMaxIdSize) errors.Add(kOnBehalfOf, "is over 128 bytes");
  if (!IsAccountId(call.actor.person)) {
    errors.Add(kOnBehalfOf, "is not one account id of visible ASCII characters without ','");
  }
  return errors.ToStatus();
}

// SHA-256 of the deterministic serialization.
std::string Digest(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return base::Sha256(bytes);
}

// The same without the fields that do not say what is asked.
std::string DigestWithout(const Message& message,
                          std::initializer_list<const google::protobuf::FieldDescriptor*> fields) {
  const std::unique_ptr<Message> body(message.New());
  body->CopyFrom(message);
  for (const auto* field : fields) {
    if (field != nullptr) body->GetReflection()->ClearField(body.get(), field);
  }
  return Digest(*body);
}

storage::Origin OriginOf(const Call& call, const Message& request, bool validate_only) {
  storage::Origin origin;
  origin.caller = call.actor.caller;
  origin.person = call.actor.person;
  origin.method = call.method;
  if (!call.request_id.empty() && !validate_only) {
    origin.request_id = call.request_id;
    origin.request_sha256 = DigestWithout(request, {ShapeOf(*request.GetDescriptor()).request_id});
  }
  return origin;
}

// A response with pages is a list: the mask is that of its resources.
absl::Status ApplyMask(const Message& request, Message& response) {
  const auto* field = ShapeOf(*request.GetDescriptor()).read_mask;
  if (field == nullptr || !request.GetReflection()->HasField(request, field)) {
    return absl::OkStatus();
  }
  const auto& mask = static_cast<const google::protobuf::FieldMask&>(
      request.GetReflection()->GetMessage(request, field));
  if (response.GetDescriptor()->FindFieldByName("next_page_token") != nullptr) {
    return resource::ApplyReadMaskToList(mask, response);
  }
  return resource::ApplyReadMask(mask, response);
}

constexpr absl::string_view kOnlyValidated = "validated";

}  // namespace

absl::Status Draining() {
  return base::RetryLater(
      absl::StatusCode::kUnavailable, zgc::common::v1::ERROR_REASON_SHUTTING_DOWN,
      "the service is stopping; resume from the last revision received", absl::Seconds(1));
}

absl::StatusOr<int64_t> StopList::Add(std::function<void()> stop) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return Draining();
  if (stops_.size() >= kMaxSize) {
    return base::RetryLater(absl::StatusCode::kResourceExhausted,
                            zgc::common::v1::ERROR_REASON_OVERLOADED,
                            absl::StrCat(stops_.size(), " watches are open"), absl::Seconds(5));
  }
  stops_[next_] = std::move(stop);
  return next_++;
}

void StopList::Remove(int64_t id) {
  absl::MutexLock lock(&mutex_);
  stops_.erase(id);
}

void StopList::StopAll() {
  absl::flat_hash_map<int64_t, std::function<void()>> stops;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    stops.swap(stops_);
  }
  for (auto& [id, stop] : stops) stop();
}

absl::Status Calls::Admit(const grpc::CallbackServerContext& context,
                          const google::protobuf::Message& request, Call& call) {
  call.start = clock_->Now();
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  call.method = shape.method;
  call.request_id = StringOf(request, shape.request_id);
  call.actor.person = MetadataValue(context, kOnBehalfOf);
  if (insecure_) {
    call.actor.caller = kInsecureCaller;
  } else {
    const auto ids = context.auth_context()->FindPropertyValues("peer_spiffe_id");
    if (ids.size() == 1) call.actor.caller.assign(ids[0].data(), ids[0].size());
  }
  // First of all: what is wrong with its fields is nothing to tell a stranger.
  absl::Status allowed = policy_.Get()->Authorize(call.actor, call.method);
  if (!allowed.ok()) {
    storage::Origin origin;
    origin.caller = call.actor.caller;
    origin.person = call.actor.person;
    origin.method = call.method;
    origin.request_id = call.request_id;
    origin.result = base::ReasonName(base::ReasonOf(allowed));
    origin.resource = StringOf(request, shape.name);
    denials_.Add(std::move(origin));
    return allowed;
  }
  return CheckIds(call);
}

void Calls::RecordDenial(storage::Origin denial) {
  store_.SubmitDenial(std::move(denial), [](const absl::StatusOr<storage::Committed>& written) {
    if (!written.ok()) observability::LogError("a denial was not audited", written.status());
  });
}

void Calls::Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                   const Call& call, const absl::Status& status, int64_t revision) {
  if (revision > 0) context->AddTrailingMetadata(kRevisionMetadata, absl::StrCat(revision));
  Ended(call, status);
  reactor->Finish(ToWire(status));
}

void Calls::Ended(const Call& call, const absl::Status& status) {
  const absl::Duration took = clock_->Now() - call.start;
  metrics_.CountCall(call.method, status.code(), took);
  if (!status.ok() && !absl::IsCancelled(status)) {
    observability::LogCall(call.method, call.actor, call.request_id, status, took);
  }
}

grpc::ServerUnaryReactor* Calls::WriteAny(grpc::CallbackServerContext* context,
                                          const Message& request, Message& response, WriteBody body,
                                          PrepareBody prepare) {
  auto* reactor = context->DefaultReactor();
  const auto call = std::make_shared<Call>();
  absl::Status admitted = Admit(*context, request, *call);
  if (admitted.ok() && prepare) admitted = prepare();
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  if (!admitted.ok()) {
    Finish(context, reactor, *call, admitted, 0);
    return reactor;
  }
  const bool validate_only = BoolOf(request, shape.validate_only);
  auto* answer = &response;
  store_.Submit(
      OriginOf(*call, request, validate_only),
      [=, this, body = std::move(body)](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_RETURN_IF_ERROR(StillWanted(*context));
        ZGC_RETURN_IF_ERROR(body(txn, call->actor));
        // Leaving with an error is what undoes the writes.
        if (validate_only) return absl::CancelledError(kOnlyValidated);
        return answer->SerializeAsString();
      },
      [=, this](absl::StatusOr<storage::Committed> done) {
        if (!done.ok()) {
          const bool validated = validate_only && done.status().message() == kOnlyValidated;
          Finish(context, reactor, *call, validated ? absl::OkStatus() : done.status(), 0);
          return;
        }
        absl::Status status;
        if (done->replayed && !answer->ParseFromString(done->response)) {
          status = absl::DataLossError("damaged answer to a request id");
        }
        Finish(context, reactor, *call, status, done->revision);
      });
  return reactor;
}

grpc::ServerUnaryReactor* Calls::ReadAny(grpc::CallbackServerContext* context,
                                         const Message& request, Message& response, ReadBody body) {
  auto* reactor = context->DefaultReactor();
  Call call;
  const absl::Status admitted = Admit(*context, request, call);
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  if (!admitted.ok()) {
    Finish(context, reactor, call, admitted, 0);
    return reactor;
  }
  const int64_t revision = IntOf(request, shape.revision);
  const int64_t min_revision = IntOf(request, shape.min_revision);
  const auto answer = [=, this, &request, &response, body = std::move(body)](const Call& done) {
    int64_t read_at = 0;
    const absl::Status status = [&]() -> absl::Status {
      ZGC_RETURN_IF_ERROR(StillWanted(*context));
      ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(revision));
      read_at = snapshot.revision();
      ZGC_RETURN_IF_ERROR(body(snapshot));
      return ApplyMask(request, response);
    }();
    Finish(context, reactor, done, status, read_at);
  };
  WhenReached(std::max(revision, min_revision), std::move(call), answer,
              [=, this](const Call& done, const absl::Status& late) {
                Finish(context, reactor, done, late, 0);
              });
  return reactor;
}

grpc::ServerUnaryReactor* Calls::ListAny(grpc::CallbackServerContext* context,
                                         const Message& request, Message& response, ListBody body) {
  return ReadAny(
      context, request, response,
      [this, &request, &response, body = std::move(body)](const storage::Snapshot& newest) {
        return ReadPage(request, response, newest, body);
      });
}

absl::Status Calls::ReadPage(const Message& request, Message& response,
                             const storage::Snapshot& newest, const ListBody& body) {
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  const int64_t size = IntOf(request, shape.page_size);
  if (size < 0) {
    base::FieldErrors errors;
    errors.Add("page_size", "is negative");
    return errors.ToStatus();
  }
  v1::PageToken token;
  token.set_revision(newest.revision());
  // Requests of two methods may be the same bytes.
  const std::string digest =
      absl::StrCat(shape.method, DigestWithout(request, {shape.page_token, shape.page_size}));
  if (const std::string given = StringOf(request, shape.page_token); !given.empty()) {
    ZGC_ASSIGN_OR_RETURN(token, DecodePageToken(given, store_.page_key(), digest, clock_->Now()));
  }
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(token.revision()));
  storage::Page page;
  page.size =
      size == 0 ? kDefaultPageSize : static_cast<int>(std::min<int64_t>(size, kMaxPageSize));
  page.start = token.start();
  ZGC_ASSIGN_OR_RETURN(const std::string next, body(snapshot, page));
  const auto* type = response.GetDescriptor();
  if (!next.empty()) {
    token.set_start(next);
    token.set_query_sha256(digest);
    token.set_issued_unix_seconds(absl::ToUnixSeconds(clock_->Now()));
    response.GetReflection()->SetString(&response, type->FindFieldByName("next_page_token"),
                                        EncodePageToken(token, store_.page_key()));
  }
  response.GetReflection()->SetInt64(&response, type->FindFieldByName("revision"),
                                     snapshot.revision());
  return absl::OkStatus();
}

absl::Status Calls::StillWanted(const grpc::CallbackServerContext& context) const {
  if (context.deadline() < std::chrono::system_clock::now()) {
    return base::MakeError(absl::StatusCode::kDeadlineExceeded,
                           zgc::common::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                           "the deadline passed before the work began; nothing was done");
  }
  return absl::OkStatus();
}

// The wait must not hold a thread of the server, and the continuation must
// not run on the committer's: the alarm fires on one of gRPC's own, either at
// its time or because the revision came and cancelled it.
void Calls::WhenReached(int64_t revision, Call call, std::function<void(const Call&)> reached,
                        std::function<void(const Call&, const absl::Status&)> late) {
  if (store_.head() >= revision) {
    reached(call);
    return;
  }
  struct Wait {
    std::unique_ptr<grpc::Alarm> alarm = std::make_unique<grpc::Alarm>();
    std::atomic<int64_t> ticket{0};
    absl::Mutex mutex;
  };
  auto wait = std::make_shared<Wait>();
  wait->alarm->Set(
      std::chrono::system_clock::now() + absl::ToChronoMilliseconds(kRevisionWait),
      [this, wait, revision, call = std::move(call), reached = std::move(reached),
       late = std::move(late)](bool /*expired*/) {
        store_.CancelWait(wait->ticket);
        // The alarm owns this function, which holds the wait: break the circle.
        std::unique_ptr<grpc::Alarm> alarm;
        {
          absl::MutexLock lock(&wait->mutex);
          alarm = std::move(wait->alarm);
        }
        const int64_t head = store_.head();
        if (head >= revision) {
          reached(call);
        } else {
          late(call, base::RetryLater(
                         absl::StatusCode::kUnavailable,
                         zgc::common::v1::ERROR_REASON_REVISION_NOT_REACHED,
                         absl::StrCat("the store is at revision ", head, ", not yet at ", revision),
                         absl::Seconds(1)));
        }
      });
  wait->ticket = store_.OnRevision(revision, [wait] {
    absl::MutexLock lock(&wait->mutex);
    if (wait->alarm != nullptr) wait->alarm->Cancel();
  });
  // The alarm may have fired before the ticket was there to be given back.
  absl::MutexLock lock(&wait->mutex);
  if (wait->alarm == nullptr) store_.CancelWait(wait->ticket);
}

}  // namespace zgc::rpc
