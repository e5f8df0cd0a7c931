#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/calls.h"
#include "common/rpc/request_shape.h"
#include "common/rpc/wire_status.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

// Calls of any method of the service's contracts over the wire, by descriptor.
namespace zgc::supervision::wire {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

inline std::unique_ptr<Message> New(const Descriptor& type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(&type)->New());
}

inline std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

// Every method of the package, by path.
inline std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto& [path, request] : rpc::AllMethods()) {
    if (!absl::StartsWith(path, "/zgc.supervision.v1.")) continue;
    std::string name = path.substr(1);
    name[name.find('/')] = '.';
    methods.push_back(DescriptorPool::generated_pool()->FindMethodByName(name));
  }
  return methods;
}

inline const MethodDescriptor& MethodNamed(const std::string& name) {
  for (const MethodDescriptor* method : Methods()) {
    if (method->name() == name) return *method;
  }
  ADD_FAILURE() << "there is no method " << name;
  return *Methods().front();
}

struct Answer {
  absl::Status status;
  std::unique_ptr<Message> message;
};

inline Answer Call(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                   const Message& request, const std::string& person) {
  grpc::ClientContext context;
  // Far beyond any answer: a call that hangs fails the test instead of the run.
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context.set_wait_for_ready(true);
  if (!person.empty()) context.AddMetadata(rpc::kOnBehalfOf, person);
  Answer answer{absl::OkStatus(), New(*method.output_type())};
  absl::Notification done;
  grpc::Status ended;
  grpc::TemplatedGenericStub<Message, Message>(channel).UnaryCall(
      &context, PathOf(method), {}, &request, answer.message.get(), [&](grpc::Status status) {
        ended = std::move(status);
        done.Notify();
      });
  done.WaitForNotification();
  if (!ended.ok()) answer.status = rpc::FromWire(ended);
  return answer;
}

// The same with the request in text format.
inline Answer Call(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                   const std::string& fields, const std::string& person) {
  const std::unique_ptr<Message> request = New(*method.input_type());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, request.get()))
      << method.name() << " " << fields;
  return Call(channel, method, *request, person);
}

}  // namespace zgc::supervision::wire
