#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/cells.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;

// Observations stand for any records: each comes on a day, or goes again if its unit is "b".
absl::Status ContributeOne(const storage::Reader&, const v1::Observation& row,
                           Measure::Visit visit) {
  Contribution one;
  if (!row.printed().empty()) {
    ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(row.printed()));
  }
  one.values = {row.unit(), row.reporter()};
  if (row.value().empty()) one.amount = absl::nullopt;
  one.entity = row.verifier();
  one.revision = row.revision();
  visit(std::move(one));
  return absl::OkStatus();
}
absl::Status ComeOrGo(const storage::Reader&, const v1::Observation& row, Measure::Visit visit) {
  Contribution one;
  one.days = {"2019-03-01", "2019-03-01"};
  one.values = {"", row.reporter()};
  one.ends = row.unit() == "b";
  one.revision = row.revision();
  visit(std::move(one));
  return absl::OkStatus();
}

Measures RebuiltMeasures() {
  const std::vector<Dimension> dimensions = {"unit", "reporter"};
  const auto of = [&](const char* name, auto contribute) {
    return MeasureOf<v1::Observation>("test", name, kObservations, dimensions, contribute);
  };
  auto once = of("once", ContributeOne);
  once.distinct = true;
  return {std::make_shared<const Measure>(of("sums", ContributeOne)),
          std::make_shared<const Measure>(std::move(once)),
          std::make_shared<const Measure>(of("leaving", ComeOrGo))};
}

class RebuildTest : public testing::StoreFixture {
 protected:
  RebuildTest()
      : StoreFixture(KeepingCells(testing::BookSchema(), RebuiltMeasures(), 1)),
        measures_(RebuiltMeasures()) {}

  // All but the revision, which is that of the making.
  std::map<std::string, std::string> Cells() {
    std::map<std::string, std::string> all;
    ZGC_EXPECT_OK(kCells.ForEach(store_->Read(), [&](const CellKey& key, v1::Cell cell) {
      EXPECT_GT(cell.revision(), 0);
      EXPECT_LE(cell.revision(), store_->head());
      cell.clear_revision();
      all.emplace(key.bytes, cell.ShortDebugString());
      return true;
    }));
    return all;
  }
  // Of verifications that hold little, which find what those that hold all do.
  std::vector<std::string> ProblemsHolding(size_t most_places, size_t most_cells,
                                           VerifiedCells& found) {
    std::vector<std::string> problems;
    const auto verified = VerifyCells(
        store_->Read(), measures_,
        [&](std::string problem) { problems.push_back(std::move(problem)); }, most_places,
        most_cells);
    ZGC_EXPECT_OK(verified);
    found = *verified;
    EXPECT_EQ(found.problems, problems.size());
    std::sort(problems.begin(), problems.end());
    return problems;
  }
  void PutSixty() {
    const std::vector<std::string> days = {"2019-01-01", "2019-02-28", "2019-02", "", "2020"};
    for (size_t i = 0; i < 60; ++i) {
      ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        v1::Observation row;
        row.set_name(absl::StrCat("observations/", i));
        row.set_printed(days[i % days.size()]);
        row.set_value(i % 7 == 0 ? "" : "1");
        row.set_unit(i % 2 == 0 ? "a" : "b");
        row.set_reporter(absl::StrCat("r", i % 3));
        row.set_verifier(absl::StrCat("e", i % 11));
        kObservations.Put(txn, {row.name()}, row);
        return "";
      }));
    }
  }
  // Makes of the cells that were kept what `spoil` makes of each: nullopt takes it away.
  void OpenSpoiled(
      const std::map<std::string, v1::Cell>& kept,
      const std::function<absl::optional<v1::Cell>(const std::string&, v1::Cell)>& spoil) {
    std::map<std::string, std::string> rows;
    for (const auto& [key, cell] : kept) {
      const auto spoiled = spoil(key, cell);
      if (spoiled.has_value()) rows.emplace(key, spoiled->SerializeAsString());
    }
    ++schema_.derived.version;
    schema_.derived.rebuild = [&](storage::Store& store) {
      return store.LoadDerived(kCells.column(), [&](storage::PutRow put) -> absl::Status {
        for (const auto& [key, row] : rows) ZGC_RETURN_IF_ERROR(put(key, row));
        return absl::OkStatus();
      });
    };
    Open();
  }
  std::map<std::string, v1::Cell> CellsAsKept() {
    std::map<std::string, v1::Cell> all;
    ZGC_EXPECT_OK(kCells.ForEach(store_->Read(), [&](const CellKey& key, const v1::Cell& cell) {
      all.emplace(key.bytes, cell);
      return true;
    }));
    return all;
  }
  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(VerifyCells(store_->Read(), measures_, [&](std::string problem) {
      problems.push_back(std::move(problem));
    }));
    ZGC_EXPECT_OK(store_->Verify(problems));
    return problems;
  }

  const Measures measures_;
};

// However little is held in memory, also where one part takes away what another has added.
TEST_F(RebuildTest, CellsMadeAnewInPartsAreThoseThatCommitsKept) {
  PutSixty();
  const auto kept = Cells();
  EXPECT_GT(kept.size(), 100U);
  for (const size_t most_places : {1, 4, 1'000}) {
    for (const size_t most_cells : {1, 30, 1'000}) {
      ++schema_.derived.version;
      schema_.derived.rebuild = [&](storage::Store& store) {
        return RebuildCells(store, measures_, most_places, most_cells);
      };
      Open();
      EXPECT_EQ(Cells(), kept) << most_places << " places, " << most_cells << " cells";
      EXPECT_THAT(Problems(), IsEmpty());
    }
  }
}

// Where all agree no cell is held.
TEST_F(RebuildTest, VerifyingHoldsOnlyWhatDiffers) {
  PutSixty();
  VerifiedCells found;
  EXPECT_THAT(ProblemsHolding(1, 1, found), IsEmpty());
  EXPECT_EQ(found.cells, CellsAsKept().size());
  EXPECT_EQ(found.most_held, 0U);
}

// However little is held, those that hold another number, that are gone and that are of nothing are
// named, each once, and of distinct entities their counts as well.
TEST_F(RebuildTest, VerifyingInPartsNamesEachCellThatDiffers) {
  PutSixty();
  const auto kept = CellsAsKept();
  size_t entities = 0;
  size_t counts = 0;
  size_t at = 0;
  OpenSpoiled(kept, [&](const std::string& key, v1::Cell cell) -> absl::optional<v1::Cell> {
    std::string bucket;
    entities += CountOfEntity(key, bucket).empty() ? 0 : 1;
    counts += IsCount(key) ? 1 : 0;
    switch (at++ % 3) {
      case 0:
        cell.set_known(cell.known() + 1);
        return cell;
      case 1:
        cell.set_sum_low(cell.sum_low() + (uint64_t{1} << 63));
        return cell;
      default:
        return absl::nullopt;
    }
  });
  EXPECT_GT(entities, 0U);
  EXPECT_GT(counts, 0U);
  VerifiedCells found;
  const auto expected = ProblemsHolding(1'000, 1'000'000, found);
  EXPECT_EQ(expected.size(), kept.size());
  EXPECT_GT(found.most_held, 200U);
  constexpr size_t kHeld = 100;
  EXPECT_EQ(ProblemsHolding(10, kHeld, found), expected);
  EXPECT_LE(found.most_held, kHeld);
}

// A single one: no other is named, nor is the count of an entity that is gone.
TEST_F(RebuildTest, VerifyingNamesOneCellThatDiffers) {
  PutSixty();
  const auto kept = CellsAsKept();
  VerifiedCells found;
  size_t at = 0;
  size_t entities = 0;
  for (const auto& one : kept) {
    const std::string& spoiled = one.first;
    // Every so many are enough.
    if (at++ % 43 != 0) continue;
    std::string bucket;
    const bool entity = !CountOfEntity(spoiled, bucket).empty();
    entities += entity ? 1 : 0;
    OpenSpoiled(kept, [&](const std::string& key, v1::Cell is) -> absl::optional<v1::Cell> {
      if (key == spoiled && entity) return absl::nullopt;
      if (key == spoiled) is.set_open(is.open() + 1);
      return is;
    });
    const auto problems = ProblemsHolding(1'000, 1'000, found);
    ASSERT_EQ(problems.size(), 1U) << absl::CHexEscape(spoiled);
    EXPECT_THAT(problems[0],
                StartsWith(absl::StrCat("cell ", absl::CHexEscape(spoiled), " holds")));
  }
  EXPECT_GT(entities, 0U);
}

}  // namespace
}  // namespace zgc::figures
