#pragma once

#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::scope {

// To what a caller is bound: see zgc.common.v1.Scope. Names are as KeyOf has them.
struct Bounds {
  std::set<std::string> parks;
  std::set<std::string> regions;
  std::set<std::string> organisations;
  // Only the organisations make a row the caller's; what is of a park or a division that is not
  // among the others is another's all the same.
  bool of_organisation = false;

  // Of one kind; empty where that does not bind.
  const std::set<std::string>& Of(common::v1::Scope kind) const;
  // Whether what is of one among those of that kind is the caller's.
  bool Gives(common::v1::Scope kind) const {
    return !of_organisation || kind == common::v1::SCOPE_ORGANISATION;
  }
  // "parks/a, organisations/b", for people.
  std::string Text() const;
};
// Null is the whole zone.
using BoundsPtr = std::shared_ptr<const Bounds>;

// A name without the service that owns it: "parks/a" of "//park_region/parks/a".
absl::string_view KeyOf(absl::string_view name);
// What a name is of, if that bounds anything itself: UNSPECIFIED otherwise.
common::v1::Scope KindOf(absl::string_view name);

// PERMISSION_DENIED with OUT_OF_SCOPE: `what` is not within the bounds, or does not exist.
absl::Status OutOfScope(const Bounds& bounds, absl::string_view what);
// The same of a method that callers with bounds may not call at all, whatever they ask.
absl::Status ClosedToScopes(const Bounds& bounds, absl::string_view method);

}  // namespace zgc::scope
