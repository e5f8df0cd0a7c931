#include "services/zgcctl/commands/report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/digest.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/status_text.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::ServiceStatus;
using zgc::supervision::v1::Publication;
using zgc::supervision::v1::PublishedFile;
using zgc::supervision::v1::RenderedFile;

using Positions = std::map<std::string, zgc::common::v1::Position>;

// How long a publication waits for services that follow others to note how far they are.
constexpr absl::Duration kSettling = absl::Seconds(3);

absl::StatusOr<ServiceStatus> StatusOf(Client& client, const std::string& service) {
  auto status = client.Get<ServiceStatus>(service, "GetServiceStatus",
                                          zgc::ops::v1::GetServiceStatusRequest());
  if (status.ok()) return status;
  absl::Status named(status.status().code(),
                     absl::StrCat(service, ": ", status.status().message()));
  status.status().ForEachPayload([&named](absl::string_view type, const absl::Cord& payload) {
    named.SetPayload(type, payload);
  });
  return named;
}

std::string Hex(absl::string_view content) { return absl::BytesToHexString(base::Sha256(content)); }

absl::Status WriteFile(const std::string& path, const std::string& content) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written = file != nullptr &&
                       std::fwrite(content.data(), 1, content.size(), file) == content.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return absl::OkStatus();
  return absl::UnknownError(absl::StrCat("cannot write ", path));
}

// All under other names first, so that a full disk leaves the old files.
absl::Status WriteAll(const std::map<std::string, std::string>& files, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnknownError(absl::StrCat(folder, ": ", error.message()));
  const std::string suffix = absl::StrCat(".", getpid(), ".tmp");
  absl::Status written;
  for (const auto& [name, content] : files) {
    written.Update(WriteFile(absl::StrCat(folder, "/", name, suffix), content));
  }
  for (const auto& [name, content] : files) {
    const std::string path = absl::StrCat(folder, "/", name);
    if (written.ok()) {
      std::filesystem::rename(path + suffix, path, error);
      if (error) return absl::UnknownError(absl::StrCat(path, ": ", error.message()));
    } else {
      std::filesystem::remove(path + suffix, error);
    }
  }
  return written;
}

// UNAVAILABLE if the service refuses a source of which something is wanted, or does not follow
// it: to wait changes that no more.
absl::Status CheckNoneRefused(const ServiceStatus& status, const Positions& wanted) {
  for (const auto& source : status.sources()) {
    if (wanted.count(source.service()) == 0) continue;
    if (source.state() == zgc::ops::v1::SOURCE_STATE_NOT_FOLLOWED) {
      return absl::UnavailableError(absl::StrCat(status.service(), " does not follow ",
                                                 source.service(), ": ", source.problem()));
    }
    if (source.state() != zgc::ops::v1::SOURCE_STATE_REFUSED) continue;
    return absl::UnavailableError(absl::StrCat(status.service(), " refuses ", source.service(),
                                               ": ", source.problem(),
                                               "; see zgcctl resync --help"));
  }
  return absl::OkStatus();
}

// Waits until a service has applied all that it follows so far and returns its status.
absl::StatusOr<ServiceStatus> AwaitApplied(Client& client, const std::string& service,
                                           const Positions& wanted, absl::Time deadline) {
  constexpr absl::Duration kPause = absl::Milliseconds(50);
  const bool shown = isatty(STDERR_FILENO) == 1;
  bool said = false;
  while (true) {
    ZGC_ASSIGN_OR_RETURN(ServiceStatus status, StatusOf(client, service));
    ZGC_RETURN_IF_ERROR(CheckNoneRefused(status, wanted));
    const std::string lagging = Lagging(status, wanted);
    if (shown) std::cerr << "\r\x1b[K" << lagging << std::flush;
    if (lagging.empty()) return status;
    // A backup ends its pause in a moment, one that was killed may not for an hour.
    if (const std::string paused = Paused(status); !said && !paused.empty()) {
      std::cerr << (shown ? "\r\x1b[K" : "") << "zgcctl: waiting: " << paused << std::endl;
      said = true;
    }
    if (absl::Now() >= deadline) {
      if (shown) std::cerr << "\n";
      return absl::DeadlineExceededError(absl::StrCat("waited in vain: ", lagging));
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace

absl::StatusOr<Positions> AwaitSources(Client& client) {
  const absl::Time deadline = absl::Now() + client.options().timeout();
  ZGC_ASSIGN_OR_RETURN(const ServiceStatus status, StatusOf(client, kReporting));
  Positions wanted;
  for (const auto& source : status.sources()) {
    ZGC_ASSIGN_OR_RETURN(const ServiceStatus head, StatusOf(client, source.service()));
    wanted[source.service()] = head.position();
  }
  // A service that follows others itself may still make something of what they hold. One that
  // cannot follow now is no reason to wait longer.
  const absl::Time settled = std::min(deadline, absl::Now() + kSettling);
  for (auto& [service, position] : wanted) {
    const auto head = AwaitApplied(client, service, wanted, settled);
    if (head.ok()) position = head->position();
  }
  ZGC_RETURN_IF_ERROR(AwaitApplied(client, kReporting, wanted, deadline).status());
  return wanted;
}

absl::Status ExportPublication(Client& client, const Publication& publication,
                               const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const PublishedFile& file : publication.files()) {
    if (file.name().find('/') != std::string::npos || file.name().empty()) {
      return absl::DataLossError(absl::StrCat("\"", file.name(), "\" is no file name"));
    }
    zgc::supervision::v1::RenderPublicationRequest request;
    request.set_name(publication.name());
    request.set_file(file.name());
    std::string content;
    do {
      request.set_offset(static_cast<int64_t>(content.size()));
      ZGC_ASSIGN_OR_RETURN(const RenderedFile part,
                           client.Get<RenderedFile>(kReporting, "RenderPublication", request));
      if (part.content().empty()) break;
      content += part.content();
    } while (static_cast<int64_t>(content.size()) < file.size());
    if (Hex(content) != file.sha256()) {
      return absl::DataLossError(
          absl::StrCat(file.name(), " came out with another digest than was published"));
    }
    files[file.name()] = std::move(content);
  }
  // What was published, and not how it stands by now.
  Publication record = publication;
  record.clear_state();
  record.clear_superseded_by();
  record.clear_errata();
  record.clear_changed_figure_count();
  files[kRecordFile] = Pretty(ToJson(record));
  return WriteAll(files, folder);
}

absl::StatusOr<Json> ReadRecord(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kRecordFile);
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open()) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  auto record = ParseJson(text);
  if (!record.ok() || !record->is_object() || !record->contains("name") ||
      !(*record)["name"].is_string()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no record of a publication"));
  }
  return record;
}

absl::Status CheckIsOf(const Publication& publication, const std::string& folder) {
  const auto record = ReadRecord(folder);
  if (absl::IsNotFound(record.status())) return absl::OkStatus();
  const bool same = record.ok() && (*record)["name"] == publication.name() &&
                    record->value("sha256", Json()) == publication.sha256();
  if (same) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      folder, " holds ",
      record.ok() ? (*record)["name"].get<std::string>() : std::string("another publication"),
      ", which stays; ", publication.name(),
      " is published: write it to another folder with "
      "zgcctl report export, or over the other with --replace"));
}

std::vector<std::string> CompareFiles(const Publication& publication, const std::string& folder) {
  std::vector<std::string> problems;
  for (const PublishedFile& file : publication.files()) {
    const std::string path = absl::StrCat(folder, "/", file.name());
    std::ifstream stream(path, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(stream)),
                              std::istreambuf_iterator<char>());
    if (!stream.is_open()) {
      problems.push_back(absl::StrCat(path, ": is missing"));
    } else if (Hex(content) != file.sha256()) {
      problems.push_back(absl::StrCat(path, ": differs from what was published"));
    }
  }
  return problems;
}

}  // namespace zgc::ctl
