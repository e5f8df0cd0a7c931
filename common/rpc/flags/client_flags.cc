#include "common/rpc/flags/client_flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/resource/source_watch.h"
#include "common/rpc/identity/account_id.h"

namespace zgc::rpc {

void AddClientFlags(CLI::App& app, ClientOptions& options) {
  app.add_option("--tls-ca", options.tls_ca, "PEM certificates that sign the services'");
  app.add_option("--tls-cert", options.tls_cert, "PEM certificate chain of this caller");
  app.add_option("--tls-key", options.tls_key, "PEM private key of this caller");
  app.add_flag("--insecure-loopback", options.insecure_loopback,
               "no TLS and no identity; loopback addresses only");
  app.add_option("--as", options.on_behalf_of, "account id of the person to act for")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return IsAccountId(text) ? std::string()
                                     : absl::StrCat("\"", text, "\" ", kNoAccountId);
          },
          ""));
}

void AddMaxSourceAge(CLI::App& app, int64_t& seconds) {
  app.add_option("--max-source-age-seconds", seconds,
                 "nothing that rests on a source is done unless all that it held so long ago is "
                 "here; sources are asked every ten seconds, and a request can ask for another "
                 "bound")
      ->capture_default_str()
      ->check(CLI::Range(absl::ToInt64Seconds(resource::SourceWatch::kLeastMaxAge),
                         absl::ToInt64Seconds(resource::SourceWatch::kMostMaxAge)));
}

}  // namespace zgc::rpc
