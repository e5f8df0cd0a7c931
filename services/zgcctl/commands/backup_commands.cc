#include <sys/stat.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/storage/backups.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/backup_set.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/progress.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::Backup;

constexpr char kPlaceholder[] = "{service}";
// What is copied is all of the data.
constexpr mode_t kOwnerOnly = 077;

struct BackupArguments {
  std::vector<std::string> services;
  std::string dir;
  std::string to;
  std::string reason;
  int64_t lease_seconds = 600;

  std::vector<std::string> AllUnlessGiven() const {
    return services.empty() ? ServiceNames() : services;
  }
};

void AddRow(Table& table, const std::string& service, const Backup& backup) {
  auto json = ToJson(backup);
  table.Add({service, absl::StrCat(backup.id()), absl::StrCat(backup.position().revision()),
             absl::StrCat(backup.size_bytes()), Cell(json["create_time"]),
             json.contains("prove_time") ? Cell(json["prove_time"]) : ""});
}

Table BackupTable() { return Table({"service", "backup", "revision", "bytes", "time", "proven"}); }

// Each service by itself: one that fails hinders no other.
ExitCode CallEach(Client& client, const BackupArguments& arguments, const std::string& command,
                  const std::string& method, const google::protobuf::Message& request) {
  Table table = BackupTable();
  ExitCode worst = kExitOk;
  for (const std::string& service : arguments.AllUnlessGiven()) {
    const auto backup = client.Get<Backup>(service, method, request);
    if (!backup.ok()) {
      const ExitCode code = Fail(absl::StrCat(service, " ", command), backup.status());
      if (worst != kExitUnreachable) worst = code;
      continue;
    }
    AddRow(table, service, *backup);
  }
  if (table.size() > 0) std::cout << table.Render(client.options().format);
  return worst;
}

ExitCode MakeBackups(Client& client, const BackupArguments& arguments) {
  if (arguments.to.empty()) {
    return CallEach(client, arguments, "backup", "CreateBackup",
                    zgc::ops::v1::CreateBackupRequest());
  }
  umask(kOwnerOnly);
  // Backups of before may expire in favour of those that are made now: the place is tried first.
  const absl::Status tried =
      storage::MakeFolder(arguments.to, [](const std::string&) { return absl::CancelledError(); });
  if (!absl::IsCancelled(tried)) {
    PrintError("backup", tried);
    return kExitFailed;
  }
  const auto members = MakeSet(client, arguments.AllUnlessGiven(), arguments.to,
                               absl::Seconds(arguments.lease_seconds));
  if (!members.ok()) return Fail("backup", members.status());
  Table table = BackupTable();
  for (const SetMember& member : *members) AddRow(table, member.service, member.backup);
  std::cout << table.Render(client.options().format);
  return kExitOk;
}

ExitCode ProveBackups(Client& client, const BackupArguments& arguments) {
  return CallEach(client, arguments, "prove-backup", "ProveBackup",
                  zgc::ops::v1::ProveBackupRequest());
}

std::string FolderOf(const BackupArguments& arguments, const std::string& service) {
  return absl::StrCat(arguments.dir, "/", service);
}

std::string PlaceOf(const BackupArguments& arguments, const std::string& service) {
  return absl::StrReplaceAll(arguments.to, {{kPlaceholder, service}});
}

// Before anything is written: that the place of each is free, and each backup undamaged.
absl::Status CheckAll(const BackupArguments& arguments, const std::vector<std::string>& services) {
  std::vector<std::string> taken;
  std::vector<std::string> others;
  for (const std::string& service : services) {
    ZGC_ASSIGN_OR_RETURN(const bool vacant, storage::IsVacant(PlaceOf(arguments, service)));
    (vacant ? others : taken).push_back(service);
  }
  if (!taken.empty()) {
    std::string problem;
    for (const std::string& service : taken) {
      const std::string place = PlaceOf(arguments, service);
      absl::StrAppend(&problem, place, " is not empty (", storage::DescribeContents(place), "); ");
    }
    return absl::FailedPreconditionError(absl::StrCat(
        problem, "move it away",
        others.empty() ? ""
                       : absl::StrCat(", or, if that is what has been restored already, go on with "
                                      "--service ",
                                      absl::StrJoin(others, " --service "))));
  }
  for (const std::string& service : services) {
    ZGC_RETURN_IF_ERROR(storage::CheckBackup(FolderOf(arguments, service)));
  }
  return absl::OkStatus();
}

ExitCode Restore(Client& client, const BackupArguments& arguments) {
  umask(kOwnerOnly);
  if (absl::StripAsciiWhitespace(arguments.reason).empty()) return FailUsage("--reason is empty");
  auto services = ServicesOf(arguments.dir);
  if (!services.ok()) return Fail("restore", services.status());
  const std::string missing = MissingIn(arguments.dir, *services);
  if (arguments.services.empty() && !missing.empty()) {
    std::cerr << "zgcctl: restore: " << missing << "\n";
  }
  if (!arguments.services.empty()) {
    for (const std::string& wanted : arguments.services) {
      if (std::find(services->begin(), services->end(), wanted) == services->end()) {
        return FailUsage(absl::StrCat(arguments.dir, " holds no backup of ", wanted));
      }
    }
    services = arguments.services;
  }
  if (arguments.to.empty() || arguments.to[0] != '/') return FailUsage("--to must be absolute");
  if (services->size() > 1 && !absl::StrContains(arguments.to, kPlaceholder)) {
    return FailUsage("--to names one store: put {service} into it, or choose one with --service");
  }
  const std::string& person = client.options().client.on_behalf_of;
  const storage::RestoreNote note{arguments.reason,
                                  person.empty() ? storage::OwnAccount() : person};
  const absl::Status checked = CheckAll(arguments, *services);
  if (!checked.ok()) {
    PrintError("restore: nothing was written", checked);
    return kExitFailed;
  }
  Table table({"service", "revision", "bytes", "store"});
  for (const std::string& service : *services) {
    const std::string folder = FolderOf(arguments, service);
    const std::string path = PlaceOf(arguments, service);
    // A new machine has none of the folders above it.
    const absl::Status parents = storage::MakeParents(path);
    if (!parents.ok()) {
      PrintError(absl::StrCat(service, " restore"), parents);
      return kExitFailed;
    }
    std::unique_ptr<Progress> progress;
    int64_t steps = 0;
    int64_t bytes = 0;
    const absl::Status restored = storage::RestoreBackup(
        service, folder, storage::UrlOf(path), note, [&](int64_t done, int64_t all) {
          if (progress == nullptr) {
            progress = std::make_unique<Progress>(absl::StrCat("restoring ", service),
                                                  static_cast<size_t>(all >> 20) + 1);
          }
          for (; steps < done >> 20; ++steps) progress->Step();
          bytes = done;
        });
    progress.reset();
    if (!restored.ok()) {
      PrintError(absl::StrCat(service, " restore"), restored);
      // What is done is whole, and its place is taken.
      std::cout << table.Render(client.options().format);
      const auto rest = std::find(services->begin(), services->end(), service);
      std::cerr << "zgcctl: restore: to go on, give --service "
                << absl::StrJoin(rest, services->end(), " --service ") << "\n";
      return kExitFailed;
    }
    const auto manifest = storage::ReadManifest(folder);
    table.Add({service, manifest.ok() ? absl::StrCat(manifest->position().revision()) : "",
               absl::StrCat(bytes), path});
  }
  std::cout << table.Render(client.options().format);
  return kExitOk;
}

void AddServices(CLI::App& command, const std::string& name, BackupArguments& arguments,
                 const std::string& description) {
  command.add_option(name, arguments.services, description)->check(CLI::IsMember(ServiceNames()));
}

// A command, what it is given, and what runs it.
using AddCommand = absl::FunctionRef<std::pair<CLI::App*, std::shared_ptr<BackupArguments>>(
    const std::string& name, const std::string& description,
    ExitCode (*run)(Client&, const BackupArguments&))>;

constexpr char kAllByDefault[] = "only these services; all four by default";

void AddBackup(AddCommand add) {
  const auto [backup, backup_arguments] = add(
      "backup", "make a backup of each store, in the backup folder of its service", MakeBackups);
  AddServices(*backup, "SERVICE", *backup_arguments, kAllByDefault);
  auto* const to = backup->add_option(
      "--to", backup_arguments->to,
      "also copy them to this new folder, here, as one set that restores to a suite "
      "that follows itself: nobody takes over what it follows until all are made");
  // A script's variable that is not set.
  to->type_name("DIR")->check(CLI::Validator(
      [](const std::string& dir) { return dir.empty() ? std::string("is empty") : std::string(); },
      ""));
  backup
      ->add_option("--lease-seconds", backup_arguments->lease_seconds,
                   "with --to: how long nobody follows at most, should this command end")
      ->capture_default_str()
      ->needs(to)
      ->check(CLI::Range(1, 3600));
  backup->footer(
      "A large store takes long: give --timeout. With --to the role backup is needed: a backup is "
      "all of the data.\n\n"
      "Examples:\n  zgcctl backup funding_ledger --timeout 600\n"
      "  zgcctl backup --to /mnt/backups/2019-12-31 --timeout 600");
}

void AddProveBackup(AddCommand add) {
  const auto [prove, prove_arguments] =
      add("prove-backup", "restore the newest backup of each service beside it, and verify it",
          ProveBackups);
  AddServices(*prove, "SERVICE", *prove_arguments, kAllByDefault);
  prove->footer(
      "Takes the space of the backup once more, and gives it back. A large one takes long: give "
      "--timeout.\n\n"
      "Example:\n  zgcctl prove-backup funding_ledger --timeout 3600");
}

void AddRestore(AddCommand add) {
  const auto [restore, restore_arguments] =
      add("restore", "write the backups of a set to new stores, on this machine", Restore);
  restore->add_option("--from", restore_arguments->dir, "folder that backup --to has made")
      ->type_name("DIR")
      ->required();
  AddServices(*restore, "--service", *restore_arguments, "only these; all of the set by default");
  restore
      ->add_option("--to", restore_arguments->to,
                   "absolute path of the store; {service} in it stands for the service's name, and "
                   "folders above it that are missing are made")
      ->type_name("PATH")
      ->required();
  restore
      ->add_option("--reason", restore_arguments->reason,
                   "why, for the audit; the person is that of --as, or the account")
      ->type_name("TEXT")
      ->required();
  restore->footer(
      "No service runs on a store meanwhile. Every file of the set is compared with its digest "
      "before anything is written; each store is there when it is whole, or not at all.\n\n"
      "Examples:\n"
      "  zgcctl restore --from /mnt/backups/2019-12-31 --to '/srv/zgc/{service}/store' "
      "--reason 'disk lost'\n"
      "  zgcctl restore --from /backup --service park_region --to /data/store "
      "--reason 'wrong import'");
}

}  // namespace

void AddBackups(CLI::App& app, const Options& options, int& code) {
  const auto add = [&](const std::string& name, const std::string& description,
                       ExitCode (*run)(Client&, const BackupArguments&)) {
    auto* command = app.add_subcommand(name, description);
    auto arguments = std::make_shared<BackupArguments>();
    command->callback([&options, &code, run, arguments] {
      Client client(options);
      code = run(client, *arguments);
    });
    return std::make_pair(command, arguments);
  };
  AddBackup(add);
  AddProveBackup(add);
  AddRestore(add);
}

}  // namespace zgc::ctl
