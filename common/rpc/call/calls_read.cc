#include <google/protobuf/field_mask.pb.h>
#include <grpcpp/alarm.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/resource/masks.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/held_body.h"
#include "common/rpc/call/held_reactor.h"
#include "common/rpc/call/parking.h"
#include "common/rpc/wire/page_token.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/rpc/wire/request_digest.h"
#include "common/rpc/wire/request_shape.h"
#include "common/scope/hold.h"

// How a read runs: at once, on gRPC's own thread, if it names one resource or finds few and such
// reads have been quick; in the pool otherwise.
namespace zgc::rpc {
namespace {

using google::protobuf::Message;

// What a read on gRPC's own thread may cost by experience, and the time after which it is
// given up there and begun again in the pool.
constexpr absl::Duration kInlineCost = absl::Milliseconds(2);
constexpr absl::Duration kInlineTime = absl::Milliseconds(5);
// The same of a list, of which there are some dozen rows at most then.
constexpr absl::Duration kInlineListCost = absl::Microseconds(500);
// An answer made at once that is no longer is not counted: what gRPC keeps of its call is as much.
constexpr size_t kUnheldBytes = 4096;
// A page that takes longer ends with the row it is at.
constexpr absl::Duration kPageTime = absl::Seconds(1);

// Whether a read is made at once, by what such reads have cost so far; nothing is known at 0. How
// much a list finds shows only when it was made.
bool IsQuick(const RequestShape& shape, absl::Duration cost) {
  if (shape.page_size != nullptr) return cost > absl::ZeroDuration() && cost <= kInlineListCost;
  return shape.name != nullptr && cost <= kInlineCost;
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

absl::Status Hold(ByteBudget& budget, const Call& call, const Message& reply,
                  ByteBudget::Taken& bytes) {
  const auto size = static_cast<int64_t>(reply.ByteSizeLong());
  if (budget.Take(call.actor.caller, size, bytes)) return absl::OkStatus();
  return base::RetryLater(
      absl::StatusCode::kResourceExhausted, zgc::common::v1::ERROR_REASON_OVERLOADED,
      "too many bytes of answers wait to be taken by their callers", absl::Seconds(1));
}

// The pages of a list are of one revision; its number may stand for another one by now.
absl::Status CheckHistory(const v1::PageToken& token, const storage::Lineage& lineage) {
  common::v1::Position position;
  position.set_incarnation(token.incarnation());
  position.set_revision(token.revision());
  return lineage.Check(position);
}

}  // namespace

// A read in the pool; `revision` is the one to read, 0 for the newest when it begins.
struct Calls::PooledRead {
  grpc::CallbackServerContext* const context;
  const Message& request;
  Message& response;
  const ReadBody body;
  const ReadCosts::Kind kind;
  Call call;
  HeldReactor* const reactor;
  int64_t revision = 0;
};

grpc::ServerUnaryReactor* Calls::Read(grpc::CallbackServerContext* context, const Message& request,
                                      Message& response, ReadBody body) {
  Call call;
  absl::Status admitted = AdmitHeld(*context, request, call, Access::kRead);
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  const int64_t revision =
      std::max(IntOf(request, shape.revision), IntOf(request, shape.min_revision));
  const int64_t asked = std::max(revision, IntOf(request, shape.after_revision));
  if (admitted.ok()) admitted = CheckAsked(*context, asked);
  if (!admitted.ok()) {
    auto* reactor = context->DefaultReactor();
    Finish(context, reactor, call, admitted, 0);
    return reactor;
  }
  body = HeldRead(call, store_, request, response, std::move(body));
  const ReadCosts::Kind kind = ReadCosts::KindOf(request, shape);
  if (IsQuick(shape, pool_.costs().Of(kind)) && store_.head() >= revision) {
    if (auto* reactor = ReadAtOnce(context, request, response, call, kind, body)) return reactor;
  }
  auto* reactor = new HeldReactor(absl::FromChrono(context->deadline()), request.ByteSizeLong());
  const auto read = std::make_shared<PooledRead>(PooledRead{context,
                                                            request,
                                                            response,
                                                            std::move(body),
                                                            kind,
                                                            {},
                                                            reactor,
                                                            IntOf(request, shape.revision)});
  WhenReached(
      revision, std::move(call),
      [this, read](const Call& admitted_call) {
        read->call = admitted_call;
        Submit(read);
      },
      [=, this](const Call& done, const absl::Status& late) {
        Finish(context, reactor, done, late, 0);
      });
  return reactor;
}

void Calls::Submit(std::shared_ptr<PooledRead> read) {
  ReadPool::Job job;
  job.caller = read->call.actor.caller;
  job.kind = read->kind;
  job.bytes = static_cast<int64_t>(read->request.ByteSizeLong());
  job.interrupt = read->reactor->interrupt();
  job.may_run_again = true;
  job.run = [this, read] { RunPooled(read); };
  const absl::Status refused = pool_.Submit(std::move(job));
  if (!refused.ok()) Finish(read->context, read->reactor, read->call, refused, 0);
}

void Calls::RunPooled(const std::shared_ptr<PooledRead>& read) {
  absl::Status status = read->reactor->interrupt()->Check();
  if (status.ok()) {
    Parking parking;
    status = ReadNow(read->request, read->response, read->body, read->revision);
    if (parking.parked()) {
      read->response.Clear();
      return parking.Await([this, read] { Submit(read); });
    }
  }
  if (status.ok()) status = HoldReply(read->call, read->response, read->reactor->bytes());
  if (!status.ok()) read->response.Clear();
  Finish(read->context, read->reactor, read->call, status, read->revision);
}

absl::Status Calls::HoldReply(const Call& call, const Message& reply, ByteBudget::Taken& bytes) {
  return Hold(replies_, call, reply, bytes);
}

absl::Status Calls::HoldMessage(const Call& call, const Message& message,
                                ByteBudget::Taken& bytes) {
  return Hold(messages_, call, message, bytes);
}

grpc::ServerUnaryReactor* Calls::ReadAtOnce(grpc::CallbackServerContext* context,
                                            const Message& request, Message& response,
                                            const Call& call, ReadCosts::Kind kind,
                                            const ReadBody& body) {
  const ReadTimer timer;
  const base::Interrupt brief(absl::Now() + kInlineTime);
  int64_t read_at = IntOf(request, ShapeOf(*request.GetDescriptor()).revision);
  absl::Status status = StillWanted(*context);
  bool parked = false;
  if (status.ok()) {
    const base::InterruptScope scope(brief);
    // What waits for another's work does so in the pool.
    absl::optional<Parking> parking;
    if (ShapeOf(*request.GetDescriptor()).page_size != nullptr) parking.emplace();
    status = ReadNow(request, response, body, read_at);
    parked = parking.has_value() && parking->parked();
  }
  const absl::Duration cost = timer.Cost();
  if (cost > kInlineListCost) pool_.costs().Record(kind, cost);
  if (parked || (!status.ok() && !brief.Check().ok())) {
    response.Clear();
    return nullptr;
  }
  if (!status.ok() || response.ByteSizeLong() <= kUnheldBytes) {
    auto* reactor = context->DefaultReactor();
    Finish(context, reactor, call, status, read_at);
    return reactor;
  }
  auto* reactor = new HeldReactor(absl::FromChrono(context->deadline()), request.ByteSizeLong());
  status = HoldReply(call, response, reactor->bytes());
  if (!status.ok()) response.Clear();
  Finish(context, reactor, call, status, read_at);
  return reactor;
}

absl::Status Calls::ReadNow(const Message& request, Message& response, const ReadBody& body,
                            int64_t& revision) {
  const int64_t asked = std::exchange(revision, 0);
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(asked));
  revision = snapshot.revision();
  ZGC_RETURN_IF_ERROR(body(snapshot));
  // A body that was cut off on the way has no answer, whatever it says.
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  ZGC_RETURN_IF_ERROR(ApplyMask(request, response));
  return CheckReply(response);
}

grpc::ServerUnaryReactor* Calls::List(grpc::CallbackServerContext* context, const Message& request,
                                      Message& response, ListBody body) {
  return Read(context, request, response,
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
  token.set_incarnation(newest.lineage().At(newest.revision()));
  // Requests of two methods may be the same bytes.
  const auto digest = [&] {
    return absl::StrCat(shape.method, DigestWithout(request, {shape.page_token, shape.page_size}),
                        scope::PinOfList());
  };
  if (const std::string given = StringOf(request, shape.page_token); !given.empty()) {
    ZGC_ASSIGN_OR_RETURN(token, DecodePageToken(given, store_.page_key(), digest(), clock_->Now()));
    ZGC_RETURN_IF_ERROR(CheckHistory(token, newest.lineage()));
  }
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(token.revision()));
  storage::Page page;
  page.size =
      size == 0 ? kDefaultPageSize : static_cast<int>(std::min<int64_t>(size, kMaxPageSize));
  page.start = token.start();
  page.bytes = kMaxPageBytes;
  page.until = absl::Now() + kPageTime;
  ZGC_ASSIGN_OR_RETURN(std::string next, body(snapshot, page));
  // What a list makes of its rows may be more than they are.
  while (page.size > 1 && response.ByteSizeLong() > kMaxPageBytes) {
    page.size /= 2;
    response.Clear();
    ZGC_ASSIGN_OR_RETURN(next, body(snapshot, page));
  }
  const auto* type = response.GetDescriptor();
  if (!next.empty()) {
    token.set_start(next);
    token.set_query_sha256(digest());
    token.set_issued_unix_seconds(absl::ToUnixSeconds(clock_->Now()));
    response.GetReflection()->SetString(&response, type->FindFieldByName("next_page_token"),
                                        EncodePageToken(token, store_.page_key()));
  }
  response.GetReflection()->SetInt64(&response, type->FindFieldByName("revision"),
                                     snapshot.revision());
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
