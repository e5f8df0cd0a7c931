#include "services/zgcctl/client/client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/following/channel.h"
#include "common/rpc/wire/address.h"
#include "common/rpc/wire/wire_status.h"
#include "services/zgcctl/client/json_text.h"

namespace zgc::ctl {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Stub = grpc::TemplatedGenericStub<Message, Message>;

constexpr absl::Duration kFirstPause = absl::Milliseconds(20);
constexpr absl::Duration kLongestPause = absl::Seconds(2);

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

bool MayPass(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

// What gRPC says about a connection, without what it puts in front: "failed to
// connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:7101: Failed to
// connect to remote host: Connection refused".
absl::string_view Core(absl::string_view message) {
  if (message.empty()) return "the service gives no reason; it may lack this method";
  for (const absl::string_view lead : {"last error: ", "Failed to connect to remote host: "}) {
    const size_t at = message.find(lead);
    if (at != absl::string_view::npos) message.remove_prefix(at + lead.size());
  }
  return message;
}

int64_t RevisionOf(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find(rpc::kRevisionMetadata);
  int64_t revision = 0;
  if (found != trailers.end() &&
      !absl::SimpleAtoi(absl::string_view(found->second.data(), found->second.size()), &revision)) {
    return 0;
  }
  return revision;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> Client::ChannelTo(const std::string& service) {
  const auto address = options_.addresses.find(service);
  if (address == options_.addresses.end()) {
    return absl::InvalidArgumentError(absl::StrCat("there is no service \"", service, "\""));
  }
  absl::MutexLock lock(&mutex_);
  auto& channel = channels_[service];
  if (channel == nullptr) {
    rpc::ClientOptions reach = options_.client;
    reach.address = address->second;
    ZGC_RETURN_IF_ERROR(rpc::CheckAddress(service, reach.address));
    const bool plaintext = reach.tls_ca.empty() && reach.tls_cert.empty() && reach.tls_key.empty();
    if (plaintext && !rpc::IsLoopback(reach.address)) {
      return absl::InvalidArgumentError(absl::StrCat(
          reach.address, " is not on this machine: give --tls-ca, --tls-cert and --tls-key"));
    }
    reach.insecure_loopback = plaintext;
    ZGC_ASSIGN_OR_RETURN(channel, rpc::MakeChannel(reach));
  }
  return channel;
}

void Client::Prepare(grpc::ClientContext& context, const std::string& as) const {
  rpc::ClientOptions caller = options_.client;
  if (!as.empty()) caller.on_behalf_of = as;
  rpc::SetCaller(caller, context);
}

absl::Status Client::Explain(const std::string& service, const grpc::Status& wire) const {
  const absl::Status status = rpc::FromWire(wire);
  if (status.ok() || base::ReasonOf(status) != zgc::common::v1::ERROR_REASON_UNSPECIFIED) {
    return status;
  }
  // All that is seen of a handshake that the service has refused.
  const absl::string_view cause = Core(status.message());
  const std::string& certificate = options_.client.tls_cert;
  const std::string hint = cause != "Socket closed" ? ""
                           : certificate.empty()
                               ? "; it may want TLS: --tls-ca, --tls-cert, --tls-key"
                               : absl::StrCat("; it may not trust the signer of ", certificate);
  return absl::Status(status.code(),
                      absl::StrCat(options_.addresses.at(service), ": ", cause, hint));
}

absl::StatusOr<Answer> Client::CallOnce(const std::string& service, const MethodDescriptor* method,
                                        const Message& request, const std::string& as,
                                        absl::Time deadline) {
  ZGC_ASSIGN_OR_RETURN(const auto channel, ChannelTo(service));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  Prepare(context, as);
  Answer answer;
  answer.message = NewMessage(method->output_type());
  grpc::Status status;
  absl::Notification done;
  Stub(channel).UnaryCall(&context, PathOf(method), {}, &request, answer.message.get(),
                          [&](grpc::Status ended) {
                            status = std::move(ended);
                            done.Notify();
                          });
  done.WaitForNotification();
  ZGC_RETURN_IF_ERROR(Explain(service, status));
  answer.revision = RevisionOf(context);
  return answer;
}

absl::StatusOr<Answer> Client::Call(const std::string& service, const MethodDescriptor* method,
                                    const Message& request, const std::string& as) {
  return CallOnce(service, method, request, as, absl::Now() + options_.timeout());
}

absl::StatusOr<Answer> Client::CallPatiently(const std::string& service,
                                             const MethodDescriptor* method, const Message& request,
                                             const std::string& as) {
  const absl::Time deadline = absl::Now() + options_.timeout();
  absl::BitGen random;
  absl::Duration pause = kFirstPause;
  while (true) {
    absl::StatusOr<Answer> answer = CallOnce(service, method, request, as, deadline);
    // Between half and all of the pause, so that many callers do not come at once.
    const absl::Duration wait = pause * absl::Uniform(random, 0.5, 1.0);
    if (answer.ok() || !MayPass(answer.status()) || absl::Now() + wait >= deadline) return answer;
    absl::SleepFor(wait);
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::Status Client::Stream(const std::string& service, const MethodDescriptor* method,
                            const Message& request,
                            const std::function<bool(const Message&)>& each) {
  ZGC_ASSIGN_OR_RETURN(const auto channel, ChannelTo(service));
  grpc::ClientContext context;
  Prepare(context, "");
  grpc::CompletionQueue queue;
  Stub stub(channel);
  const auto stream = stub.PrepareCall(&context, PathOf(method), &queue);
  // One operation is under way at a time, so its tag says nothing new.
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  stream->StartCall(nullptr);
  bool going = wait();
  if (going) {
    stream->WriteLast(request, grpc::WriteOptions(), nullptr);
    going = wait();
  }
  bool stopped = false;
  while (going) {
    const auto message = NewMessage(method->output_type());
    stream->Read(message.get(), nullptr);
    going = wait();
    if (going && !each(*message)) {
      stopped = true;
      going = false;
      context.TryCancel();
    }
  }
  grpc::Status status;
  stream->Finish(&status, nullptr);
  wait();
  queue.Shutdown();
  return stopped ? absl::OkStatus() : Explain(service, status);
}

}  // namespace zgc::ctl
