// Projects whose events are recorded late, out of order and corrected, beside a model that tries
// every day on which an event of unknown day may have been.
#include <map>
#include <random>

#include "common/testing/formulas_fixture.h"
#include "common/testing/records_matrix.h"
#include "google/protobuf/text_format.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

constexpr int kDays = 6;
// The place of a signature in the order of a life, and that of an end.
constexpr int kSignature = 3;
constexpr int kEnd = 9;

// Days of events by their places; 0 is not known.
using Life = std::map<int, int>;

std::string DayOf(int day) { return absl::StrCat("2019-01-0", day); }
std::string StageName(int place) {
  return place == kEnd ? "PROJECT_STATE_WITHDRAWN"
                       : v1::ProjectState_Name(StagesInOrder()[static_cast<size_t>(place)]);
}
// "lead", and so on, as arguments have it.
std::string WordOf(int place) {
  return absl::AsciiStrToLower(absl::StripPrefix(StageName(place), "PROJECT_STATE_"));
}

// Whether the days that are known go forward.
bool IsSound(const Life& life) {
  int last = 0;
  for (const auto& [place, day] : life) {
    if (day != 0 && day < last) return false;
    last = std::max(last, day);
  }
  return true;
}

// Calls `visit` with every life in which the unknown days are filled in: 0 is long before, and one
// more than there are days long after.
template <typename Visit>
void TryAll(const Life& life, Life::const_iterator at, int least, Life& tried, Visit visit) {
  if (at == life.end()) return visit(tried);
  for (int day = least; day <= kDays + 1; ++day) {
    if (at->second != 0 && at->second != day) continue;
    tried[at->first] = day;
    TryAll(life, std::next(at), day, tried, visit);
  }
}

// Where a project stands on a day, whose days are all known: the place of its stage, -1 of none.
int StageOn(const Life& life, int day) {
  int stage = -1;
  for (const auto& [place, reached] : life) {
    if (reached <= day) stage = place;
  }
  return stage == kEnd ? -1 : stage;
}

// What is counted on a day: `counts` says of a stage whether it is.
template <typename Counts>
std::string Expected(const std::map<std::string, Life>& lives, int day, Counts counts) {
  int sure = 0;
  bool open = false;
  for (const auto& [id, life] : lives) {
    bool always = true;
    bool ever = false;
    Life tried;
    TryAll(life, life.begin(), 0, tried, [&](const Life& one) {
      const bool is = counts(StageOn(one, day));
      always = always && is;
      ever = ever || is;
    });
    if (always) ++sure;
    open = open || (ever && !always);
  }
  return absl::StrCat(open ? ">=" : "", sure);
}

class PortfolioRandomTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  PortfolioRandomTest() : FormulasFixture(RegisterFormulas) {}

  int Any(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }

  // The event at its place as a request has it.
  static std::string EventOf(const Life& life, int place) {
    int before = -1;
    for (const auto& [other, day] : life) {
      if (other < place) before = other;
    }
    const bool skips = place != kEnd && place > std::max(before, kSignature - 1) + 1;
    const int day = life.at(place);
    return absl::StrCat("document: 'd' stage: ", StageName(place),
                        day == 0 ? "" : absl::StrCat(" date_known: true date: '", DayOf(day), "'"),
                        skips ? " skip_reason: 'r'" : "");
  }

  // Records one event more, on any day, as the method for its place does.
  absl::Status Record(const std::string& id, const Life& life, int place) {
    const bool is_new = life.size() == 1;
    const std::string event = EventOf(life, place);
    const std::string name = absl::StrCat("name: 'projects/", id, "' ");
    if (is_new) {
      return Do(CreateProject, absl::StrCat("project_id: '", id,
                                            "' project { display_name: 'p' park: 'parks/a' "
                                            "enterprise: 'enterprises/e1' investment_state: "
                                            "AMOUNT_STATE_UNKNOWN stage_events { ",
                                            event, " } }"))
          .status();
    }
    if (place == kEnd) {
      const int day = life.at(place);
      return Do(WithdrawProject, absl::StrCat(name, "reason: 'r' document: 'd' date: '",
                                              day == 0 ? "" : DayOf(day), "'"))
          .status();
    }
    const std::string request = absl::StrCat(name, "event { ", event, " }");
    if (place == life.rbegin()->first) return Do(AdvanceProject, request).status();
    return Do(InsertProjectStage, request).status();
  }

  // Says that an event was on another day.
  absl::Status Correct(const std::string& id, int place, int day) {
    v1::Project project = Find(kProjects, absl::StrCat("projects/", id));
    for (v1::StageEvent& event : *project.mutable_stage_events()) {
      if (v1::ProjectState_Name(event.stage()) != StageName(place)) continue;
      event.set_date_known(day != 0);
      event.set_date(day == 0 ? "" : DayOf(day));
    }
    v1::Project given;
    *given.mutable_stage_events() = project.stage_events();
    std::string text;
    EXPECT_TRUE(google::protobuf::TextFormat::PrintToString(given, &text));
    return records_.Correct(project.name(), {"stage_events"}, text).status();
  }

  // Every count on some day, at a revision.
  void Compare(const std::map<std::string, Life>& lives, int64_t revision) {
    const int day = 1 + Any(kDays - 1);
    const auto count = [&](const std::string& formula, const Given& given) {
      return Value(formula, given, "", DayOf(day), revision);
    };
    const auto expect = [&](const std::string& formula, const Given& given, auto counts) {
      EXPECT_EQ(count(formula, given), Expected(lives, day, counts))
          << formula << " on " << DayOf(day) << " at " << revision;
    };
    expect("count_portfolio", {}, [](int stage) { return stage >= kSignature; });
    expect("count_portfolio", {{"phase", "leads"}},
           [](int stage) { return stage >= 0 && stage < kSignature; });
    for (int place = 0; place < kEnd; ++place) {
      expect("count_portfolio_stages", {{"stage", WordOf(place)}},
             [&](int stage) { return stage == place; });
    }
  }

  std::mt19937 random_{7};
  testing::Records records_{store_, ParkRegionKinds()};
};

TEST_F(PortfolioRandomTest, EveryDayReadsAsTheEventsLeaveItOpen) {
  std::map<std::string, Life> lives;
  std::map<int64_t, std::map<std::string, Life>> former;
  std::map<std::string, int> done;
  for (int step = 0; step < 150 && !HasFailure(); ++step) {
    const std::string id = absl::StrCat("p", Any(3));
    Life life = lives.contains(id) ? lives[id] : Life();
    const int place = life.empty() ? Any(kEnd - 1) : Any(kEnd);
    const int day = Any(kDays);
    const bool is_there = life.contains(place);
    if (!is_there && life.contains(kEnd) && place > std::prev(life.end(), 2)->first) continue;
    life[place] = day;
    const bool sound = IsSound(life);
    const absl::Status status = is_there ? Correct(id, place, day) : Record(id, life, place);
    // That nothing is changed is no correction.
    if (is_there && life == lives[id]) continue;
    EXPECT_EQ(status.ok(), sound) << status << " of " << StageName(place) << " " << day;
    if (!status.ok()) {
      ++done["refused"];
      continue;
    }
    ++done[is_there ? "corrected" : place != life.rbegin()->first ? "inserted" : "went on"];
    lives[id] = life;
    former[store_->head()] = lives;
    Compare(lives, 0);
    const auto any = std::next(former.begin(), Any(static_cast<int>(former.size()) - 1));
    Compare(any->second, any->first);
    ExpectCellsToAgree();
  }
  for (const char* kind : {"refused", "corrected", "inserted", "went on"}) {
    EXPECT_GE(done[kind], 5) << kind;
  }
}

}  // namespace
}  // namespace zgc::parks
