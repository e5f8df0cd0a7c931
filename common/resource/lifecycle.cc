#include "common/resource/lifecycle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"

namespace zgc::resource {
namespace {

bool Has(const std::vector<int>& states, int state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

LifecycleTable::LifecycleTable(const google::protobuf::Descriptor& record,
                               const google::protobuf::EnumDescriptor& states,
                               std::vector<Move> moves)
    : record_(record), states_(states), moves_(std::move(moves)) {
  for (const Move& move : moves_) {
    const auto same = [&](const Move& other) {
      return other.method == move.method && other.follows == move.follows;
    };
    ZGC_CHECK(std::count_if(moves_.begin(), moves_.end(), same) == 1,
              absl::StrCat(move.method, " stands twice in the lifecycle of ", record.name()));
    ZGC_CHECK(!move.follows || !move.from.empty(),
              absl::StrCat(move.method, " is checked by the record that takes it"));
    const auto names = [&](const Move& other) {
      return std::find(other.not_by.begin(), other.not_by.end(), move.method) != other.not_by.end();
    };
    ZGC_CHECK(!move.each_counts || std::any_of(moves_.begin(), moves_.end(), names),
              absl::StrCat("nobody checks who took ", move.method, " of a ", record.name()));
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

const Move& LifecycleTable::Of(absl::string_view method, bool follows) const {
  const auto found = std::find_if(moves_.begin(), moves_.end(), [&](const Move& move) {
    return move.method == method && move.follows == follows;
  });
  ZGC_CHECK(found != moves_.end(),
            absl::StrCat(method, " is not in the lifecycle of ", record_.name()));
  return *found;
}

bool LifecycleTable::IsOpen(absl::string_view method, int state) const {
  return Has(Of(method).from, state);
}

int LifecycleTable::OnlyTo(const Move& move, int from) const {
  ZGC_CHECK(move.to.size() <= 1, absl::StrCat(move.method, " leads to several states"));
  return move.to.empty() ? from : move.to[0];
}

void LifecycleTable::RequireMove(const Move& move, int from, int to) const {
  const bool may_begin = move.from.empty() || Has(move.from, from);
  const bool may_end = move.to.empty() ? to == from : Has(move.to, to);
  ZGC_CHECK(may_begin && may_end,
            absl::StrCat(move.method, " does not lead from ", NameOf(from), " to ", NameOf(to)));
}

bool LifecycleTable::IsFinal(int state) const {
  return std::none_of(moves_.begin(), moves_.end(),
                      [&](const Move& move) { return Has(move.from, state); });
}

std::string LifecycleTable::Stands(const std::string& name, int state) const {
  return absl::StrCat(name, " is ", NameOf(state), IsFinal(state) ? ", which is final" : "");
}

absl::Status LifecycleTable::CheckDuties(const base::Actor& actor, const Move& move,
                                         const Steps& steps, const std::string& name) const {
  for (const std::string& method : move.not_by) {
    const bool each = Of(method).each_counts;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      if (step->method() != method) continue;
      ZGC_RETURN_IF_ERROR(
          RequireAnother(actor, step->actor(), absl::StrCat("took ", method, " of"), name));
      if (!each) break;
    }
  }
  return absl::OkStatus();
}

}  // namespace zgc::resource
