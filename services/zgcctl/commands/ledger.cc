#include "services/zgcctl/commands/ledger.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/output/files.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::ctl {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages

// Where a part that is there goes on; 0 if it is of another bundle, or of none.
int64_t KnownBytes(const std::string& part, const std::string& checkpoint) {
  std::ifstream file(part, std::ios::binary);
  const auto manifest = proof::ReadManifest(file);
  if (!manifest.has_value() || manifest->checkpoint() != checkpoint) return 0;
  std::error_code error;
  const auto size = static_cast<int64_t>(std::filesystem::file_size(part, error));
  return error ? 0 : size;
}

absl::Status Receive(Client& client, const std::string& checkpoint, const std::string& part) {
  ExportAuditBundleRequest request;
  request.set_checkpoint(checkpoint);
  request.set_offset(KnownBytes(part, checkpoint));
  std::FILE* const file = std::fopen(part.c_str(), request.offset() > 0 ? "ab" : "wb");
  if (file == nullptr) return CannotWrite(part);
  ZGC_ASSIGN_OR_RETURN(const Method method, FindMethod("ExportAuditBundle"));
  bool written = true;
  absl::Status ended = client.Stream(kLedger, method.descriptor, request, [&](const auto& message) {
    const std::string& data = static_cast<const ExportAuditBundleResponse&>(message).data();
    written = std::fwrite(data.data(), 1, data.size(), file) == data.size();
    return written;
  });
  written = std::fflush(file) == 0 && fsync(fileno(file)) == 0 && written;
  if (std::fclose(file) != 0 || !written) return CannotWrite(part);
  return ended;
}

// The keys of the checkpoints, as the service states them.
absl::StatusOr<proof::KeyRing> KeysOf(Client& client, const BundleManifest& manifest) {
  proof::KeyRing keys;
  ListCheckpointsRequest request;
  request.set_page_size(1000);
  request.mutable_read_mask()->add_paths("key_id");
  request.mutable_read_mask()->add_paths("public_key");
  int found = 0;
  do {
    ZGC_ASSIGN_OR_RETURN(const auto page,
                         client.Get<ListCheckpointsResponse>(kLedger, "ListCheckpoints", request));
    for (const Checkpoint& checkpoint : page.checkpoints()) {
      if (keys.Find(checkpoint.key_id()) != nullptr) continue;
      ZGC_ASSIGN_OR_RETURN(auto key, proof::PublicKey::FromPem(checkpoint.public_key()));
      keys.Add(std::move(key));
      ++found;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && found < manifest.key_ids_size());
  return keys;
}

}  // namespace

absl::StatusOr<proof::KeyRing> ReadKeys(const std::vector<std::string>& paths) {
  proof::KeyRing keys;
  for (const std::string& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file.is_open()) return absl::InvalidArgumentError(absl::StrCat(path, " cannot be read"));
    auto key = proof::PublicKey::FromPem(text.str());
    if (!key.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, " ", key.status().message()));
    }
    keys.Add(*std::move(key));
  }
  return keys;
}

absl::StatusOr<proof::BundleReport> ExportBundle(Client& client, const std::string& checkpoint,
                                                 const std::string& path) {
  const std::string part = path + ".part";
  ZGC_RETURN_IF_ERROR(Receive(client, checkpoint, part));
  std::ifstream manifest_file(part, std::ios::binary);
  const auto manifest = proof::ReadManifest(manifest_file);
  if (!manifest.has_value()) return absl::DataLossError(absl::StrCat(part, " has no manifest"));
  ZGC_ASSIGN_OR_RETURN(const proof::KeyRing keys, KeysOf(client, *manifest));
  std::ifstream file(part, std::ios::binary);
  proof::BundleReport report;
  if (const auto damage = VerifyBundle(file, keys, report)) {
    return absl::DataLossError(
        absl::StrCat(part, ": ", Describe(*damage), "; remove it to begin again"));
  }
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) return absl::UnknownError(absl::StrCat(path, ": ", error.message()));
  return report;
}

}  // namespace zgc::ctl
