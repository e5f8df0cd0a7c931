#include "common/rpc/call/calls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/observability/log.h"
#include "common/rpc/call/held_body.h"
#include "common/rpc/identity/account_id.h"
#include "common/rpc/wire/request_shape.h"

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
  if (std::any_of(call.request_id.begin(), call.request_id.end(), absl::ascii_iscntrl)) {
    errors.Add("request_id", "has control characters");
  }
  if (!IsAccountId(call.actor.person)) errors.Add(kOnBehalfOf, kNoAccountId);
  return errors.ToStatus();
}

bool IsDenial(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status);
}

storage::Origin OriginOf(const Call& call, const absl::Status& status) {
  storage::Origin origin;
  origin.caller = call.actor.caller;
  origin.person = call.actor.person;
  // Of the two, the caller most likely lacks the right to the further one.
  origin.method = call.also.empty() ? call.method : call.also;
  origin.request_id = call.request_id;
  origin.result = base::ResultName(status);
  origin.resource = call.resource;
  if (!call.organisation.empty()) origin.reason = OrganisationReason(call);
  return origin;
}

}  // namespace

std::string OrganisationReason(const Call& call) {
  return absl::StrCat("organisation ", base::Truncate(call.organisation, kMaxIdSize));
}

absl::Status Draining() {
  return base::RetryLater(
      absl::StatusCode::kUnavailable, zgc::common::v1::ERROR_REASON_SHUTTING_DOWN,
      "the service is stopping; ask again when it runs, a stream from the last revision received",
      absl::Seconds(1));
}

absl::StatusOr<int64_t> StopList::Add(const Call& call, Stop stop) {
  const std::string& caller = call.actor.caller;
  absl::MutexLock lock(&mutex_);
  if (stopped_) return Draining();
  const auto held = held_.find(caller);
  const size_t own = held == held_.end() ? 0 : held->second;
  const auto server = held_.find(kServerItself);
  const size_t open = stops_.size() - (server == held_.end() ? 0 : server->second);
  if (caller != kServerItself && (open >= kMaxSize || own >= kMaxOfCaller)) {
    return base::RetryLater(
        absl::StatusCode::kResourceExhausted, zgc::common::v1::ERROR_REASON_OVERLOADED,
        absl::StrCat(open, " watches are open, ", own, " of them are this caller's"),
        absl::Seconds(5));
  }
  ++held_[caller];
  stops_[next_] = {call, std::move(stop)};
  return next_++;
}

void StopList::Remove(int64_t id) {
  absl::MutexLock lock(&mutex_);
  const auto found = stops_.find(id);
  if (found == stops_.end()) return;
  const auto held = held_.find(found->second.call.actor.caller);
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
  for (auto& [id, held] : stops) held.stop(Draining());
}

void StopList::StopWhere(const std::function<absl::Status(const Call&)>& check) {
  // Stopped without the lock: what stops takes itself off the list.
  std::vector<std::pair<Stop, absl::Status>> due;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, held] : stops_) {
      if (held.call.actor.caller == kServerItself) continue;
      absl::Status status = check(held.call);
      if (!status.ok()) due.emplace_back(held.stop, std::move(status));
    }
  }
  for (const auto& [stop, status] : due) stop(status);
}

absl::Status Calls::Admit(const grpc::CallbackServerContext& context,
                          const google::protobuf::Message& request, Call& call, Access access) {
  ZGC_RETURN_IF_ERROR(AdmitHeld(context, request, call, access));
  return call.bounds == nullptr ? absl::OkStatus()
                                : scope::ClosedToScopes(*call.bounds, call.method);
}

absl::Status Calls::AdmitHeld(const grpc::CallbackServerContext& context,
                              const google::protobuf::Message& request, Call& call, Access access) {
  call.start = clock_->Now();
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  call.method = shape.method;
  call.request_id = StringOf(request, shape.request_id);
  call.resource = StringOf(request, shape.name);
  // One person has one id, however it is typed: maker and checker are compared by it.
  call.actor.person = absl::AsciiStrToLower(MetadataValue(context, kOnBehalfOf));
  if (insecure_) {
    call.actor.caller = kInsecureCaller;
  } else {
    const auto ids = context.auth_context()->FindPropertyValues("peer_spiffe_id");
    if (ids.size() == 1) call.actor.caller.assign(ids[0].data(), ids[0].size());
  }
  // First of all: what is wrong with its fields is nothing to tell a stranger.
  const std::shared_ptr<const Policy> policy = policy_.Get();
  ZGC_RETURN_IF_ERROR(policy->Authorize(call.actor, call.method, access));
  call.organisation = MetadataValue(context, kOrganisationMetadata);
  ZGC_ASSIGN_OR_RETURN(call.bounds, policy->BoundsOf(call.actor, call.organisation));
  ZGC_RETURN_IF_ERROR(CheckHeld(call));
  return CheckIds(call);
}

grpc::ServerUnaryReactor* Calls::RefuseMalformed(grpc::CallbackServerContext* context,
                                                 const Message& request) {
  Call call;
  absl::Status status = Admit(*context, request, call);
  if (status.ok()) {
    status = base::MakeError(
        absl::StatusCode::kInvalidArgument, zgc::common::v1::ERROR_REASON_INVALID_FIELD,
        absl::StrCat("the bytes of the request are no ", request.GetDescriptor()->full_name()));
  }
  auto* reactor = context->DefaultReactor();
  Finish(context, reactor, call, status, 0);
  return reactor;
}

absl::Status Calls::Allow(Call& call, const std::string& method) {
  call.also = method;
  return policy_.Get()->Authorize(call.actor, method);
}

absl::Status Calls::Allow(const base::Actor& actor, const std::string& method) const {
  return policy_.Get()->Authorize(actor, method);
}

void Calls::PolicyReloaded(const absl::Status& status) {
  storage::Origin origin;
  origin.caller = kServerItself;
  origin.method = "policy reload";
  origin.result = base::ResultName(status);
  origin.reason = std::string(status.message());
  Record(std::move(origin), [] {});
  if (!status.ok()) return;
  const std::shared_ptr<const Policy> policy = policy_.Get();
  stops_.StopWhere([&](const Call& call) {
    absl::Status allowed = policy->Authorize(call.actor, call.method);
    if (allowed.ok() && !call.also.empty()) allowed = policy->Authorize(call.actor, call.also);
    if (!allowed.ok()) return allowed;
    // No stream is held to bounds.
    const absl::StatusOr<scope::BoundsPtr> bounds = policy->BoundsOf(call.actor, "");
    if (!bounds.ok()) return bounds.status();
    if (*bounds != nullptr) return scope::ClosedToScopes(**bounds, call.method);
    return allowed;
  });
}

void Calls::Record(storage::Origin origin, std::function<void()> answer) {
  store_.SubmitRecord(std::move(origin), [answer = std::move(answer)](
                                             const absl::StatusOr<storage::Committed>& written) {
    if (!written.ok()) observability::LogError("not audited", written.status());
    answer();
  });
}

void Calls::Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                   const Call& call, const absl::Status& status, int64_t revision) {
  if (revision > 0) {
    context->AddTrailingMetadata(kRevisionMetadata, absl::StrCat(revision));
    context->AddTrailingMetadata(kIncarnationMetadata, store_.lineage().At(revision));
  }
  End(call, status, [reactor, wire = ToWire(status)] { reactor->Finish(wire); });
}

void Calls::End(const Call& call, const absl::Status& status, std::function<void()> answer) {
  const absl::Duration took = clock_->Now() - call.start;
  metrics_.CountCall(call.method, status.code(), took);
  if (!status.ok() && !absl::IsCancelled(status)) {
    observability::LogCall(call.method, call.actor, call.request_id, status, took);
  }
  if (!IsDenial(status)) return answer();
  denials_.Add(OriginOf(call, status), std::move(answer));
}

void Calls::EndRecorded(const Call& call, const absl::Status& status,
                        std::function<void()> answer) {
  if (IsDenial(status)) return End(call, status, std::move(answer));
  storage::Origin origin = OriginOf(call, status);
  if (!status.ok()) origin.reason = std::string(status.message());
  Record(std::move(origin), [this, call, status, answer = std::move(answer)]() mutable {
    End(call, status, std::move(answer));
  });
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
