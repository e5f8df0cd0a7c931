#include "common/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace zgc::base {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Fetched once: a look-up for each digest costs as much as a short one.
const EVP_MD* Algorithm(DigestKind kind) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  return kind == DigestKind::kSm3 ? sm3 : sha256;
}

}  // namespace

struct Hasher::Context {
  explicit Context(DigestKind kind) : fresh(EVP_MD_CTX_new()), state(EVP_MD_CTX_new()) {
    EVP_DigestInit_ex2(fresh, Algorithm(kind), nullptr);
    EVP_MD_CTX_copy_ex(state, fresh);
  }
  ~Context() {
    EVP_MD_CTX_free(fresh);
    EVP_MD_CTX_free(state);
  }
  // To copy it costs less than to begin anew.
  EVP_MD_CTX* const fresh;
  EVP_MD_CTX* const state;
};

Hasher::Hasher(DigestKind kind) : context_(std::make_unique<Context>(kind)) {}
Hasher::~Hasher() = default;

Hasher& Hasher::Add(absl::string_view bytes) {
  EVP_DigestUpdate(context_->state, bytes.data(), bytes.size());
  return *this;
}

Hasher& Hasher::Add(int64_t value) {
  std::array<char, 8> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (56 - 8 * i));
  }
  return Add(absl::string_view(bytes.data(), bytes.size()));
}

Hash Hasher::Finish() {
  Hash hash{};
  EVP_DigestFinal_ex(context_->state, hash.data(), nullptr);
  EVP_MD_CTX_copy_ex(context_->state, context_->fresh);
  return hash;
}

std::string Sha256(absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             Algorithm(DigestKind::kSha256), nullptr);
  return digest;
}

std::string HmacSha256(absl::string_view key, absl::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(bytes), bytes.size(),
       reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return digest;
}

bool EqualInConstantTime(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace zgc::base
