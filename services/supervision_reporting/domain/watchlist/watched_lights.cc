#include "services/supervision_reporting/domain/watchlist/watched_lights.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::supervision {
namespace {

DerivedLight LightOf(const v1::LightLevel& level, std::string explanation,
                     std::string turns_green_if) {
  DerivedLight light;
  light.light = level.light();
  light.label = level.label();
  light.colour = level.colour();
  light.explanation = std::move(explanation);
  if (light.light != v1::LIGHT_GREEN) light.turns_green_if = std::move(turns_green_if);
  return light;
}

const v1::LightLevel& GreenLevel(const v1::LightRuleSet& set) {
  for (const v1::LightLevel& level : set.levels()) {
    if (level.light() == v1::LIGHT_GREEN) return level;
  }
  return set.levels(0);
}

DerivedLight OfDone(const v1::LightRuleSet& set, const WatchedWords& words,
                    const WatchedState& thing) {
  if (thing.deadline.empty() && thing.applies) {
    return LightOf(GreenLevel(set), absl::StrCat(words.done, "，未设", words.deadline, "。"), "");
  }
  if (!thing.applies) return LightOf(GreenLevel(set), "已报告不适用。", "");
  if (thing.done_date.empty()) {
    DerivedLight unknown;
    unknown.explanation =
        absl::StrCat(words.done, "，日期不详，不能判断是否在", words.deadline, "内。");
    return unknown;
  }
  if (thing.done_date <= thing.deadline) {
    return LightOf(GreenLevel(set), absl::StrCat("在", words.deadline, "内", words.act, "。"), "");
  }
  // Lateness stays visible after completion.
  return LightOf(LevelNamed(set, set.late_level()),
                 absl::StrCat(words.act, "时已超过", words.deadline, "。"), "");
}

// The level that its urgency gives it from the start, or null.
const v1::LightLevel* StartOf(const v1::LightRuleSet& set, v1::Urgency urgency) {
  for (const v1::UrgencyStart& start : set.starts()) {
    if (start.urgency() == urgency) return &LevelNamed(set, start.level());
  }
  return nullptr;
}

DerivedLight OfDue(const v1::LightRuleSet& set, const WatchedWords& words,
                   const WatchedState& thing, int64_t left) {
  const char* const days = set.working_days() ? "个工作日" : "天";
  const v1::LightLevel& level = LevelWith(set, left);
  if (left < 0) {
    return LightOf(level,
                   absl::StrCat("超过", words.deadline, -left, days, "，", words.not_done, "。"),
                   absl::StrCat(words.more_time, "，且新的期限未过。"));
  }
  if (thing.returned) {
    return LightOf(LevelNamed(set, set.returned_level()), "已退回重办。",
                   absl::StrCat("在", words.deadline, "内重新", words.act, "。"));
  }
  const std::string to_go = absl::StrCat("距", words.deadline, left, days);
  const std::string in_time =
      absl::StrCat("在", words.deadline, "内", words.act, "，或", words.more_time, "。");
  if (level.light() != v1::LIGHT_GREEN) {
    return LightOf(level, absl::StrCat(to_go, "，", words.not_done, "。"), in_time);
  }
  const v1::LightLevel* start = StartOf(set, thing.urgency);
  if (start != nullptr) {
    return LightOf(*start, absl::StrCat(to_go, "，按紧急程度起始为", start->label(), "。"),
                   absl::StrCat("在", words.deadline, "内", words.act, "。"));
  }
  return LightOf(level, absl::StrCat(to_go, "，按期办理中。"), "");
}

absl::StatusOr<DerivedLight> ByRules(const LightRules& rules, const v1::LightRuleSet& set,
                                     const WatchedState& thing) {
  const WatchedWords& words = WordsOf(thing.place.kind);
  if (!thing.open) return OfDone(set, words, thing);
  if (thing.deadline.empty()) {
    return LightOf(LevelNamed(set, set.undated_level()),
                   absl::StrCat(words.not_done, "，且未设", words.deadline, "。"),
                   absl::StrCat(words.act, "。"));
  }
  ZGC_ASSIGN_OR_RETURN(const int64_t left, rules.DaysLeft(set, thing.deadline));
  return OfDue(set, words, thing, left);
}

}  // namespace

const WatchedWords& WordsOf(v1::WatchedKind kind) {
  static constexpr WatchedWords kMatter = {"办理期限", "反馈办理情况", "已反馈办理情况", "尚未反馈",
                                           "延期申请获批准"};
  static constexpr WatchedWords kProposal = {"答复期限", "答复", "已答复", "尚未答复",
                                             "答复期限经更正延后"};
  static constexpr WatchedWords kTask = {"完成期限", "报告完成", "已报告完成", "尚未报告完成",
                                         "变更申请获批准"};
  static constexpr WatchedWords kMilestone = {"节点日期", "报告达到", "已报告达到", "尚未报告达到",
                                              "节点日期变更"};
  static constexpr WatchedWords kDocument = {"试行截止日期", "修订、转为正式或废止",
                                             "已修订、转为正式或废止", "尚未修订、转为正式或废止",
                                             "试行延期"};
  static constexpr WatchedWords kStep = {"计划日期", "办理该环节", "已办理该环节", "尚未办理该环节",
                                         "计划日期变更"};
  static constexpr WatchedWords kAgreement = {"约定期限", "履行", "已履行", "尚未履行",
                                              "约定期限变更"};
  switch (kind) {
    case v1::WATCHED_KIND_DOCUMENT_STEP:
      return kStep;
    case v1::WATCHED_KIND_AGREEMENT_DUTY:
      return kAgreement;
    case v1::WATCHED_KIND_POLICY_DOCUMENT:
      return kDocument;
    case v1::WATCHED_KIND_PROPOSAL:
      return kProposal;
    case v1::WATCHED_KIND_TASK:
    case v1::WATCHED_KIND_DUTY:
      return kTask;
    case v1::WATCHED_KIND_MILESTONE:
      return kMilestone;
    default:
      return kMatter;
  }
}

absl::StatusOr<DerivedLight> DeriveLight(const LightRules& rules, const WatchedState& thing) {
  const v1::LightRuleSet* set = rules.For(thing.place);
  if (set == nullptr) {
    DerivedLight none;
    none.explanation = "当日没有适用的亮灯规则。";
    return none;
  }
  ZGC_ASSIGN_OR_RETURN(DerivedLight light, ByRules(rules, *set, thing));
  light.rules = set;
  return light;
}

}  // namespace zgc::supervision
