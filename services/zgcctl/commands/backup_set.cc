#include "services/zgcctl/commands/backup_set.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/storage/backups.h"
#include "common/storage/engine/folder.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/client/on_signal.h"
#include "services/zgcctl/output/progress.h"
#include "services/zgcctl/output/status_text.h"

namespace zgc::ctl {
namespace {

using namespace zgc::ops::v1;  // NOLINT: the messages

absl::Status Named(const std::string& service, const absl::Status& status) {
  absl::Status named(status.code(), absl::StrCat(service, ": ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { named.SetPayload(type, payload); });
  return named;
}

// Of a disk of this machine, which is no service that cannot be reached.
absl::Status OfThisDisk(const absl::Status& status) {
  return absl::IsUnavailable(status) ? absl::FailedPreconditionError(status.message()) : status;
}

// Copies a backup to the empty folder `to`; an error is that of the service or the disk.
absl::Status Fetch(Client& client, const SetMember& member, const std::string& to,
                   Progress& progress) {
  ZGC_ASSIGN_OR_RETURN(const Method method, FindMethod("ReadBackup"));
  ReadBackupRequest request;
  request.set_id(member.backup.id());
  std::ofstream file;
  absl::Status failed;
  const auto take = [&](const ReadBackupResponse& part) -> absl::Status {
    if (!storage::IsFileName(part.file())) {
      return absl::DataLossError(absl::StrCat("a file called \"", part.file(), "\""));
    }
    const std::string path = absl::StrCat(to, "/", part.file());
    if (part.offset() == 0) file.open(path, std::ios::binary | std::ios::trunc);
    file.write(part.data().data(), static_cast<std::streamsize>(part.data().size()));
    if (part.last()) file.close();
    progress.Step();
    return file ? absl::OkStatus()
                : absl::FailedPreconditionError(absl::StrCat("cannot write ", path));
  };
  const absl::Status read =
      client.Stream(member.service, method.descriptor, request, [&](const auto& message) {
        failed = take(static_cast<const ReadBackupResponse&>(message));
        return failed.ok();
      });
  ZGC_RETURN_IF_ERROR(read);
  ZGC_RETURN_IF_ERROR(failed);
  return OfThisDisk(storage::CheckBackup(to));
}

// The services that take over nothing of others meanwhile, until End.
// Thread-safe.
class Pauses {
 public:
  Pauses(Client& client, absl::Duration lease)
      : client_(client),
        lease_(lease),
        id_(absl::StrCat("backup-", absl::Hex(absl::Uniform<uint64_t>(absl::BitGen())))) {}
  Pauses(const Pauses&) = delete;
  Pauses& operator=(const Pauses&) = delete;

  absl::Status Begin(const std::string& service) {
    PauseFollowingRequest request;
    request.mutable_lease()->set_seconds(absl::ToInt64Seconds(lease_));
    request.set_lease_id(id_);
    {
      absl::MutexLock lock(&mutex_);
      if (interrupted_) return absl::CancelledError("interrupted");
      // Even if the answer does not come, the service may be paused.
      paused_.push_back(service);
      asking_ = true;
    }
    const auto answer = client_.Get<PauseFollowingResponse>(service, "PauseFollowing", request);
    absl::MutexLock lock(&mutex_);
    asking_ = false;
    return answer.ok() ? absl::OkStatus() : Named(service, answer.status());
  }

  // FAILED_PRECONDITION if one has not lasted until now, CANCELLED if others end it: then
  // what was made meanwhile may not fit together.
  absl::Status End() {
    absl::Status worst;
    std::string service;
    while (TakePaused(service)) {
      ResumeFollowingRequest request;
      request.set_lease_id(id_);
      const auto resumed =
          client_.Get<ResumeFollowingResponse>(service, "ResumeFollowing", request);
      if (!resumed.ok()) {
        worst = Named(service, resumed.status());
      } else if (!resumed->was_paused()) {
        worst = absl::FailedPreconditionError(absl::StrCat(
            service, " follows again already: the backups took longer than the lease"));
      }
    }
    absl::MutexLock lock(&mutex_);
    return interrupted_ ? absl::CancelledError("interrupted") : worst;
  }

  // Ends them before the process ends; none is begun any more.
  void Interrupt() {
    // One that is asked for is ended once it has begun, or is told while it begins.
    constexpr absl::Duration kAsking = absl::Seconds(5);
    size_t paused = 0;
    {
      absl::MutexLock lock(&mutex_);
      interrupted_ = true;
      const auto asked = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !asking_; };
      mutex_.AwaitWithTimeout(absl::Condition(&asked), kAsking);
      paused = paused_.size();
    }
    if (paused == 0) return;
    std::cerr << "zgcctl: backup: interrupted; telling the services to follow again\n";
    // One that does not answer keeps no other paused.
    std::vector<std::thread> ends;
    for (size_t i = 0; i < paused; ++i) {
      ends.emplace_back([this] { End().IgnoreError(); });
    }
    for (std::thread& end : ends) end.join();
  }

 private:
  // One at a time: of a service that does not answer only the thread that asks it is held up.
  bool TakePaused(std::string& service) {
    absl::MutexLock lock(&mutex_);
    if (paused_.empty()) return false;
    service = std::move(paused_.back());
    paused_.pop_back();
    return true;
  }

  Client& client_;
  const absl::Duration lease_;
  // So that it ends no pause of others.
  const std::string id_;
  absl::Mutex mutex_;
  std::vector<std::string> paused_ ABSL_GUARDED_BY(mutex_);
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
};

// One that was killed leaves a pause behind, which nobody else may end unasked: it may be that
// of a backup that is being made.
void WarnOfOtherPauses(Client& client, const std::vector<std::string>& services) {
  for (const std::string& service : services) {
    const auto status =
        client.Get<ServiceStatus>(service, "GetServiceStatus", GetServiceStatusRequest());
    if (status.ok() && !Paused(*status).empty()) {
      std::cerr << "zgcctl: backup: by another lease " << Paused(*status) << std::endl;
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<SetMember>> MakeSet(Client& client,
                                               const std::vector<std::string>& services,
                                               const std::string& dir, absl::Duration lease) {
  // Before anybody is made to wait.
  const absl::StatusOr<bool> vacant = storage::IsVacant(dir);
  if (!vacant.ok()) return OfThisDisk(vacant.status());
  if (!*vacant) return absl::FailedPreconditionError(absl::StrCat(dir, " is not empty"));
  Pauses pauses(client, lease);
  const OnSignal resume([&] { pauses.Interrupt(); });
  // While signals are still waited for.
  const auto end = absl::MakeCleanup([&] { pauses.End().IgnoreError(); });
  for (const std::string& service : services) ZGC_RETURN_IF_ERROR(pauses.Begin(service));
  std::vector<SetMember> members;
  for (const std::string& service : services) {
    auto backup = client.Get<Backup>(service, "CreateBackup", CreateBackupRequest());
    if (!backup.ok()) return Named(service, backup.status());
    members.push_back({service, *std::move(backup)});
  }
  ZGC_RETURN_IF_ERROR(pauses.End());
  WarnOfOtherPauses(client, services);
  absl::Status fetched;
  const absl::Status made =
      storage::MakeFolder(dir, [&](const std::string& partial) -> absl::Status {
        for (const SetMember& member : members) {
          const std::string to = absl::StrCat(partial, "/", member.service);
          std::error_code error;
          std::filesystem::create_directory(to, error);
          if (error) return absl::FailedPreconditionError(absl::StrCat("cannot make ", to));
          ZGC_RETURN_IF_ERROR(storage::CheckSpace(to, member.backup.size_bytes()));
          Progress progress(absl::StrCat("copying ", member.service),
                            static_cast<size_t>(member.backup.size_bytes() >> 20) + 1);
          fetched = Fetch(client, member, to, progress);
          if (!fetched.ok()) return Named(member.service, fetched);
        }
        return absl::OkStatus();
      });
  if (!fetched.ok()) return made;
  ZGC_RETURN_IF_ERROR(OfThisDisk(made));
  return members;
}

absl::StatusOr<std::vector<std::string>> ServicesOf(const std::string& dir) {
  std::vector<std::string> services;
  for (const std::string& service : ServiceNames()) {
    const std::string folder = absl::StrCat(dir, "/", service);
    std::error_code error;
    const bool there = std::filesystem::exists(folder, error);
    if (error) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot read ", folder, ": ", error.message()));
    }
    if (!there) continue;
    ZGC_RETURN_IF_ERROR(storage::ReadManifestOf(service, folder).status());
    services.push_back(service);
  }
  if (services.empty()) return absl::NotFoundError(absl::StrCat(dir, " holds no set of backups"));
  return services;
}

std::string MissingIn(const std::string& dir, const std::vector<std::string>& services) {
  std::vector<std::string> missing;
  for (const std::string& service : ServiceNames()) {
    if (std::find(services.begin(), services.end(), service) == services.end()) {
      missing.push_back(service);
    }
  }
  return missing.empty() ? ""
                         : absl::StrCat(dir, " holds no backup of ", absl::StrJoin(missing, ", "),
                                        ", which this restores nothing of");
}

}  // namespace zgc::ctl
