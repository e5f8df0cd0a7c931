#include "services/task_registry/domain/sources/wanted_indicators.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/figures/book_schema.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

constexpr char kIndicatorsPrefix[] = "indicators/";
// Most that a watch takes.
constexpr size_t kMostWanted = 1000;

// Whether it is held against its targets: nobody has approved a draft, and while others are wanted
// than were read no completion that rests on the source is taken.
bool IsHeld(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_COMPLETION_SUBMITTED ||
         state == v1::TASK_STATE_SUSPENDED;
}

}  // namespace

const std::vector<std::string>& FigureServices() {
  static const auto* const services =
      new std::vector<std::string>{"funding_ledger", "park_region", "supervision_reporting"};
  return *services;
}

IndicatorName ParseIndicatorName(absl::string_view name) {
  absl::string_view rest = name;
  if (!absl::ConsumePrefix(&rest, "//")) return {"", std::string(name)};
  const size_t end = rest.find('/');
  if (end == absl::string_view::npos) return {std::string(rest), ""};
  return {std::string(rest.substr(0, end)), std::string(rest.substr(end + 1))};
}

absl::Status CheckIndicatorName(const storage::Reader& reader, const std::string& name,
                                const std::string& field, resource::Checks& checks) {
  const IndicatorName parsed = ParseIndicatorName(name);
  if (parsed.service.empty()) {
    return checks.Reference(reader, figures::kIndicators, name, field).status();
  }
  const auto& services = FigureServices();
  if (std::find(services.begin(), services.end(), parsed.service) == services.end()) {
    checks.Add(field,
               absl::StrCat("\"", parsed.service, "\" is none of ", absl::StrJoin(services, ", "),
                            "; an indicator of this service is named indicators/{id}"));
    return absl::OkStatus();
  }
  absl::string_view id = parsed.indicator;
  if (!absl::ConsumePrefix(&id, kIndicatorsPrefix)) {
    checks.Add(field, absl::StrCat("\"", name, "\" is no //", parsed.service, "/indicators/{id}"));
    return absl::OkStatus();
  }
  checks.Id(id, field);
  ZGC_ASSIGN_OR_RETURN(const auto wanted, WantedIndicators(reader, parsed.service));
  const bool is_new = !std::binary_search(wanted.begin(), wanted.end(), parsed.indicator);
  checks.Expect(!is_new || wanted.size() < kMostWanted, field,
                absl::StrCat("targets of approved tasks name ", kMostWanted, " indicators of ",
                             parsed.service, " already"));
  return absl::OkStatus();
}

void WantIndicatorsOf(storage::Txn& txn, const v1::Task& task) {
  if (!IsHeld(task.state())) return;
  for (const v1::TaskTarget& target : task.targets()) {
    const IndicatorName name = ParseIndicatorName(target.indicator());
    if (name.service.empty()) continue;
    kWantedIndicators.Add(txn, {name.service, name.indicator, task.name()});
  }
}

void ForgetIndicatorsOf(storage::Txn& txn, const v1::Task& task) {
  for (const v1::TaskTarget& target : task.targets()) {
    const IndicatorName name = ParseIndicatorName(target.indicator());
    if (name.service.empty()) continue;
    kWantedIndicators.Remove(txn, {name.service, name.indicator, task.name()});
  }
}

absl::StatusOr<std::vector<std::string>> WantedIndicators(const storage::Reader& reader,
                                                          const std::string& service) {
  std::vector<std::string> wanted;
  ZGC_RETURN_IF_ERROR(kWantedIndicators.ForEach(
      reader, storage::FirstPart(service), [&](const IndicatorOfTask& key) {
        if (!wanted.empty() && wanted.back() == key.indicator) return true;
        // Whatever got past the check of one request leaves the others as they are.
        if (wanted.size() == kMostWanted) return false;
        wanted.push_back(key.indicator);
        return true;
      }));
  return wanted;
}

}  // namespace zgc::tasks
