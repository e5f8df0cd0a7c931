#include "common/proof/keys.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::proof {
namespace {

// GM/T 0009 gives signers without an identity of their own this one.
constexpr absl::string_view kSm2Identity = "1234567812345678";
constexpr size_t kKeyIdBytes = 16;

template <typename T, void (*free)(T*)>
struct Free {
  void operator()(T* pointer) const { free(pointer); }
};
void FreeBio(BIO* bio) { BIO_free(bio); }
using Bio = std::unique_ptr<BIO, Free<BIO, FreeBio>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX, EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio Read(absl::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const int64_t size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

// A server has no terminal to ask at.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

absl::StatusOr<Suite> SuiteOf(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return Suite::kEd25519Sha256;
  if (EVP_PKEY_is_a(key, "SM2") == 1) return Suite::kSm2Sm3;
  return absl::InvalidArgumentError("the key is neither of Ed25519 nor of SM2");
}

// What signing and verifying are set up with; the identity is a part of what SM2
// signs.
struct Operation {
  DigestContext digest{EVP_MD_CTX_new()};
  KeyContext key;
};
using Init = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const EVP_MD*, ENGINE*, EVP_PKEY*);

bool Begin(Operation& operation, EVP_PKEY* key, Suite suite, Init init) {
  const EVP_MD* digest = nullptr;
  if (suite == Suite::kSm2Sm3) {
    digest = EVP_sm3();
    operation.key.reset(EVP_PKEY_CTX_new(key, nullptr));
    if (operation.key == nullptr ||
        EVP_PKEY_CTX_set1_id(operation.key.get(), kSm2Identity.data(), kSm2Identity.size()) <= 0) {
      return false;
    }
    EVP_MD_CTX_set_pkey_ctx(operation.digest.get(), operation.key.get());
  }
  return init(operation.digest.get(), nullptr, digest, nullptr, key) == 1;
}

}  // namespace

struct PublicKey::Handle {
  Key key;
};

std::string SuiteName(Suite suite) {
  return suite == Suite::kSm2Sm3 ? "sm2-sm3" : "ed25519-sha256";
}

absl::StatusOr<Suite> ParseSuite(absl::string_view name) {
  for (const Suite suite : {Suite::kEd25519Sha256, Suite::kSm2Sm3}) {
    if (name == SuiteName(suite)) return suite;
  }
  return absl::InvalidArgumentError("is neither ed25519-sha256 nor sm2-sm3");
}

base::DigestKind DigestOf(Suite suite) {
  return suite == Suite::kSm2Sm3 ? base::DigestKind::kSm3 : base::DigestKind::kSha256;
}

absl::StatusOr<PublicKey> PublicKey::FromHandle(std::shared_ptr<const Handle> handle) {
  PublicKey made;
  EVP_PKEY* const key = handle->key.get();
  ZGC_ASSIGN_OR_RETURN(made.suite_, SuiteOf(key));
  const Bio der(BIO_new(BIO_s_mem()));
  const Bio pem(BIO_new(BIO_s_mem()));
  if (i2d_PUBKEY_bio(der.get(), key) != 1 || PEM_write_bio_PUBKEY(pem.get(), key) != 1) {
    return absl::InvalidArgumentError("the key has no public part");
  }
  made.id_ = absl::BytesToHexString(base::Sha256(Written(der.get())).substr(0, kKeyIdBytes));
  made.pem_ = Written(pem.get());
  made.handle_ = std::move(handle);
  return made;
}

absl::StatusOr<PublicKey> PublicKey::FromPem(absl::string_view pem) {
  auto handle = std::make_shared<Handle>();
  handle->key.reset(PEM_read_bio_PUBKEY(Read(pem).get(), nullptr, NoPassPhrase, nullptr));
  if (handle->key == nullptr) {
    return absl::InvalidArgumentError("is no PEM file of a public key (BEGIN PUBLIC KEY)");
  }
  return FromHandle(std::move(handle));
}

bool PublicKey::Verify(absl::string_view text, absl::string_view signature) const {
  Operation operation;
  return Begin(operation, handle_->key.get(), suite_, EVP_DigestVerifyInit) &&
         EVP_DigestVerify(operation.digest.get(), Bytes(signature), signature.size(), Bytes(text),
                          text.size()) == 1;
}

absl::StatusOr<PrivateKey> PrivateKey::FromPem(absl::string_view pem) {
  auto handle = std::make_shared<PublicKey::Handle>();
  handle->key.reset(PEM_read_bio_PrivateKey(Read(pem).get(), nullptr, NoPassPhrase, nullptr));
  if (handle->key == nullptr) {
    return absl::InvalidArgumentError(
        "is no PEM file of a private key without a pass phrase (BEGIN PRIVATE KEY)");
  }
  PrivateKey made;
  ZGC_ASSIGN_OR_RETURN(made.public_key_, PublicKey::FromHandle(std::move(handle)));
  return made;
}

absl::StatusOr<std::string> PrivateKey::Sign(absl::string_view text) const {
  EVP_PKEY* const key = public_key_.handle_->key.get();
  Operation operation;
  size_t size = 0;
  if (!Begin(operation, key, public_key_.suite(), EVP_DigestSignInit) ||
      EVP_DigestSign(operation.digest.get(), nullptr, &size, Bytes(text), text.size()) != 1) {
    return absl::InternalError("the key cannot sign");
  }
  std::string signature(size, '\0');
  // Asking for the size of an SM2 signature has used the operation up.
  Operation again;
  if (!Begin(again, key, public_key_.suite(), EVP_DigestSignInit) ||
      EVP_DigestSign(again.digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(text), text.size()) != 1) {
    return absl::InternalError("the key cannot sign");
  }
  signature.resize(size);
  return signature;
}

const PublicKey* KeyRing::Find(absl::string_view id) const {
  for (const PublicKey& key : keys_) {
    if (key.id() == id) return &key;
  }
  return nullptr;
}

}  // namespace zgc::proof
