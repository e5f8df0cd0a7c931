#pragma once

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/identity/policy.h"
#include "common/testing/any_call.h"
#include "common/testing/matchers.h"
#include "zgc/rpc/v1/rpc.pb.h"

namespace zgc::testing {

// The roles of the policy that is delivered, each as the only one of a caller.
class PolicyRoles {
 public:
  PolicyRoles() {
    std::ifstream in(ZGC_SOURCE_DIR "/deploy/kustomize/base/policy.json");
    const std::string json{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    rpc::v1::Policy file;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &file).ok());
    file.clear_identities();
    for (const rpc::v1::Role& role : file.roles()) {
      rpc::v1::Policy alone = file;
      auto* identity = alone.add_identities();
      identity->set_spiffe_id(rpc::kInsecureCaller);
      identity->add_roles(role.name());
      identity->set_may_act_for(true);
      identity->mutable_scopes()->set_all(true);
      auto policy = rpc::Policy::Create(alone);
      ZGC_EXPECT_OK(policy);
      if (!policy.ok()) continue;
      names_.push_back(role.name());
      files_[role.name()] = alone;
      policies_.emplace(role.name(), *std::move(policy));
    }
  }

  // In the order of the file.
  const std::vector<std::string>& names() const { return names_; }
  bool May(const std::string& role, const google::protobuf::MethodDescriptor& method) const {
    return policies_.at(role).Authorize({rpc::kInsecureCaller, "someone"}, PathOf(method)).ok();
  }
  std::vector<std::string> ThatMay(const google::protobuf::MethodDescriptor& method) const {
    std::vector<std::string> may;
    for (const std::string& role : names_) {
      if (May(role, method)) may.push_back(role);
    }
    return may;
  }
  // Writes the policy of a server whose callers have this role and no other.
  void Write(const std::string& role, const std::string& path) const {
    WriteFile(files_.at(role), path);
  }
  // The same with all roles.
  void WriteAll(const std::string& path) const {
    rpc::v1::Policy all = files_.at(names_.front());
    all.mutable_identities(0)->clear_roles();
    for (const std::string& role : names_) all.mutable_identities(0)->add_roles(role);
    WriteFile(all, path);
  }

 private:
  static void WriteFile(const rpc::v1::Policy& policy, const std::string& path) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(policy, &json).ok());
    std::ofstream(path) << json;
  }

  std::vector<std::string> names_;
  std::map<std::string, rpc::v1::Policy> files_;
  std::map<std::string, rpc::Policy> policies_;
};

}  // namespace zgc::testing
