#include "services/task_registry/domain/sources/wanted_indicators.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/figures/book_schema.h"
#include "common/figures/figure_name.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

constexpr char kIndicatorsPrefix[] = "indicators/";
// Most that a watch takes: indicators, and figures besides.
constexpr size_t kMostIndicators = 1000;
constexpr size_t kMostParts = 200;

// Whether it is held against its targets: nobody has approved a draft, and while others are wanted
// than were read no completion that rests on the source is taken.
bool IsHeld(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_COMPLETION_SUBMITTED ||
         state == v1::TASK_STATE_SUSPENDED;
}

bool IsPart(absl::string_view name) { return absl::StartsWith(name, figures::kFigures); }

// What a target wants of another service, by the names that it has there; nothing of this one.
std::vector<WantedName> WantedOf(const v1::TaskTarget& target) {
  const IndicatorName name = ParseIndicatorName(target.indicator());
  if (name.service.empty()) return {};
  if (target.scopes().empty()) return {{name.service, name.indicator}};
  std::vector<WantedName> wanted;
  const auto add = [&](const common::v1::Period& period) {
    // A period that is none is refused before it is wanted.
    auto part = PartName(target, period);
    if (part.ok()) wanted.push_back({name.service, *std::move(part)});
  };
  add(target.period());
  if (target.has_baseline_period() && target.baseline().empty()) add(target.baseline_period());
  return wanted;
}

absl::StatusOr<bool> IsWanted(const storage::Reader& reader, const WantedName& name) {
  bool found = false;
  ZGC_RETURN_IF_ERROR(
      kWantedNames.ForEach(reader, storage::EncodeKey(name), [&](const WantedName&) {
        found = true;
        return false;
      }));
  return found;
}

// How many of a kind are wanted of a service: never many more than a watch takes.
absl::StatusOr<size_t> CountWanted(const storage::Reader& reader, const std::string& service,
                                   bool parts) {
  ZGC_ASSIGN_OR_RETURN(const auto wanted, WantedIndicators(reader, service));
  return std::count_if(wanted.begin(), wanted.end(),
                       [&](const std::string& name) { return IsPart(name) == parts; });
}

}  // namespace

absl::StatusOr<std::string> PartName(const v1::TaskTarget& target,
                                     const common::v1::Period& period) {
  figures::Scoping scoping;
  for (const figures::v1::DimensionFilter& scope : target.scopes()) {
    const std::set<std::string> values(scope.values().begin(), scope.values().end());
    scoping[scope.dimension()].assign(values.begin(), values.end());
  }
  figures::v1::Indicator indicator;
  indicator.set_name(ParseIndicatorName(target.indicator()).indicator);
  return figures::NameOf(indicator, period, scoping);
}

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
  return absl::OkStatus();
}

absl::Status ForEachWithoutRoom(const storage::Reader& reader, const v1::Task& task,
                                absl::FunctionRef<void(int target, const std::string& why)> visit) {
  // With those of this task, by service and kind.
  std::map<std::pair<std::string, bool>, size_t> counts;
  for (int i = 0; i < task.targets_size(); ++i) {
    for (const WantedName& name : WantedOf(task.targets(i))) {
      ZGC_ASSIGN_OR_RETURN(const bool wanted, IsWanted(reader, name));
      if (wanted) continue;
      const bool part = IsPart(name.name);
      const auto [count, first] = counts.try_emplace({name.service, part}, 0);
      if (first) {
        ZGC_ASSIGN_OR_RETURN(count->second, CountWanted(reader, name.service, part));
      }
      const size_t most = part ? kMostParts : kMostIndicators;
      if (++count->second <= most) continue;
      visit(i, absl::StrCat("with ", name.name, " targets name more than ", most,
                            part ? " parts of indicators of " : " indicators of ", name.service));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRoom(const storage::Reader& reader, const v1::Task& task,
                       resource::Checks& checks) {
  return ForEachWithoutRoom(reader, task, [&](int target, const std::string& why) {
    checks.Add(absl::StrCat("task.targets[", target, "]"), why);
  });
}

void WantIndicatorsOf(storage::Txn& txn, const v1::Task& task) {
  if (!IsHeld(task.state())) return;
  for (const v1::TaskTarget& target : task.targets()) {
    for (const WantedName& name : WantedOf(target)) {
      kWantedIndicators.Add(txn, {name.service, name.name, task.name()});
      kWantedNames.Add(txn, name);
    }
  }
}

absl::Status ForgetIndicatorsOf(storage::Txn& txn, const v1::Task& task) {
  for (const v1::TaskTarget& target : task.targets()) {
    for (const WantedName& name : WantedOf(target)) {
      kWantedIndicators.Remove(txn, {name.service, name.name, task.name()});
      bool others = false;
      ZGC_RETURN_IF_ERROR(
          kWantedIndicators.ForEach(txn, storage::EncodeKey(name), [&](const IndicatorOfTask&) {
            others = true;
            return false;
          }));
      if (!others) kWantedNames.Remove(txn, name);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> WantedIndicators(const storage::Reader& reader,
                                                          const std::string& service) {
  std::vector<std::string> wanted;
  ZGC_RETURN_IF_ERROR(
      kWantedNames.ForEach(reader, storage::FirstPart(service), [&](const WantedName& key) {
        wanted.push_back(key.name);
        return true;
      }));
  return wanted;
}

}  // namespace zgc::tasks
