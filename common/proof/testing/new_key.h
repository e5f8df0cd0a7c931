#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <string>

#include "common/proof/keys.h"
#include "gtest/gtest.h"

namespace zgc::proof {

// The PEM file of a new private key.
inline std::string NewKeyPem(Suite suite) {
  EVP_PKEY* const key =
      EVP_PKEY_Q_keygen(nullptr, nullptr, suite == Suite::kSm2Sm3 ? "SM2" : "ED25519");
  BIO* const out = BIO_new(BIO_s_mem());
  EXPECT_EQ(PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr), 1);
  char* data = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(out, &data));
  std::string pem(data, size);
  BIO_free(out);
  EVP_PKEY_free(key);
  return pem;
}

inline PrivateKey NewKey(Suite suite = Suite::kEd25519Sha256) {
  auto key = PrivateKey::FromPem(NewKeyPem(suite));
  EXPECT_TRUE(key.ok()) << key.status();
  return *std::move(key);
}

}  // namespace zgc::proof
