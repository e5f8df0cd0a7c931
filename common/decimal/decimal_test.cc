#include "common/decimal/decimal.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }

TEST(DecimalTest, ParsesAndPrintsCanonically) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.00", "0"},
      {"007", "7"},
      {"1.50", "1.5"},
      {"-1.50", "-1.5"},
      {"0.05", "0.05"},
      {"-0.05", "-0.05"},
      {"100", "100"},
      {"10.0", "10"},
      {"128.15", "128.15"},
      {"12815000000", "12815000000"},
      {"0.0000000000000000000000000000000001", "0.0000000000000000000000000000000001"},
      {"9999999999999999999999999999999999", "9999999999999999999999999999999999"},
      {"00000000000000000000000000000000000000000001", "1"},
      {"1.00000000000000000000000000000000000000000000", "1"},
  };
  for (const auto& [text, printed] : cases) {
    ASSERT_TRUE(Decimal::Parse(text).ok()) << text;
    EXPECT_EQ(D(text).ToString(), printed) << text;
  }
}

TEST(DecimalTest, RefusesOtherText) {
  for (const char* text : {"", "-", "+1", "1.", ".5", "1e3", " 1", "1 ", "1,000", "１", "--1",
                           "1.2.3", "0x1", "NaN", "-.5", "1.-5"}) {
    EXPECT_EQ(Decimal::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  for (const char* text :
       {"10000000000000000000000000000000000", "0.00000000000000000000000000000000001",
        "1234567890123456789012345678901234.5"}) {
    EXPECT_EQ(Decimal::Parse(text).status().code(), absl::StatusCode::kOutOfRange) << text;
  }
}

TEST(DecimalTest, Arithmetic) {
  EXPECT_EQ(D("0.1").Plus(D("0.2")).value(), D("0.3"));
  EXPECT_EQ(D("206").Plus(D("219")).value(), D("425"));
  EXPECT_EQ(D("1.05").Minus(D("2")).value(), D("-0.95"));
  EXPECT_EQ(D("-1.5").Times(D("0.2")).value(), D("-0.3"));
  EXPECT_EQ(D("22.55").TimesPowerOfTen(8).value(), D("2255000000"));
  EXPECT_EQ(D("1600").TimesPowerOfTen(-4).value(), D("0.16"));
  EXPECT_EQ(D("5").Negated(), D("-5"));
  EXPECT_EQ(D("0").Negated().ToString(), "0");
}

TEST(DecimalTest, DividesWithHalvesAwayFromZero) {
  struct Case {
    const char* a;
    const char* b;
    int scale;
    const char* quotient;
  };
  const Case cases[] = {
      {"1", "3", 2, "0.33"},
      {"2", "3", 2, "0.67"},
      {"1", "8", 2, "0.13"},
      {"-1", "8", 2, "-0.13"},
      {"1", "-8", 2, "-0.13"},
      {"-1", "-8", 2, "0.13"},
      {"5", "10", 0, "1"},
      {"4.999", "10", 0, "0"},
      {"0", "7", 5, "0"},
      {"2255000000", "0.992", 0, "2273185484"},
      {"0.0449", "1", 2, "0.04"},
      {"0.045", "1", 2, "0.05"},
      {"1", "9999999999999999999999999999999999", 34, "0.0000000000000000000000000000000001"},
      {"149", "100", 0, "1"},
      {"1234.5678", "0.01", 1, "123456.8"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(D(c.a).DividedBy(D(c.b), c.scale).value().ToString(), c.quotient)
        << c.a << " / " << c.b;
  }
  EXPECT_FALSE(D("1").DividedBy(D("0"), 2).ok());
  EXPECT_FALSE(D("1").DividedBy(D("3"), -1).ok());
  EXPECT_FALSE(D("1").DividedBy(D("3"), 35).ok());
}

TEST(DecimalTest, Rounds) {
  EXPECT_EQ(D("2.345").Rounded(2).value(), D("2.35"));
  EXPECT_EQ(D("-2.345").Rounded(2).value(), D("-2.35"));
  EXPECT_EQ(D("2.5").Rounded(0).value(), D("3"));
  EXPECT_EQ(D("1000000000000000000000000000000000").Rounded(9).value().ToString(),
            "1000000000000000000000000000000000");
}

TEST(DecimalTest, OverflowIsAnErrorNeverAWrongNumber) {
  const Decimal big = D("9999999999999999999999999999999999");
  const Decimal small = D("0.0000000000000000000000000000000001");
  EXPECT_EQ(big.Plus(Decimal(1)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(big.Times(big).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(big.Times(Decimal(2)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(big.Plus(small).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(small.Times(D("0.1")).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(big.TimesPowerOfTen(1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(big.DividedBy(small, 0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal(1).TimesPowerOfTen(1 << 30).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal(1).TimesPowerOfTen(-(1 << 30)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::FromParts(absl::Int128Min(), -1).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(D("2000000000000000000000000000000000").Times(D("0.5")).value(),
            D("1000000000000000000000000000000000"));
}

TEST(DecimalTest, Compares) {
  const char* ascending[] = {"-9999999999999999999999999999999999",
                             "-2",
                             "-1.5",
                             "-1.4999",
                             "-0.0000000000000000000000000000000001",
                             "0",
                             "0.0000000000000000000000000000000001",
                             "0.1",
                             "0.11",
                             "1",
                             "1.000000000000000000000000000000001",
                             "9999999999999999999999999999999999"};
  const int count = static_cast<int>(std::size(ascending));
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < count; ++j) {
      const int compared = D(ascending[i]).Compare(D(ascending[j]));
      EXPECT_EQ(compared < 0, i < j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(compared == 0, i == j);
      EXPECT_EQ(D(ascending[i]) == D(ascending[j]), i == j);
    }
  }
}

TEST(DecimalTest, SignificantDigits) {
  struct Case {
    const char* text;
    int digits;
    const char* step;
  };
  const Case cases[] = {{"400", 1, "100"},
                        {"1300", 2, "100"},
                        {"20", 1, "10"},
                        {"799", 3, "1"},
                        {"1.01", 3, "0.01"},
                        {"0.05", 1, "0.01"},
                        {"7000000000", 1, "1000000000"},
                        {"101000000", 3, "1000000"},
                        {"0", 0, "1"},
                        {"-250", 2, "10"},
                        {"1001", 4, "1"}};
  for (const Case& c : cases) {
    EXPECT_EQ(D(c.text).SignificantDigits(), c.digits) << c.text;
    EXPECT_EQ(D(c.text).LastDigitStep().ToString(), c.step) << c.text;
  }
}

// Checked against 64-bit integers in thousandths.
TEST(DecimalTest, AgreesWithIntegerArithmetic) {
  std::mt19937_64 random(20191231);
  std::uniform_int_distribution<int64_t> thousandths(-1000000000, 1000000000);
  for (int i = 0; i < 20000; ++i) {
    const int64_t a = thousandths(random);
    const int64_t b = thousandths(random);
    const Decimal x = Decimal::FromParts(a, 3).value();
    const Decimal y = Decimal::FromParts(b, 3).value();
    ASSERT_EQ(x.Plus(y).value(), Decimal::FromParts(a + b, 3).value());
    ASSERT_EQ(x.Minus(y).value(), Decimal::FromParts(a - b, 3).value());
    ASSERT_EQ(x.Times(y).value(), Decimal::FromParts(absl::int128(a) * b, 6).value());
    ASSERT_EQ(x < y, a < b);
    ASSERT_EQ(Decimal::Parse(x.ToString()).value(), x);
    if (b != 0) {
      const Decimal quotient = x.DividedBy(y, 6).value();
      const Decimal error = quotient.Times(y).value().Minus(x).value();
      const Decimal bound = y.Times(D("0.0000005")).value();
      ASSERT_LE(error.IsNegative() ? error.Negated() : error,
                bound.IsNegative() ? bound.Negated() : bound);
    }
  }
}

TEST(DecimalTest, OrderedBytesAreInTheOrderOfNumbers) {
  const std::vector<const char*> ascending = {"-9999999999999999999999999999999999",
                                              "-100",
                                              "-99.5",
                                              "-12.3",
                                              "-12",
                                              "-10",
                                              "-9",
                                              "-1.01",
                                              "-1",
                                              "-0.11",
                                              "-0.1",
                                              "-0.0000000000000000000000000000000001",
                                              "0",
                                              "0.0000000000000000000000000000000001",
                                              "0.07",
                                              "0.1",
                                              "0.11",
                                              "1",
                                              "1.01",
                                              "2",
                                              "9",
                                              "10",
                                              "12",
                                              "12.3",
                                              "99.5",
                                              "100",
                                              "120",
                                              "1000",
                                              "9999999999999999999999999999999999"};
  std::string before;
  for (const char* text : ascending) {
    const std::string bytes = Decimal::Parse(text)->OrderedBytes();
    EXPECT_LT(before, bytes) << text;
    before = bytes;
  }
  EXPECT_EQ(Decimal::Parse("-0.0")->OrderedBytes(), Decimal().OrderedBytes());
  EXPECT_EQ(Decimal::Parse("012.30")->OrderedBytes(), Decimal::Parse("12.3")->OrderedBytes());
}

}  // namespace
}  // namespace zgc::figures
