#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cells.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::IsEmpty;

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
  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(VerifyCells(store_->Read(), measures_, problems));
    ZGC_EXPECT_OK(store_->Verify(problems));
    return problems;
  }

  const Measures measures_;
};

// However little is held in memory, also where one part takes away what another has added.
TEST_F(RebuildTest, CellsMadeAnewInPartsAreThoseThatCommitsKept) {
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

}  // namespace
}  // namespace zgc::figures
