#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/wire/wire_status.h"
#include "google/protobuf/text_format.h"

namespace zgc::testing {

// A message of a type that is known by its descriptor only; of the generated class.
inline std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type) {
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

inline std::unique_ptr<google::protobuf::Message> ParsedAs(const google::protobuf::Descriptor& type,
                                                           const std::string& fields) {
  auto message = NewMessage(type);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, message.get()))
      << type.full_name() << ": " << fields;
  return message;
}

template <typename Row>
Row Parsed(const std::string& fields) {
  Row row;
  row.CopyFrom(*ParsedAs(*Row::descriptor(), fields));
  return row;
}

// "/zgc.tasks.v1.TaskService/GetTask"
inline std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

// One call of any unary method for a person. A refusal is the status that the service meant,
// with its details.
inline absl::Status CallAny(const std::shared_ptr<grpc::Channel>& channel,
                            const google::protobuf::MethodDescriptor& method,
                            const google::protobuf::Message& request,
                            google::protobuf::Message& response, const std::string& person) {
  using google::protobuf::MessageLite;
  grpc::ClientContext context;
  // Far beyond any answer: a call that hangs fails the test instead of the run.
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context.set_wait_for_ready(true);
  context.AddMetadata(rpc::kOnBehalfOf, person);
  const std::string path = PathOf(method);
  const grpc::internal::RpcMethod rpc(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, channel);
  const MessageLite& sent = request;
  MessageLite& answer = response;
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall<MessageLite, MessageLite, MessageLite, MessageLite>(
          channel.get(), rpc, &context, sent, &answer);
  return status.ok() ? absl::OkStatus() : rpc::FromWire(status);
}

// What any method that streams to its caller says to one request for a person until `patience` is
// over: all its messages, one after the other, and its status.
inline absl::Status ReadAny(const std::shared_ptr<grpc::Channel>& channel,
                            const google::protobuf::MethodDescriptor& method,
                            const google::protobuf::Message& request, std::string& messages,
                            const std::string& person, std::chrono::milliseconds patience) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  context.AddMetadata(rpc::kOnBehalfOf, person);
  grpc::CompletionQueue queue;
  const auto done = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(&context, PathOf(method), &queue);
  grpc::Slice bytes(request.SerializeAsString());
  call->StartCall(nullptr);
  bool goes_on = done();
  if (goes_on) {
    call->WriteLast(grpc::ByteBuffer(&bytes, 1), grpc::WriteOptions(), nullptr);
    goes_on = done();
  }
  while (goes_on) {
    grpc::ByteBuffer message;
    call->Read(&message, nullptr);
    goes_on = done();
    grpc::Slice read;
    if (goes_on && message.DumpToSingleSlice(&read).ok()) {
      messages.append(reinterpret_cast<const char*>(read.begin()), read.size());
    }
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  done();
  return status.ok() ? absl::OkStatus() : rpc::FromWire(status);
}

}  // namespace zgc::testing
