#include "common/figures/cells/cells.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/fold.h"
#include "common/figures/cells/row_count.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/matchers.h"
#include "common/testing/rounds.h"
#include "common/testing/store_fixture.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Observations stand for any records: `printed` is the day, `value` the amount, `unit` and
// `reporter` are dimensions, `verifier` is the entity.
absl::Status Contribute(const storage::Reader&, const v1::Observation& row, Measure::Visit visit) {
  Contribution one;
  if (!row.printed().empty()) {
    ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(row.printed()));
  }
  one.values = {row.unit(), row.reporter()};
  one.amount = absl::nullopt;
  if (!row.value().empty()) one.amount = std::stoll(row.value());
  one.entity = row.verifier();
  one.record = row.name();
  one.revision = row.revision();
  visit(std::move(one));
  return absl::OkStatus();
}

Measures TestMeasures() {
  const std::vector<Dimension> dimensions = {"unit", "reporter"};
  auto sums = MeasureOf<v1::Observation>("test", "sums", kObservations, dimensions, Contribute);
  auto once = MeasureOf<v1::Observation>("test", "once", kObservations, dimensions, Contribute);
  once.distinct = true;
  auto always = MeasureOf<v1::Observation>(
      "test", "always", kObservations, dimensions,
      [](const storage::Reader& reader, const v1::Observation& row, Measure::Visit visit) {
        return Contribute(reader, row, [&](Contribution one) {
          one.days = {};
          visit(std::move(one));
        });
      });
  always.distinct = true;
  always.timeless = true;
  // All, and by unit.
  auto few = MeasureOf<v1::Observation>("test", "few", kObservations, dimensions, Contribute);
  few.kept = {0, 1};
  return {std::make_shared<const Measure>(std::move(sums)),
          std::make_shared<const Measure>(std::move(once)),
          std::make_shared<const Measure>(std::move(always)),
          std::make_shared<const Measure>(std::move(few))};
}

storage::Schema SchemaOf(int version) {
  return KeepingCells(testing::BookSchema(), TestMeasures(), version);
}

class CellsTest : public testing::StoreFixture {
 protected:
  CellsTest() : StoreFixture(SchemaOf(1)) {}

  void Put(const std::string& id, const std::string& day, const std::string& value,
           const std::string& unit = "a", const std::string& entity = "e") {
    v1::Observation row;
    row.set_name("observations/" + id);
    row.set_printed(day);
    row.set_value(value);
    row.set_unit(unit);
    row.set_reporter("r");
    row.set_verifier(entity);
    PutRow(row);
  }
  void PutRow(v1::Observation row) {
    ZGC_ASSERT_OK(Write([&](storage::Txn& txn) {
      row.set_revision(txn.revision());
      kObservations.Put(txn, {row.name()}, row);
    }));
  }
  absl::Status Write(const std::function<void(storage::Txn&)>& body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  body(txn);
                  return "";
                })
        .status();
  }
  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(VerifyCells(store_->Read(), measures_, [&](std::string problem) {
      problems.push_back(std::move(problem));
    }));
    return problems;
  }
  // How many a measure has.
  int CellsOfMeasure(const std::string& name) {
    int cells = 0;
    ZGC_EXPECT_OK(kCells.ForEach(store_->Read(), [&](const CellKey& key, const v1::Cell&) {
      if (absl::StrContains(key.bytes, name)) ++cells;
      return true;
    }));
    return cells;
  }
  // "sum known open" of a period, the same from the cells and from the rows; "-" where the cells do
  // not say it.
  std::string Of(int measure, const std::string& first, const std::string& last,
                 const std::string& unit = "", const std::string& reporter = "",
                 int64_t revision = 0) {
    const Slice slice{measures_[measure], {unit, reporter}};
    common::v1::Period period;
    period.set_start_date(first);
    period.set_end_date(last);
    const auto reader = store_->ReadAt(revision);
    const auto cells = ReadCells(*reader, slice, period);
    ZGC_EXPECT_OK(cells);
    if (!cells.ok() || !cells->has_value()) return "-";
    const auto rows =
        CountRows(*reader, {slice}, period, [](const Contribution&, const Slice&, bool) {});
    ZGC_EXPECT_OK(rows);
    const std::string from_cells = Text(**cells);
    EXPECT_EQ(from_cells, Text(rows->front())) << first << " to " << last << " at " << revision;
    return from_cells;
  }
  static std::string Text(const Totals& totals) {
    return absl::StrCat(static_cast<int64_t>(totals.sum), " ", totals.known, " ", totals.open);
  }

  const Measures measures_ = TestMeasures();
};

TEST_F(CellsTest, APeriodIsAFoldOfDaysMonthsAndYears) {
  Put("1", "2018-12-31", "1");
  Put("2", "2019-01-01", "10");
  Put("3", "2019-02-15", "100");
  Put("4", "2019-12-31", "1000");
  Put("5", "2021-07-01", "10000");
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31"), "1110 3 0");
  EXPECT_EQ(Of(0, "2019-01-01", "2019-03-31"), "110 2 0");
  EXPECT_EQ(Of(0, "2019-02-15", "2019-02-15"), "100 1 0");
  EXPECT_EQ(Of(0, "2018-12-31", "2019-02-15"), "111 3 0");
  EXPECT_EQ(Of(0, "2019-02-16", "2021-06-30"), "1000 1 0");
  EXPECT_EQ(Of(0, "", "2021-07-01"), "11111 5 0");
  EXPECT_EQ(Of(0, "", "2021-06-30"), "1111 4 0");
}

TEST_F(CellsTest, WhatHasNoCertainDayOrAmountIsLeftOpen) {
  Put("1", "2019-05", "5");
  Put("2", "2019", "7");
  Put("3", "2019-05-03", "");
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31"), "12 2 1");
  EXPECT_EQ(Of(0, "2019-05-01", "2019-05-31"), "5 1 2");
  EXPECT_EQ(Of(0, "2019-06-01", "2019-06-30"), "0 0 1");
  EXPECT_EQ(Of(0, "", "2018-12-31"), "0 0 0");
}

TEST_F(CellsTest, AnEntityCountsOnceInEachCalendarPeriod) {
  Put("1", "2019-01-05", "1", "a", "x");
  Put("2", "2019-02-05", "1", "a", "x");
  Put("3", "2019-02", "1", "b", "y");
  Put("4", "2019", "1", "a", "z");
  EXPECT_EQ(Of(1, "2019-01-01", "2019-12-31"), "3 3 0");
  EXPECT_EQ(Of(1, "2019-01-01", "2019-03-31"), "2 2 1");
  EXPECT_EQ(Of(1, "2019-01-01", "2019-12-31", "a"), "2 2 0");
  // Such counts do not add up to those of other periods.
  EXPECT_EQ(Of(1, "2019-01-15", "2019-02-28"), "-");
  // A record that may lie anywhere: no calendar period can leave it out.
  Put("5", "", "1", "a", "w");
  EXPECT_EQ(Of(1, "2019-01-01", "2019-12-31"), "-");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(CellsTest, WhatHasNoDaysCountsOnceInEveryPeriod) {
  Put("1", "2019-05-01", "5", "a", "e");
  Put("2", "", "1", "b", "e");
  Put("3", "2020", "7", "a", "f");
  for (const char* first : {"", "2019-12-30", "2019-01-01"}) {
    EXPECT_EQ(Of(2, first, "2019-12-31"), "2 2 0");
    EXPECT_EQ(Of(2, first, "2019-12-31", "a"), "2 2 0");
    EXPECT_EQ(Of(2, first, "2019-12-31", "b"), "1 1 0");
  }
  Put("1", "2019-05-01", "5", "a", "f");
  EXPECT_EQ(Of(2, "", "2018-12-31", "a"), "1 1 0");
  EXPECT_EQ(Of(2, "", "2018-12-31"), "2 2 0");
  // One of which nobody has said who it is may be any of them.
  Put("4", "", "", "b", "somebody");
  EXPECT_EQ(Of(2, "", "2018-12-31"), "2 2 1");
  EXPECT_EQ(Of(2, "", "2018-12-31", "a"), "1 1 0");
}

TEST_F(CellsTest, OnlyCombinationsThatAreKeptHaveCells) {
  Put("1", "2019-05-01", "5");
  EXPECT_EQ(CellsOfMeasure("sums"), 12);
  EXPECT_EQ(CellsOfMeasure("few"), 6);
  EXPECT_EQ(Of(3, "2019-01-01", "2019-12-31"), "5 1 0");
  EXPECT_EQ(Of(3, "2019-01-01", "2019-12-31", "a"), "5 1 0");
  EXPECT_EQ(Of(3, "2019-01-01", "2019-12-31", "", "r"), "-");
  EXPECT_EQ(Of(3, "2019-01-01", "2019-12-31", "a", "r"), "-");
}

TEST_F(CellsTest, WhatHasNoValueHasNoCellsOfItsDimension) {
  Put("1", "2019-05-01", "5", "");
  EXPECT_EQ(CellsOfMeasure("sums"), 6);
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31", "", "r"), "5 1 0");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(CellsTest, AChangeOfNothingThatIsCountedWritesNoCell) {
  Put("1", "2019-05-01", "5");
  const int64_t before = store_->head();
  v1::Observation row = **kObservations.Get(store_->Read(), {"observations/1"});
  row.set_reason("r");
  PutRow(row);
  ZGC_ASSERT_OK(kCells.ForEach(store_->Read(), [&](const CellKey&, const v1::Cell& cell) {
    EXPECT_EQ(cell.revision(), before);
    return true;
  }));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(CellsTest, SlicesOfAMeasureAreCountedTogetherInTheOrderOfItsSubjects) {
  Put("1", "2019-05-01", "1", "a");
  Put("2", "2019-05-01", "10", "b");
  Put("3", "2019-05-01", "100", "c");
  Put("4", "2019-05-01", "1000", "a");
  common::v1::Period period;
  period.set_end_date("2019-12-31");
  std::vector<std::string> visited;
  const std::vector<Slice> slices = {{measures_[0], {"b", ""}}, {measures_[0], {"a", ""}}};
  const auto totals = CountRows(store_->Read(), slices, period,
                                [&](const Contribution& one, const Slice& slice, bool counts) {
                                  EXPECT_TRUE(counts);
                                  EXPECT_EQ(slice.values[0], one.values[0]);
                                  visited.push_back(one.record);
                                });
  ZGC_ASSERT_OK(totals);
  ASSERT_THAT(*totals, SizeIs(2));
  EXPECT_EQ(Text((*totals)[0]), "10 1 0");
  EXPECT_EQ(Text((*totals)[1]), "1001 2 0");
  EXPECT_THAT(visited, ElementsAre("observations/1", "observations/2", "observations/4"));
}

TEST_F(CellsTest, APeriodOfNoDaysIsAnErrorAndNoMore) {
  Put("1", "2019-05-01", "5");
  common::v1::Period period;
  period.set_end_date("0000-12-31");
  const auto fold = [&] { return ReadCells(store_->Read(), {measures_[0], {"", ""}}, period); };
  EXPECT_EQ(fold().status().code(), absl::StatusCode::kInvalidArgument);
  period.set_end_date("2019-12-31");
  period.set_start_date("2019-02-30");
  EXPECT_EQ(fold().status().code(), absl::StatusCode::kInvalidArgument);
}

// So that it counts the rows, and does not find nothing.
TEST_F(CellsTest, AStoreThatDerivesSomethingElseHasNoCells) {
  testing::TempDir dir;
  storage::Schema schema = testing::BookSchema();
  schema.derived = {.version = 1,
                    .follow = [](storage::Txn&) { return absl::OkStatus(); },
                    .rebuild = [](storage::Store&) { return absl::OkStatus(); }};
  storage::StoreOptions options;
  options.create = true;
  options.url = dir.StoreUrl();
  const auto store = storage::Store::Open(schema, options);
  ZGC_ASSERT_OK(store);
  const storage::Snapshot reader = (*store)->Read();
  EXPECT_TRUE(reader.derived_complete());
  common::v1::Period period;
  period.set_end_date("2019-12-31");
  const auto folded = ReadCells(reader, {measures_[0], {"", ""}}, period);
  ZGC_ASSERT_OK(folded);
  EXPECT_FALSE(folded->has_value());
  std::vector<std::string> problems;
  EXPECT_THAT(VerifyCells(reader, measures_,
                          [&](std::string problem) { problems.push_back(std::move(problem)); }),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not kept")));
}

TEST_F(CellsTest, ARevisionKeepsItsFigures) {
  Put("1", "2019-05-01", "5");
  const int64_t before = store_->head();
  Put("1", "2019-06-01", "50");
  Put("2", "2019-06-01", "1");
  EXPECT_EQ(Of(0, "2019-05-01", "2019-05-31", "", "", before), "5 1 0");
  EXPECT_EQ(Of(0, "2019-05-01", "2019-05-31"), "0 0 0");
  EXPECT_EQ(Of(0, "2019-06-01", "2019-06-30"), "51 2 0");
}

TEST_F(CellsTest, ACellThatWasTamperedWithOrIsMissingIsFound) {
  Put("1", "2019-05-01", "5");
  std::vector<CellKey> keys;
  ZGC_ASSERT_OK(kCells.ForEach(store_->Read(), [&](const CellKey& key, const v1::Cell&) {
    keys.push_back(key);
    return true;
  }));
  ASSERT_THAT(keys, Not(IsEmpty()));
  v1::Cell wrong;
  wrong.set_known(7);
  ZGC_ASSERT_OK(Write([&](storage::Txn& txn) {
    kCells.Put(txn, keys[0], wrong);
    kCells.Delete(txn, keys[1]);
  }));
  const auto problems = Problems();
  ASSERT_THAT(problems, SizeIs(2));
  EXPECT_THAT(problems[0], HasSubstr("holds 7 known"));
}

TEST_F(CellsTest, AContributionThatCannotBeReadFailsItsCommitAlone) {
  Put("1", "2019-05-01", "5");
  const int64_t head = store_->head();
  v1::Observation row;
  row.set_name("observations/2");
  row.set_printed("no day");
  EXPECT_FALSE(Write([&](storage::Txn& txn) { kObservations.Put(txn, {row.name()}, row); }).ok());
  EXPECT_EQ(store_->head(), head);
  EXPECT_FALSE(kObservations.Get(store_->Read(), {row.name()})->has_value());
  Put("3", "2019-05-02", "1");
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31"), "6 2 0");
}

TEST_F(CellsTest, CellsOfAnotherVersionAreMadeAnewAndOlderRevisionsAreCounted) {
  for (int i = 0; i < 50; ++i) Put(absl::StrCat(i), absl::StrCat("2019-05-", 10 + i % 20), "2");
  const int64_t before = store_->head();
  schema_ = KeepingCells(testing::BookSchema(), measures_, 2);
  Open();
  EXPECT_GT(store_->head(), before);
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31"), "100 50 0");
  EXPECT_EQ(Of(0, "2019-01-01", "2019-12-31", "", "", before), "-");
  EXPECT_THAT(Problems(), IsEmpty());
  const int64_t once = store_->head();
  Open();
  EXPECT_EQ(store_->head(), once) << "made anew at every start";
}

// A program that does not keep them has written in between.
TEST_F(CellsTest, CellsThatMissedAWriteAreMadeAnew) {
  Put("1", "2019-05-01", "5");
  const storage::Derived derived = std::exchange(schema_.derived, storage::Derived());
  Open();
  Put("2", "2019-05-02", "6");
  EXPECT_FALSE(store_->Read().derived_complete());
  schema_.derived = derived;
  Open();
  EXPECT_EQ(Of(0, "2019-05-01", "2019-05-31"), "11 2 0");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(CellsTest, AfterAnyChangesEveryCellIsWhatTheRowsAddUpTo) {
  std::mt19937 random(7);
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  const std::vector<std::string> days = {"2018-12-31", "2019-01-01", "2019-02-28", "2019-02",
                                         "2019",       "2020-03-05", "",           "2019-12-31"};
  for (int step = 0; step < testing::Rounds(150); ++step) {
    const std::string id = absl::StrCat(random() % 20);
    if (random() % 5 == 0) {
      ZGC_ASSERT_OK(
          Write([&](storage::Txn& txn) { kObservations.Delete(txn, {"observations/" + id}); }));
    } else {
      Put(id, pick(days), pick({"", "1", "30", "999999999999"}), pick({"a", "b"}),
          pick({"x", "y", "z"}));
    }
    ASSERT_THAT(Problems(), IsEmpty()) << "after step " << step;
    Of(static_cast<int>(random() % 4), pick({"", "2019-01-01", "2019-02-01", "2018-12-31"}),
       pick({"2019-02-28", "2019-12-31", "2020-03-05"}), pick({"", "a"}), "",
       static_cast<int64_t>(random() % (store_->head() + 1)));
  }
}

}  // namespace
}  // namespace zgc::figures
