#include "common/rpc/calls.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/observability/log.h"
#include "common/rpc/account_id.h"
#include "common/rpc/request_shape.h"

namespace zgc::rpc {
namespace {

using google::protobuf::Message;

// Longest request id that is taken.
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

absl::Status CheckIds(const Call& call) {
  base::FieldErrors errors;
  if (call.request_id.size() > kMaxIdSize) errors.Add("request_id", "is over 128 bytes");
  if (!IsAccountId(call.actor.person)) errors.Add(kOnBehalfOf, kNoAccountId);
  return errors.ToStatus();
}

}  // namespace

absl::Status Draining() {
  return base::RetryLater(
      absl::StatusCode::kUnavailable, zgc::common::v1::ERROR_REASON_SHUTTING_DOWN,
      "the service is stopping; resume from the last revision received", absl::Seconds(1));
}

absl::StatusOr<int64_t> StopList::Add(const std::string& caller, std::function<void()> stop) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return Draining();
  const auto held = held_.find(caller);
  const size_t own = held == held_.end() ? 0 : held->second;
  if (caller != kServerItself && (stops_.size() >= kMaxSize || own >= kMaxOfCaller)) {
    return base::RetryLater(
        absl::StatusCode::kResourceExhausted, zgc::common::v1::ERROR_REASON_OVERLOADED,
        absl::StrCat(stops_.size(), " watches are open, ", own, " of them are this caller's"),
        absl::Seconds(5));
  }
  ++held_[caller];
  stops_[next_] = {caller, std::move(stop)};
  return next_++;
}

void StopList::Remove(int64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto found = stops_.find(id);
  if (found == stops_.end()) return;
  const auto held = held_.find(found->second.caller);
  if (--held->second == 0) held_.erase(held);
  stops_.erase(found);
}

void StopList::StopAll() {
  absl::flat_hash_map<int64_t, Held> stops;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    stops.swap(stops_);
    held_.clear();
  }
  for (auto& [id, held] : stops) held.stop();
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
  ZGC_RETURN_IF_ERROR(Allow(call, call.method, StringOf(request, shape.name)));
  return CheckIds(call);
}

absl::Status Calls::Allow(const Call& call, const std::string& method,
                          const std::string& resource) {
  absl::Status allowed = policy_.Get()->Authorize(call.actor, method);
  if (allowed.ok()) return allowed;
  storage::Origin origin;
  origin.caller = call.actor.caller;
  origin.person = call.actor.person;
  origin.method = method;
  origin.request_id = call.request_id;
  origin.result = base::ReasonName(base::ReasonOf(allowed));
  origin.resource = resource;
  denials_.Add(std::move(origin));
  return allowed;
}

void Calls::RecordDenial(storage::Origin denial) {
  store_.SubmitDenial(std::move(denial), [](const absl::StatusOr<storage::Committed>& written) {
    if (!written.ok()) observability::LogError("a denial was not audited", written.status());
  });
}

void Calls::Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                   const Call& call, const absl::Status& status, int64_t revision) {
  if (revision > 0) {
    context->AddTrailingMetadata(kRevisionMetadata, absl::StrCat(revision));
    context->AddTrailingMetadata(kIncarnationMetadata, store_.lineage().At(revision));
  }
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

absl::Status Calls::CheckAsked(const grpc::CallbackServerContext& context, int64_t revision) const {
  common::v1::Position asked;
  asked.set_incarnation(MetadataValue(context, kIncarnationMetadata));
  if (asked.incarnation().empty()) return absl::OkStatus();
  asked.set_revision(revision);
  return store_.lineage().Check(asked);
}

absl::Status Calls::StillWanted(const grpc::CallbackServerContext& context) const {
  if (context.deadline() < std::chrono::system_clock::now()) {
    return base::MakeError(absl::StatusCode::kDeadlineExceeded,
                           zgc::common::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                           "the deadline passed before the work began; nothing was done");
  }
  return absl::OkStatus();
}

}  // namespace zgc::rpc
