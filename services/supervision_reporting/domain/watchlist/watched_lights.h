#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "zgc/supervision/v1/matters.pb.h"

// How lights are derived, whatever is watched. Pure functions.
namespace zgc::supervision {

// How a kind of things speaks of itself, in Chinese.
struct WatchedWords {
  // The last day, such as 办理期限.
  const char* deadline;
  // What is done by then, such as 反馈办理情况.
  const char* act;
  // That it was done, and that it was not.
  const char* done;
  const char* not_done;
  // What moves the last day, such as 延期申请获批准.
  const char* more_time;
};
const WatchedWords& WordsOf(v1::WatchedKind kind);

// A thing as of a day.
struct WatchedState {
  WatchedPlace place;
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  // Empty if it has none.
  std::string deadline;
  // Whether it is still to be done.
  bool open = true;
  // Whether it was returned to be done again.
  bool returned = false;
  // Whether it is to be done at all: not what was reported not to apply.
  bool applies = true;
  // The day on which it was done, if it is not open; empty if nobody has said.
  std::string done_date;
};

struct DerivedLight {
  v1::Light light = v1::LIGHT_UNSPECIFIED;
  std::string label;
  std::string colour;
  std::string explanation;
  std::string turns_green_if;
  // Null where no rules are in force. Of the rules that it was derived by.
  const v1::LightRuleSet* rules = nullptr;
};

absl::StatusOr<DerivedLight> DeriveLight(const LightRules& rules, const WatchedState& thing);

}  // namespace zgc::supervision
