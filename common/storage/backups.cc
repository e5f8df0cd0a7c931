#include "common/storage/backups.h"

#include <google/protobuf/util/json_util.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/digest.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/history/history.h"
#include "common/storage/key_codec.h"
#include "common/storage/lineage.h"

namespace zgc::storage {
namespace {

namespace fs = std::filesystem;

// Holds the time of the last proof, or why it failed.
constexpr char kProven[] = "proven";
constexpr char kUnsound[] = "unsound";

std::string FolderOf(const std::string& dir, int64_t id) {
  return absl::StrFormat("%s/%06d", dir, id);
}

// Numbers of the backups, in order, and of what is left of one that was interrupted.
absl::StatusOr<std::vector<int64_t>> Numbers(const std::string& dir, bool whole) {
  std::vector<int64_t> numbers;
  std::error_code error;
  if (!fs::exists(dir, error)) return numbers;
  for (fs::directory_iterator entry(dir, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    const bool partial = absl::EndsWith(name, kPartialSuffix);
    if (partial) name.resize(name.size() - (sizeof kPartialSuffix - 1));
    int64_t number = 0;
    if (partial != whole && absl::SimpleAtoi(name, &number)) numbers.push_back(number);
  }
  if (error)
    return absl::UnavailableError(absl::StrCat("cannot read ", dir, ": ", error.message()));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

absl::Status Remove(const std::string& dir, int64_t id) {
  // Renamed first: what is removed in part is no backup.
  const std::string folder = FolderOf(dir, id);
  std::error_code error;
  fs::rename(folder, absl::StrCat(folder, kPartialSuffix), error);
  if (!error) fs::remove_all(absl::StrCat(folder, kPartialSuffix), error);
  return error
             ? absl::UnavailableError(absl::StrCat("cannot remove ", folder, ": ", error.message()))
             : absl::OkStatus();
}

std::string Hex(base::Hasher& hasher) {
  return absl::BytesToHexString(base::Hasher::View(hasher.Finish()));
}

// What is noted in the backup under that name; nullopt if nothing is. That it cannot be read
// just now says nothing of what it holds.
absl::StatusOr<absl::optional<std::string>> ReadNote(const std::string& folder, const char* name) {
  auto note = ReadFile(absl::StrCat(folder, "/", name));
  if (absl::IsNotFound(note.status())) return absl::nullopt;
  ZGC_RETURN_IF_ERROR(note.status());
  return *std::move(note);
}

absl::StatusOr<BackupInfo> Describe(const std::string& dir, int64_t id) {
  BackupInfo info;
  info.id = id;
  const std::string folder = FolderOf(dir, id);
  const auto manifest = ReadManifest(folder);
  if (absl::IsNotFound(manifest.status()) || absl::IsDataLoss(manifest.status())) {
    info.problem = std::string(manifest.status().message());
    return info;
  }
  ZGC_RETURN_IF_ERROR(manifest.status());
  info.owner = {manifest->service(), manifest->store_id()};
  info.position = manifest->position();
  info.time = absl::FromUnixNanos(manifest->time_unix_nanos());
  for (const auto& file : manifest->files()) info.size_bytes += file.size();
  ZGC_ASSIGN_OR_RETURN(const auto unsound, ReadNote(folder, kUnsound));
  // A full disk may have left no more of it than its name.
  if (unsound.has_value()) info.problem = unsound->empty() ? "is unsound" : *unsound;
  ZGC_ASSIGN_OR_RETURN(const auto proven, ReadNote(folder, kProven));
  std::string error;
  if (proven.has_value()) absl::ParseTime(absl::RFC3339_full, *proven, &info.proven, &error);
  return info;
}

// Whether the newest commit is the one that the manifest names.
absl::Status CheckHead(const EngineSnapshot& rows, const v1::BackupManifest& manifest) {
  int64_t revision = 0;
  v1::CommitRecord record;
  const auto last = rows.Scan(kCommitColumn.id, {"", "", true});
  if (last->Valid()) {
    KeyReader key(last->key());
    if (!key.Int(&revision) || !record.ParseFromString(std::string(last->value()))) {
      return absl::DataLossError("damaged row in _commits");
    }
  }
  ZGC_RETURN_IF_ERROR(last->status());
  if (revision != manifest.position().revision()) {
    return absl::DataLossError(absl::StrCat("the files hold revision ", revision, ", ",
                                            kManifestName, " says ",
                                            manifest.position().revision()));
  }
  if (revision > 0 && absl::BytesToHexString(record.chain_sha256()) != manifest.chain_sha256()) {
    return absl::DataLossError(
        absl::StrCat("the files hold other commits than ", kManifestName, " says"));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsFileName(absl::string_view name) {
  return !name.empty() && name[0] != '.' && !absl::StrContains(name, '/');
}

absl::StatusOr<v1::BackupManifest> ReadManifest(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kManifestName);
  const auto text = ReadFile(path);
  if (absl::IsNotFound(text.status()))
    return absl::NotFoundError(absl::StrCat(folder, " is no backup: it has no ", kManifestName));
  ZGC_RETURN_IF_ERROR(text.status());
  v1::BackupManifest manifest;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, &manifest, options);
  if (!parsed.ok()) return absl::DataLossError(absl::StrCat(path, " is damaged"));
  for (const auto& file : manifest.files()) {
    // Whoever wrote the manifest.
    if (!IsFileName(file.name())) {
      return absl::DataLossError(absl::StrCat(path, " names a file \"", file.name(), "\""));
    }
  }
  return manifest;
}

absl::StatusOr<v1::BackupManifest> ReadManifestOf(absl::string_view service,
                                                  const std::string& folder) {
  ZGC_ASSIGN_OR_RETURN(v1::BackupManifest manifest, ReadManifest(folder));
  if (manifest.service() != service) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is a backup of ", manifest.service(), ", not of ", service));
  }
  return manifest;
}

absl::StatusOr<BackupInfo> CreateBackup(const std::string& dir, const BackupOwner& owner,
                                        absl::Time now, BackupWriter write) {
  std::error_code error;
  fs::create_directories(dir, error);
  if (error)
    return absl::UnavailableError(absl::StrCat("cannot make ", dir, ": ", error.message()));
  ZGC_ASSIGN_OR_RETURN(const auto left, Numbers(dir, /*whole=*/false));
  for (const int64_t id : left) ClearPartial(FolderOf(dir, id));
  ZGC_ASSIGN_OR_RETURN(const auto numbers, Numbers(dir, /*whole=*/true));
  for (const int64_t other : numbers) {
    const auto manifest = ReadManifestOf(owner.service, FolderOf(dir, other));
    // What is damaged is in nobody's way.
    if (absl::IsFailedPrecondition(manifest.status())) return manifest.status();
  }
  const int64_t id = numbers.empty() ? 1 : numbers.back() + 1;
  ZGC_RETURN_IF_ERROR(MakeFolder(FolderOf(dir, id), [&](const std::string& folder) -> absl::Status {
    v1::BackupManifest manifest;
    manifest.set_service(owner.service);
    manifest.set_store_id(owner.store_id);
    manifest.set_time_unix_nanos(absl::ToUnixNanos(now));
    ZGC_RETURN_IF_ERROR(write(folder, manifest));
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      auto* file = manifest.add_files();
      file->set_name(name);
      base::Hasher hasher(base::DigestKind::kSha256);
      const std::string path = absl::StrCat(folder, "/", name);
      ZGC_ASSIGN_OR_RETURN(const int64_t size, FileSize(path));
      ZGC_RETURN_IF_ERROR(ReadParts(path, 0, size, [&](absl::string_view part) {
        hasher.Add(part);
        return absl::OkStatus();
      }));
      file->set_size(size);
      file->set_sha256(Hex(hasher));
    }
    std::string json;
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    const auto printed = google::protobuf::util::MessageToJsonString(manifest, &json, options);
    if (!printed.ok()) return absl::InternalError("a manifest that cannot be printed");
    return WriteFile(absl::StrCat(folder, "/", kManifestName), json);
  }));
  return Describe(dir, id);
}

absl::StatusOr<std::vector<BackupInfo>> ListBackups(const std::string& dir) {
  ZGC_ASSIGN_OR_RETURN(const auto numbers, Numbers(dir, /*whole=*/true));
  std::vector<BackupInfo> backups;
  backups.reserve(numbers.size());
  for (const int64_t id : numbers) {
    ZGC_ASSIGN_OR_RETURN(BackupInfo info, Describe(dir, id));
    backups.push_back(std::move(info));
  }
  return backups;
}

absl::StatusOr<std::vector<int64_t>> ExpireBackups(const std::string& dir, const BackupOwner& owner,
                                                   const BackupRule& rule, absl::Time now) {
  ZGC_ASSIGN_OR_RETURN(auto backups, ListBackups(dir));
  std::vector<int64_t> expired;
  int sound = 0;
  // Of the sound ones that are newer: the earliest, what has passed since, and the longest
  // interval between two of them.
  absl::Time earliest = now;
  absl::Duration passed;
  absl::Duration longest;
  for (auto backup = backups.rbegin(); backup != backups.rend(); ++backup) {
    const bool is_damaged = backup->owner.store_id.empty();
    if (!is_damaged && backup->owner.store_id != owner.store_id) continue;
    const bool counts = backup->problem.empty();
    const bool is_newest_sound = counts && sound == 0;
    // How old a damaged one is may not be known. One that is dated later than the next has no age.
    const bool has_time = backup->time != absl::InfinitePast() && backup->time <= earliest;
    const absl::Duration interval = has_time ? earliest - backup->time : absl::ZeroDuration();
    const absl::Duration uncounted = sound > 0 ? std::max(longest, interval) : longest;
    const bool too_old = has_time && passed + interval - uncounted > rule.keep_for;
    const bool kept = sound < rule.keep_count && !too_old;
    if (counts) {
      ++sound;
      passed += interval;
      longest = uncounted;
      earliest = std::min(earliest, backup->time);
    }
    if (is_newest_sound || kept) continue;
    ZGC_RETURN_IF_ERROR(Remove(dir, backup->id));
    expired.push_back(backup->id);
  }
  return expired;
}

absl::StatusOr<std::string> BackupFolder(const std::string& dir, int64_t id) {
  const std::string folder = FolderOf(dir, id);
  std::error_code error;
  const bool there = id > 0 && fs::exists(folder, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat("cannot read ", folder, ": ", error.message()));
  }
  if (!there) {
    return absl::NotFoundError(absl::StrCat("there is no backup ", id, " in ", dir));
  }
  return folder;
}

absl::Status CheckBackup(const std::string& folder) {
  ZGC_ASSIGN_OR_RETURN(const v1::BackupManifest manifest, ReadManifest(folder));
  for (const auto& file : manifest.files()) {
    const std::string path = absl::StrCat(folder, "/", file.name());
    base::Hasher hasher(base::DigestKind::kSha256);
    ZGC_RETURN_IF_ERROR(ReadParts(path, 0, file.size(), [&](absl::string_view part) {
      hasher.Add(part);
      return absl::OkStatus();
    }));
    if (Hex(hasher) != file.sha256()) return absl::DataLossError(absl::StrCat(path, " is damaged"));
  }
  return absl::OkStatus();
}

absl::Status NoteProof(const std::string& folder, absl::Time time, const absl::Status& result) {
  if (result.ok()) {
    std::error_code ignored;
    fs::remove(absl::StrCat(folder, "/", kUnsound), ignored);
    return WriteFile(absl::StrCat(folder, "/", kProven),
                     absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone()));
  }
  return WriteFile(absl::StrCat(folder, "/", kUnsound), result.message());
}

std::string OwnAccount() {
  const struct passwd* account = getpwuid(geteuid());
  return account != nullptr ? account->pw_name : absl::StrCat("account ", geteuid());
}

absl::Status RestoreBackup(const std::string& service, const std::string& folder,
                           const std::string& url, const RestoreNote& note,
                           const Progress& progress) {
  ZGC_ASSIGN_OR_RETURN(const v1::BackupManifest manifest, ReadManifestOf(service, folder));
  int64_t all = 0;
  for (const auto& file : manifest.files()) all += file.size();
  int64_t done = 0;
  return MakeAt(url, [&](const std::string& beside) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(beside));
    ZGC_RETURN_IF_ERROR(CheckSpace(path, all));
    for (const auto& file : manifest.files()) {
      const std::string from = absl::StrCat(folder, "/", file.name());
      base::Hasher hasher(base::DigestKind::kSha256);
      ZGC_RETURN_IF_ERROR(CopyFile(from, absl::StrCat(path, "/", file.name()), file.size(),
                                   [&](absl::string_view part) {
                                     hasher.Add(part);
                                     done += static_cast<int64_t>(part.size());
                                     if (progress) progress(done, all);
                                     return absl::OkStatus();
                                   }));
      if (Hex(hasher) != file.sha256())
        return absl::DataLossError(absl::StrCat(from, " is damaged"));
    }
    // That the files can be read, and hold what they are said to, is a part of it.
    ZGC_ASSIGN_OR_RETURN(
        const auto rows,
        ReadEngine(beside, {{kCommitColumn.id, kCommitColumn.name}}, Look::kFiles));
    const absl::Status same = CheckHead(*rows, manifest);
    if (!same.ok()) return absl::Status(same.code(), absl::StrCat(folder, ": ", same.message()));
    return MarkRestored(beside, note);
  });
}

absl::Status MarkRestored(const std::string& url, const RestoreNote& note) {
  v1::Incarnation begun;
  begun.set_id(NewIncarnationId());
  begun.set_reason(note.reason);
  begun.set_by(note.by);
  Batch mark;
  mark.writes.push_back({kMetaColumn.id, kRestoredKey, begun.SerializeAsString()});
  ZGC_ASSIGN_OR_RETURN(const auto engine,
                       OpenEngine(url, {{kMetaColumn.id, kMetaColumn.name}}, /*create=*/false));
  return engine->Commit(mark);
}

}  // namespace zgc::storage
