#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/actor.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/observability/metrics.h"
#include "common/resource/masks.h"
#include "common/rpc/page_token.h"
#include "common/rpc/policy.h"
#include "common/rpc/wire_status.h"
#include "common/storage/page.h"
#include "common/storage/store.h"

// The one wrapper of every handler: identity, policy, deadline, request id,
// audit, revision, paging, errors, metrics, log line. Domain functions see
// messages and a transaction or snapshot only.
//
// Request fields are found by name: request_id, validate_only, revision,
// min_revision, read_mask, page_size, page_token. Every answer carries the revision in
// the trailing metadata "zgc-revision".
namespace zgc::rpc {

// Metadata key with the account id of the person a trusted caller acts for.
inline constexpr char kOnBehalfOf[] = "zgc-on-behalf-of";
inline constexpr char kRevisionMetadata[] = "zgc-revision";
// Initial metadata of a watch: the store that it reads.
inline constexpr char kStoreIdMetadata[] = "zgc-store-id";
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
// How long a read waits for min_revision at most.
inline constexpr absl::Duration kRevisionWait = absl::Seconds(2);

// Full method name whose request is `request`: "/pkg.Service/Method". Found
// once for each type; lives for ever.
const std::string& MethodOf(const google::protobuf::Descriptor& request);

// What the wrapper keeps of one call.
struct Call {
  base::Actor actor;
  std::string method;
  absl::Time start;
  std::string request_id;
};

// Things to stop before the server drains: open watches. Thread-safe.
class StopList {
 public:
  // Returns 0 and calls nothing if stopping has begun.
  int64_t Add(std::function<void()> stop);
  void Remove(int64_t id);
  void StopAll();

 private:
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::flat_hash_map<int64_t, std::function<void()>> stops_ ABSL_GUARDED_BY(mutex_);
};

// Thread-safe. Outlives every call.
class Calls {
 public:
  Calls(storage::Store& store, const PolicySource& policy, observability::Metrics& metrics,
        bool insecure, const base::Clock* clock = base::Clock::Real())
      : store_(store), policy_(policy), metrics_(metrics), insecure_(insecure), clock_(clock) {}

  storage::Store& store() { return store_; }
  StopList& stops() { return stops_; }

  // Identity and policy. A denial is audited; the status says it.
  absl::StatusOr<Call> Admit(const grpc::CallbackServerContext& context,
                             const google::protobuf::Message& request);

  // fn: StatusOr<Response>(Txn&, const Actor&, const Request&), on the
  // committer's thread. The call ends after the commit is on disk.
  template <typename Request, typename Response, typename Fn>
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Fn fn) {
    auto* reactor = context->DefaultReactor();
    auto call = std::make_shared<Call>();
    absl::StatusOr<Call> admitted = Admit(*context, *request);
    if (!admitted.ok()) {
      Finish(context, reactor, {{}, MethodOf(*Request::descriptor()), clock_->Now(), ""},
             admitted.status(), 0);
      return reactor;
    }
    *call = *std::move(admitted);
    bool validate_only = false;
    if constexpr (requires { request->validate_only(); }) validate_only = request->validate_only();
    store_.Submit(
        OriginOf(*call, *request),
        [=, this](storage::Txn& txn) -> absl::StatusOr<std::string> {
          ZGC_RETURN_IF_ERROR(StillWanted(*context));
          ZGC_ASSIGN_OR_RETURN(*response, fn(txn, call->actor, *request));
          // Leaving with an error is what undoes the writes.
          if (validate_only) return absl::CancelledError(kOnlyValidated);
          return response->SerializeAsString();
        },
        [=, this](absl::StatusOr<storage::Committed> done) {
          if (!done.ok()) {
            const bool validated = validate_only && done.status().message() == kOnlyValidated;
            Finish(context, reactor, *call, validated ? absl::OkStatus() : done.status(), 0);
            return;
          }
          absl::Status status;
          if (done->replayed && !response->ParseFromString(done->response)) {
            status = absl::DataLossError("damaged answer to a request id");
          }
          Finish(context, reactor, *call, status, done->revision);
        });
    return reactor;
  }

  // fn: StatusOr<Response>(const Reader&, const Request&), at request.revision
  // or the newest, after request.min_revision has been reached.
  template <typename Request, typename Response, typename Fn>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request,
                                 Response* response, Fn fn) {
    auto* reactor = context->DefaultReactor();
    absl::StatusOr<Call> call = Admit(*context, *request);
    if (!call.ok()) {
      Finish(context, reactor, {{}, MethodOf(*Request::descriptor()), clock_->Now(), ""},
             call.status(), 0);
      return reactor;
    }
    int64_t revision = 0;
    int64_t min_revision = 0;
    if constexpr (requires { request->revision(); }) revision = request->revision();
    if constexpr (requires { request->min_revision(); }) min_revision = request->min_revision();
    auto answer = [=, this](const Call& done) {
      int64_t read_at = 0;
      const absl::Status status = [&]() -> absl::Status {
        ZGC_RETURN_IF_ERROR(StillWanted(*context));
        ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(revision));
        read_at = snapshot.revision();
        ZGC_ASSIGN_OR_RETURN(*response, fn(snapshot, *request));
        return ApplyMask(*request, *response);
      }();
      Finish(context, reactor, done, status, read_at);
    };
    WhenReached(std::max(revision, min_revision), *std::move(call), std::move(answer),
                [=, this](const Call& done, const absl::Status& late) {
                  Finish(context, reactor, done, late, 0);
                });
    return reactor;
  }

  // fn: StatusOr<std::string>(const Reader&, const Request&, const Page&,
  // Response&), returning the key of the next page. All pages of a list are
  // read at the revision of the first.
  template <typename Request, typename Response, typename Fn>
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const Request* request,
                                 Response* response, Fn fn) {
    return Read(
        context, request, response,
        [=, this](const storage::Snapshot& newest,
                  const Request& query) -> absl::StatusOr<Response> {
          if (query.page_size() < 0) {
            base::FieldErrors errors;
            errors.Add("page_size", "is negative");
            return errors.ToStatus();
          }
          v1::PageToken token;
          const std::string digest = QueryDigest(query);
          if (!query.page_token().empty()) {
            ZGC_ASSIGN_OR_RETURN(token, DecodePageToken(query.page_token(), store_.page_key(),
                                                        digest, clock_->Now()));
          } else {
            token.set_revision(newest.revision());
          }
          ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_.ReadAt(token.revision()));
          storage::Page page;
          page.size =
              query.page_size() == 0 ? kDefaultPageSize : std::min(query.page_size(), kMaxPageSize);
          page.start = token.start();
          Response answer;
          ZGC_ASSIGN_OR_RETURN(const std::string next, fn(snapshot, query, page, answer));
          if (!next.empty()) {
            token.set_start(next);
            token.set_query_sha256(digest);
            token.set_issued_unix_seconds(absl::ToUnixSeconds(clock_->Now()));
            answer.set_next_page_token(EncodePageToken(token, store_.page_key()));
          }
          answer.set_revision(snapshot.revision());
          return answer;
        });
  }

  // Ends a call: trailing metadata, metrics, log line, wire status.
  void Finish(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
              const Call& call, const absl::Status& status, int64_t revision);

 private:
  static constexpr absl::string_view kOnlyValidated = "validated";

  // A response with pages is a list: the mask is that of its resources.
  template <typename Request, typename Response>
  static absl::Status ApplyMask(const Request& request, Response& response) {
    if constexpr (requires { request.read_mask(); }) {
      if constexpr (requires { response.next_page_token(); }) {
        return resource::ApplyReadMaskToList(request.read_mask(), response);
      } else {
        return resource::ApplyReadMask(request.read_mask(), response);
      }
    }
    return absl::OkStatus();
  }

  template <typename Request>
  static std::string QueryDigest(Request query) {
    query.clear_page_token();
    query.clear_page_size();
    return Digest(query);
  }

  template <typename Request>
  static storage::Origin OriginOf(const Call& call, const Request& request) {
    storage::Origin origin;
    origin.caller = call.actor.caller;
    origin.person = call.actor.person;
    origin.method = call.method;
    if constexpr (requires { request.request_id(); }) {
      bool validate_only = false;
      if constexpr (requires { request.validate_only(); }) validate_only = request.validate_only();
      if (!request.request_id().empty() && !validate_only) {
        origin.request_id = request.request_id();
        Request body = request;
        body.clear_request_id();
        origin.request_sha256 = Digest(body);
      }
    }
    return origin;
  }

  // SHA-256 of the deterministic serialization.
  static std::string Digest(const google::protobuf::Message& message);
  absl::Status StillWanted(const grpc::CallbackServerContext& context) const;
  void WhenReached(int64_t revision, Call call, std::function<void(const Call&)> reached,
                   std::function<void(const Call&, const absl::Status&)> late);

  storage::Store& store_;
  const PolicySource& policy_;
  observability::Metrics& metrics_;
  const bool insecure_;
  const base::Clock* const clock_;
  StopList stops_;
};

}  // namespace zgc::rpc
