#include "common/scope/bounds.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"

namespace zgc::scope {

using common::v1::Scope;

const std::set<std::string>& Bounds::Of(Scope kind) const {
  static const auto* const none = new std::set<std::string>;
  switch (kind) {
    case common::v1::SCOPE_PARK:
      return parks;
    case common::v1::SCOPE_REGION:
      return regions;
    case common::v1::SCOPE_ORGANISATION:
      return organisations;
    default:
      return *none;
  }
}

std::string Bounds::Text() const {
  std::vector<std::string> given(parks.begin(), parks.end());
  given.insert(given.end(), regions.begin(), regions.end());
  std::string within;
  if (of_organisation && !given.empty()) {
    within = absl::StrCat(" within ", absl::StrJoin(given, ", "));
    given.clear();
  }
  given.insert(given.end(), organisations.begin(), organisations.end());
  return given.empty() ? "nothing" : absl::StrCat(absl::StrJoin(given, ", "), within);
}

absl::string_view KeyOf(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, "//")) return name;
  const size_t slash = name.find('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

Scope KindOf(absl::string_view name) {
  const absl::string_view key = KeyOf(name);
  if (absl::StartsWith(key, "parks/")) return common::v1::SCOPE_PARK;
  if (absl::StartsWith(key, "regions/")) return common::v1::SCOPE_REGION;
  if (absl::StartsWith(key, "organisations/")) return common::v1::SCOPE_ORGANISATION;
  return common::v1::SCOPE_UNSPECIFIED;
}

absl::Status OutOfScope(const Bounds& bounds, absl::string_view what) {
  return base::MakeError(absl::StatusCode::kPermissionDenied, common::v1::ERROR_REASON_OUT_OF_SCOPE,
                         absl::StrCat(what, ": not within the scope of the caller, which is ",
                                      bounds.Text(), ", or does not exist"),
                         {{"scope", bounds.Text()}});
}

absl::Status ClosedToScopes(const Bounds& bounds, absl::string_view method) {
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, common::v1::ERROR_REASON_OUT_OF_SCOPE,
      absl::StrCat(method, ": closed to callers that are bound to a scope, as this one is to ",
                   bounds.Text(), "; for callers of the whole zone only"),
      {{"scope", bounds.Text()}, {"method", std::string(method)}});
}

}  // namespace zgc::scope
