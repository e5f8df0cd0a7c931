#include "common/rpc/flags/client_flags.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::rpc {
namespace {

using ::testing::HasSubstr;

TEST(ClientFlagsTest, APersonIsAnAccountId) {
  const auto parse = [](const std::string& person) {
    CLI::App app;
    ClientOptions options;
    AddClientFlags(app, options);
    std::vector<std::string> arguments = {absl::StrCat("--as=", person)};
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError& error) {
      return std::string(error.what());
    }
    return options.on_behalf_of;
  };
  EXPECT_EQ(parse("role-publisher"), "role-publisher");
  for (const std::string& bad : {std::string("张三"), std::string("a,b"), std::string("a b"),
                                 std::string("a\nb"), std::string(129, 'a')}) {
    EXPECT_THAT(parse(bad), HasSubstr("is no account id")) << bad;
  }
}

TEST(ClientFlagsTest, FlagsFillTheOptions) {
  CLI::App app;
  ClientOptions options;
  AddClientFlags(app, options);
  app.parse(
      "--tls-ca=a --tls-cert=b --tls-key=c --as=role-verifier --organisation=organisations/o");
  EXPECT_EQ(options.tls_ca, "a");
  EXPECT_EQ(options.tls_cert, "b");
  EXPECT_EQ(options.tls_key, "c");
  EXPECT_EQ(options.on_behalf_of, "role-verifier");
  EXPECT_EQ(options.organisation, "organisations/o");
  EXPECT_FALSE(options.insecure_loopback);
}

}  // namespace
}  // namespace zgc::rpc
