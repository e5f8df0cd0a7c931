#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/digest.h"
#include "common/proof/keys.h"

namespace zgc::proof {

// What a signer says of a log at one moment.
struct Checkpoint {
  // Id of the store that holds the log.
  std::string origin;
  Suite suite = Suite::kEd25519Sha256;
  // How many leaves there are, and their root.
  int64_t size = 0;
  base::Hash root{};
  // The hash of the chain's last link; zeros if there is none.
  base::Hash chain{};
  // The commit of the store that this was said in, and its time. What commits up to
  // it have logged is covered.
  int64_t revision = 0;
  // The incarnation of the store that the revision belongs to.
  std::string incarnation;
  int64_t time_unix_nanos = 0;
};

// A checkpoint with its signature. Its text has one form only, so that a changed
// byte is either an error of form or a wrong signature:
//
//   zgc checkpoint v1
//   origin: 6f1d...                          1 to 128 of a-z, 0-9, '-' and '.'
//   suite: ed25519-sha256                    or sm2-sm3
//   size: 1024
//   root: e3b0...                            64 hexadecimal digits
//   chain: e3b0...
//   revision: 311
//   incarnation: 6f1d...                     32 hexadecimal digits
//   time: 2026-11-24T16:42:00.000000001Z
//   key: 9f86...                             id of the key, 32 hexadecimal digits
//   signature: bWFu...                       base64
//
// Every line ends with a line feed. What is signed are the lines before
// "signature", line feeds included.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string key_id;
  std::string signature;
};

// "checkpoints/000000000311" for revision 311.
std::string CheckpointName(int64_t revision);

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const PrivateKey& key);
// INVALID_ARGUMENT names the line that is not as it must be.
absl::StatusOr<SignedCheckpoint> ParseCheckpoint(absl::string_view text);
// The checkpoint of a text that one of `keys` has signed. INVALID_ARGUMENT if it is
// malformed, NOT_FOUND if the key is not among them, DATA_LOSS if the signature is
// wrong.
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view text, const KeyRing& keys);

}  // namespace zgc::proof
