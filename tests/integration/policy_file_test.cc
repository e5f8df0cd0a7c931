// The policy that is deployed must be one that a service accepts.
#include <fstream>
#include <sstream>

#include "common/rpc/policy.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

TEST(PolicyFileTest, TheDeployedPolicyIsAccepted) {
  ZGC_EXPECT_OK(PolicySource::FromFile(DEPLOYED_POLICY));
}

}  // namespace
}  // namespace zgc::rpc
