#include "common/figures/figures.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/figures/test_book.h"
#include "common/testing/hand_clock.h"
#include "google/protobuf/text_format.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

TEST_F(BookTest, AComputedFigureFollowsTheRecords) {
  auto request = Declare("a");
  auto& computation = *request.mutable_indicator()->mutable_computation();
  computation.set_formula("none");
  auto& period = *computation.add_reporting_periods();
  period.set_start_date("2019-01-01");
  period.set_end_date("2019-12-31");
  EXPECT_THAT(Create(request), HasReason(ERROR_REASON_INVALID_FIELD));
  computation.set_formula("count");
  (*computation.mutable_arguments())["x"] = "y";
  EXPECT_THAT(Create(request), HasReason(ERROR_REASON_INVALID_FIELD));
  computation.clear_arguments();
  ZGC_ASSERT_OK(Create(request));
  ZGC_ASSERT_OK(Create(Declare("b")));
  EXPECT_EQ(Figure("figures/a@2019")->value(), "2");
  EXPECT_EQ(Figure("figures/a@2019", 1)->value(), "1");
  EXPECT_EQ(Figure("figures/a@2019")->status(), v1::FIGURE_STATUS_COMPUTED);
  EXPECT_THAT(Figure("figures/a@2018"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  v1::ExplainFigureRequest explain;
  explain.set_name("figures/a@2019");
  const auto explanation = book_.ExplainFigure(store_->Read(), explain);
  ZGC_ASSERT_OK(explanation);
  EXPECT_EQ(explanation->method(), "统计指标条数。");
  EXPECT_EQ(explanation->inputs_size(), 2);
}

TEST_F(BookTest, WhatIsCountedAndWhatIsStatedStandSideBySide) {
  auto request = Declare("a");
  auto& computation = *request.mutable_indicator()->mutable_computation();
  computation.set_formula("count");
  computation.set_since_date("2019-01-01");
  computation.add_period_families(v1::PERIOD_FAMILY_YEAR);
  ZGC_ASSERT_OK(Create(request));
  ZGC_ASSERT_OK(Report(Observe("o1", "400")));
  EXPECT_EQ(Figure("figures/a@2019")->value(), "1");
  EXPECT_EQ(Figure("figures/a@2019")->basis(), v1::BASIS_COUNTED);
  EXPECT_EQ(Figure("figures/o1")->value(), "400");
  EXPECT_EQ(Figure("figures/o1")->basis(), v1::BASIS_STATED);
  const auto all = book_.FiguresOf(store_->Read(), "indicators/a");
  ZGC_ASSERT_OK(all);
  EXPECT_NE(all->Find("figures/a@2019"), nullptr);
  EXPECT_NE(all->Find("figures/o1"), nullptr);
  auto only_stated = Declare("b");
  only_stated.mutable_indicator()->set_basis(v1::BASIS_STATED);
  EXPECT_THAT(Create(only_stated), HasReason(ERROR_REASON_INVALID_FIELD));
}

class FamiliesTest : public BookTest {
 protected:
  FamiliesTest() {
    clock_ = &hand_;
    Open();
    BeginDay(absl::CivilDay(2019, 12, 31));
  }
  // In Shanghai.
  void BeginDay(absl::CivilDay day) {
    hand_.day = absl::FromCivil(day, absl::UTCTimeZone()) - absl::Hours(8);
  }
  static v1::CreateIndicatorRequest Yearly() {
    auto request = Declare("a");
    auto& computation = *request.mutable_indicator()->mutable_computation();
    computation.set_formula("count");
    computation.set_since_date("2018-07-01");
    computation.add_period_families(v1::PERIOD_FAMILY_YEAR);
    return request;
  }
  std::vector<std::string> Listed() {
    std::vector<std::string> names;
    const auto all = book_.AllFigures(store_->Read());
    EXPECT_THAT(all, testing::IsOk());
    if (!all.ok()) return names;
    for (const v1::Figure& figure : *all) names.push_back(figure.name());
    return names;
  }
  testing::HandClock hand_;
};

TEST_F(FamiliesTest, ANewYearHasItsFiguresAndNobodyDeclaresThem) {
  ZGC_ASSERT_OK(Create(Yearly()));
  EXPECT_THAT(Listed(), ElementsAre("figures/a@2018", "figures/a@2019"));
  const int64_t old_year = store_->head();
  BeginDay(absl::CivilDay(2020, 1, 1));
  ZGC_ASSERT_OK(Create(Declare("b")));
  EXPECT_THAT(Listed(), ElementsAre("figures/a@2018", "figures/a@2019", "figures/a@2020"));
  // What was listed at a revision stays.
  EXPECT_EQ(book_.ReadSet(*store_->ReadAt(old_year))->figures.size(), 2u);
  Open();
  EXPECT_EQ(book_.ReadSet(*store_->ReadAt(old_year))->figures.size(), 2u);
}

TEST_F(FamiliesTest, AnyPeriodOfAFamilyIsAnsweredPastAndFuture) {
  ZGC_ASSERT_OK(Create(Yearly()));
  for (const char* year : {"1999", "2019", "2050"}) {
    const auto figure = Figure(absl::StrCat("figures/a@", year));
    ZGC_ASSERT_OK(figure);
    EXPECT_EQ(figure->value(), "1");
    EXPECT_EQ(figure->period().start_date(), absl::StrCat(year, "-01-01"));
  }
  for (const char* other : {"20190101-20190331", "asof-20191231", "2019Q1", "20190101-20191231"}) {
    const auto figure = Figure(absl::StrCat("figures/a@", other));
    EXPECT_THAT(figure, HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
    EXPECT_THAT(std::string(figure.status().message()), HasSubstr("has figures of years"));
  }
}

TEST_F(FamiliesTest, FamiliesThatAnIndicatorCannotHaveAreRefused) {
  const auto refused = [this](const v1::CreateIndicatorRequest& request) {
    const auto created = Create(request);
    EXPECT_THAT(created, HasReason(ERROR_REASON_INVALID_FIELD));
    return std::string(created.status().message());
  };
  auto request = Yearly();
  auto& computation = *request.mutable_indicator()->mutable_computation();
  computation.add_period_families(v1::PERIOD_FAMILY_AS_OF);
  EXPECT_THAT(refused(request), HasSubstr("period_families[1]: is of stocks"));
  request.mutable_indicator()->set_measure(v1::MEASURE_KIND_STOCK);
  EXPECT_THAT(refused(request), HasSubstr("period_families[0]: is of flows"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->add_period_families(v1::PERIOD_FAMILY_YEAR);
  EXPECT_THAT(refused(request), HasSubstr("repeats"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->clear_since_date();
  EXPECT_THAT(refused(request), HasSubstr("since_date"));
  request.mutable_indicator()->mutable_computation()->set_since_date("1918-12-31");
  EXPECT_THAT(refused(request), HasSubstr("100 years ago"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->clear_period_families();
  EXPECT_THAT(refused(request), HasSubstr("since_date: belongs to period_families"));
  EXPECT_THAT(refused(request), HasSubstr("or reporting_periods are required"));
  EXPECT_EQ(store_->head(), 0);
}

class DerivedTest : public FamiliesTest {
 protected:
  static v1::CreateIndicatorRequest Derived(const std::string& id, const std::string& derivation) {
    auto request = Yearly();
    request.set_indicator_id(id);
    auto& computation = *request.mutable_indicator()->mutable_computation();
    computation.clear_formula();
    for (const char* divided : {"_RATIO", "_GROWTH", "_MEAN"}) {
      if (absl::StrContains(derivation, divided)) {
        request.mutable_indicator()->set_measure(v1::MEASURE_KIND_RATE);
      }
    }
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(derivation, computation.mutable_derivation()))
        << derivation;
    return request;
  }
  std::string Refusal(const v1::CreateIndicatorRequest& request) {
    const auto created = Create(request);
    EXPECT_THAT(created, HasReason(ERROR_REASON_INVALID_FIELD));
    return std::string(created.status().message());
  }
  static constexpr char kSum[] =
      "kind: DERIVATION_KIND_SUM operands { indicator: 'indicators/a' } "
      "operands { indicator: 'indicators/o' }";
};

TEST_F(DerivedTest, AnIndicatorIsDerivedFromComputedAndObservedOnes) {
  ZGC_ASSERT_OK(Create(Yearly()));
  ZGC_ASSERT_OK(Create(Declare("o")));
  ZGC_ASSERT_OK(Create(Derived("d", kSum)));
  EXPECT_EQ(Figure("figures/d@2019")->value_state(), v1::VALUE_STATE_UNKNOWN);
  EXPECT_THAT(Figure("figures/d@2019")->note(), HasSubstr("没有数"));
  auto observation = Observe("o1", "40");
  observation.mutable_observation()->set_indicator("indicators/o");
  observation.mutable_observation()->set_qualifier(v1::QUALIFIER_EXACT);
  ZGC_ASSERT_OK(Report(observation));
  // Three indicators are counted.
  EXPECT_EQ(Figure("figures/d@2019")->value(), "43");
  EXPECT_EQ(Figure("figures/d@2019")->status(), v1::FIGURE_STATUS_REPORTED) << "nobody verified it";
  ZGC_ASSERT_OK(Verify("another"));
  EXPECT_EQ(Figure("figures/d@2019")->status(), v1::FIGURE_STATUS_COMPUTED);
  EXPECT_EQ(Figure("figures/d@2020")->value_state(), v1::VALUE_STATE_UNKNOWN);
  // One derived from a derived one.
  ZGC_ASSERT_OK(Create(Derived("e",
                               "kind: DERIVATION_KIND_RATIO decimals: 1 operands { indicator: "
                               "'indicators/d' } operands { indicator: 'indicators/a' }")));
  EXPECT_EQ(Figure("figures/e@2019")->value(), "11");
  v1::ExplainFigureRequest explain;
  explain.set_name("figures/e@2019");
  const auto explanation = book_.ExplainFigure(store_->Read(), explain);
  ZGC_ASSERT_OK(explanation);
  EXPECT_THAT(explanation->method(), HasSubstr("÷"));
  ASSERT_EQ(explanation->inputs_size(), 2);
  EXPECT_EQ(explanation->inputs(0).resource(), "//task_registry/figures/d@2019");
}

TEST_F(DerivedTest, OfACountedAndAStatedNumberTheIndicatorSaysWhichIsMeant) {
  for (const bool stated : {false, true}) {
    const std::string id = stated ? "s" : "a";
    auto request = Yearly();
    request.set_indicator_id(id);
    if (stated) request.mutable_indicator()->set_basis(v1::BASIS_STATED);
    ZGC_ASSERT_OK(Create(request));
    auto observation = Observe("o" + id, "400");
    observation.mutable_observation()->set_indicator("indicators/" + id);
    observation.mutable_observation()->set_qualifier(v1::QUALIFIER_EXACT);
    ZGC_ASSERT_OK(Report(observation));
  }
  ZGC_ASSERT_OK(Create(Derived("d",
                               "kind: DERIVATION_KIND_DIFFERENCE operands { indicator: "
                               "'indicators/s' } operands { indicator: 'indicators/a' }")));
  EXPECT_EQ(Figure("figures/d@2019")->value(), "397");
}

TEST_F(DerivedTest, WhatCannotBeDerivedIsRefusedWhenItIsDeclared) {
  ZGC_ASSERT_OK(Create(Yearly()));
  EXPECT_THAT(Refusal(Derived("d", kSum)), HasSubstr("\"indicators/o\" does not exist"));
  EXPECT_THAT(Refusal(Derived("d",
                              "kind: DERIVATION_KIND_SUM operands { indicator: 'indicators/d' } "
                              "operands { indicator: 'indicators/a' }")),
              HasSubstr("\"indicators/d\" does not exist"))
      << "so that no chain closes";
  auto observed = Declare("o");
  observed.mutable_indicator()->set_measure(v1::MEASURE_KIND_RATE);
  observed.mutable_indicator()->set_unit("%");
  ZGC_ASSERT_OK(Create(observed));
  EXPECT_THAT(Refusal(Derived("d", kSum)), HasSubstr("is in %, not in 家"));
  EXPECT_THAT(Refusal(Derived("d", kSum)), HasSubstr("which are not added up"));
  const std::string one = " operands { indicator: 'indicators/a' }";
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_RATIO" + one)), HasSubstr("must be 2"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_GROWTH" + one)), HasSubstr("against"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_RATIO decimals: 13" + one + one)),
              HasSubstr("must be 0 to 12"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_SUM decimals: 1" + one + one)),
              HasSubstr("a sum is not rounded"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_SUM multiplier: '2'" + one + one)),
              HasSubstr("multiplier"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_RATIO multiplier: '0'" + one + one)),
              HasSubstr("above zero"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_WEIGHTED_MEAN" + one)),
              HasSubstr("weight"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_CARRIED_FORWARD" + one + one)),
              HasSubstr("must be a stock"));
  EXPECT_THAT(Refusal(Derived("d",
                              "kind: DERIVATION_KIND_SUM operands { service: 'funding_ledger' "
                              "indicator: 'indicators/a' }" +
                                  one)),
              HasSubstr("of funding_ledger is not among what this service follows"));
  EXPECT_THAT(Refusal(Derived("d", "kind: DERIVATION_KIND_SUM" + one + one)),
              HasSubstr("repeats an earlier operand"));
  EXPECT_THAT(Refusal(Derived("d",
                              "kind: DERIVATION_KIND_GROWTH against: "
                              "COMPARISON_YEAR_BEFORE" +
                                  one)),
              HasSubstr("must be % or ‰"));
  auto summed = Derived("d", "kind: DERIVATION_KIND_RATIO" + one + one);
  summed.mutable_indicator()->set_measure(v1::MEASURE_KIND_FLOW);
  EXPECT_THAT(Refusal(summed), HasSubstr("must be a rate"));
  auto mean = Derived("d",
                      "kind: DERIVATION_KIND_WEIGHTED_MEAN operands { indicator: 'indicators/a' "
                      "weight: 'indicators/a' }");
  mean.mutable_indicator()->set_unit("元");
  EXPECT_THAT(Refusal(mean), HasSubstr("is in 家, not in 元"));
  auto monthly = Derived("d", "kind: DERIVATION_KIND_RATIO" + one + one);
  monthly.mutable_indicator()->mutable_computation()->set_period_families(0,
                                                                          v1::PERIOD_FAMILY_MONTH);
  EXPECT_THAT(Refusal(monthly), HasSubstr("has figures of years only"));
  auto both = Derived("d", "kind: DERIVATION_KIND_RATIO" + one + one);
  both.mutable_indicator()->mutable_computation()->set_formula("count");
  EXPECT_THAT(Refusal(both), HasSubstr("exclude one another"));
}

// Each figure of a chain is computed once, however many paths lead to it, and chains are short.
TEST_F(DerivedTest, AChainOfDerivationsHasAnEndAndCostsItsLength) {
  auto request = Yearly();
  ZGC_ASSERT_OK(Create(request));
  request.set_indicator_id("b");
  ZGC_ASSERT_OK(Create(request));
  std::string last = "a";
  std::string other = "b";
  for (int depth = 1; depth <= 8; ++depth) {
    for (const char* side : {"x", "y"}) {
      ZGC_ASSERT_OK(Create(
          Derived(absl::StrCat(side, depth),
                  absl::StrCat("kind: DERIVATION_KIND_SUM operands { indicator: "
                               "'indicators/",
                               last, "' } operands { indicator: 'indicators/", other, "' }"))));
    }
    last = absl::StrCat("x", depth);
    other = absl::StrCat("y", depth);
  }
  // Eighteen indicators are counted, and each step doubles.
  EXPECT_EQ(Figure("figures/x8@2019")->value(), absl::StrCat(18 << 8));
  EXPECT_EQ(Listed().size(), 2u * 18);
  EXPECT_THAT(Refusal(Derived("z",
                              "kind: DERIVATION_KIND_SUM operands { indicator: 'indicators/x8' } "
                              "operands { indicator: 'indicators/y8' }")),
              HasSubstr("is derived 8 deep"));
}

}  // namespace
}  // namespace zgc::figures
