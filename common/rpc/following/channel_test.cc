#include "common/rpc/following/channel.h"

#include <fstream>

#include "common/rpc/server/server.h"
#include "common/rpc/wire/address.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

TEST(ChannelTest, PlaintextReachesALoopbackServer) {
  testing::TempDir dir;
  ServerOptions server_options;
  server_options.service = "test";
  server_options.listen = "127.0.0.1:0";
  server_options.admin_listen = "127.0.0.1:0";
  server_options.store_url = dir.StoreUrl();
  server_options.create_store = true;
  server_options.insecure_loopback = true;
  storage::Schema schema;
  schema.name = "test";
  auto server = Server::Create(server_options, schema);
  ZGC_ASSERT_OK(server);
  ZGC_ASSERT_OK((*server)->Start({}));

  ClientOptions options;
  options.address = absl::StrCat("127.0.0.1:", (*server)->port());
  options.insecure_loopback = true;
  const auto channel = MakeChannel(options);
  ZGC_ASSERT_OK(channel);
  grpc::ClientContext context;
  opsv1::ServiceStatus status;
  const auto stub = opsv1::OperationsService::NewStub(*channel);
  ASSERT_TRUE(stub->GetServiceStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.service(), "test");
  EXPECT_EQ(status.store_id(), (*server)->store().store_id());
}

TEST(ChannelTest, PlaintextNeverLeavesTheMachine) {
  ClientOptions options;
  options.insecure_loopback = true;
  options.address = "task-registry:7101";
  EXPECT_THAT(MakeChannel(options), FailsWith(kInvalid, HasSubstr("task-registry:7101 is not a")));
  for (const char* local : {"127.0.0.1:1", "localhost:1", "[::1]:1"}) {
    options.address = local;
    ZGC_EXPECT_OK(MakeChannel(options)) << local;
  }
}

TEST(ChannelTest, AnAddressHasAHostAndAPort) {
  ClientOptions options;
  options.insecure_loopback = true;
  for (const char* bad : {"", "localhost", ":7101", "localhost:"}) {
    options.address = bad;
    EXPECT_THAT(MakeChannel(options), FailsWith(kInvalid, HasSubstr("host:port"))) << bad;
  }
}

TEST(ChannelTest, AMissingOrBrokenFileIsNamed) {
  testing::TempDir dir;
  const std::string pem = dir.path() + "/some.pem";
  std::ofstream(pem) << "-----BEGIN CERTIFICATE-----\n";
  ClientOptions options;
  options.address = "127.0.0.1:7101";
  EXPECT_THAT(MakeChannel(options), FailsWith(kInvalid, HasSubstr("--tls-ca is required")));
  options.tls_ca = pem;
  options.tls_cert = dir.path() + "/none.pem";
  EXPECT_THAT(MakeChannel(options),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("--tls-cert: cannot read /")));
  options.tls_cert = pem;
  options.tls_key = dir.path() + "/key.txt";
  std::ofstream(options.tls_key) << "no key";
  EXPECT_THAT(MakeChannel(options), FailsWith(kInvalid, HasSubstr("/key.txt is not a PEM file")));
}

TEST(AddressTest, APortThatIsNoneIsNotTakenForAnother) {
  for (const char* right : {"a.example.com:443", "[::1]:0", "127.0.0.1:65535"}) {
    ZGC_EXPECT_OK(CheckAddress("--source", right)) << right;
  }
  const auto parts = SplitAddress("--source", "[::1]:7104");
  ZGC_ASSERT_OK(parts);
  EXPECT_EQ(parts->host, "::1");
  EXPECT_EQ(parts->port, 7104);
  for (const char* wrong : {"a", "a:", ":1", "a:b", "a:-1", "a:65536", "127.0.0.1:99999", "::1:80",
                            "[]:1", "[::1:2", "a]:2", "[a:2"}) {
    EXPECT_THAT(CheckAddress("--source", wrong),
                FailsWith(kInvalid, HasSubstr(absl::StrCat("--source: ", wrong))))
        << wrong;
  }
}

TEST(Loopback, IsAnAddressOfThisMachineAndNoHostThatLooksLikeOne) {
  for (const char* here : {"127.0.0.1:1", "127.8.9.10:1", "localhost:1", "[::1]:1"}) {
    EXPECT_TRUE(IsLoopback(here)) << here;
  }
  for (const char* away :
       {"127.0.0.1.example.com:1", "127.example.com:1", "0.0.0.0:1", "10.0.0.1:1", "[::]:1",
        "localhost.example.com:1", "127.0.0.1", "::1:1"}) {
    EXPECT_FALSE(IsLoopback(away)) << away;
  }
}

}  // namespace
}  // namespace zgc::rpc
