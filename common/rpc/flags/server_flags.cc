#include "common/rpc/flags/server_flags.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/source_watch.h"
#include "common/rpc/server/signals.h"
#include "common/storage/backups.h"
#include "common/storage/store.h"

namespace zgc::rpc {
namespace {

// For the operator, before the service runs: no store is open yet.
int RestoreStore(const ServerOptions& options, const storage::Schema& schema, int64_t backup_id) {
  const auto restore = [&]() -> absl::Status {
    if (options.backup_dir.empty()) {
      return absl::InvalidArgumentError("--restore needs --backup-dir");
    }
    ZGC_ASSIGN_OR_RETURN(const std::string folder,
                         storage::BackupFolder(options.backup_dir, backup_id));
    return storage::RestoreBackup(schema.name, folder, options.store_url,
                                  {absl::StrCat("restored from ", folder), storage::OwnAccount()});
  };
  const absl::Status restored = restore();
  if (!restored.ok()) {
    std::fprintf(stderr, "%s: backup %lld of %s was not restored to %s: %s\n",
                 options.service.c_str(), static_cast<long long>(backup_id),
                 options.backup_dir.c_str(), options.store_url.c_str(),
                 std::string(restored.message()).c_str());
    return 1;
  }
  std::printf("backup %lld of %s is verified and restored to %s\n",
              static_cast<long long>(backup_id), options.backup_dir.c_str(),
              options.store_url.c_str());
  return 0;
}

// For the operator as well.
int CreateStore(const ServerOptions& options, const storage::Schema& schema) {
  storage::StoreOptions store;
  store.url = options.store_url;
  const absl::Status created = storage::Store::Create(schema, store);
  if (!created.ok()) {
    std::fprintf(stderr, "%s: no store was made at %s: %s\n", options.service.c_str(),
                 options.store_url.c_str(), std::string(created.message()).c_str());
    return 1;
  }
  std::printf("a new, empty store is at %s\n", options.store_url.c_str());
  return 0;
}

// And for the operator too, who has put the files of the store back by other means than a
// restore.
int BeginIncarnation(const ServerOptions& options, const storage::Schema& schema,
                     const std::string& reason) {
  storage::StoreOptions store;
  store.url = options.store_url;
  common::v1::Position begun;
  const auto begin = [&]() -> absl::Status {
    // That it is a store of this service, and whole, before anything is written.
    ZGC_RETURN_IF_ERROR(storage::Store::Open(schema, store).status());
    ZGC_RETURN_IF_ERROR(storage::MarkRestored(options.store_url, {reason, storage::OwnAccount()}));
    ZGC_ASSIGN_OR_RETURN(const auto opened, storage::Store::Open(schema, store));
    begun = opened->PositionAt(opened->head());
    return absl::OkStatus();
  };
  const absl::Status done = begin();
  if (!done.ok()) {
    std::fprintf(stderr, "%s: no incarnation was begun at %s: %s\n", options.service.c_str(),
                 options.store_url.c_str(), std::string(done.message()).c_str());
    return 1;
  }
  std::printf("incarnation %s begins at revision %lld of %s\n", begun.incarnation().c_str(),
              static_cast<long long>(begun.revision()), options.store_url.c_str());
  return 0;
}

void AddBackupFlags(CLI::App& app, ServerOptions& options) {
  app.add_option("--backup-dir", options.backup_dir,
                 "folder of online backups, best on a volume of its own");
  options.backup_rule.keep_count = 7;
  app.add_option("--backup-keep-count", options.backup_rule.keep_count,
                 "backups that are kept; older ones go when a new one has been made")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option_function<int>(
         "--backup-keep-days",
         [&options](int days) { options.backup_rule.keep_for = absl::Hours(24 * days); },
         "days that a backup is kept at most, the newest sound one always; the longest interval "
         "between two since then does not count, as it may be a slip of the clock; unlimited "
         "unless given")
      ->check(CLI::Range(1, 36'500));
}

void AddConnectionFlags(CLI::App& app, ServerOptions& options) {
  app.add_option("--max-connections", options.max_connections,
                 "connections of all callers together; 0 is half of the descriptors, 4096 at most")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--max-connections-per-address", options.max_connections_per_address,
                 "connections of one address; 0 is a quarter of --max-connections")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));
}

void AddAmountFlag(CLI::App& app, ServerOptions& options) {
  app.add_option("--suspect-amount-yuan", options.suspect_amount_yuan,
                 "an amount of a record above it looks like one in another unit, and is taken "
                 "only if its request repeats it as confirmed")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
}

void AddFlag(CLI::App& app, const Flag& flag) {
  if (const auto* text = absl::get_if<std::string*>(&flag.value)) {
    app.add_option(flag.name, **text, flag.help);
  } else if (const auto* texts = absl::get_if<std::vector<std::string>*>(&flag.value)) {
    app.add_option(flag.name, **texts, flag.help);
  } else {
    auto* option = app.add_option(flag.name, *absl::get<int64_t*>(flag.value), flag.help)
                       ->capture_default_str();
    if (flag.most > 0) {
      option->check(CLI::Range(flag.least, flag.most));
    } else {
      option->check(CLI::PositiveNumber);
    }
  }
}

}  // namespace

Flag MaxSourceAge(int64_t& seconds) {
  return {.name = "--max-source-age-seconds",
          .help =
              "nothing that rests on a source is done unless all that it held so long ago is "
              "here; sources are asked every ten seconds, and a request can ask for another "
              "bound",
          .value = &seconds,
          .least = absl::ToInt64Seconds(resource::SourceWatch::kLeastMaxAge),
          .most = absl::ToInt64Seconds(resource::SourceWatch::kMostMaxAge)};
}

absl::optional<ServerOptions> ParseFlags(int argc, char** argv, ServerOptions options,
                                         const storage::Schema& schema, int& exit_code,
                                         const std::vector<Flag>& more) {
  CLI::App app{absl::StrCat(options.service, ": a service of the science-park suite")};
  app.add_option("--listen", options.listen, "gRPC address, host:port")->capture_default_str();
  app.add_option("--admin-listen", options.admin_listen,
                 "HTTP address of /livez, /readyz and /metrics")
      ->capture_default_str();
  app.add_option("--store", options.store_url, "store, rocksdb:///absolute/path")->required();
  AddBackupFlags(app, options);
  app.add_option("--tls-cert", options.tls_cert, "PEM certificate chain of this service");
  app.add_option("--tls-key", options.tls_key, "PEM private key of this service");
  app.add_option("--tls-ca", options.tls_ca, "PEM certificates that sign the callers'");
  app.add_option("--policy", options.policy, "JSON file: who may call what");
  app.add_flag("--insecure-loopback", options.insecure_loopback,
               "no TLS and no identity; loopback addresses only");
  app.add_option("--drain-timeout-seconds", options.drain_timeout_seconds,
                 "how long calls may go on after SIGTERM")
      ->capture_default_str()
      ->check(CLI::Range(0, 3600));
  app.add_option("--clock-patience-minutes", options.clock_patience_minutes,
                 "a jump of the machine's clock by more than a minute is believed when it has "
                 "stayed so long, or after a restart")
      ->capture_default_str()
      ->check(CLI::Range(1, 1440));
  AddConnectionFlags(app, options);
  AddAmountFlag(app, options);
  bool create = false;
  auto* create_flag = app.add_flag("--create-store", create,
                                   "make a new, empty store at --store, where nothing must be, "
                                   "and end; said once, when a service is set up");
  int64_t restore = 0;
  auto* restore_option =
      app.add_option(
             "--restore", restore,
             "verify that backup of --backup-dir, write it to --store, which must be empty, "
             "and end; zgcctl backup lists the numbers")
          ->check(CLI::PositiveNumber)
          ->excludes(create_flag);
  std::string incarnation;
  app.add_option("--begin-incarnation", incarnation,
                 "after the files at --store were put back by hand or by a snapshot of the "
                 "volume: begin a new history there, for the REASON that is given, and end; "
                 "--restore does it itself")
      ->excludes(create_flag)
      ->excludes(restore_option);
  for (const Flag& flag : more) AddFlag(app, flag);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error);
    return absl::nullopt;
  }
  // A store and its backups are all of the data.
  umask(077);
  if (create) {
    exit_code = CreateStore(options, schema);
    return absl::nullopt;
  }
  if (restore > 0) {
    exit_code = RestoreStore(options, schema, restore);
    return absl::nullopt;
  }
  if (!incarnation.empty()) {
    exit_code = BeginIncarnation(options, schema, incarnation);
    return absl::nullopt;
  }
  HoldSignals();
  return options;
}

}  // namespace zgc::rpc
