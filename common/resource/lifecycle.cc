#include "common/resource/lifecycle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"

namespace zgc::resource {

LifecycleTable::LifecycleTable(const google::protobuf::Descriptor& record,
                               const google::protobuf::EnumDescriptor& states,
                               std::vector<Move> moves)
    : record_(record), states_(states), moves_(std::move(moves)) {
  for (const Move& move : moves_) {
    const auto same = [&](const Move& other) { return other.method == move.method; };
    ZGC_CHECK(std::count_if(moves_.begin(), moves_.end(), same) == 1,
              absl::StrCat(move.method, " stands twice in the lifecycle of ", record.name()));
    for (const std::string& other : move.not_by) Of(other);
  }
}

const std::string& LifecycleTable::NameOf(int state) const {
  const auto* value = states_.FindValueByNumber(state);
  ZGC_CHECK(value != nullptr, absl::StrCat(state, " is no ", states_.name()));
  return value->name();
}

int LifecycleTable::StateOf(const std::string& name) const {
  const auto* value = states_.FindValueByName(name);
  ZGC_CHECK(value != nullptr, absl::StrCat(name, " is no ", states_.name()));
  return value->number();
}

const Move& LifecycleTable::Of(absl::string_view method) const {
  const auto found = std::find_if(moves_.begin(), moves_.end(),
                                  [&](const Move& move) { return move.method == method; });
  ZGC_CHECK(found != moves_.end(),
            absl::StrCat(method, " is not in the lifecycle of ", record_.name()));
  return *found;
}

bool LifecycleTable::IsOpen(absl::string_view method, int state) const {
  const std::vector<int>& from = Of(method).from;
  return std::find(from.begin(), from.end(), state) != from.end();
}

absl::Status LifecycleTable::CheckDuties(const base::Actor& actor, const Move& move,
                                         const Steps& steps, const std::string& name) {
  for (const std::string& method : move.not_by) {
    const common::v1::Step* taken = LastStepBy(steps, method);
    if (taken == nullptr) continue;
    ZGC_RETURN_IF_ERROR(
        RequireAnother(actor, taken->actor(), absl::StrCat("took ", method, " of"), name));
  }
  return absl::OkStatus();
}

}  // namespace zgc::resource
