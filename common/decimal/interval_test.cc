#include "common/decimal/interval.h"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

Decimal DecimalOf(absl::string_view text) { return Decimal::Parse(text).value(); }

Interval Of(absl::string_view value, v1::Qualifier qualifier) {
  return Interval::From(DecimalOf(value), qualifier).value();
}

TEST(IntervalTest, WhatAQualifierMakesOfAValue) {
  struct Case {
    const char* value;
    v1::Qualifier qualifier;
    const char* math;
    const char* chinese;
  };
  const Case cases[] = {
      {"7", v1::QUALIFIER_EXACT, "{7}", "等于7"},
      {"400", v1::QUALIFIER_OVER, "(400, 500)", "大于400且小于500"},
      {"1300", v1::QUALIFIER_OVER, "(1300, 1400)", "大于1300且小于1400"},
      {"20", v1::QUALIFIER_OVER, "(20, 30)", "大于20且小于30"},
      {"1000", v1::QUALIFIER_OVER, "(1000, 2000)", "大于1000且小于2000"},
      {"7000000000", v1::QUALIFIER_OVER, "(7000000000, 8000000000)",
       "大于7000000000且小于8000000000"},
      {"799", v1::QUALIFIER_OVER, "(799, 800)", "大于799且小于800"},
      {"0.5", v1::QUALIFIER_OVER, "(0.5, 0.6)", "大于0.5且小于0.6"},
      {"100", v1::QUALIFIER_AT_LEAST, "[100, +∞)", "不小于100"},
      {"20", v1::QUALIFIER_APPROX, "[19, 21]", "不小于19且不大于21"},
      {"-20", v1::QUALIFIER_APPROX, "[-21, -19]", "不小于-21且不大于-19"},
      {"0", v1::QUALIFIER_APPROX, "{0}", "等于0"},
      {"40", v1::QUALIFIER_NEARLY, "[36, 40)", "不小于36且小于40"},
      {"-40", v1::QUALIFIER_NEARLY, "(-40, -36]", "大于-40且不大于-36"},
      {"0", v1::QUALIFIER_NEARLY, "{0}", "等于0"},
      {"30", v1::QUALIFIER_UP_TO, "(-∞, 30]", "不大于30"},
      {"70", v1::QUALIFIER_ABOVE, "(70, +∞)", "大于70"},
      {"-70", v1::QUALIFIER_ABOVE, "(-70, +∞)", "大于-70"},
      {"18", v1::QUALIFIER_BELOW, "(-∞, 18)", "小于18"},
      {"0", v1::QUALIFIER_BELOW, "(-∞, 0)", "小于0"},
  };
  for (const Case& c : cases) {
    const Interval interval = Of(c.value, c.qualifier);
    EXPECT_EQ(interval.ToMath(), c.math);
    EXPECT_EQ(interval.ToChinese(), c.chinese);
    EXPECT_TRUE(interval.Contains(interval));
    EXPECT_TRUE(interval.Meets(interval));
  }
  EXPECT_EQ(Interval::From(DecimalOf("1"), v1::QUALIFIER_UNSPECIFIED).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Interval::From(DecimalOf("9000000000000000000000000000000000"), v1::QUALIFIER_OVER)
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
}

TEST(IntervalTest, WhatAPrintedNumberStandsFor) {
  const auto rounded = [](const char* value, const char* step) {
    return Interval::Rounded(DecimalOf(value), DecimalOf(step));
  };
  const auto truncated = [](const char* value, const char* step) {
    return Interval::Truncated(DecimalOf(value), DecimalOf(step));
  };
  EXPECT_EQ(rounded("22.55", "0.01")->ToMath(), "[22.545, 22.555]");
  EXPECT_EQ(rounded("-3", "1")->ToMath(), "[-3.5, -2.5]");
  EXPECT_EQ(rounded("0", "500")->ToMath(), "[-250, 250]");
  EXPECT_EQ(truncated("22.55", "0.01")->ToMath(), "[22.55, 22.56)");
  EXPECT_EQ(truncated("-22.55", "0.01")->ToMath(), "(-22.56, -22.55]");
  EXPECT_EQ(truncated("0", "1")->ToMath(), "[0, 1)");
  for (const char* step : {"0", "-1"}) {
    EXPECT_EQ(rounded("1", step).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(truncated("1", step).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(IntervalTest, EndsDecideWhetherIntervalsMeet) {
  const Interval over100 = Of("100", v1::QUALIFIER_OVER);
  EXPECT_TRUE(over100.Meets(Of("103", v1::QUALIFIER_EXACT)));
  EXPECT_TRUE(over100.Contains(Of("103", v1::QUALIFIER_EXACT)));
  EXPECT_FALSE(Of("103", v1::QUALIFIER_EXACT).Contains(over100));
  EXPECT_FALSE(over100.Meets(Of("100", v1::QUALIFIER_EXACT)));
  EXPECT_FALSE(over100.Meets(Of("200", v1::QUALIFIER_EXACT)));
  EXPECT_FALSE(Of("3000", v1::QUALIFIER_OVER).Meets(Of("2914", v1::QUALIFIER_EXACT)));
  EXPECT_FALSE(Of("15", v1::QUALIFIER_EXACT).Meets(Of("16", v1::QUALIFIER_EXACT)));
  EXPECT_TRUE(Of("30", v1::QUALIFIER_UP_TO).Meets(Of("30", v1::QUALIFIER_AT_LEAST)));
  EXPECT_FALSE(Of("30", v1::QUALIFIER_NEARLY).Meets(Of("30", v1::QUALIFIER_AT_LEAST)));
  EXPECT_TRUE(Of("50", v1::QUALIFIER_AT_LEAST).Contains(Of("50", v1::QUALIFIER_OVER)));
  EXPECT_FALSE(Of("50", v1::QUALIFIER_OVER).Contains(Of("50", v1::QUALIFIER_AT_LEAST)));
  // 超过 leaves the number out and ends nowhere; 以上 includes it; 余 ends at the next step.
  const Interval above50 = Of("50", v1::QUALIFIER_ABOVE);
  EXPECT_FALSE(above50.Contains(DecimalOf("50")));
  EXPECT_TRUE(above50.Contains(DecimalOf("50.01")));
  EXPECT_TRUE(above50.Contains(Of("50", v1::QUALIFIER_OVER)));
  EXPECT_FALSE(Of("50", v1::QUALIFIER_OVER).Contains(above50));
  EXPECT_TRUE(Of("50", v1::QUALIFIER_AT_LEAST).Contains(above50));
  EXPECT_TRUE(above50.Meets(Of("5000", v1::QUALIFIER_EXACT)));
  // 不满 leaves it out, 以下 includes it.
  const Interval below50 = Of("50", v1::QUALIFIER_BELOW);
  EXPECT_FALSE(below50.Contains(DecimalOf("50")));
  EXPECT_TRUE(Of("50", v1::QUALIFIER_UP_TO).Contains(below50));
  EXPECT_FALSE(below50.Meets(Of("50", v1::QUALIFIER_AT_LEAST)));
  EXPECT_FALSE(below50.Meets(above50));
  EXPECT_TRUE(Of("20", v1::QUALIFIER_APPROX).Contains(DecimalOf("19")));
  EXPECT_FALSE(Of("20", v1::QUALIFIER_APPROX).Contains(DecimalOf("18.9999")));
}

TEST(IntervalTest, SubsetChecks) {
  const auto exact = [](const char* v) { return Of(v, v1::QUALIFIER_EXACT); };
  EXPECT_TRUE(exact("27").CanBeAtMost(exact("60")));
  EXPECT_TRUE(exact("60").CanBeAtMost(exact("60")));
  EXPECT_FALSE(exact("61").CanBeAtMost(exact("60")));
  EXPECT_TRUE(Of("60", v1::QUALIFIER_UP_TO).CanBeAtMost(exact("1")));
  EXPECT_FALSE(Of("60", v1::QUALIFIER_OVER).CanBeAtMost(exact("60")));
  EXPECT_FALSE(exact("70").CanBeAtMost(Of("60", v1::QUALIFIER_OVER)));
  EXPECT_TRUE(exact("69").CanBeAtMost(Of("60", v1::QUALIFIER_OVER)));
  EXPECT_TRUE(exact("1000000").CanBeAtMost(Of("1", v1::QUALIFIER_AT_LEAST)));
}

TEST(IntervalTest, Sums) {
  const auto sum = [](const Interval& a, const Interval& b) { return a.Plus(b).value().ToMath(); };
  EXPECT_EQ(sum(Of("206", v1::QUALIFIER_EXACT), Of("219", v1::QUALIFIER_EXACT)), "{425}");
  EXPECT_EQ(sum(Of("20", v1::QUALIFIER_OVER), Of("5", v1::QUALIFIER_EXACT)), "(25, 35)");
  EXPECT_EQ(sum(Of("20", v1::QUALIFIER_APPROX), Of("40", v1::QUALIFIER_NEARLY)), "[55, 61)");
  EXPECT_EQ(sum(Of("20", v1::QUALIFIER_AT_LEAST), Of("5", v1::QUALIFIER_EXACT)), "[25, +∞)");
  EXPECT_EQ(sum(Of("20", v1::QUALIFIER_AT_LEAST), Of("5", v1::QUALIFIER_UP_TO)), "(-∞, +∞)");
  EXPECT_EQ(Of("20", v1::QUALIFIER_AT_LEAST).Plus(Of("5", v1::QUALIFIER_UP_TO))->ToChinese(),
            "任意值");
}

TEST(IntervalTest, Differences) {
  const auto difference = [](const Interval& a, const Interval& b) {
    return a.Minus(b).value().ToMath();
  };
  EXPECT_EQ(difference(Of("425", v1::QUALIFIER_EXACT), Of("219", v1::QUALIFIER_EXACT)), "{206}");
  EXPECT_EQ(difference(Of("20", v1::QUALIFIER_OVER), Of("40", v1::QUALIFIER_NEARLY)), "(-20, -6)");
  EXPECT_EQ(difference(Of("20", v1::QUALIFIER_EXACT), Of("5", v1::QUALIFIER_ABOVE)), "(-∞, 15)");
  EXPECT_EQ(difference(Of("20", v1::QUALIFIER_UP_TO), Of("5", v1::QUALIFIER_AT_LEAST)), "(-∞, 15]");
}

TEST(IntervalTest, NeverEmpty) {
  EXPECT_TRUE(Interval::Make({DecimalOf("1"), true}, {DecimalOf("1"), true}).ok());
  EXPECT_FALSE(Interval::Make({DecimalOf("1"), true}, {DecimalOf("1"), false}).ok());
  EXPECT_FALSE(Interval::Make({DecimalOf("2"), true}, {DecimalOf("1"), true}).ok());
  // An absent end is never closed, whatever the caller says.
  EXPECT_EQ(Interval::Make({absl::nullopt, true}, {DecimalOf("1"), true})->ToMath(), "(-∞, 1]");
}

// Meets and Contains against a sample of points on a half-unit grid.
TEST(IntervalTest, AgreesWithSampledPoints) {
  std::vector<Interval> intervals;
  for (int low = 0; low <= 3; ++low) {
    for (int high = low; high <= 3; ++high) {
      for (int closed = 0; closed < 4; ++closed) {
        auto interval =
            Interval::Make({Decimal(low), (closed & 1) != 0}, {Decimal(high), (closed & 2) != 0});
        if (interval.ok()) intervals.push_back(*interval);
      }
    }
  }
  for (const Interval& a : intervals) {
    for (const Interval& b : intervals) {
      bool meets = false;
      bool contains = true;
      for (int half = 0; half <= 6; ++half) {
        const Decimal point = Decimal::FromParts(half * 5, 1).value();
        meets = meets || (a.Contains(point) && b.Contains(point));
        contains = contains && (a.Contains(point) || !b.Contains(point));
      }
      EXPECT_EQ(a.Meets(b), meets) << a.ToMath() << " " << b.ToMath();
      EXPECT_EQ(b.Meets(a), meets);
      EXPECT_EQ(a.Contains(b), contains) << a.ToMath() << " " << b.ToMath();
    }
  }
}

TEST(IntervalTest, MalformedFigures) {
  const auto malformed = [](const char* value, v1::Qualifier qualifier) {
    return IsMalformed(DecimalOf(value), qualifier);
  };
  for (const char* value : {"799", "213", "1001", "12.5", "0.123", "8923"}) {
    EXPECT_TRUE(malformed(value, v1::QUALIFIER_OVER)) << value;
    EXPECT_TRUE(malformed(value, v1::QUALIFIER_NEARLY)) << value;
    EXPECT_FALSE(malformed(value, v1::QUALIFIER_EXACT)) << value;
    EXPECT_FALSE(malformed(value, v1::QUALIFIER_APPROX)) << value;
    EXPECT_FALSE(malformed(value, v1::QUALIFIER_ABOVE)) << value;
    EXPECT_FALSE(malformed(value, v1::QUALIFIER_BELOW)) << value;
  }
  for (const char* value : {"1300", "50", "400", "20", "7", "35", "1.5", "2380", "12815000000"}) {
    EXPECT_FALSE(malformed(value, v1::QUALIFIER_OVER)) << value;
  }
}

TEST(QualifierNameTest, EachHasOne) {
  std::set<absl::string_view> names;
  for (int i = v1::Qualifier_MIN + 1; i <= v1::Qualifier_MAX; ++i) {
    const absl::string_view name = QualifierName(static_cast<v1::Qualifier>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(QualifierName(v1::QUALIFIER_UNSPECIFIED), "");
}

}  // namespace
}  // namespace zgc::figures
