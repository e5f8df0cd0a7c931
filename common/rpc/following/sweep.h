#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/following/follower.h"

namespace zgc::rpc {

// Finds what is here of a source and does not come when all of it is read. A source sends
// what it holds by name within each type, so that what is missing is known as the reading
// goes on, and nothing but the last name of each type need be remembered. Not thread-safe.
class Sweep {
 public:
  // Most rows that one commit removes.
  static constexpr size_t kMaxGone = 1000;
  // Removes rows, in the order of the calls.
  using Remove = std::function<absl::Status(std::vector<resource::Followed> gone)>;

  // Both outlive it.
  Sweep(const storage::Store& store, const FollowedFeed& followed)
      : store_(store), followed_(followed) {}

  // Removes what should have come before the last rows of `part` or with them. ABORTED if
  // they do not come by name.
  absl::Status UpTo(const resource::FeedPart& part, const Remove& remove);
  // Removes what should have come after the last row, and begins anew.
  absl::Status Rest(const Remove& remove);

 private:
  const storage::Store& store_;
  const FollowedFeed& followed_;
  // By type, the name that came last.
  std::map<std::string, std::string> last_;
};

}  // namespace zgc::rpc
