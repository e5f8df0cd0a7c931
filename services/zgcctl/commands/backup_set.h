#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/zgcctl/client/client.h"
#include "zgc/ops/v1/operations.pb.h"

// Backups of several services as one set (成套备份): a folder with one of each, which
// restores to a suite that follows itself.
namespace zgc::ctl {

// What a set holds of a service.
struct SetMember {
  std::string service;
  zgc::ops::v1::Backup backup;
};

// Makes a backup of each while none of them takes over anything that it follows, so that
// no follower is ahead of what it follows; writes go on. They may do so for `lease`:
// FAILED_PRECONDITION if it has taken longer. Then copies them to `dir`, all of them or
// nothing, with the same code if that disk fails; every file is compared with its digest.
absl::StatusOr<std::vector<SetMember>> MakeSet(Client& client,
                                               const std::vector<std::string>& services,
                                               const std::string& dir, absl::Duration lease);

// Services that the set in `dir` has a backup of, each compared with its manifest.
// DATA_LOSS names what is damaged, FAILED_PRECONDITION what is of another service.
absl::StatusOr<std::vector<std::string>> ServicesOf(const std::string& dir);

// Which services are not among those of the set in `dir`, in words; empty if all are.
std::string MissingIn(const std::string& dir, const std::vector<std::string>& services);

}  // namespace zgc::ctl
