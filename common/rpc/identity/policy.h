#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "common/base/actor.h"
#include "common/scope/bounds.h"
#include "zgc/rpc/v1/rpc.pb.h"

namespace zgc::rpc {

// SPIFFE id of every caller of a server that listens without TLS.
inline constexpr char kInsecureCaller[] = "spiffe://zgc/insecure-loopback";

// What a call does.
enum class Access { kRead, kWrite };

// Who may call what. Immutable.
class Policy {
 public:
  // Refused whole, with every fault named, if there is no identity or role, a role is
  // missing or repeated, an identity is repeated, is no SPIFFE id or has no scopes or wrong
  // ones, or a method matches none of the contracts.
  static absl::StatusOr<Policy> Create(const v1::Policy& file);
  static absl::StatusOr<Policy> FromJson(absl::string_view json);
  // Everything for the one caller of an insecure loopback server.
  static Policy InsecureLoopback();

  // OK, UNAUTHENTICATED for an unknown caller, PERMISSION_DENIED for a method
  // outside its roles, for a person named by a caller that may not, and for a write
  // without one by a caller that acts for people (PERSON_REQUIRED).
  absl::Status Authorize(const base::Actor& actor, absl::string_view method,
                         Access access = Access::kRead) const;

  // To what a caller that is authorized is bound: its scopes or, where it states the organisation
  // of the person that it acts for and that is no office, that one, within its parks and divisions.
  // Null is the whole zone. DELEGATION_DENIED if it may not act for people, OUT_OF_SCOPE if the
  // organisation is not within its scopes, PERSON_REQUIRED if it has to state one and does not.
  absl::StatusOr<scope::BoundsPtr> BoundsOf(const base::Actor& actor,
                                            absl::string_view organisation) const;

 private:
  struct Caller {
    std::vector<std::string> methods;
    bool may_act_for = false;
    bool must_act_for = false;
    bool must_state_organisation = false;
    scope::BoundsPtr bounds;
  };
  absl::flat_hash_map<std::string, Caller> callers_;
  absl::flat_hash_set<std::string> offices_;
};

// A policy that is reloaded from its file. Thread-safe.
class PolicySource {
 public:
  explicit PolicySource(Policy policy);
  static absl::StatusOr<std::unique_ptr<PolicySource>> FromFile(const std::string& path);

  std::shared_ptr<const Policy> Get() const;
  // Takes the file if it has changed, and says whether it has. An invalid file changes
  // nothing: the error says why, once, the last good policy stays.
  absl::StatusOr<bool> Reload();

 private:
  const std::string path_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Policy> policy_ ABSL_GUARDED_BY(mutex_);
  std::string loaded_ ABSL_GUARDED_BY(mutex_);

  PolicySource(std::string path, Policy policy, std::string loaded);
};

}  // namespace zgc::rpc
