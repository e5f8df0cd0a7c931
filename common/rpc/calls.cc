#include "common/rpc/calls.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/observability/log.h"

namespace zgc::rpc {
namespace {

// Longest account id or request id that is taken.
constexpr size_t kMaxIdSize = 128;

std::string MetadataValue(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

std::string StringField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

absl::Status CheckIds(const Call& call) {
  base::FieldErrors errors;
  if (call.request_id.size() > kMaxIdSize) errors.Add("request_id", "is over 128 bytes");
  if (call.actor.person.size() > kMaxIdSize) errors.Add(kOnBehalfOf, "is over 128 bytes");
  return errors.ToStatus();
}

}  // namespace

namespace {

std::string FindMethod(const google::protobuf::Descriptor& request) {
  const auto* file = request.file();
  for (int i = 0; i < file->service_count(); ++i) {
    const auto* service = file->service(i);
    for (int j = 0; j < service->method_count(); ++j) {
      if (service->method(j)->input_type() == &request) {
        return absl::StrCat("/", service->full_name(), "/", service->method(j)->name());
      }
    }
  }
  return absl::StrCat("/", request.full_name());
}

}  // namespace

const std::string& MethodOf(const google::protobuf::Descriptor& request) {
  static absl::Mutex mutex;
  static auto* const methods =
      new absl::flat_hash_map<const google::protobuf::Descriptor*, const std::string*>();
  {
    absl::ReaderMutexLock lock(&mutex);
    const auto found = methods->find(&request);
    if (found != methods->end()) return *found->second;
  }
  absl::MutexLock lock(&mutex);
  const std::string*& method = (*methods)[&request];
  if (method == nullptr) method = new std::string(FindMethod(request));
  return *method;
}

int64_t StopList::Add(std::function<void()> stop) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return 0;
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

absl::StatusOr<Call> Calls::Admit(const grpc::CallbackServerContext& context,
                                  const google::protobuf::Message& request) {
  Call call;
  call.start = clock_->Now();
  call.method = MethodOf(*request.GetDescriptor());
  call.request_id = StringField(request, "request_id");
  call.actor.person = MetadataValue(context, kOnBehalfOf);
  if (insecure_) {
    call.actor.caller = kInsecureCaller;
  } else {
    const auto ids = context.auth_context()->FindPropertyValues("peer_spiffe_id");
    if (ids.size() == 1) call.actor.caller.assign(ids[0].data(), ids[0].size());
  }
  ZGC_RETURN_IF_ERROR(CheckIds(call));
  const absl::Status allowed = policy_.Get()->Authorize(call.actor, call.method);
  if (!allowed.ok()) {
    storage::Origin origin;
    origin.caller = call.actor.caller;
    origin.person = call.actor.person;
    origin.method = call.method;
    origin.request_id = call.request_id;
    origin.result = base::ReasonName(base::ReasonOf(allowed));
    origin.resource = StringField(request, "name");
    store_.SubmitDenial(std::move(origin), [](const absl::StatusOr<storage::Committed>& written) {
      if (!written.ok()) observability::LogError("a denial was not audited", written.status());
    });
    return allowed;
  }
  return call;
}

void Calls::Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                   const Call& call, const absl::Status& status, int64_t revision) {
  if (revision > 0) context->AddTrailingMetadata(kRevisionMetadata, absl::StrCat(revision));
  const absl::Duration took = clock_->Now() - call.start;
  metrics_.CountCall(call.method, status.code(), took);
  if (!status.ok()) {
    observability::LogCall(call.method, call.actor, call.request_id, status, took);
  }
  reactor->Finish(ToWire(status));
}

std::string Calls::Digest(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return base::Sha256(bytes);
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
}

}  // namespace zgc::rpc
