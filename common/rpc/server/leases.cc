#include "common/rpc/server/leases.h"

#include <algorithm>

namespace zgc::rpc {

bool Leases::Begin(const std::string& id, absl::Duration now, absl::Duration until) {
  for (auto lease = until_.begin(); lease != until_.end();) {
    lease = lease->second <= now ? until_.erase(lease) : std::next(lease);
  }
  if (until_.count(id) == 0 && until_.size() >= kMax) return false;
  absl::Duration& end = until_.try_emplace(id, until).first->second;
  end = std::max(end, until);
  return true;
}

bool Leases::End(const std::string& id, absl::Duration now) {
  const bool held = Holds(id, now);
  if (id.empty()) {
    until_.clear();
  } else {
    until_.erase(id);
  }
  return held;
}

bool Leases::HasRoom(const std::string& id, absl::Duration now) const {
  const auto alive = std::count_if(until_.begin(), until_.end(),
                                   [now](const auto& lease) { return lease.second > now; });
  return Alive(id, now) || static_cast<size_t>(alive) < kMax;
}

bool Leases::Holds(const std::string& id, absl::Duration now) const {
  return id.empty() ? Left(now) > absl::ZeroDuration() : Alive(id, now);
}

bool Leases::Alive(const std::string& id, absl::Duration now) const {
  const auto lease = until_.find(id);
  return lease != until_.end() && lease->second > now;
}

absl::Duration Leases::Left(absl::Duration now) const {
  absl::Duration left;
  for (const auto& [id, until] : until_) left = std::max(left, until - now);
  return left;
}

}  // namespace zgc::rpc
