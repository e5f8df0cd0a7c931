#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace zgc::rpc {

// Leases on one thing, each of its own id: it is held while any is alive. Instants are those
// of a steady clock. Not thread-safe.
class Leases {
 public:
  // Far more than ask at a time by right.
  static constexpr size_t kMax = 16;

  // Begins one, or prolongs it; never shortens it. False if too many are alive.
  bool Begin(const std::string& id, absl::Duration now, absl::Duration until);
  // Ends one, or all of them for an empty id; whether any of these was alive.
  bool End(const std::string& id, absl::Duration now);
  // What Begin and End would say.
  bool HasRoom(const std::string& id, absl::Duration now) const;
  bool Holds(const std::string& id, absl::Duration now) const;
  bool Alive(const std::string& id, absl::Duration now) const;
  // How long the longest lives; 0 if there is none.
  absl::Duration Left(absl::Duration now) const;

 private:
  std::map<std::string, absl::Duration> until_;
};

}  // namespace zgc::rpc
