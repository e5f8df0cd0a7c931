#include "common/rpc/following/sweep.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"

namespace zgc::rpc {
namespace {

using resource::FeedPart;
using resource::Followed;

// By type, in the order in which they came.
using Names = std::map<std::string, std::vector<std::string>>;

Names NamesIn(const FeedPart& part) {
  Names names;
  for (const auto& row : part.changed()) names[row.GetTypeName()].push_back(row.name());
  for (const auto& row : part.changed_indicators()) names[row.GetTypeName()].push_back(row.name());
  for (const auto& row : part.changes()) names[row.resource_type()].push_back(row.name());
  return names;
}

std::vector<std::string> TypesOf(const FollowedFeed& followed) {
  std::vector<std::string> types = followed.types;
  if (followed.figures) {
    types.push_back(figures::v1::Figure::descriptor()->full_name());
    types.push_back(figures::v1::Indicator::descriptor()->full_name());
  }
  return types;
}

// Removes what is here after `after` and not among `came`, up to the last of those or, if
// there are none, to the end.
absl::Status RemoveBetween(const storage::Store& store, const FollowedFeed& followed,
                           const Followed& after, const std::vector<std::string>& came,
                           const Sweep::Remove& remove) {
  std::vector<Followed> gone;
  absl::Status removed;
  auto next = came.begin();
  const storage::Snapshot now = store.Read();
  ZGC_RETURN_IF_ERROR(followed.each(now, followed.service, after, [&](const std::string& name) {
    next = std::lower_bound(next, came.end(), name);
    if (!came.empty() && next == came.end()) return false;
    if (next != came.end() && *next == name) return true;
    gone.push_back({after.type, name});
    if (gone.size() == Sweep::kMaxGone) removed = remove(std::exchange(gone, {}));
    return removed.ok();
  }));
  ZGC_RETURN_IF_ERROR(removed);
  return gone.empty() ? absl::OkStatus() : remove(std::move(gone));
}

}  // namespace

absl::Status Sweep::UpTo(const FeedPart& part, const Remove& remove) {
  for (const auto& [type, names] : NamesIn(part)) {
    std::string& last = last_[type];
    const bool in_order =
        last < names.front() &&
        std::adjacent_find(names.begin(), names.end(), std::greater_equal<>()) == names.end();
    if (!in_order) {
      return absl::AbortedError(
          absl::StrCat(followed_.service, " does not send its ", type, " by name"));
    }
    ZGC_RETURN_IF_ERROR(RemoveBetween(store_, followed_, {type, last}, names, remove));
    last = names.back();
  }
  return absl::OkStatus();
}

absl::Status Sweep::Rest(const Remove& remove) {
  const auto last = std::exchange(last_, {});
  for (const std::string& type : TypesOf(followed_)) {
    const auto found = last.find(type);
    ZGC_RETURN_IF_ERROR(RemoveBetween(
        store_, followed_, {type, found == last.end() ? "" : found->second}, {}, remove));
  }
  return absl::OkStatus();
}

}  // namespace zgc::rpc
