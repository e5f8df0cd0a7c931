#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/figures/cells/cells.h"
#include "common/figures/dimensions/test_places.h"

// Records that are in several values of a dimension, as an award is in parks.
namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SeveralTest : public testing::FormulasFixture<testing::StoreFixture> {
 protected:
  SeveralTest() : FormulasFixture(Register, testing::BookSchema()) {}

  static void Register(FormulaRegistry& registry) {
    Measure measure = MeasureOf<v1::Observation>(
        "test", "shared", kObservations, {"quantity", {"place", Places()}, {"sort", TextValues()}},
        [](const storage::Reader&, const v1::Observation& row, Measure::Visit visit) {
          Contribution one;
          one.days = {row.printed(), row.printed()};
          one.amount = std::stoll(row.value());
          one.record = row.name();
          one.revision = row.revision();
          for (const absl::string_view place : absl::StrSplit(row.unit(), ',')) {
            one.values = {"all", std::string(place), row.reporter()};
            visit(one);
            one.again = true;
          }
          return absl::OkStatus();
        });
    measure.several = 1;
    measure.kept = {{1, 3, 5}};
    const auto shared = registry.Keep(std::move(measure));
    registry.RegisterCounted(
        "shared", "统计。",
        [shared](const storage::Reader&, const auto&, const auto&) -> absl::StatusOr<Asked> {
          return Asked{.slices = {{shared, {"all", "", ""}}}};
        });
  }

  void Put(int id, const std::string& day, int value, const std::string& places,
           const std::string& sort) {
    v1::Observation row;
    row.set_name(absl::StrCat("observations/", id));
    row.set_printed(day);
    row.set_value(absl::StrCat(value));
    row.set_unit(places);
    row.set_reporter(sort);
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      row.set_revision(txn.revision());
      kObservations.Put(txn, {row.name()}, row);
      return "";
    }));
    rows_[row.name()] = row;
  }
  void Declare() {
    v1::CreateIndicatorRequest request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "indicator_id: 'a' indicator { display_name: 'a' unit: '家' measure: MEASURE_KIND_FLOW "
        "computation { formula: 'shared' since_date: '2019-01-01' period_families: "
        "PERIOD_FAMILY_YEAR period_families: PERIOD_FAMILY_QUARTER dimensions: 'place' dimensions: "
        "'sort' dimensions: 'region' } }",
        &request));
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(
          CreateIndicator(txn, {"", "clerk"}, request, "test", registry_, nullptr).status());
      return "";
    }));
  }
  v1::QueryFiguresResponse Query(const std::string& more) {
    v1::QueryFiguresRequest request;
    v1::QueryFiguresResponse response;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("indicators: 'indicators/a' ", more), &request));
    const auto answered = QueryFigures(book_, store_->Read(), request, {.size = 1000}, response);
    ZGC_EXPECT_OK(answered);
    return response;
  }
  // Of all rows: each once if it has one of the places, or whatever it has if there are none.
  int Recount(const std::set<std::string>& places, const std::string& sort,
              const common::v1::Period& period) const {
    int sum = 0;
    for (const auto& [name, row] : rows_) {
      bool in = places.empty();
      for (const absl::string_view place : absl::StrSplit(row.unit(), ',')) {
        in = in || places.contains(place.empty() ? "-" : absl::StrCat("places/", place));
      }
      const bool dated = period.start_date() <= row.printed() && row.printed() <= period.end_date();
      if (in && dated && (sort.empty() || sort == row.reporter())) sum += std::stoi(row.value());
    }
    return sum;
  }
  void ExpectRecounted(const v1::Figure& figure) const {
    std::set<std::string> places;
    std::string sort;
    for (const auto& scope : figure.scopes()) {
      if (scope.dimension() == "place") places.insert(scope.value());
      if (scope.dimension() == "sort") sort = scope.value();
    }
    EXPECT_EQ(figure.value(), absl::StrCat(Recount(places, sort, figure.period())))
        << figure.ShortDebugString();
  }

  std::map<std::string, v1::Observation> rows_;
  const FigureBook book_{"test", registry_};
};

constexpr char kYear[] = "periods { start_date: '2019-01-01' end_date: '2019-12-31' } ";

TEST_F(SeveralTest, ARecordCountsInEachAndOnceInTheTotal) {
  Declare();
  Put(1, "2019-01-10", 5, "p1,p2", "x");
  Put(2, "2019-05-01", 2, "p1", "x");
  Put(3, "2019-06-01", 1, "", "x");
  const auto answer = Query(absl::StrCat(kYear, "group_by: 'place'"));
  std::vector<std::string> cells;
  for (const auto& cell : answer.cells()) cells.push_back(cell.value());
  EXPECT_THAT(cells, ElementsAre("7", "5", "1"));
  ASSERT_EQ(answer.totals_size(), 1);
  EXPECT_EQ(answer.totals(0).value(), "8");
  EXPECT_THAT(answer.totals(0).note(), HasSubstr("合计不必等于各行之和"));
  // By regions as well, where both lie in one.
  const auto by_region = Query(absl::StrCat(kYear, "group_by: 'prefecture'"));
  ASSERT_EQ(by_region.cells_size(), 2);
  EXPECT_EQ(by_region.cells(0).value(), "7");
  EXPECT_EQ(Query(absl::StrCat(kYear, "group_by: 'sort'")).totals(0).note(), "");
}

// Cells, parts and totals beside a plain recount, as records come and change their places.
TEST_F(SeveralTest, PartsAndTotalsAreWhatTheRecordsAddUpTo) {
  Declare();
  std::mt19937 random(20190601);
  const auto draw = [&](size_t below) { return static_cast<int>(random() % below); };
  const std::vector<std::string> kPlaces = {"", "p1", "p2", "p3", "p1,p2", "p2,p3", "p1,p2,p3"};
  for (int i = 0; i < 60; ++i) {
    Put(draw(25), absl::StrCat("2019-0", 1 + draw(9), "-1", draw(9)), 1 + draw(9),
        kPlaces[static_cast<size_t>(draw(kPlaces.size()))], draw(2) == 0 ? "x" : "y");
    ExpectCellsToAgree();
    for (const char* question :
         {"group_by: 'place' ", "group_by: 'place' group_by: 'sort' ",
          "group_by: 'sort' filters { dimension: 'place' values: 'places/p1' values: 'places/p3' "
          "} ",
          "group_by: 'place' filters { dimension: 'place' values: 'places/p2' values: '-' } "}) {
      const auto answer = Query(absl::StrCat(question,
                                             "period_family: PERIOD_FAMILY_QUARTER from_date: "
                                             "'2019-01-01' to_date: '2019-12-31'"));
      for (const auto& cell : answer.cells()) ExpectRecounted(cell);
      for (const auto& total : answer.totals()) ExpectRecounted(total);
      EXPECT_GT(answer.totals_size(), 0);
    }
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace zgc::figures
