#include "common/resource/old_lifecycle.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/dates.h"
#include "common/resource/rows.h"

namespace zgc::resource::old {

const Move* Lifecycle::Find(int state, absl::string_view method) const {
  for (const Move& move : moves_) {
    if (move.from == state && move.method == method) return &move;
  }
  return nullptr;
}

std::vector<std::string> Lifecycle::OpenMethods(int state) const {
  std::vector<std::string> open;
  for (const Move& move : moves_) {
    if (move.from == state) open.emplace_back(move.method);
  }
  return open;
}

const std::string& Lifecycle::NameOf(int state) const {
  return states_->FindValueByNumber(state)->name();
}

int Lifecycle::StateOf(const std::string& name) const {
  return states_->FindValueByName(name)->number();
}

int Lifecycle::After(int state, absl::string_view method) const { return Find(state, method)->to; }

absl::Status Lifecycle::Check(const std::string& name, int state, absl::string_view method) const {
  if (Find(state, method) != nullptr) return absl::OkStatus();
  return Hindered(name, state, method, {absl::StrCat("it is ", NameOf(state))});
}

absl::Status Lifecycle::Hindered(const std::string& name, int state, absl::string_view method,
                                 const std::vector<std::string>& obstacles) const {
  return IllegalTransition(name, method, obstacles, OpenMethods(state));
}

}  // namespace zgc::resource::old
