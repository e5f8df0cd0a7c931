#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/base/time/dates.h"
#include "tests/second_year/lives.h"
#include "zgc/supervision/v1/light_rule_service.grpc.pb.h"
#include "zgc/supervision/v1/watch_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using supervision::v1::LightRuleService;
using supervision::v1::WatchService;

// Days past the deadline from which each level is told, the first first.
constexpr int kDaysOverdue[] = {1, 40};

class SlipsLife final : public Life {
 public:
  explicit SlipsLife(World& world) : world_(world) {}

  void Found() override {
    std::string levels;
    int level = 0;
    for (const int days : kDaysOverdue) {
      absl::StrAppend(&levels, " slip_levels { level: ", ++level,
                      " recipient: '分管领导' days_overdue: ", days, " }");
    }
    Call(&LightRuleService::Stub::CreateLightRuleSet,
         absl::Substitute(
             "light_rule_set_id: 'l' light_rule_set { display_name: '亮灯规则' jurisdiction: 'CN' "
             "kinds: WATCHED_KIND_MATTER from_date: '2000-01-01' document: '规则' levels { light: "
             "LIGHT_GREEN label: '绿灯' } levels { light: LIGHT_RED label: '红灯' days_left: -1 } "
             "late_level: '红灯' returned_level: '红灯' undated_level: '绿灯' $0 }",
             levels));
    Call(&LightRuleService::Stub::ApproveLightRuleSet, "name: 'lightRuleSets/l'", kChecker);
  }

  // Some that went out are seen or answered, and at the end of the month more go out.
  void Live(const Month& month) override {
    for (auto& [name, state] : world_.books.states) {
      if (!absl::StartsWith(name, "escalations/") || !world_.random.Chance(40)) continue;
      const std::string fields = absl::Substitute("name: '$0'", name);
      if (state == "ISSUED" && world_.random.Chance(60)) {
        Call(&WatchService::Stub::AcknowledgeEscalation, fields);
        state = "ACKNOWLEDGED";
      } else if (state == "ISSUED" || state == "ACKNOWLEDGED") {
        Call(&WatchService::Stub::AnswerEscalation, fields + " answer: '本月办结'");
        state = "ANSWERED";
      }
    }
    const std::string last = month.On(month.days());
    // A commit makes so many; twice makes none again.
    for (bool unfinished = true; unfinished && world_.call.status().ok();) {
      unfinished =
          Call(&WatchService::Stub::SweepDeadlines, absl::Substitute("as_of_date: '$0'", last))
              .unfinished();
    }
    for (const auto& [id, row] : world_.books.matters) {
      if (!row.deadline.empty() && row.IsOpen()) Book(id, DaysFrom(row.deadline, last));
    }
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields, const char* person = kMaker) {
    return world_.call(world_.channels.supervision, method, fields, person);
  }

  static int64_t DaysFrom(const std::string& first, const std::string& last) {
    return *base::ParseDate(last) - *base::ParseDate(first);
  }
  // One of each level that it has reached, unless one stands; those withdrawn before are counted.
  void Book(const std::string& matter, int64_t days_overdue) {
    int level = 0;
    for (const int days : kDaysOverdue) {
      ++level;
      if (days_overdue < days) continue;
      const std::string first = absl::Substitute("escalations/matters.$0.$1", matter, level);
      std::string name = first;
      auto& states = world_.books.states;
      for (int number = 2; states.count(name) > 0 && states[name] == "WITHDRAWN"; ++number) {
        name = absl::StrCat(first, ".", number);
      }
      states.insert({name, "ISSUED"});
    }
  }

  World& world_;
};

}  // namespace

std::unique_ptr<Life> LifeOfSlips(World& world) { return std::make_unique<SlipsLife>(world); }

}  // namespace zgc::second_year
