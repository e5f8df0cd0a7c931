#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/actor.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/time/clock.h"
#include "common/observability/metrics.h"
#include "common/resource/suspect_amount.h"
#include "common/rpc/call/byte_budget.h"
#include "common/rpc/call/read_pool.h"
#include "common/rpc/identity/denials.h"
#include "common/rpc/identity/policy.h"
#include "common/rpc/wire/wire_status.h"
#include "common/scope/bounds.h"
#include "common/storage/page.h"
#include "common/storage/store.h"

// The one wrapper of every handler: identity, policy, deadline, request id,
// audit, revision, paging, errors, metrics, log line. Domain functions see
// messages and a transaction or snapshot only.
//
// Request fields are found by name: request_id, validate_only, revision,
// min_revision, read_mask, page_size, page_token. Every answer carries its position in the
// trailing metadata "zgc-revision" and "zgc-incarnation". A caller that sends the latter
// with a revision or min_revision is refused with POSITION_FORKED if that position is not
// in the history of this store.
namespace zgc::rpc {

// Metadata key with the account id of the person a trusted caller acts for.
inline constexpr char kOnBehalfOf[] = "zgc-on-behalf-of";
// The same with the organisation of that person, "organisations/{id}": the call is held to it.
inline constexpr char kOrganisationMetadata[] = "zgc-organisation";
inline constexpr char kRevisionMetadata[] = "zgc-revision";
inline constexpr char kIncarnationMetadata[] = "zgc-incarnation";
// Initial metadata of a watch: the store that it reads.
inline constexpr char kStoreIdMetadata[] = "zgc-store-id";
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
// How long a read waits for min_revision at most.
inline constexpr absl::Duration kRevisionWait = absl::Seconds(2);

// What the wrapper keeps of one call.
struct Call {
  base::Actor actor;
  // To what the policy binds the actor; null is the whole zone.
  scope::BoundsPtr bounds;
  // Of the person, as the caller states it; or empty.
  std::string organisation;
  std::string method;
  // Another method that the caller must be allowed, since a field of the request asks for
  // what it gives; or empty.
  std::string also;
  absl::Time start;
  std::string request_id;
  // What the request names, or what was made.
  std::string resource;
};

// What an auditor is told of the organisation that a caller states.
std::string OrganisationReason(const Call& call);

// UNAVAILABLE: the service is stopping.
absl::Status Draining();

// Who holds what the server makes for all callers.
inline constexpr char kServerItself[] = "";

// Things to stop before the server drains or when their caller may not have them any more:
// open watches. Thread-safe.
class StopList {
 public:
  // Watches that may be open at a time, of all and of one caller: each holds what it sent
  // last.
  static constexpr size_t kMaxSize = 512;
  static constexpr size_t kMaxOfCaller = kMaxSize / 4;

  // Draining() if stopping has begun, OVERLOADED if there are as many as may be,
  // which never holds back kServerItself. `stop` is called with the reason; it may wait for
  // what ends soon.
  using Stop = std::function<void(const absl::Status&)>;
  absl::StatusOr<int64_t> Add(const Call& call, Stop stop);
  void Remove(int64_t id);
  void StopAll();
  // Stops those of callers for which `check` is not OK, with what it says.
  void StopWhere(const std::function<absl::Status(const Call&)>& check);

 private:
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  struct Held {
    Call call;
    Stop stop;
  };
  absl::flat_hash_map<int64_t, Held> stops_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, size_t> held_ ABSL_GUARDED_BY(mutex_);
};

// Thread-safe. Outlives every call.
class Calls {
 public:
  Calls(storage::Store& store, const PolicySource& policy, observability::Metrics& metrics,
        bool insecure, const base::Clock* clock = base::Clock::Real())
      : store_(store),
        policy_(policy),
        metrics_(metrics),
        insecure_(insecure),
        clock_(clock),
        denials_([this](storage::Origin denial,
                        Denials::Answer answer) { Record(std::move(denial), std::move(answer)); },
                 clock) {}

  storage::Store& store() { return store_; }
  StopList& stops() { return stops_; }

  Denials& denials() { return denials_; }
  // Where whatever computes runs, other than reads of this wrapper, which find their way.
  ReadPool& pool() { return pool_; }
  observability::Metrics& metrics() { return metrics_; }
  // See ServerOptions. Set before anything is served.
  int64_t suspect_amount_yuan() const { return suspect_amount_yuan_; }
  void SetSuspectAmount(int64_t yuan) { suspect_amount_yuan_ = yuan; }

  // Identity and policy, for what is not held to the bounds of callers: those who have any are
  // refused. `call` says who called what either way. A denial is audited when the call is ended
  // with it.
  absl::Status Admit(const grpc::CallbackServerContext& context,
                     const google::protobuf::Message& request, Call& call,
                     Access access = Access::kRead);
  // The same for Read and Write, which hold what they run to the bounds.
  absl::Status AdmitHeld(const grpc::CallbackServerContext& context,
                         const google::protobuf::Message& request, Call& call, Access access);
  // Whether the caller of an admitted call may call `method` too, whose effect a field of the
  // request asks for.
  absl::Status Allow(Call& call, const std::string& method);
  // The same of a write before it begins.
  absl::Status Allow(const base::Actor& actor, const std::string& method) const;
  // Takes note that the policy was read again, or could not be: audited; streams that it
  // does not allow any more end.
  void PolicyReloaded(const absl::Status& status);
  // DEADLINE_EXCEEDED once it is too late to begin with a call.
  absl::Status StillWanted(const grpc::CallbackServerContext& context) const;

  using Message = google::protobuf::Message;
  using WriteBody = std::function<absl::Status(storage::Txn&, const base::Actor&)>;
  using PrepareBody = std::function<absl::Status(const base::Actor&)>;
  using ReadBody = std::function<absl::Status(const storage::Snapshot&)>;
  using ListBody =
      std::function<absl::StatusOr<std::string>(const storage::Snapshot&, const storage::Page&)>;

  // How calls run; see Write, Read and List of method.h for what the bodies may do. They fill
  // `response`. Both messages live as long as the call.
  //
  // `prepare` runs before the transaction, on the call's own thread or in the pool, once the
  // call is admitted, and does what need not be done one call after the other. It may park
  // (see Parking), and then runs again later, in the pool. In the pool a body that returns
  // ABORTED is prepared and run again, a few times. `written` runs once what it has written is on
  // disk: not if it is refused, checked only, or answered as before.
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const Message& request,
                                  Message& response, WriteBody body, PrepareBody prepare = nullptr,
                                  bool in_pool = false, std::function<void()> written = nullptr);
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Message& request,
                                 Message& response, ReadBody body);
  // Returns the key of the next page.
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const Message& request,
                                 Message& response, ListBody body);

  // Ends a call whose bytes are no `request`.
  grpc::ServerUnaryReactor* RefuseMalformed(grpc::CallbackServerContext* context,
                                            const Message& request);
  // Takes the bytes of a write that begins, until `bytes` goes; OVERLOADED if too many are
  // under way.
  absl::Status HoldWrite(const Call& call, const google::protobuf::Message& request,
                         ByteBudget::Taken& bytes);
  // The same of an answer, or of a message of a watch, that its caller has not taken yet.
  absl::Status HoldReply(const Call& call, const google::protobuf::Message& reply,
                         ByteBudget::Taken& bytes);
  absl::Status HoldMessage(const Call& call, const google::protobuf::Message& message,
                           ByteBudget::Taken& bytes);
  // Ends a call: trailing metadata, metrics, log line, wire status. A denial, by the policy
  // or by what separates duties, is answered after it is recorded.
  void Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
              const Call& call, const absl::Status& status, int64_t revision);
  // The same of a stream, without its answer, which `answer` sends, on any thread.
  void End(const Call& call, const absl::Status& status, std::function<void()> answer);
  // End for what changes no row and is audited all the same: a backup, a verification. The
  // record says whether it was done.
  void EndRecorded(const Call& call, const absl::Status& status, std::function<void()> answer);

 private:
  struct PendingWrite;
  void PrepareInPool(std::shared_ptr<PendingWrite> write);
  void Prepare(const std::shared_ptr<PendingWrite>& write);
  void Submit(const std::shared_ptr<PendingWrite>& write);
  void Written(const std::shared_ptr<PendingWrite>& write, absl::StatusOr<storage::Committed> done);
  // nullptr, with nothing answered, if it takes too long for one of gRPC's threads.
  grpc::ServerUnaryReactor* ReadAtOnce(grpc::CallbackServerContext* context, const Message& request,
                                       Message& response, const Call& call, ReadCosts::Kind kind,
                                       const ReadBody& body);
  struct PooledRead;
  void Submit(std::shared_ptr<PooledRead> read);
  void RunPooled(const std::shared_ptr<PooledRead>& read);
  // `revision` 0 is the newest; becomes the one that was read.
  absl::Status ReadNow(const Message& request, Message& response, const ReadBody& body,
                       int64_t& revision);
  // POSITION_FORKED if the caller names an incarnation in which the revision is not.
  absl::Status CheckAsked(const grpc::CallbackServerContext& context, int64_t revision) const;
  absl::Status ReadPage(const Message& request, Message& response, const storage::Snapshot& newest,
                        const ListBody& body);

  // Calls `answer` when the record is on disk, or cannot be written.
  void Record(storage::Origin origin, std::function<void()> answer);
  void WhenReached(int64_t revision, Call call, std::function<void(const Call&)> reached,
                   std::function<void(const Call&, const absl::Status&)> late);

  storage::Store& store_;
  const PolicySource& policy_;
  observability::Metrics& metrics_;
  const bool insecure_;
  const base::Clock* const clock_;
  int64_t suspect_amount_yuan_ = resource::kSuspectAmountYuan;
  StopList stops_;
  Denials denials_;
  // Requests of writes from their admission until their answer has gone. What a write makes
  // of its request, its rows with their history and its answer, is several times as much.
  ByteBudget writes_{96 << 20, 64 << 20};
  // Answers made in the pool that their callers have not taken yet.
  ByteBudget replies_{128 << 20, 32 << 20};
  // The same of messages of watches, which a reader may leave for as long as it likes: apart,
  // so that they keep nobody's answers back.
  ByteBudget messages_{96 << 20, 16 << 20};
  // The last: what runs there may use all the others.
  ReadPool pool_;
};

}  // namespace zgc::rpc
