#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/digest.h"

// What checkpoints are signed with. The keys are PEM files as openssl writes them.
namespace zgc::proof {

// A signature and the digest that goes with it, everywhere in a tree.
enum class Suite : uint8_t {
  // Ed25519 (RFC 8032) and SHA-256.
  kEd25519Sha256 = 1,
  // SM2 (GB/T 32918, identity "1234567812345678") and SM3.
  kSm2Sm3 = 2,
};

// "ed25519-sha256", "sm2-sm3".
std::string SuiteName(Suite suite);
// INVALID_ARGUMENT for another name.
absl::StatusOr<Suite> ParseSuite(absl::string_view name);
base::DigestKind DigestOf(Suite suite);

// Thread-safe.
class PublicKey {
 public:
  // INVALID_ARGUMENT if it is not a public key of a suite.
  static absl::StatusOr<PublicKey> FromPem(absl::string_view pem);

  Suite suite() const { return suite_; }
  // The first 16 bytes of the SHA-256 of the key's DER, hexadecimal.
  const std::string& id() const { return id_; }
  const std::string& pem() const { return pem_; }
  bool Verify(absl::string_view text, absl::string_view signature) const;

 private:
  friend class PrivateKey;
  struct Handle;
  static absl::StatusOr<PublicKey> FromHandle(std::shared_ptr<const Handle> handle);
  std::shared_ptr<const Handle> handle_;
  Suite suite_ = Suite::kEd25519Sha256;
  std::string id_;
  std::string pem_;
};

// Thread-safe.
class PrivateKey {
 public:
  // INVALID_ARGUMENT if it is not a private key of a suite, or needs a pass phrase.
  static absl::StatusOr<PrivateKey> FromPem(absl::string_view pem);
  const PublicKey& public_key() const { return public_key_; }
  absl::StatusOr<std::string> Sign(absl::string_view text) const;

 private:
  PublicKey public_key_;
};

// The keys that somebody trusts: one for each time that they were changed.
class KeyRing {
 public:
  void Add(PublicKey key) { keys_.push_back(std::move(key)); }
  // nullptr if it has none of that id.
  const PublicKey* Find(absl::string_view id) const;
  bool empty() const { return keys_.empty(); }

 private:
  std::vector<PublicKey> keys_;
};

}  // namespace zgc::proof
