#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/proof/bundle.h"
#include "services/zgcctl/client/client.h"

// What the ledger commands are made of.
namespace zgc::ctl {

inline constexpr char kLedger[] = "funding_ledger";

// The public keys in PEM files. INVALID_ARGUMENT names the file that is none.
absl::StatusOr<proof::KeyRing> ReadKeys(const std::vector<std::string>& paths);

// Writes the audit bundle up to a checkpoint to `path`, by way of `path`.part, which
// stays if the stream breaks and is gone on with the next time. What has come is
// checked with the keys that the service itself states, so that a file that was hurt
// on its way is not taken for a bundle.
absl::StatusOr<proof::BundleReport> ExportBundle(Client& client, const std::string& checkpoint,
                                                 const std::string& path);

}  // namespace zgc::ctl
