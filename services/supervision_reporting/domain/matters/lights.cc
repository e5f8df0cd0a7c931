#include "services/supervision_reporting/domain/matters/lights.h"

#include <utility>

#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

constexpr char kLightRule[] = "light-2";
// Yellow from so many days before the deadline on.
constexpr int kWarningDays = 5;

struct Verdict {
  v1::Light light = v1::LIGHT_GREEN;
  std::string explanation;
  std::string turns_green_if;
};

// A matter that the handler has reported; `reported` is the day.
Verdict OfReported(const v1::Matter& matter, const std::string& reported) {
  if (matter.deadline().empty()) return {v1::LIGHT_GREEN, "已反馈办理情况，未设办理期限。", ""};
  if (reported <= matter.deadline()) return {v1::LIGHT_GREEN, "在办理期限内反馈办理情况。", ""};
  // Lateness stays visible after completion.
  return {v1::LIGHT_RED, "反馈办理情况时已超过办理期限。", ""};
}

// One that the handler still has to report.
absl::StatusOr<Verdict> OfOpen(const v1::Matter& matter, const std::string& state,
                               const std::string& day) {
  if (matter.deadline().empty()) {
    return Verdict{v1::LIGHT_YELLOW, "尚未反馈，且未设办理期限。", "反馈办理情况。"};
  }
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay deadline, base::ParseDate(matter.deadline()));
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, base::ParseDate(day));
  const auto left = deadline - today;
  if (left < 0) {
    return Verdict{v1::LIGHT_RED, absl::StrCat("超过办理期限", -left, "天，尚未反馈。"),
                   "延期申请获批准，且新的期限未过。"};
  }
  if (state == v1::MatterState_Name(v1::MATTER_STATE_REWORK)) {
    return Verdict{v1::LIGHT_YELLOW, "已退回重办。", "在办理期限内重新反馈办理情况。"};
  }
  if (left <= kWarningDays) {
    return Verdict{v1::LIGHT_YELLOW, absl::StrCat("距办理期限", left, "天，尚未反馈。"),
                   "在办理期限内反馈办理情况，或延期申请获批准。"};
  }
  return Verdict{v1::LIGHT_GREEN, absl::StrCat("距办理期限", left, "天，按期办理中。"), ""};
}

void AddInput(const v1::Matter& matter, const std::string& description, const std::string& value,
              v1::MatterLight& light) {
  v1::LightInput& input = *light.add_inputs();
  input.set_description(description);
  input.set_value(value);
  input.set_resource(absl::StrCat("//supervision_reporting/", matter.name()));
  input.set_revision(matter.revision());
}

absl::Status Derive(const v1::Matter& matter, const std::string& day, v1::MatterLight& light) {
  const std::string state = StateOn(matter.steps(), day);
  if (state.empty()) {
    Checks checks;
    checks.Add("as_of_date", absl::StrCat(matter.name(), " was not registered by then"));
    return checks.ToStatus();
  }
  AddInput(matter, "状态", state, light);
  AddInput(matter, "办理期限", matter.deadline(), light);
  Verdict verdict;
  if (IsOpen(static_cast<v1::MatterState>(MatterLifecycle().StateOf(state)))) {
    ZGC_ASSIGN_OR_RETURN(verdict, OfOpen(matter, state, day));
  } else {
    const auto* report =
        LastStepTo(matter.steps(), MatterLifecycle().NameOf(v1::MATTER_STATE_REPORTED), day);
    const std::string reported = report == nullptr ? "" : report->date();
    AddInput(matter, "反馈日期", reported, light);
    verdict = OfReported(matter, reported);
  }
  light.set_light(verdict.light);
  light.set_explanation(verdict.explanation);
  light.set_turns_green_if(verdict.turns_green_if);
  return absl::OkStatus();
}

// What is to be known of the deadline of `matter`, which is stored as `stored`; mostly nothing.
std::string AboutDeadline(const Calendars& calendars, const v1::Matter& stored,
                          const v1::Matter& matter) {
  if (matter.deadline() != stored.deadline()) {
    return absl::StrCat("工作日历已变动，原登记的期限为", stored.deadline(), "。");
  }
  if (matter.provisional()) {
    return matter.announced_until().empty()
               ? "期限为暂定：工作日历尚未公布。"
               : absl::StrCat("期限为暂定：工作日历公布至", matter.announced_until(), "。");
  }
  if (!FollowsCalendars(matter) && RestsOnOldCalendars(calendars, matter)) {
    return "期限按办结前的工作日历计算，其后日历有变动。";
  }
  return "";
}

std::string OverridePrefix(const std::string& matter) {
  return absl::StrCat(matter, "/lightOverrides/");
}

}  // namespace

absl::StatusOr<v1::MatterLight> GetMatterLight(const storage::Reader& reader,
                                               const v1::GetMatterLightRequest& request) {
  const std::string& day = request.as_of_date();
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Matter stored, GetRow(reader, kMatters, request.name()));
  ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, WithCurrentDeadline(calendars, stored));
  v1::MatterLight light;
  light.set_matter(matter.name());
  light.set_as_of_date(day);
  light.set_rule_version(kLightRule);
  light.set_revision(reader.revision());
  ZGC_RETURN_IF_ERROR(Derive(matter, day, light));
  light.set_explanation(
      absl::StrCat(light.explanation(), AboutDeadline(calendars, stored, matter)));
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::LightOverride>(
      reader, kLightOverrides, OverridePrefix(matter.name()),
      [&](const v1::LightOverride& signed_one) {
        if (signed_one.from_date() <= day && day <= signed_one.to_date()) {
          *light.add_overrides() = signed_one;
        }
        return true;
      }));
  return light;
}

absl::StatusOr<v1::LightOverride> SignLightOverride(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::SignLightOverrideRequest& request) {
  Checks checks(txn, request);
  if (request.matter().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, request.matter()));
  const auto* report = LastStepBy(matter.steps(), "ReportMatter");
  if (report != nullptr) {
    ZGC_RETURN_IF_ERROR(RequireAnother(actor, report->actor(), "reported", matter.name()));
  }
  v1::LightOverride row = request.light_override();
  row.set_name(absl::StrCat(OverridePrefix(matter.name()), request.light_override_id()));
  row.set_matter(matter.name());
  row.set_signer(actor.responsible());
  if (base::ValidDate(row.from_date()) && base::ValidDate(row.to_date())) {
    checks.Ordered(row.from_date(), row.to_date(), "light_override.to_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kLightOverrides, std::move(row));
}

}  // namespace zgc::supervision
