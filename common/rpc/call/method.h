#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/base/status_macros.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/call/services.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// The methods of a service as the rows of a table: an RPC is its use case, a function of
// messages and a transaction or reader, and one line:
//
//   return rpc::MakeService(calls, "zgc.parks.v1.ParkService",
//                           {rpc::Write(CreateRegion), rpc::Read(GetRegion), ...});
//
// Which method a row is of is known by its request.
namespace zgc::rpc {

// A row of the table.
struct Method {
  using Message = google::protobuf::Message;
  using Context = grpc::CallbackServerContext;
  using Start = std::function<grpc::ServerUnaryReactor*(Calls&, Context*, const Message& request,
                                                        Message& response)>;
  const Message* request = nullptr;
  const Message* response = nullptr;
  // Of a method with one request and one response.
  Start start;
  // Of a stream: what gRPC calls.
  std::function<grpc::internal::MethodHandler*(Calls&)> make_handler;
  // Runs in a transaction: its request can ask that it be checked only, with validate_only.
  bool is_write = false;
};

// Serves the rows, each of which is of a method of `service`, "zgc.parks.v1.ParkService",
// and each of its methods has one. A mistake in the table ends the process when it starts.
// `calls` outlives it. Thread-safe.
std::unique_ptr<grpc::Service> MakeService(Calls& calls, const std::string& service,
                                           const std::vector<Method>& methods);
// The same of a part of the methods; the others are UNIMPLEMENTED.
std::unique_ptr<grpc::Service> MakePartOfService(Calls& calls, const std::string& service,
                                                 const std::vector<Method>& methods);

namespace internal {

using WriteFn =
    std::function<absl::Status(storage::Txn&, const base::Actor&, const google::protobuf::Message&,
                               google::protobuf::Message&)>;
using ReadFn = std::function<absl::Status(const storage::Reader&, const google::protobuf::Message&,
                                          google::protobuf::Message&)>;
using ListFn = std::function<absl::StatusOr<std::string>(
    const storage::Reader&, const google::protobuf::Message&, const storage::Page&,
    google::protobuf::Message&)>;
// Names another method that the caller of a request must be allowed as well; empty for none.
using AlsoFn = std::function<std::string(const google::protobuf::Message&)>;
Method::Start StartWrite(WriteFn fn, AlsoFn also = nullptr);
Method::Start StartRead(ReadFn fn);
Method::Start StartList(ListFn fn);

// What a use case takes and gives.
template <typename Fn>
struct UseCase;
template <typename Answer, typename Asked>
struct UseCase<
    std::function<absl::StatusOr<Answer>(storage::Txn&, const base::Actor&, const Asked&)>> {
  using Request = Asked;
  using Response = Answer;
};
template <typename Answer, typename Asked>
struct UseCase<std::function<absl::StatusOr<Answer>(const storage::Reader&, const Asked&)>> {
  using Request = Asked;
  using Response = Answer;
};
template <typename Answer, typename Asked>
struct UseCase<std::function<absl::StatusOr<std::string>(const storage::Reader&, const Asked&,
                                                         const storage::Page&, Answer&)>> {
  using Request = Asked;
  using Response = Answer;
};
template <typename Fn>
using RequestOf = typename UseCase<decltype(std::function(std::declval<Fn>()))>::Request;
template <typename Fn>
using ResponseOf = typename UseCase<decltype(std::function(std::declval<Fn>()))>::Response;

}  // namespace internal

// fn: StatusOr<Response>(Txn&, const Actor&, const Request&), on the committer's thread. The
// call ends after the commit is on disk.
//
// also: std::string(const Request&), the method whose effect the request asks for; whoever may not
// call that one is refused.
template <typename Fn>
Method Write(Fn fn, std::function<std::string(const internal::RequestOf<Fn>&)> also = nullptr) {
  using Request = internal::RequestOf<Fn>;
  using Response = internal::ResponseOf<Fn>;
  internal::AlsoFn allowed;
  if (also) {
    allowed = [also](const google::protobuf::Message& request) {
      return also(static_cast<const Request&>(request));
    };
  }
  return {&Request::default_instance(), &Response::default_instance(),
          internal::StartWrite(
              [fn](storage::Txn& txn, const base::Actor& actor,
                   const google::protobuf::Message& request,
                   google::protobuf::Message& response) -> absl::Status {
                ZGC_ASSIGN_OR_RETURN(static_cast<Response&>(response),
                                     fn(txn, actor, static_cast<const Request&>(request)));
                return absl::OkStatus();
              },
              std::move(allowed)),
          nullptr,
          /*is_write=*/true};
}

// fn: StatusOr<Response>(const Reader&, const Request&), at request.revision or the newest,
// after request.min_revision has been reached. It may be called again if it was ended early,
// and ends early itself: see base::StillWanted.
template <typename Fn>
Method Read(Fn fn) {
  using Request = internal::RequestOf<Fn>;
  using Response = internal::ResponseOf<Fn>;
  return {&Request::default_instance(), &Response::default_instance(),
          internal::StartRead([fn](const storage::Reader& reader,
                                   const google::protobuf::Message& request,
                                   google::protobuf::Message& response) -> absl::Status {
            ZGC_ASSIGN_OR_RETURN(static_cast<Response&>(response),
                                 fn(reader, static_cast<const Request&>(request)));
            return absl::OkStatus();
          }),
          nullptr};
}

// fn: StatusOr<std::string>(const Reader&, const Request&, const Page&, Response&), returning
// the key of the next page. All pages of a list are read at the revision of the first.
template <typename Fn>
Method List(Fn fn) {
  using Request = internal::RequestOf<Fn>;
  using Response = internal::ResponseOf<Fn>;
  static_assert(requires(const Request& request, const Response& response) {
    request.page_size();
    request.page_token();
    response.next_page_token();
    response.revision();
  });
  return {&Request::default_instance(), &Response::default_instance(),
          internal::StartList([fn](const storage::Reader& reader,
                                   const google::protobuf::Message& request,
                                   const storage::Page& page, google::protobuf::Message& response) {
            return absl::StatusOr<std::string>(fn(reader, static_cast<const Request&>(request),
                                                  page, static_cast<Response&>(response)));
          }),
          nullptr};
}

// What begins a call by itself: a function of `owner`, a pointer of whatever kind, which the
// service keeps.
template <typename Pointer, typename Owner, typename Request, typename Response>
Method Unary(Pointer owner, grpc::ServerUnaryReactor* (Owner::*start)(Method::Context*,
                                                                      const Request&, Response&)) {
  return {&Request::default_instance(), &Response::default_instance(),
          [owner, start](Calls&, Method::Context* context, const google::protobuf::Message& request,
                         google::protobuf::Message& response) {
            return ((*owner).*start)(context, static_cast<const Request&>(request),
                                     static_cast<Response&>(response));
          },
          nullptr};
}

// For a write that rests on much reading, of which nothing belongs into the committer.
// read: StatusOr<Result>(const Reader&, const Actor&, const Request&), in the pool, of the
// newest state; then fn: StatusOr<Response>(Txn&, const Actor&, const Request&, const Result&)
// in the transaction. fn checks that what was read still holds; if it returns ABORTED all is
// read and done again, a few times. `written` is told the answer once it is on disk.
template <typename Request, typename Response, typename ReadFn, typename Fn>
Method WriteAfterReading(ReadFn read, Fn fn,
                         std::function<void(const Request&, const Response&)> written = nullptr) {
  using Result = decltype(read(std::declval<const storage::Reader&>(),
                               std::declval<const base::Actor&>(), std::declval<const Request&>()));
  return {&Request::default_instance(), &Response::default_instance(),
          [read, fn, written](Calls& calls, Method::Context* context,
                              const google::protobuf::Message& request,
                              google::protobuf::Message& response) {
            const auto& asked = static_cast<const Request&>(request);
            auto& answer = static_cast<Response&>(response);
            const auto found = std::make_shared<absl::optional<Result>>();
            return calls.Write(
                context, request, response,
                [fn, found, &asked, &answer](storage::Txn& txn,
                                             const base::Actor& actor) -> absl::Status {
                  // Only here, since a request id that was answered is answered the same again.
                  ZGC_RETURN_IF_ERROR((*found)->status());
                  ZGC_ASSIGN_OR_RETURN(answer, fn(txn, actor, asked, ***found));
                  return absl::OkStatus();
                },
                [read, found, &asked, &calls](const base::Actor& actor) {
                  found->emplace(read(calls.store().Read(), actor, asked));
                  return absl::OkStatus();
                },
                /*in_pool=*/true,
                [written, &asked, &answer] {
                  if (written) written(asked, answer);
                });
          },
          nullptr,
          /*is_write=*/true};
}

// A stream of responses.
template <typename Pointer, typename Owner, typename Request, typename Response>
Method ServerStream(Pointer owner,
                    grpc::ServerWriteReactor<Response>* (Owner::*start)(Method::Context*,
                                                                        const Request*)) {
  return {&Request::default_instance(), &Response::default_instance(), nullptr,
          [owner, start](Calls&) {
            return new grpc::internal::CallbackServerStreamingHandler<Request, Response>(
                [owner, start](Method::Context* context, const Request* request) {
                  return ((*owner).*start)(context, request);
                });
          }};
}

// Streams both ways.
template <typename Pointer, typename Owner, typename Request, typename Response>
Method BidiStream(Pointer owner,
                  grpc::ServerBidiReactor<Request, Response>* (Owner::*start)(Method::Context*)) {
  return {&Request::default_instance(), &Response::default_instance(), nullptr,
          [owner, start](Calls&) {
            return new grpc::internal::CallbackBidiHandler<Request, Response>(
                [owner, start](Method::Context* context) { return ((*owner).*start)(context); });
          }};
}

}  // namespace zgc::rpc
