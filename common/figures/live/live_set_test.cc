#include "common/figures/live/live_set.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/figures/dimensions/test_places.h"
#include "common/testing/hand_clock.h"
#include "common/testing/rounds.h"

namespace zgc::figures {
namespace {

using ::testing::IsEmpty;

// Places are summed by month, quarter and year, and what is derived of that.
class LiveSetTest : public PlacesTest {
 protected:
  LiveSetTest() {
    clock_ = &hand_;
    Open();
    BeginDay(absl::CivilDay(2019, 12, 31));
    live_.emplace(book_, *store_, [this](absl::FunctionRef<void()> work) {
      ++dear_;
      work();
    });
    for (const char* id : {"all", "p1", "p2"}) {
      const std::string place = id[0] == 'p' ? absl::StrCat("key: 'place' value: '", id, "'") : "";
      ZGC_EXPECT_OK(Declare(id, Counted("amounts", place)));
    }
    ZGC_EXPECT_OK(Declare("heads", Counted("heads")));
    ZGC_EXPECT_OK(Declare("stated", ""));
    Derive("share", "RATIO", {"p1", "all"}, "RATE");
    Derive("both", "SUM", {"p1", "p2"}, "FLOW");
    Derive("deep", "DIFFERENCE", {"all", "both"}, "FLOW");
    Derive("mixed", "DIFFERENCE", {"all", "stated"}, "FLOW");
  }

  void BeginDay(absl::CivilDay day) {
    hand_.day = absl::FromCivil(day, absl::UTCTimeZone()) - absl::Hours(8);
  }
  static std::string Counted(const std::string& formula, const std::string& argument = "",
                             const std::string& more = "") {
    return absl::StrCat(
        "computation { formula: '", formula, "' since_date: '2019-01-01' ",
        argument.empty() ? "" : absl::StrCat("arguments { ", argument, " } "),
        "period_families: PERIOD_FAMILY_MONTH period_families: PERIOD_FAMILY_QUARTER "
        "period_families: PERIOD_FAMILY_YEAR } ",
        more);
  }
  void Derive(const std::string& id, const std::string& kind,
              const std::vector<std::string>& operands, const std::string& measure) {
    std::string text = absl::StrCat("computation { since_date: '2019-01-01' period_families: ",
                                    "PERIOD_FAMILY_MONTH period_families: PERIOD_FAMILY_YEAR ",
                                    "derivation { kind: DERIVATION_KIND_", kind);
    for (const std::string& operand : operands) {
      absl::StrAppend(&text, " operands { indicator: 'indicators/", operand, "' }");
    }
    ZGC_EXPECT_OK(Declare(id, absl::StrCat(text, " } }"), measure));
  }
  void Remove(int id) {
    Write(
        [&](storage::Txn& txn) { kObservations.Delete(txn, {absl::StrCat("observations/", id)}); });
  }
  // A stated total of a month.
  void State(int id, int month, const std::string& value, v1::ObservationState state) {
    v1::Observation row;
    row.set_name(absl::StrCat("observations/o", id));
    row.set_indicator("indicators/stated");
    row.mutable_period()->set_start_date(absl::FormatCivilTime(absl::CivilDay(2019, month, 1)));
    row.mutable_period()->set_end_date(
        absl::FormatCivilTime(absl::CivilDay(absl::CivilMonth(2019, month) + 1) - 1));
    row.set_value(value);
    row.set_unit("家");
    row.set_qualifier(v1::QUALIFIER_EXACT);
    row.set_value_state(v1::VALUE_STATE_KNOWN);
    row.set_printed("2018-01-01");
    row.set_state(state);
    Write([&](storage::Txn& txn) {
      row.set_revision(txn.revision());
      kObservations.Put(txn, {row.name()}, row);
      kObservationsByIndicator.Add(txn, {row.indicator(), row.name()});
    });
  }
  // As a later version would, without the steps that lead there.
  void Change(const std::string& id, const std::function<void(v1::Indicator&)>& change) {
    Write([&](storage::Txn& txn) {
      auto row = **kIndicators.Get(txn, {"indicators/" + id});
      change(row);
      row.set_revision(txn.revision());
      kIndicators.Put(txn, {row.name()}, row);
    });
  }

  // Advances, and compares with the whole set; how many figures were computed for it.
  int64_t Advance() {
    const int64_t before = live_->computed();
    const storage::Snapshot now = live_->Read();
    const auto live = live_->Advance(now);
    const auto read = book_.ReadSet(now);
    ZGC_EXPECT_OK(live);
    ZGC_EXPECT_OK(read);
    if (!live.ok() || !read.ok()) return 0;
    EXPECT_EQ((*live)->revision, now.revision());
    v1::WatchFiguresResponse differs;
    DiffPlace place;
    EXPECT_TRUE(DiffPart(**live, *read, SIZE_MAX, place, differs));
    EXPECT_EQ(differs.DebugString(), "");
    return live_->computed() - before;
  }

  testing::HandClock hand_;
  absl::optional<LiveSet> live_;
  int dear_ = 0;
};

TEST_F(LiveSetTest, ACommitComputesTheFiguresThatItTouchesAndNoOther) {
  const int64_t all = Advance();
  EXPECT_GT(all, 100);
  EXPECT_EQ(dear_, 1);
  EXPECT_EQ(Advance(), 0);
  // A place in March: of the total and its own indicator, of what is derived of them.
  Put(1, "2019-03-05", "10", "p1", "s", "e");
  // all, p1, heads: month, quarter, year. share, both, deep, mixed: month, year.
  EXPECT_EQ(Advance(), 3 * 3 + 4 * 2);
  Put(2, "2019-03-06", "10", "p3", "s", "f");
  // all, heads, share, deep, mixed.
  EXPECT_EQ(Advance(), 2 * 3 + 3 * 2);
  // A year before the first one that is listed.
  Put(3, "2018-03-06", "10", "p3", "s", "e");
  EXPECT_EQ(Advance(), 0);
  State(1, 3, "7", v1::OBSERVATION_STATE_REPORTED);
  // mixed of March, and of the year, which has looked for one.
  EXPECT_LE(Advance(), 13);
  EXPECT_EQ(dear_, 1);
}

TEST_F(LiveSetTest, AnIndicatorThatChangesChangesItsFiguresAndThoseDerivedOfIt) {
  Advance();
  Put(1, "2019-03-05", "10", "p1", "s", "e");
  Advance();
  Change("p1", [](v1::Indicator& row) { row.set_display_name("改名"); });
  // p1: 12 months, 4 quarters, 1 year; share and both: 13; deep of these.
  EXPECT_LE(Advance(), 17 + 3 * 13);
  Change("p1", [](v1::Indicator& row) {
    (*row.mutable_computation()->mutable_arguments())["place"] = "p2";
    row.mutable_computation()->mutable_period_families()->RemoveLast();
  });
  Advance();
  ZGC_ASSERT_OK(Declare("new", Counted("amounts")));
  EXPECT_EQ(Advance(), 17);
}

TEST_F(LiveSetTest, ANewDayListsItsPeriodsAndJudgesTheTargetsOfThoseThatHaveEnded) {
  Change("heads", [](v1::Indicator& row) {
    auto& target = *row.add_targets();
    target.set_family(v1::PERIOD_FAMILY_YEAR);
    target.set_value("5");
  });
  Advance();
  BeginDay(absl::CivilDay(2020, 1, 1));
  Put(1, "2019-03-05", "10", "p3", "s", "e");
  Advance();
  BeginDay(absl::CivilDay(2020, 2, 1));
  Put(2, "2019-03-05", "10", "p3", "s", "e");
  const int64_t computed = Advance();
  // February of those that have months, and what the place and the day touch.
  EXPECT_LT(computed, 60);
  EXPECT_NE((*live_->Advance(live_->Read()))->figures.Find("figures/all@20200201-20200229"),
            nullptr);
}

TEST_F(LiveSetTest, ANewDayJudgesTheTargetsOfWhatIsStatedAsWell) {
  Change("stated", [](v1::Indicator& row) {
    row.set_direction(v1::DIRECTION_UP_IS_GOOD);
    auto& target = *row.add_targets();
    target.set_family(v1::PERIOD_FAMILY_MONTH);
    target.set_value("5");
  });
  State(1, 12, "7", v1::OBSERVATION_STATE_VERIFIED);
  Advance();
  BeginDay(absl::CivilDay(2020, 1, 1));
  Put(1, "2019-03-05", "10", "p3", "s", "e");
  Advance();
  const auto live = live_->Advance(live_->Read());
  ZGC_ASSERT_OK(live);
  EXPECT_EQ((*live)->figures.Find("figures/o1")->target_result(), v1::TARGET_RESULT_MET);
}

TEST_F(LiveSetTest, WhatFailsIsTriedAgainAndAfterTooManyKeysAllIsMadeAnew) {
  Advance();
  // More keys than wait.
  Write([](storage::Txn& txn) {
    for (int i = 0; i < 40; ++i) {
      txn.Put(kIndicatorVersions.column(), absl::StrCat(i, std::string(1 << 20, 'x')), "");
    }
  });
  EXPECT_GT(Advance(), 100);
  EXPECT_EQ(dear_, 2);
}

TEST_F(LiveSetTest, AfterEveryOneOfRandomCommitsTheSetIsTheOneThatIsComputedFromNothing) {
  std::mt19937 random(23);
  const auto any = [&](uint32_t n) { return static_cast<int>(random() % n); };
  absl::CivilDay day(2019, 12, 31);
  for (int step = 0; step < testing::Rounds(200) && !HasFailure(); ++step) {
    // Some advances pass several commits.
    for (int n = 1 + any(3); n > 0; --n) {
      switch (any(12)) {
        case 0:
          Remove(any(20));
          break;
        case 1:
          State(any(6), 1 + any(12), absl::StrCat(any(50)),
                static_cast<v1::ObservationState>(1 + any(6)));
          break;
        case 2:
          Change(any(2) == 0 ? "p1" : "all", [&](v1::Indicator& row) {
            row.set_display_name(absl::StrCat("名称", any(5)));
            if (any(3) == 0) row.mutable_computation()->mutable_arguments()->clear();
          });
          break;
        case 3:
          if (any(4) > 0) break;
          ZGC_ASSERT_OK(Declare(absl::StrCat("n", step, "-", n), Counted("few")));
          break;
        case 4:
          if (any(4) == 0) BeginDay(day += any(40));
          [[fallthrough]];
        default:
          Put(any(20), absl::FormatCivilTime(absl::CivilDay(2018, 6, 1) + any(700)),
              any(5) == 0 ? "" : absl::StrCat(any(100)), absl::StrCat("p", 1 + any(4)),
              absl::StrCat("s", any(2)), absl::StrCat("e", any(3)));
      }
    }
    Advance();
  }
  std::vector<std::string> problems;
  ZGC_EXPECT_OK(VerifyCells(store_->Read(), registry_.measures(),
                            [&](std::string problem) { problems.push_back(std::move(problem)); }));
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace zgc::figures
