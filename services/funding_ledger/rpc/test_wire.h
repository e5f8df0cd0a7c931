#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/calls.h"
#include "common/rpc/wire_status.h"
#include "google/rpc/error_details.pb.h"

// Calls of methods that are known by their descriptors alone.
namespace zgc::funding {

using Fields = std::set<std::string>;

inline std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

inline std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type) {
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

// Makes one call on behalf of `person`.
inline absl::Status CallMethod(const std::shared_ptr<grpc::Channel>& channel,
                               const google::protobuf::MethodDescriptor& method,
                               const google::protobuf::Message& request,
                               const std::string& person) {
  using google::protobuf::MessageLite;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context.set_wait_for_ready(true);
  context.AddMetadata(rpc::kOnBehalfOf, person);
  const auto response = NewMessage(*method.output_type());
  const std::string path = PathOf(method);
  const grpc::internal::RpcMethod to(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, channel);
  const MessageLite& asked = request;
  MessageLite* const answer = response.get();
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall<MessageLite, MessageLite, MessageLite, MessageLite>(
          channel.get(), to, &context, asked, answer);
  return status.ok() ? absl::OkStatus() : rpc::FromWire(status);
}

// The detail of a status; empty if it has none of the type.
template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  if (payload.has_value()) detail.ParseFromString(std::string(*payload));
  return detail;
}

// The fields that a request is refused for.
inline Fields RefusedFields(const absl::Status& status) {
  Fields fields;
  const auto request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : request.field_violations()) {
    fields.insert(violation.field());
  }
  return fields;
}

}  // namespace zgc::funding
