#include "common/rpc/flags/client_flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "common/rpc/identity/account_id.h"

namespace zgc::rpc {

void AddClientFlags(CLI::App& app, ClientOptions& options) {
  app.add_option("--tls-ca", options.tls_ca, "PEM certificates that sign the services'");
  app.add_option("--tls-cert", options.tls_cert, "PEM certificate chain of this caller");
  app.add_option("--tls-key", options.tls_key, "PEM private key of this caller");
  app.add_flag("--insecure-loopback", options.insecure_loopback,
               "no TLS and no identity; loopback addresses only");
  const CLI::Validator visible(
      [](const std::string& text) {
        return IsAccountId(text) ? std::string() : absl::StrCat("\"", text, "\" ", kNoAccountId);
      },
      "");
  app.add_option("--as", options.on_behalf_of, "account id of the person to act for")
      ->check(visible);
  app.add_option("--organisation", options.organisation,
                 "that person's organisation, \"organisations/{id}\": calls are held to it")
      ->check(visible);
}

}  // namespace zgc::rpc
