#include "common/rpc/identity/certificates.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::rpc {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  // It does not own its certificates.
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> Open(const PemFile& file) {
  return Owned<BIO>(BIO_new_mem_buf(file.text.data(), static_cast<int>(file.text.size())));
}

std::string Named(const PemFile& file, absl::string_view why) {
  return absl::StrCat(file.flag, ": ", file.path, " ", why);
}

// Nobody is asked for the passphrase of a key.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<std::vector<Owned<X509>>> ReadCertificates(const PemFile& file) {
  std::vector<Owned<X509>> certificates;
  const Owned<BIO> bio = Open(file);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    certificates.emplace_back(next);
  }
  ERR_clear_error();
  if (certificates.empty()) return absl::InvalidArgumentError(Named(file, "holds no certificate"));
  return certificates;
}

absl::Time EndOf(const X509& certificate) {
  tm end{};
  ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end);
  return absl::FromTM(end, absl::UTCTimeZone());
}

absl::Status CheckKey(X509& shown, const PemFile& certificate, const PemFile& key) {
  const Owned<EVP_PKEY> own(
      PEM_read_bio_PrivateKey(Open(key).get(), nullptr, NoPassphrase, nullptr));
  if (own == nullptr) {
    ERR_clear_error();
    return absl::InvalidArgumentError(Named(key, "holds no private key without a passphrase"));
  }
  if (X509_check_private_key(&shown, own.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        Named(key, absl::StrCat("is not the key of ", certificate.path)));
  }
  return absl::OkStatus();
}

absl::Status CheckChain(const PemFile& file, const std::vector<Owned<X509>>& chain,
                        const std::vector<Owned<X509>>& trusted, absl::Time now) {
  const Owned<X509_STORE> store(X509_STORE_new());
  for (const auto& ca : trusted) X509_STORE_add_cert(store.get(), ca.get());
  const Owned<STACK_OF(X509)> between(sk_X509_new_null());
  for (size_t i = 1; i < chain.size(); ++i) sk_X509_push(between.get(), chain[i].get());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), chain[0].get(), between.get());
  X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(how, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_SERVER);
  if (X509_verify_cert(context.get()) == 1) return absl::OkStatus();
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return absl::FailedPreconditionError(
      Named(file, absl::StrCat("cannot be served with: ", X509_verify_cert_error_string(error),
                               "; it ends at ", absl::FormatTime(EndOf(*chain[0])))));
}

}  // namespace

absl::Status CheckCallerCertificate(const PemFile& certificate, const PemFile& key,
                                    absl::Time now) {
  ZGC_ASSIGN_OR_RETURN(const auto chain, ReadCertificates(certificate));
  ZGC_RETURN_IF_ERROR(CheckKey(*chain[0], certificate, key));
  time_t at = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notAfter(chain[0].get()), &at) < 0) {
    return absl::FailedPreconditionError(
        Named(certificate, absl::StrCat("has ended at ", absl::FormatTime(EndOf(*chain[0])))));
  }
  if (X509_cmp_time(X509_get0_notBefore(chain[0].get()), &at) > 0) {
    return absl::FailedPreconditionError(Named(certificate, "is not valid yet"));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> CheckOwnCertificate(const PemFile& certificate, const PemFile& key,
                                               const PemFile& ca, absl::Time now) {
  ZGC_ASSIGN_OR_RETURN(const auto chain, ReadCertificates(certificate));
  ZGC_ASSIGN_OR_RETURN(const auto trusted, ReadCertificates(ca));
  ZGC_RETURN_IF_ERROR(CheckKey(*chain[0], certificate, key));
  ZGC_RETURN_IF_ERROR(CheckChain(certificate, chain, trusted, now));
  return EndOf(*chain[0]);
}

}  // namespace zgc::rpc
