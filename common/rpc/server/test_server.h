#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/call/services.h"
#include "common/rpc/call/test_call.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::rpc {

// A real server of a process's services over a store in a temporary folder, started.
class TestServer {
 public:
  // `policy` is the path of a file; without one everything is allowed.
  TestServer(const std::string& name, const storage::Schema& schema,
             std::function<Services(Server&)> make, const std::string& policy = "")
      : options_(TestOptions(name, dir_, policy)), schema_(schema), make_(std::move(make)) {
    Start();
  }
  ~TestServer() { Stop(); }

  // Stops, and starts again over the same store.
  void Restart() {
    Stop();
    Start();
  }

  Server& server() { return *server_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Every service of the suite that it answers: who tries all of them tries those of tomorrow too.
  std::vector<const google::protobuf::ServiceDescriptor*> services() const {
    std::vector<const google::protobuf::ServiceDescriptor*> services;
    for (const std::string& name : server_->service_names()) {
      if (!absl::StartsWith(name, "zgc.")) continue;
      services.push_back(
          google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name));
      EXPECT_NE(services.back(), nullptr) << name;
    }
    EXPECT_GT(services.size(), 1u);
    return services;
  }
  // See testing::Call.
  template <typename Method>
  auto Call(Method method, const std::string& fields, const std::string& person,
            const std::string& organisation = "") {
    return testing::Call(channel_, method, fields, person, organisation);
  }

 private:
  void Start() {
    auto server = Server::Create(options_, schema_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_ASSERT_OK(server_->Start(make_(*server_)));
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                   grpc::InsecureChannelCredentials());
  }
  void Stop() {
    server_->Stop();
    server_.reset();
  }

  testing::TempDir dir_;
  const ServerOptions options_;
  const storage::Schema schema_;
  const std::function<Services(Server&)> make_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace zgc::rpc
