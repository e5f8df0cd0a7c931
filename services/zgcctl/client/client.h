#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

// An answer and the revision that the service gave with it, 0 if none.
struct Answer {
  std::unique_ptr<google::protobuf::Message> message;
  int64_t revision = 0;
};

// Calls methods of the services by their descriptors. Thread-safe.
class Client {
 public:
  explicit Client(Options options) : options_(std::move(options)) {}

  const Options& options() const { return options_; }

  // One unary call, given up after --timeout. `as` empty takes --as. An error
  // without a reason of the service names the address.
  absl::StatusOr<Answer> Call(const std::string& service,
                              const google::protobuf::MethodDescriptor* method,
                              const google::protobuf::Message& request, const std::string& as = "");
  // As Call, and again after UNAVAILABLE and RESOURCE_EXHAUSTED, with growing
  // pauses, until --timeout has passed. For requests that may be repeated.
  absl::StatusOr<Answer> CallPatiently(const std::string& service,
                                       const google::protobuf::MethodDescriptor* method,
                                       const google::protobuf::Message& request,
                                       const std::string& as = "");
  // A server stream: `each` for every message until it returns false, or until
  // the stream ends. No deadline.
  absl::Status Stream(const std::string& service, const google::protobuf::MethodDescriptor* method,
                      const google::protobuf::Message& request,
                      const std::function<bool(const google::protobuf::Message&)>& each);

  // The same for a message type that is known here; `patiently` as
  // CallPatiently.
  template <typename Response>
  absl::StatusOr<Response> Get(const std::string& service, absl::string_view method,
                               const google::protobuf::Message& request, bool patiently = false) {
    auto found = FindMethod(method);
    if (!found.ok()) return found.status();
    auto answer = patiently ? CallPatiently(service, found->descriptor, request)
                            : Call(service, found->descriptor, request);
    if (!answer.ok()) return answer.status();
    return static_cast<const Response&>(*answer->message);
  }

 private:
  absl::StatusOr<Answer> CallOnce(const std::string& service,
                                  const google::protobuf::MethodDescriptor* method,
                                  const google::protobuf::Message& request, const std::string& as,
                                  absl::Time deadline);
  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(const std::string& service);
  void Prepare(grpc::ClientContext& context, const std::string& as) const;
  absl::Status Explain(const std::string& service, const grpc::Status& wire) const;

  const Options options_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::ctl
