#include "common/figures/dimensions/query.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "common/figures/dimensions/test_places.h"
#include "common/testing/rounds.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// "name value" of each, ">=" for AT_LEAST.
template <typename Figures>
std::vector<std::string> Lines(const Figures& figures) {
  std::vector<std::string> lines;
  for (const v1::Figure& figure : figures) {
    lines.push_back(absl::StrCat(figure.name(), figure.name().empty() ? "" : " ",
                                 figure.qualifier() == v1::QUALIFIER_AT_LEAST ? ">=" : "",
                                 figure.value()));
  }
  return lines;
}

class QueryTest : public PlacesTest {
 protected:
  QueryTest() {
    ZGC_EXPECT_OK(Declare("amounts", OfFormula("amounts")));
    ZGC_EXPECT_OK(Declare("heads", OfFormula("heads")));
  }
};

TEST_F(QueryTest, AMatrixHasItsCellsItsRowsWithoutAValueAndItsTotals) {
  Put(1, "2019-01-10", "5", "p1", "x", "e");
  Put(2, "2019-04-10", "7", "p2", "x", "e");
  Put(3, "2019-05-10", "9", "", "x", "f");
  const auto answer =
      Query(absl::StrCat("indicators: 'indicators/amounts' group_by: 'place' "
                         "periods { start_date: '2019-04-01' end_date: '2019-06-30' } "
                         "periods { start_date: '2019-01-01' end_date: '2019-03-31' }"));
  ZGC_ASSERT_OK(answer);
  EXPECT_THAT(Lines(answer->cells()),
              ElementsAre("figures/amounts@20190101-20190331+place=places.p1 5",
                          "figures/amounts@20190401-20190630+place=places.p1 0",
                          "figures/amounts@20190101-20190331+place=places.p2 0",
                          "figures/amounts@20190401-20190630+place=places.p2 7",
                          "figures/amounts@20190101-20190331+place=- 0",
                          "figures/amounts@20190401-20190630+place=- 9"));
  // In order: each row over time, then the periods and all of it.
  EXPECT_THAT(Lines(answer->totals()),
              ElementsAre("5", "7", "9", "figures/amounts@20190101-20190331 5",
                          "figures/amounts@20190401-20190630 16", "21"));
  const v1::Scope& scope = answer->cells(0).scopes(0);
  EXPECT_EQ(scope.dimension(), "place");
  EXPECT_EQ(scope.label(), "地点p1");
  EXPECT_EQ(scope.resource(), "//test/places/p1");
  EXPECT_EQ(answer->cells(4).scopes(0).label(), "未注明");
  EXPECT_EQ(answer->totals(3).scopes_size(), 0);
  for (const auto& total : answer->totals()) EXPECT_EQ(total.note(), "");
}

TEST_F(QueryTest, WhoIsInTwoPlacesCountsOnceInTheTotalWhichSaysSo) {
  Put(1, "2019-01-10", "1", "p1", "x", "e");
  Put(2, "2019-02-10", "1", "p2", "y", "e");
  Put(3, "2019-08-10", "1", "p2", "y", "e");
  const auto answer =
      Query(absl::StrCat("indicators: 'indicators/heads' group_by: 'place'", kQuarters));
  ZGC_ASSERT_OK(answer);
  // Eight cells, each one or none; once in all of the first quarter, and of the year.
  EXPECT_EQ(answer->cells_size(), 8);
  ASSERT_EQ(answer->totals_size(), 2 + 4 + 1);
  EXPECT_EQ(answer->totals(2).value(), "1");
  EXPECT_THAT(answer->totals(2).note(), HasSubstr("去重"));
  EXPECT_EQ(answer->totals(6).value(), "1");
  EXPECT_EQ(answer->totals(6).name(), "figures/heads@2019");
  // A region is one place more: both lie in Beijing.
  const auto regions =
      Query(absl::StrCat("indicators: 'indicators/heads' group_by: 'province'", kQuarters));
  ZGC_ASSERT_OK(regions);
  EXPECT_EQ(Lines(regions->cells())[0], "figures/heads@20190101-20190331+province=110000 1");
}

TEST_F(QueryTest, RegionsRollUpToTheLevelThatIsAsked) {
  int id = 0;
  for (const char* place : {"p1", "p2", "p3", "p4", "p5", ""}) {
    ++id;
    Put(id, "2019-01-10", absl::StrCat(1 << id), place, "x", "e");
  }
  const auto of_level = [&](const std::string& level) {
    auto answer = Query(absl::StrCat(
        "indicators: 'indicators/amounts' periods { start_date: '2019-01-01' end_date: "
        "'2019-12-31' } group_by: '",
        level, "'"));
    ZGC_EXPECT_OK(answer);
    return Lines(answer->cells());
  };
  EXPECT_THAT(of_level("province"), ElementsAre("figures/amounts@2019+province=110000 6",
                                                "figures/amounts@2019+province=120000 8",
                                                "figures/amounts@2019+province=130000 16",
                                                "figures/amounts@2019+province=- 96"));
  EXPECT_THAT(of_level("prefecture"), ElementsAre("figures/amounts@2019+prefecture=110100 6",
                                                  "figures/amounts@2019+prefecture=120100 8",
                                                  "figures/amounts@2019+prefecture=130600 16",
                                                  "figures/amounts@2019+prefecture=- 96"));
  // A place of the prefecture has no county.
  EXPECT_THAT(
      of_level("county"),
      ElementsAre("figures/amounts@2019+county=110105 4", "figures/amounts@2019+county=110108 2",
                  "figures/amounts@2019+county=120116 8", "figures/amounts@2019+county=- 112"));
  EXPECT_EQ(Figure("figures/amounts@2019+county=-+province=130000")->value(), "16");
  EXPECT_EQ(Figure("figures/amounts@2019+province=110000")->scopes(0).label(), "地区110000");
}

TEST_F(QueryTest, ACellIsAFigureByItsName) {
  Put(1, "2019-01-10", "5", "p1", "甲.乙", "e");
  const std::string name = "figures/amounts@2019+place=places.p1+sort=%E7%94%B2%2E%E4%B9%99";
  const auto figure = Figure(name);
  ZGC_ASSERT_OK(figure);
  EXPECT_EQ(figure->value(), "5");
  EXPECT_EQ(figure->scopes(1).value(), "甲.乙");
  v1::ExplainFigureRequest request;
  request.set_name(name);
  const auto explained = book_.ExplainFigure(store_->Read(), request);
  ZGC_ASSERT_OK(explained);
  ASSERT_EQ(explained->inputs_size(), 1);
  EXPECT_EQ(explained->inputs(0).resource(), "//test/observations/1");
  EXPECT_EQ(Figure("figures/amounts@2019+place=places.p1,places.p2")->value(), "5");
  for (const char* part :
       {"+place=none", "+place=", "+place", "+sort=x+place=places.p1", "+place=places.p2,places.p1",
        "+county=110000", "+region=110000", "+quantity=all", "+sort=%e7%94%b2", "+sort=%FF", "+"}) {
    EXPECT_THAT(Figure(absl::StrCat("figures/amounts@2019", part)),
                HasReason(ERROR_REASON_RESOURCE_NOT_FOUND))
        << part;
  }
}

TEST_F(QueryTest, ADerivedIndicatorIsAskedByWhatItsOperandsAre) {
  ZGC_ASSERT_OK(Declare("half",
                        "computation { formula: 'amounts' since_date: '2019-01-01' "
                        "period_families: PERIOD_FAMILY_YEAR dimensions: 'sort' }"));
  const std::string ratio =
      "computation { since_date: '2019-01-01' period_families: PERIOD_FAMILY_YEAR dimensions: "
      "'$0' derivation { kind: DERIVATION_KIND_RATIO operands { indicator: 'indicators/heads' } "
      "operands { indicator: 'indicators/$1' } decimals: 1 } }";
  EXPECT_THAT(Declare("r", absl::Substitute(ratio, "place", "half"), "RATE"),
              FailsWith(kInvalid, HasSubstr("place")));
  ZGC_ASSERT_OK(Declare("r", absl::Substitute(ratio, "place", "amounts"), "RATE"));
  Put(1, "2019-01-10", "5", "p1", "x", "e");
  Put(2, "2019-01-10", "8", "p2", "x", "e");
  const auto answer = Query(
      "indicators: 'indicators/r' group_by: 'place' periods { start_date: '2019-01-01' end_date: "
      "'2019-12-31' }");
  ZGC_ASSERT_OK(answer);
  EXPECT_THAT(Lines(answer->cells()), ElementsAre("figures/r@2019+place=places.p1 20",
                                                  "figures/r@2019+place=places.p2 12.5"));
  EXPECT_THAT(Lines(answer->totals()), ElementsAre("figures/r@2019 7.7"));
  EXPECT_THAT(answer->totals(0).note(), HasSubstr("不可相加"));
}

TEST_F(QueryTest, WhatIsDerivedFromWhatIsStatedIsAskedWhole) {
  for (const char* id : {"o", "p"}) ZGC_ASSERT_OK(Declare(id, "summable_over_scope: true"));
  ZGC_ASSERT_OK(Declare("sum",
                        "computation { since_date: '2019-01-01' period_families: "
                        "PERIOD_FAMILY_YEAR derivation { kind: DERIVATION_KIND_SUM operands { "
                        "indicator: 'indicators/o' } operands { indicator: 'indicators/p' } } }"));
  const auto answer = Query(
      "indicators: 'indicators/sum' period_family: PERIOD_FAMILY_YEAR from_date: '2019-01-01' "
      "to_date: '2019-12-31'");
  ZGC_ASSERT_OK(answer);
  EXPECT_THAT(Lines(answer->totals()), ElementsAre("figures/sum@2019 "));
}

TEST_F(QueryTest, APartRestsOnNoStatedWhole) {
  ZGC_ASSERT_OK(Declare("r",
                        "computation { since_date: '2019-01-01' period_families: "
                        "PERIOD_FAMILY_YEAR dimensions: 'place' derivation { kind: "
                        "DERIVATION_KIND_RATIO operands { indicator: 'indicators/heads' } operands "
                        "{ indicator: 'indicators/amounts' } decimals: 1 } }",
                        "RATE"));
  Put(1, "2019-01-10", "5", "p1", "x", "e");
  EXPECT_EQ(Figure("figures/r@2019+place=places.p1")->value(), "20");
  Write([](storage::Txn& txn) {
    auto row = **kIndicators.Get(txn, {"indicators/amounts"});
    row.set_basis(v1::BASIS_STATED);
    kIndicators.Put(txn, {row.name()}, row);
    v1::Observation stated;
    stated.set_name("observations/all");
    stated.set_indicator(row.name());
    stated.mutable_period()->set_start_date("2019-01-01");
    stated.mutable_period()->set_end_date("2019-12-31");
    stated.set_state(v1::OBSERVATION_STATE_VERIFIED);
    stated.set_value("400");
    stated.set_printed("2019-01-01");
    kObservations.Put(txn, {stated.name()}, stated);
    kObservationsByIndicator.Add(txn, {row.name(), stated.name()});
  });
  EXPECT_EQ(Figure("figures/r@2019+place=places.p1")->value(), "");
}

TEST_F(QueryTest, WhatAnIndicatorDoesNotTellIsRefusedWhenItIsDeclared) {
  EXPECT_THAT(Declare("a",
                      "computation { formula: 'amounts' since_date: '2019-01-01' "
                      "period_families: PERIOD_FAMILY_YEAR dimensions: 'colour' }"),
              FailsWith(kInvalid, HasSubstr("colour")));
  EXPECT_THAT(Declare("a", OfFormula("amounts", "arguments { key: 'place' value: 'p1' }")),
              FailsWith(kInvalid, HasSubstr("by its arguments")));
  EXPECT_THAT(Declare("a", OfFormula("amounts", "dimensions: 'sort'")),
              FailsWith(kInvalid, HasSubstr("repeats")));
  EXPECT_THAT(Declare("a", OfFormula("amounts", "dimensions: 'county'")),
              FailsWith(kInvalid, HasSubstr("level")));
}

TEST_F(QueryTest, BadQuestionsAreRefusedByTheirField) {
  ZGC_ASSERT_OK(Declare("stated", ""));
  Put(1, "2019-01-10", "5", "p1", "x", "e");
  const std::string year = " periods { start_date: '2019-01-01' end_date: '2019-12-31' } ";
  const std::string of = "indicators: 'indicators/amounts' ";
  const auto expect = [&](const std::string& question, const std::string& field) {
    EXPECT_THAT(Query(question), FailsWith(kInvalid, HasSubstr(field))) << question;
  };
  expect(year, "indicators");
  expect("indicators: 'indicators/none'" + year, "does not exist");
  expect("indicators: 'indicators/stated'" + year, "only stated");
  expect(of + of + year, "repeats");
  expect(of, "periods");
  expect(of + year + kQuarters, "not both");
  expect(of + year + "from_date: '2019-01-01'", "period_family");
  expect(of + "period_family: PERIOD_FAMILY_QUARTER", "from_date");
  expect(of + "period_family: PERIOD_FAMILY_YEAR from_date: '2019-01-02' to_date: '2019-01-01'",
         "before from_date");
  expect(of + "period_family: PERIOD_FAMILY_AS_OF from_date: '2019-01-10' to_date: '2019-01-20'",
         "no period of the family");
  expect(of + "periods { start_date: '2019-01-01' end_date: '2019-01-31' }", "quarters, years");
  expect(of + "periods { end_date: '2019-01-31' }", "quarters, years");
  expect(of + "period_family: PERIOD_FAMILY_DAY from_date: '2019-01-01' to_date: '2029-01-01'",
         "1000");
  expect(of + year + "group_by: 'colour'", "place, region, sort");
  expect(of + year + "group_by: 'region'", "level");
  expect(of + year + "group_by: 'sort' group_by: 'sort'", "repeats");
  expect(of + year + "group_by: 'sort' group_by: 'place' group_by: 'county' group_by: 'province'",
         "more than 3");
  expect(of + year + "filters { dimension: 'sort' }", "values");
  expect(of + year + "filters { dimension: 'place' values: 'p1' }", "no value of place");
  expect(of + year + "filters { dimension: 'province' values: '110108' }", "no value of province");
}

TEST_F(QueryTest, TooManyCellsAreRefusedWithWhatNarrowsThem) {
  Write([](storage::Txn& txn) {
    for (int i = 0; i < 210; ++i) {
      v1::Observation row;
      row.set_name(absl::StrCat("observations/", i));
      row.set_printed("2019-01-01");
      row.set_value("1");
      row.set_reporter(absl::StrCat("s", i));
      kObservations.Put(txn, {row.name()}, row);
    }
  });
  const std::string all =
      "indicators: 'indicators/amounts' group_by: 'sort' period_family: PERIOD_FAMILY_QUARTER "
      "from_date: '2019-01-01' to_date: '2030-12-31' ";
  static_assert(48 * 210 > kMostQueried);
  const auto answer = Query(all);
  EXPECT_THAT(answer, HasReason(ERROR_REASON_FIGURES_TOO_MANY));
  const auto fewer = Query(absl::StrCat(all, "filters { dimension: 'sort' values: 's7' }"));
  ZGC_ASSERT_OK(fewer);
  EXPECT_EQ(fewer->cells_size(), 48);
}

}  // namespace
}  // namespace zgc::figures
