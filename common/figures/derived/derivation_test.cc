#include "common/figures/derived/derivation.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::HasSubstr;

// Indicators a, b, … of one unit, and figures of theirs by "a@2019".
class DerivationTest : public ::testing::Test {
 protected:
  void Has(const std::string& figure, const std::string& value, const std::string& more = "") {
    v1::Figure row;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(more, &row)) << more;
    row.set_name("figures/" + figure);
    row.set_display_name(figure.substr(0, 1));
    row.set_owner("test");
    row.set_unit("家");
    row.set_value(value);
    if (row.qualifier() == v1::QUALIFIER_UNSPECIFIED) row.set_qualifier(v1::QUALIFIER_EXACT);
    if (row.status() == v1::FIGURE_STATUS_UNSPECIFIED) row.set_status(v1::FIGURE_STATUS_COMPUTED);
    figures_[figure] = row;
  }

  absl::StatusOr<FormulaValue> Run(const std::string& derivation, const std::string& unit = "家",
                                   const std::string& period_id = "2019") {
    v1::Indicator indicator;
    indicator.set_unit(unit);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        derivation, indicator.mutable_computation()->mutable_derivation()))
        << derivation;
    const auto span = base::ParsePeriodId(period_id).value();
    common::v1::Period period;
    period.set_start_date(span.first);
    period.set_end_date(span.last);
    return Derive(
        indicator, period,
        [&](const std::string&, const std::string& name) -> absl::optional<v1::Indicator> {
          v1::Indicator found;
          found.set_display_name(name.substr(name.size() - 1));
          found.set_measure(stocks_.find(name.back()) != std::string::npos ? v1::MEASURE_KIND_STOCK
                                                                           : v1::MEASURE_KIND_FLOW);
          return found;
        },
        [&](const std::string&, const std::string& name,
            const common::v1::Period& of) -> absl::optional<v1::Figure> {
          const auto id = base::PeriodId(of.start_date(), of.end_date()).value();
          const auto found = figures_.find(absl::StrCat(name.substr(name.size() - 1), "@", id));
          if (found == figures_.end()) return absl::nullopt;
          return found->second;
        });
  }
  // "42", "42~1" for one with a step, ">=42", ">42", "<=42", "<42", or why there is none.
  std::string Value(const std::string& derivation, const std::string& unit = "家",
                    const std::string& period_id = "2019") {
    const auto value = Run(derivation, unit, period_id);
    if (!value.ok()) return value.status().ToString();
    if (value->state != v1::VALUE_STATE_KNOWN) return value->note;
    static const std::map<v1::Qualifier, std::string> kSigns = {{v1::QUALIFIER_EXACT, ""},
                                                                {v1::QUALIFIER_AT_LEAST, ">="},
                                                                {v1::QUALIFIER_ABOVE, ">"},
                                                                {v1::QUALIFIER_UP_TO, "<="},
                                                                {v1::QUALIFIER_BELOW, "<"}};
    return absl::StrCat(kSigns.at(value->qualifier), value->value,
                        value->step.empty() ? "" : "~" + value->step);
  }
  static std::string Of(const std::string& kind, const std::string& operands,
                        const std::string& more = "") {
    std::string text = absl::StrCat("kind: DERIVATION_KIND_", kind, " ", more);
    for (const char operand : operands) {
      absl::StrAppend(&text, " operands { indicator: 'indicators/", std::string(1, operand), "' }");
    }
    return text;
  }

  std::map<std::string, v1::Figure> figures_;
  std::string stocks_;
};

TEST_F(DerivationTest, SumsAndDifferencesAreExact) {
  Has("a@2019", "12.5");
  Has("b@2019", "30");
  Has("c@2019", "-2");
  EXPECT_EQ(Value(Of("SUM", "abc")), "40.5");
  EXPECT_EQ(Value(Of("DIFFERENCE", "ab")), "-17.5");
  EXPECT_EQ(Run(Of("SUM", "ab"))->method, "合计：a 12.5家 + b 30家");
  EXPECT_EQ(Run(Of("SUM", "ab"))->rounding, v1::ROUNDING_EXACT);
}

TEST_F(DerivationTest, RangesStayRanges) {
  Has("a@2019", "400", "qualifier: QUALIFIER_OVER");
  Has("b@2019", "30");
  Has("c@2019", "100", "qualifier: QUALIFIER_AT_LEAST");
  Has("d@2019", "200", "qualifier: QUALIFIER_BELOW");
  EXPECT_EQ(Value(Of("SUM", "ab")), ">430");
  EXPECT_EQ(Value(Of("SUM", "bc")), ">=130");
  EXPECT_EQ(Value(Of("SUM", "bd")), "<230");
  EXPECT_EQ(Value(Of("DIFFERENCE", "bc")), "<=-70");
  EXPECT_EQ(Value(Of("SUM", "cd")), "各数是范围，结果没有界限");
  EXPECT_EQ(Value(Of("RATIO", "cb", "decimals: 2")), ">3.33") << "cut, so that it stays true";
  EXPECT_EQ(Value(Of("RATIO", "bc", "decimals: 2")), "<=0.3");
}

TEST_F(DerivationTest, RoundedNumbersMakeOneThatCoversWhatTheyMayBe) {
  Has("a@2019", "100", "rounding: ROUNDING_ROUNDED step: '10'");
  Has("b@2019", "20", "rounding: ROUNDING_ROUNDED step: '1'");
  Has("c@2019", "20", "rounding: ROUNDING_TRUNCATED step: '1'");
  EXPECT_EQ(Value(Of("SUM", "ab")), "120~11");
  EXPECT_EQ(Value(Of("SUM", "ac")), "120~12");
  // 95/20.5 to 105/19.5: 5 and 0.385 at most.
  const auto ratio = Run(Of("RATIO", "ab", "decimals: 1"));
  ZGC_ASSERT_OK(ratio);
  EXPECT_EQ(ratio->value, "5");
  EXPECT_THAT(ratio->step, HasSubstr("0.769"));
}

TEST_F(DerivationTest, RatiosAreRoundedOnceAndSayHow) {
  Has("a@2019", "45");
  Has("b@2019", "120");
  Has("c@2019", "7");
  EXPECT_EQ(Value(Of("RATIO", "ab", "decimals: 1"), "%"), "37.5");
  EXPECT_EQ(Value(Of("RATIO", "ab", "decimals: 0"), "%"), "38~1");
  EXPECT_EQ(Value(Of("RATIO", "ac", "decimals: 2")), "6.43~0.01");
  EXPECT_EQ(Value(Of("RATIO", "ab", "decimals: 0 multiplier: '10000'")), "3750");
  EXPECT_EQ(Run(Of("RATIO", "ab", "decimals: 1"), "%")->method,
            "比率：a 45家 ÷ b 120家 × 100，四舍五入到1位小数");
}

TEST_F(DerivationTest, WhatCannotBeDividedSaysWhy) {
  Has("a@2019", "45");
  Has("z@2019", "0");
  Has("n@2019", "-3");
  Has("r@2019", "0", "qualifier: QUALIFIER_AT_LEAST");
  Has("s@2019", "5", "qualifier: QUALIFIER_UP_TO");
  EXPECT_EQ(Value(Of("RATIO", "az")), "分母为零");
  EXPECT_EQ(Run(Of("RATIO", "az"))->state, v1::VALUE_STATE_NOT_APPLICABLE);
  EXPECT_EQ(Value(Of("RATIO", "ar")), "分母为零");
  EXPECT_EQ(Value(Of("RATIO", "as")), "分母可能为零");
  EXPECT_EQ(Run(Of("RATIO", "as"))->state, v1::VALUE_STATE_UNKNOWN);
  EXPECT_EQ(Value(Of("RATIO", "an")), "-15");
}

TEST_F(DerivationTest, GrowthHasItsBaseInThePast) {
  Has("a@2019", "4143");
  Has("a@2018", "3721");
  Has("a@20190401-20190630", "50");
  Has("a@20190101-20190331", "40");
  Has("a@20180401-20180630", "100");
  const std::string yearly = "against: COMPARISON_YEAR_BEFORE decimals: 1";
  const std::string previous = "against: COMPARISON_PREVIOUS_PERIOD decimals: 1";
  EXPECT_EQ(Value(Of("GROWTH", "a", yearly), "%"), "11.3~0.1");
  EXPECT_EQ(Value(Of("INCREASE", "a", "against: COMPARISON_YEAR_BEFORE")), "422");
  EXPECT_EQ(Value(Of("GROWTH", "a", yearly), "%", "20190401-20190630"), "-50");
  EXPECT_EQ(Value(Of("GROWTH", "a", previous), "%", "20190401-20190630"), "25");
  EXPECT_EQ(Value(Of("GROWTH", "a", previous), "%", "20190101-20190331"),
            "上期a（20181001-20181231）没有数，或不止一个");
  Has("a@2018", "-1");
  EXPECT_EQ(Value(Of("GROWTH", "a", yearly), "%"), "基数为负数，增速没有意义");
  EXPECT_EQ(Value(Of("GROWTH", "a", yearly), "%", "20191016-20191018"),
            "a（20191016-20191018）没有数，或不止一个");
}

TEST_F(DerivationTest, MeansAreWeighted) {
  Has("a@2019", "4");
  Has("b@2019", "5");
  Has("p@2019", "100");
  Has("q@2019", "300");
  const std::string mean =
      "kind: DERIVATION_KIND_WEIGHTED_MEAN decimals: 2 "
      "operands { indicator: 'indicators/a' weight: 'indicators/p' } "
      "operands { indicator: 'indicators/b' weight: 'indicators/q' }";
  EXPECT_EQ(Value(mean), "4.75");
  Has("a@2019", "4", "rounding: ROUNDING_ROUNDED step: '0.2'");
  EXPECT_EQ(Value(mean), "4.75~0.05") << "a quarter of its step";
  Has("q@2019", "300", "rounding: ROUNDING_ROUNDED step: '2'");
  EXPECT_EQ(Value(mean), "4.75~1.7") << "somewhere between 3.9 and 5";
  Has("q@2019", "-100");
  EXPECT_EQ(Value(mean), "权数为负");
  Has("q@2019", "0");
  Has("p@2019", "0");
  EXPECT_EQ(Value(mean), "权数之和为零");
}

TEST_F(DerivationTest, AStockIsCarriedForward) {
  stocks_ = "s";
  Has("s@asof-20181231", "100");
  Has("f@2019", "12");
  Has("f@20190101-20190630", "5");
  EXPECT_EQ(Value(Of("CARRIED_FORWARD", "sf"), "家", "asof-20191231"), "112");
  EXPECT_EQ(Value(Of("CARRIED_FORWARD", "sf"), "家", "asof-20190630"), "105");
  EXPECT_EQ(Run(Of("CARRIED_FORWARD", "sf"), "家", "asof-20191231")->method,
            "期初数加本期流量：期初s 100家 + 本期f 12家");
}

TEST_F(DerivationTest, BeforeTheFirstYearThereIsNothing) {
  stocks_ = "s";
  EXPECT_EQ(Value(Of("CARRIED_FORWARD", "sf"), "家", "asof-00010630"), "没有可比的期间");
  EXPECT_EQ(Value(Of("INCREASE", "a", "against: COMPARISON_YEAR_BEFORE"), "家", "0001"),
            "没有可比的期间");
}

TEST_F(DerivationTest, OfAStockInAYearItsLastDayCounts) {
  stocks_ = "s";
  Has("a@2019", "30");
  Has("s@asof-20191231", "12");
  EXPECT_EQ(Value(Of("RATIO", "as", "decimals: 1")), "2.5");
}

TEST_F(DerivationTest, WhatItRestsOnIsNotForgotten) {
  Has("a@2019", "1", "status: FIGURE_STATUS_REPORTED source_revision: 9");
  Has("b@2019", "2", "status: FIGURE_STATUS_DERIVED source_revision: 4");
  const auto value = Run(Of("SUM", "ab"));
  ZGC_ASSERT_OK(value);
  EXPECT_TRUE(value->unverified);
  EXPECT_TRUE(value->derived);
  EXPECT_EQ(value->newest_revision, 9);
  ASSERT_EQ(value->inputs.size(), 2u);
  EXPECT_EQ(value->inputs[1].resource(), "//test/figures/b@2019");
  EXPECT_EQ(value->inputs[1].contribution(), "2");
  Has("b@2019", "", "value_state: VALUE_STATE_UNKNOWN");
  EXPECT_EQ(Value(Of("SUM", "ab")), "b（2019）未知");
  Has("b@2019", "", "value_state: VALUE_STATE_FAILED note: 'x'");
  EXPECT_FALSE(Run(Of("SUM", "ab")).ok());
}

}  // namespace
}  // namespace zgc::figures
