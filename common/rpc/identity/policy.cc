#include "common/rpc/identity/policy.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/wire/request_shape.h"

namespace zgc::rpc {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read policy file ", path));
  return text.str();
}

bool Matches(absl::string_view pattern, absl::string_view method) {
  if (absl::ConsumeSuffix(&pattern, "*")) return absl::StartsWith(method, pattern);
  return pattern == method;
}

// Null if they are all.
scope::BoundsPtr ReadScopes(const v1::Scopes& scopes, const std::string& at,
                            base::FieldErrors& errors) {
  auto bounds = std::make_shared<scope::Bounds>();
  const auto add = [&](const auto& names, const char* field, absl::string_view prefix,
                       std::set<std::string>& into) {
    for (const std::string& name : names) {
      const bool is_name = prefix.empty()
                               ? !name.empty() && !absl::StartsWith(name, "//")
                               : absl::StartsWith(name, prefix) && name.size() > prefix.size();
      if (!is_name) {
        errors.Add(absl::StrCat(at, ".", field),
                   absl::StrCat("\"", name, "\" is no name of one",
                                prefix.empty() ? "" : ", which begins with ", prefix));
      }
      if (!into.insert(name).second) {
        errors.Add(absl::StrCat(at, ".", field), absl::StrCat("\"", name, "\" is repeated"));
      }
    }
  };
  add(scopes.parks(), "parks", "parks/", bounds->parks);
  add(scopes.regions(), "regions", "regions/", bounds->regions);
  add(scopes.organisations(), "organisations", "", bounds->organisations);
  const bool has_any =
      !bounds->parks.empty() || !bounds->regions.empty() || !bounds->organisations.empty();
  if (scopes.all() == has_any) {
    errors.Add(at,
               "says either all, or parks, regions or organisations; nobody gets anything by "
               "omission");
  }
  return scopes.all() ? nullptr : bounds;
}

bool IsKnown(absl::string_view pattern) {
  const auto& methods = AllMethods();
  return std::any_of(methods.begin(), methods.end(),
                     [&](const auto& entry) { return Matches(pattern, entry.first); });
}

}  // namespace

absl::StatusOr<Policy> Policy::Create(const v1::Policy& file) {
  base::FieldErrors errors;
  // Taken for a policy, an empty file would shut everybody out.
  if (file.identities().empty()) errors.Add("identities", "is empty");
  if (file.roles().empty()) errors.Add("roles", "is empty");
  absl::flat_hash_map<std::string, std::vector<std::string>> roles;
  for (int i = 0; i < file.roles_size(); ++i) {
    const v1::Role& role = file.roles(i);
    const std::string at = absl::StrCat("roles[", i, "]");
    if (role.name().empty()) errors.Add(absl::StrCat(at, ".name"), "is required");
    auto& methods = roles[role.name()];
    if (!methods.empty()) errors.Add(absl::StrCat(at, ".name"), "is repeated");
    if (role.methods().empty()) errors.Add(absl::StrCat(at, ".methods"), "is empty");
    for (const std::string& method : role.methods()) {
      if (!IsKnown(method)) {
        errors.Add(absl::StrCat(at, ".methods"),
                   absl::StrCat("\"", method, "\" names no method of this suite"));
      }
      methods.push_back(method);
    }
  }
  Policy policy;
  for (int i = 0; i < file.offices_size(); ++i) {
    const bool is_new = policy.offices_.insert(file.offices(i)).second;
    if (!is_new || !absl::StartsWith(file.offices(i), "organisations/")) {
      errors.Add(absl::StrCat("offices[", i, "]"), "is no organisations/{id}, or is repeated");
    }
  }
  for (int i = 0; i < file.identities_size(); ++i) {
    const v1::Identity& identity = file.identities(i);
    const std::string at = absl::StrCat("identities[", i, "]");
    if (!absl::StartsWith(identity.spiffe_id(), "spiffe://")) {
      errors.Add(absl::StrCat(at, ".spiffe_id"), "does not begin with spiffe://");
    }
    const auto [caller, is_new] = policy.callers_.try_emplace(identity.spiffe_id());
    if (!is_new) errors.Add(absl::StrCat(at, ".spiffe_id"), "is repeated");
    caller->second.may_act_for = identity.may_act_for();
    caller->second.must_act_for = identity.may_act_for();
    caller->second.must_state_organisation = identity.must_state_organisation();
    if (identity.must_state_organisation() && !identity.may_act_for()) {
      errors.Add(absl::StrCat(at, ".must_state_organisation"), "is only of one that may_act_for");
    }
    caller->second.bounds = ReadScopes(identity.scopes(), absl::StrCat(at, ".scopes"), errors);
    for (const std::string& name : identity.roles()) {
      const auto role = roles.find(name);
      if (role == roles.end()) {
        errors.Add(absl::StrCat(at, ".roles"), absl::StrCat("\"", name, "\" is not defined"));
        continue;
      }
      auto& methods = caller->second.methods;
      methods.insert(methods.end(), role->second.begin(), role->second.end());
    }
  }
  ZGC_RETURN_IF_ERROR(errors.ToStatus());
  return policy;
}

absl::StatusOr<Policy> Policy::FromJson(absl::string_view json) {
  v1::Policy file;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &file);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("policy is not valid JSON of its form: ", parsed.message().ToString()));
  }
  return Create(file);
}

Policy Policy::InsecureLoopback() {
  Policy policy;
  policy.callers_[kInsecureCaller] = {.methods = {"/*"}, .may_act_for = true};
  return policy;
}

absl::Status Policy::Authorize(const base::Actor& actor, absl::string_view method,
                               Access access) const {
  const auto caller = callers_.find(actor.caller);
  if (caller == callers_.end()) {
    return base::MakeError(
        absl::StatusCode::kUnauthenticated, zgc::common::v1::ERROR_REASON_UNAUTHENTICATED,
        actor.caller.empty() ? "the caller presented no SPIFFE id"
                             : absl::StrCat("the policy does not know ", actor.caller));
  }
  if (!actor.person.empty() && !caller->second.may_act_for) {
    return base::MakeError(absl::StatusCode::kPermissionDenied,
                           zgc::common::v1::ERROR_REASON_DELEGATION_DENIED,
                           absl::StrCat(actor.caller, " may not act for another person"));
  }
  const auto& methods = caller->second.methods;
  if (std::any_of(methods.begin(), methods.end(),
                  [&](const std::string& pattern) { return Matches(pattern, method); })) {
    // Maker and checker would be one, the system.
    if (access == Access::kWrite && actor.person.empty() && caller->second.must_act_for) {
      return base::MakeError(
          absl::StatusCode::kPermissionDenied, zgc::common::v1::ERROR_REASON_PERSON_REQUIRED,
          absl::StrCat(actor.caller, " acts for people: a write names the person"));
    }
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kPermissionDenied,
                         zgc::common::v1::ERROR_REASON_PERMISSION_DENIED,
                         absl::StrCat("no role of ", actor.caller, " allows ", method));
}

absl::StatusOr<scope::BoundsPtr> Policy::BoundsOf(const base::Actor& actor,
                                                  absl::string_view organisation) const {
  const auto caller = callers_.find(actor.caller);
  if (caller == callers_.end()) {
    return base::MakeError(absl::StatusCode::kUnauthenticated,
                           zgc::common::v1::ERROR_REASON_UNAUTHENTICATED,
                           absl::StrCat("the policy does not know ", actor.caller));
  }
  const scope::BoundsPtr& own = caller->second.bounds;
  if (organisation.empty() && caller->second.must_state_organisation) {
    return base::MakeError(
        absl::StatusCode::kPermissionDenied, zgc::common::v1::ERROR_REASON_PERSON_REQUIRED,
        absl::StrCat(actor.caller, " has to state the organisation of the person with each call, ",
                     "in the metadata zgc-organisation"));
  }
  if (organisation.empty()) return own;
  if (!caller->second.may_act_for) {
    return base::MakeError(
        absl::StatusCode::kPermissionDenied, zgc::common::v1::ERROR_REASON_DELEGATION_DENIED,
        absl::StrCat(actor.caller, " may not act for the people of an organisation"));
  }
  if (own != nullptr && !own->organisations.contains(std::string(organisation))) {
    return scope::OutOfScope(*own, organisation);
  }
  if (offices_.contains(std::string(organisation))) return own;
  // The parks and divisions of the system hold the person as well: what is of others stays foreign.
  auto bounds = std::make_shared<scope::Bounds>(own == nullptr ? scope::Bounds() : *own);
  bounds->organisations = {std::string(organisation)};
  bounds->of_organisation = true;
  return bounds;
}

PolicySource::PolicySource(Policy policy)
    : policy_(std::make_shared<const Policy>(std::move(policy))) {}

PolicySource::PolicySource(std::string path, Policy policy, std::string loaded)
    : path_(std::move(path)),
      policy_(std::make_shared<const Policy>(std::move(policy))),
      loaded_(std::move(loaded)) {}

absl::StatusOr<std::unique_ptr<PolicySource>> PolicySource::FromFile(const std::string& path) {
  ZGC_ASSIGN_OR_RETURN(std::string text, ReadFile(path));
  auto policy = Policy::FromJson(text);
  if (!policy.ok()) {
    return absl::Status(policy.status().code(),
                        absl::StrCat(path, ": ", policy.status().message()));
  }
  return std::unique_ptr<PolicySource>(new PolicySource(path, *std::move(policy), std::move(text)));
}

std::shared_ptr<const Policy> PolicySource::Get() const {
  absl::MutexLock lock(&mutex_);
  return policy_;
}

absl::StatusOr<bool> PolicySource::Reload() {
  if (path_.empty()) return false;
  ZGC_ASSIGN_OR_RETURN(std::string text, ReadFile(path_));
  {
    absl::MutexLock lock(&mutex_);
    if (text == loaded_) return false;
    loaded_ = text;
  }
  ZGC_ASSIGN_OR_RETURN(Policy policy, Policy::FromJson(text));
  absl::MutexLock lock(&mutex_);
  policy_ = std::make_shared<const Policy>(std::move(policy));
  return true;
}

}  // namespace zgc::rpc
