#include "common/scanner/figure_text.h"

#include <string>

#include "common/decimal/interval.h"
#include "common/scanner/scanner.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

v1::Figure Make(const std::string& value, const std::string& unit,
                v1::Qualifier qualifier = v1::QUALIFIER_EXACT,
                v1::MeasureKind measure = v1::MEASURE_KIND_FLOW) {
  v1::Figure figure;
  figure.set_value(value);
  figure.set_unit(unit);
  figure.set_qualifier(qualifier);
  figure.set_measure(measure);
  return figure;
}

struct Example {
  const char* value;
  const char* unit;
  v1::Qualifier qualifier;
  const char* text;
};

constexpr Example kExamples[] = {
    {"7", "家", v1::QUALIFIER_EXACT, "7家"},
    {"1642", "家次", v1::QUALIFIER_EXACT, "1642家次"},
    {"1650000", "元", v1::QUALIFIER_EXACT, "165万元"},
    {"15000", "元", v1::QUALIFIER_EXACT, "1.5万元"},
    {"12345", "元", v1::QUALIFIER_EXACT, "12345元"},
    {"12345.67", "元", v1::QUALIFIER_EXACT, "12345.67元"},
    {"101000000", "元", v1::QUALIFIER_EXACT, "1.01亿元"},
    {"123456700", "元", v1::QUALIFIER_EXACT, "12345.67万元"},
    {"2255000000", "元", v1::QUALIFIER_EXACT, "22.55亿元"},
    {"157822000000", "元", v1::QUALIFIER_EXACT, "1578.22亿元"},
    {"47000000", "元", v1::QUALIFIER_APPROX, "约4700万元"},
    {"7000000000", "元", v1::QUALIFIER_OVER, "70余亿元"},
    {"7100000000", "元", v1::QUALIFIER_OVER, "超71亿元"},
    {"12815000000", "元", v1::QUALIFIER_OVER, "超128.15亿元"},
    {"400", "家", v1::QUALIFIER_OVER, "400余家"},
    {"3000", "名", v1::QUALIFIER_OVER, "3000余名"},
    {"10000", "名", v1::QUALIFIER_OVER, "1万余名"},
    {"799", "条", v1::QUALIFIER_OVER, "超799条"},
    {"40", "场", v1::QUALIFIER_NEARLY, "近40场"},
    {"100", "位", v1::QUALIFIER_AT_LEAST, "不少于100位"},
    {"10000", "名", v1::QUALIFIER_AT_LEAST, "不少于1万名"},
    {"30", "岁", v1::QUALIFIER_UP_TO, "不超过30岁"},
    {"4.72", "%", v1::QUALIFIER_EXACT, "4.72%"},
    {"99.20", "%", v1::QUALIFIER_EXACT, "99.20%"},
    {"20", "%", v1::QUALIFIER_APPROX, "约20%"},
    {"20", "%", v1::QUALIFIER_OVER, "超20%"},
    {"7000000000", "元", v1::QUALIFIER_ABOVE, "超过70亿元"},
    {"799", "条", v1::QUALIFIER_ABOVE, "超过799条"},
    {"20", "%", v1::QUALIFIER_ABOVE, "超过20%"},
    {"18", "周岁", v1::QUALIFIER_BELOW, "不足18周岁"},
    {"500000000", "元", v1::QUALIFIER_BELOW, "不足5亿元"},
    {"1.5", "%", v1::QUALIFIER_BELOW, "低于1.5%"},
    {"1.5", "百分点", v1::QUALIFIER_BELOW, "低于1.5个百分点"},
    {"80", "%", v1::QUALIFIER_AT_LEAST, "不低于80%"},
    {"1.5", "百分点", v1::QUALIFIER_EXACT, "1.5个百分点"},
    {"98", "周年", v1::QUALIFIER_EXACT, "98周年"},
    {"5", "名次", v1::QUALIFIER_EXACT, "第5名"},
    {"16", "园", v1::QUALIFIER_EXACT, "16园"},
    {"0", "件", v1::QUALIFIER_EXACT, "0件"},
};

TEST(FigureText, PrintsAsOfficialProseDoes) {
  for (const Example& example : kExamples) {
    EXPECT_EQ(FormatFigure(Make(example.value, example.unit, example.qualifier)), example.text);
  }
}

// What is printed says the same when it is read again.
TEST(FigureText, TheScannerReadsBackWhatIsPrinted) {
  for (const Example& example : kExamples) {
    const std::string prose = "全年共计" + std::string(example.text) + "。";
    const auto numerals = Scan(prose);
    ASSERT_EQ(numerals.size(), 1u) << prose;
    EXPECT_EQ(numerals[0].numeral_class, NumeralClass::kFigure) << prose;
    EXPECT_EQ(numerals[0].unit, example.unit) << prose;
    EXPECT_EQ(numerals[0].qualifier, example.qualifier) << prose;
    EXPECT_EQ(Decimal::Parse(numerals[0].value).value(), Decimal::Parse(example.value).value())
        << prose;
  }
}

// Whatever number stands with whatever word.
TEST(FigureText, EachQualifierIsReadBack) {
  for (int i = v1::Qualifier_MIN + 1; i <= v1::Qualifier_MAX; ++i) {
    const auto qualifier = static_cast<v1::Qualifier>(i);
    for (const char* unit : {"家", "元", "%", "百分点", "人次"}) {
      for (const char* value : {"3", "20", "799", "1300", "22.5", "50000", "71000000"}) {
        const std::string prose =
            "全年共计" + FormatFigure(Make(value, unit, qualifier)) + "，比上年好。";
        const auto numerals = Scan(prose);
        ASSERT_EQ(numerals.size(), 1u) << prose;
        EXPECT_EQ(numerals[0].qualifier, qualifier) << prose;
        EXPECT_EQ(numerals[0].value, value) << prose;
        EXPECT_EQ(numerals[0].unit, unit) << prose;
      }
    }
  }
}

TEST(FigureText, OnlyLongNumbersAreRoundedAndSaySo) {
  EXPECT_EQ(FormatFigureRounded(Make("2273185483.87", "元")), "约22.73亿元");
  EXPECT_EQ(FormatFigureRounded(Make("123456", "元")), "约12.35万元");
  EXPECT_EQ(FormatFigureRounded(Make("2255000000", "元")), "22.55亿元");
  EXPECT_EQ(FormatFigureRounded(Make("8923", "名")), "8923名");
  EXPECT_EQ(FormatFigureRounded(Make("123456", "元", v1::QUALIFIER_UP_TO)), "不超过123456元");
}

TEST(FigureText, TheStepIsThePlaceOfTheLastPrintedDigit) {
  const std::pair<const char*, const char*> steps[] = {
      {"22.55亿元", "1000000"}, {"22.550亿元", "100000"},      {"70亿元", "100000000"},
      {"1.2万家", "1000"},      {"5000万元", "10000"},         {"1,234.5亿元", "10000000"},
      {"3亿5000万元", "10000"}, {"6.6万亿元", "100000000000"}, {"３.５万名", "1000"},
      {"500 万 元", "10000"},   {"3千万元", "10000000"},       {"三千万元", "10000000"},
      {"一万二千名", "1000"},   {"二十五万元", "10000"},       {"三点五亿元", "10000000"},
      {"1万余名", "10000"},     {"5万千瓦", "10000"},          {"1亿5000元", "1"},
      {"0.000001万元", "0.01"},
  };
  for (const auto& [printed, step] : steps) {
    ASSERT_TRUE(ScaledStep(printed).has_value()) << printed;
    EXPECT_EQ(ScaledStep(printed)->ToString(), step) << printed;
  }
  for (const char* printed : {"", "400家", "2254871234.56元", "99.2%", "3千克", "数万名", "百位"}) {
    EXPECT_FALSE(ScaledStep(printed).has_value()) << printed;
  }
}

TEST(FigureText, OrdinalsAreNoCounts) {
  const auto none = v1::MEASURE_KIND_ATTRIBUTE;
  EXPECT_EQ(FormatFigure(Make("1", "届", v1::QUALIFIER_EXACT, none)), "首届");
  EXPECT_EQ(FormatFigure(Make("12", "届", v1::QUALIFIER_EXACT, none)), "第十二届");
  EXPECT_EQ(FormatFigure(Make("2", "批", v1::QUALIFIER_EXACT, none)), "第二批");
  EXPECT_EQ(FormatFigure(Make("20", "批", v1::QUALIFIER_EXACT, none)), "第二十批");
  EXPECT_EQ(FormatFigure(Make("2", "批")), "2批");
}

TEST(FigureText, WhatHasNoNumberIsNeverZero) {
  v1::Figure figure = Make("", "元");
  figure.set_value_state(v1::VALUE_STATE_UNKNOWN);
  EXPECT_EQ(FormatFigure(figure), "数额未公布");
  figure.set_value_state(v1::VALUE_STATE_NOT_APPLICABLE);
  EXPECT_EQ(FormatFigure(figure), "不适用");
  figure.set_value_state(v1::VALUE_STATE_INDEFINITE);
  figure.set_unit("名");
  EXPECT_EQ(FormatFigure(figure), "多名");
}

TEST(FigureText, APeriodIsAsShortAsItCanBe) {
  const auto text = [](const char* from, const char* to) {
    common::v1::Period period;
    period.set_start_date(from);
    period.set_end_date(to);
    return FormatPeriod(period);
  };
  EXPECT_EQ(text("2019-01-01", "2019-12-31"), "2019年");
  EXPECT_EQ(text("2019-10-01", "2019-10-31"), "2019年10月");
  EXPECT_EQ(text("2019-04-01", "2019-12-31"), "2019年4月至12月");
  EXPECT_EQ(text("2019-10-16", "2019-10-18"), "2019年10月16日至18日");
  EXPECT_EQ(text("2019-05-31", "2019-06-06"), "2019年5月31日至6月6日");
  EXPECT_EQ(text("2019-05-31", "2019-05-31"), "2019年5月31日");
  EXPECT_EQ(text("2018-07-01", "2019-06-30"), "2018年7月1日至2019年6月30日");
  EXPECT_EQ(text("", "2019-12-31"), "截至2019年12月31日");
}

}  // namespace
}  // namespace zgc::figures
