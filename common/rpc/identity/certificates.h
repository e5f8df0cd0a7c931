#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zgc::rpc {

// A PEM file as ReadPem has read it; flag and path are for error messages.
struct PemFile {
  std::string flag;
  std::string path;
  std::string text;
};

// Whether callers that trust `ca` could reach a service with this chain and key at
// `now`. Returns when the certificate ends. Otherwise INVALID_ARGUMENT (no such
// PEM, another key) or FAILED_PRECONDITION (expired, not yet valid, signed by
// nobody in `ca`, not for a server), with the file and why.
absl::StatusOr<absl::Time> CheckOwnCertificate(const PemFile& certificate, const PemFile& key,
                                               const PemFile& ca, absl::Time now);

// Whether a caller can show this chain with this key at `now`; whom a service trusts only that
// service knows. INVALID_ARGUMENT or FAILED_PRECONDITION (expired, not yet valid) as above.
absl::Status CheckCallerCertificate(const PemFile& certificate, const PemFile& key, absl::Time now);

}  // namespace zgc::rpc
