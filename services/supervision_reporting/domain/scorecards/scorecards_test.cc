#include "services/supervision_reporting/domain/scorecards/scorecards.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <tuple>

#include "common/decimal/decimal.h"
#include "services/supervision_reporting/testing/scores_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class ScorecardsTest : public ScoresFixture {
 protected:
  v1::Scorecard Card(const std::string& organisation, const std::string& more = "") {
    const auto card = Look(
        ComputeScorecard, absl::StrCat("organisation: '", organisation,
                                       "' start_date: '2019-01-01' end_date: '2019-12-31' ", more));
    EXPECT_TRUE(card.ok()) << card.status();
    return card.ok() ? *card : v1::Scorecard();
  }
  // "event rule points full reason" of each.
  static std::vector<std::string> Entries(const v1::Scorecard& card) {
    std::vector<std::string> lines;
    for (const v1::ScoreEntry& one : card.entries()) {
      std::string event = one.event().substr(one.event().rfind('/') + 1);
      lines.push_back(absl::StrCat(event, " ", one.rule(), " ", one.points(), "/",
                                   one.full_points(), one.reason().empty() ? "" : " ",
                                   one.reason()));
    }
    return lines;
  }
  void Adopt(const std::string& item, const std::string& id, const std::string& body,
             const std::string& date, int count = 1) {
    ZGC_ASSERT_OK(Do(AdoptInformation, Event(item, id, body, count, date)));
  }
  std::vector<std::string> Ranking(const std::string& more = "") {
    const auto ranking =
        Look(ComputeRanking, "start_date: '2019-01-01' end_date: '2019-12-31' " + more);
    EXPECT_TRUE(ranking.ok()) << ranking.status();
    std::vector<std::string> lines;
    if (!ranking.ok()) return lines;
    for (const v1::RankedScore& one : ranking->scores()) {
      lines.push_back(absl::StrCat(one.rank(), " ", one.organisation(), " ", one.total()));
    }
    return lines;
  }
};

TEST_F(ScorecardsTest, EachPointCitesItsEventAndItsRule) {
  ZGC_ASSERT_OK(Rule("national", "ADOPTION", "5", "level: INFORMATION_LEVEL_NATIONAL"));
  ZGC_ASSERT_OK(Rule("city", "ADOPTION", "0.5", "body: 'informationBodies/city'"));
  ZGC_ASSERT_OK(Propose("proposed", "ADOPTION", "100"));
  Item("a", "甲", 10);
  Item("b", "乙");
  Adopt("a", "e", "state", "2019-05-01", 3);
  Adopt("a", "f", "city", "2019-06-01");
  Adopt("b", "g", "city", "2019-06-01");
  const v1::Scorecard card = Card("甲");
  EXPECT_THAT(Entries(card),
              ElementsAre("e scoreRules/national 15/15", "f scoreRules/city 0.5/0.5"));
  EXPECT_EQ(card.total(), "15.5");
  EXPECT_EQ(card.entries(0).event(), "informationItems/a/events/e");
  EXPECT_EQ(card.entries(0).record(), "informationItems/a");
  EXPECT_GT(card.entries(0).event_revision(), 0);
  EXPECT_GT(card.entries(0).rule_revision(), 0);
  EXPECT_EQ(Card("乙").total(), "0.5");
  EXPECT_EQ(Card("丙").total(), "0");
}

TEST_F(ScorecardsTest, ARecordCountsOnceForAKey) {
  ZGC_ASSERT_OK(Rule("national", "ADOPTION", "5", "level: INFORMATION_LEVEL_NATIONAL key: 'k'"));
  ZGC_ASSERT_OK(Rule("city", "ADOPTION", "1", "body: 'informationBodies/city' key: 'k'"));
  Item("a", "甲");
  Item("b", "甲");
  Adopt("a", "e", "city", "2019-05-01");
  Adopt("a", "f", "state", "2019-06-01");
  Adopt("b", "g", "city", "2019-07-01");
  const v1::Scorecard card = Card("甲");
  EXPECT_THAT(Entries(card), ElementsAre("e scoreRules/city 0/1 同一事项不重复计分",
                                         "f scoreRules/national 5/5", "g scoreRules/city 1/1"));
  EXPECT_EQ(card.total(), "6");
}

TEST_F(ScorecardsTest, ACapBoundsWhatARuleGivesAndTakes) {
  ZGC_ASSERT_OK(Rule("good", "ADOPTION", "2", "cap: '5'"));
  ZGC_ASSERT_OK(Rule("bad", "MATTER_OVERDUE", "-3", "cap: '4'"));
  Item("a", "甲", 9);
  Adopt("a", "x", "city", "2019-05-02", 2);
  Adopt("a", "y", "city", "2019-05-01");
  for (const char* id : {"m1", "m2"}) {
    ZGC_ASSERT_OK(
        AddMatter(id, "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: '甲'"));
  }
  const v1::Scorecard card = Card("甲");
  EXPECT_THAT(Entries(card),
              ElementsAre("m1 scoreRules/bad -3/-3", "m2 scoreRules/bad -1/-3 超过该规则的封顶分",
                          "y scoreRules/good 2/2", "x scoreRules/good 3/4 超过该规则的封顶分"));
  EXPECT_EQ(card.total(), "1");
}

TEST_F(ScorecardsTest, ARuleCountsFromItsFirstDayToTheDayOnWhichItWasSwitchedOff) {
  ZGC_ASSERT_OK(Rule("r", "ADOPTION", "1"));
  Item("a", "甲", 9);
  Adopt("a", "before", "city", "2019-06-30");
  Adopt("a", "after", "city", "2019-07-01");
  Adopt("a", "vague", "city", "2019");
  EXPECT_EQ(Card("甲").total(), "3");
  EXPECT_EQ(Card("甲", "as_of_date: '2019-06-30'").total(), "1");
  ZGC_ASSERT_OK(Do(EndScoreRule, "name: 'scoreRules/r' until_date: '2019-06-30' reason: '停用'"));
  EXPECT_THAT(Entries(Card("甲")),
              ElementsAre("vague scoreRules/r 0/1 日期不够确切，不能确定在计分期和规则有效期内",
                          "before scoreRules/r 1/1"));
  EXPECT_EQ(Card("甲").total(), "1");
}

TEST_F(ScorecardsTest, EqualTotalsShareARank) {
  EXPECT_THAT(Ranking(), IsEmpty());
  ZGC_ASSERT_OK(Rule("r", "ADOPTION", "1"));
  ZGC_ASSERT_OK(Rule("o", "MATTER_OVERDUE", "-1"));
  int number = 0;
  for (const auto& [organisation, date] :
       std::vector<std::pair<std::string, std::string>>{{"乙", "2019-05-01"},
                                                        {"甲", "2019-05-01"},
                                                        {"丙", "2019-07-01"},
                                                        {"丙", "2019-08-01"}}) {
    const std::string id = absl::StrCat("i", ++number);
    Item(id, organisation);
    Adopt(id, "e", "city", date);
  }
  ZGC_ASSERT_OK(
      AddMatter("m", "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: '丁'"));
  EXPECT_THAT(Ranking(), ElementsAre("1 丙 2", "2 乙 1", "2 甲 1", "4 丁 -1"));
  EXPECT_THAT(Ranking("as_of_date: '2019-06-30'"), ElementsAre("1 乙 1", "1 甲 1", "3 丁 -1"));
  EXPECT_EQ(Rank({{"a", "1"}, {"b", "1.50"}})->front().organisation(), "b");
}

TEST_F(ScorecardsTest, APeriodHasDays) {
  EXPECT_THAT(
      Look(ComputeScorecard, "organisation: '甲' start_date: '2019-02-01' end_date: '2019-01-31'"),
      FailsWith(kInvalid, HasSubstr("end_date")));
  EXPECT_THAT(Look(ComputeRanking,
                   "start_date: '2019-02-01' end_date: '2019-12-31' as_of_date: '2019-01-31'"),
              FailsWith(kInvalid, HasSubstr("as_of_date")));
}

// Points in hundredths, folded by hand: of each key and record the one farthest from 0, of each
// rule no more than its cap.
struct Model {
  int64_t points;
  int64_t cap;
  std::string key;
};

int64_t FoldByHand(const std::map<std::string, Model>& rules,
                   const std::vector<ScoreEvent>& events) {
  std::map<std::string, int64_t> sums;
  std::map<std::pair<std::string, std::string>,
           std::vector<std::tuple<int64_t, std::string, std::string>>>
      once;
  for (const auto& [name, rule] : rules) {
    for (const ScoreEvent& event : events) {
      const int64_t points = rule.points * event.count;
      if (rule.key.empty()) {
        sums[name] += points;
      } else {
        once[{rule.key, event.record}].emplace_back(-std::abs(points),
                                                    event.date + " " + event.event, name);
      }
    }
  }
  for (auto& [key, all] : once) {
    const auto& [size, event, name] = *std::min_element(all.begin(), all.end());
    sums[name] += rules.at(name).points < 0 ? size : -size;
  }
  int64_t total = 0;
  for (const auto& [name, sum] : sums) {
    const int64_t cap = rules.at(name).cap;
    total += cap == 0 ? sum : std::clamp(sum, -cap, cap);
  }
  return total;
}

std::string Hundredths(int64_t points) {
  const std::string sign = points < 0 ? "-" : "";
  const int64_t size = std::abs(points);
  return absl::StrCat(sign, size / 100, ".", size % 100 < 10 ? "0" : "", size % 100);
}

TEST(FoldScoresTest, TheTotalIsTheFoldedEventsInAnyOrder) {
  const ScorePeriod period{"2019-01-01", "2019-12-31", "2019-12-31"};
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](int bound) { return static_cast<int>(random() % bound); };
    std::map<std::string, Model> models;
    std::vector<v1::ScoreRule> rules;
    for (int i = below(5); i >= 0; --i) {
      Model model{(below(2) == 0 ? 1 : -1) * (1 + below(900)), below(2) == 0 ? 0 : 1 + below(3000),
                  std::vector<std::string>{"", "k", "l"}[below(3)]};
      v1::ScoreRule& rule = rules.emplace_back();
      rule.set_name(absl::StrCat("scoreRules/", i));
      rule.set_state(v1::SCORE_RULE_STATE_APPROVED);
      rule.set_kind(v1::SCORE_EVENT_KIND_ADOPTION);
      rule.set_points(Hundredths(model.points));
      if (model.cap != 0) rule.set_cap(Hundredths(model.cap));
      rule.set_key(model.key);
      rule.set_from_date("2019-01-01");
      models[rule.name()] = model;
    }
    std::vector<ScoreEvent> events;
    for (int i = below(12); i > 0; --i) {
      ScoreEvent& event = events.emplace_back();
      event.kind = v1::SCORE_EVENT_KIND_ADOPTION;
      event.event = absl::StrCat("e", i);
      event.record = absl::StrCat("r", below(4));
      event.date = absl::StrCat("2019-0", 1 + below(9), "-01");
      event.days = {event.date, event.date};
      event.count = 1 + below(3);
    }
    const auto card = FoldScores(rules, events, period);
    ZGC_ASSERT_OK(card);
    const auto expected = figures::Decimal::Parse(Hundredths(FoldByHand(models, events)));
    EXPECT_EQ(card->total(), expected->ToString());
    // The total is the sum of the points that the entries cite.
    figures::Decimal sum;
    for (const v1::ScoreEntry& entry : card->entries()) {
      sum = *sum.Plus(*figures::Decimal::Parse(entry.points()));
    }
    EXPECT_EQ(card->total(), sum.ToString());
    std::shuffle(events.begin(), events.end(), random);
    std::shuffle(rules.begin(), rules.end(), random);
    EXPECT_EQ(FoldScores(rules, events, period)->SerializeAsString(), card->SerializeAsString());
  }
}

}  // namespace
}  // namespace zgc::supervision
