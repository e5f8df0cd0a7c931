#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/wire/wire_status.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::testing {

// Makes one call of a method of a generated stub, on behalf of `person` if it is given.
// of `organisation`, if that is. `fields` is the request in text format. A refusal is the status
// that the service meant, with its details.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const std::shared_ptr<grpc::Channel>& channel,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              const std::string& fields, const std::string& person = "",
                              const std::string& organisation = "") {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  grpc::ClientContext context;
  // Far beyond any answer: a call that hangs fails the test instead of the run.
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  context.set_wait_for_ready(true);
  if (!person.empty()) context.AddMetadata(rpc::kOnBehalfOf, person);
  if (!organisation.empty()) context.AddMetadata(rpc::kOrganisationMetadata, organisation);
  Response response;
  const grpc::Status status = (Stub(channel).*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromWire(status);
  return response;
}

}  // namespace zgc::testing
