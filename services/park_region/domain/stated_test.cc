#include "services/park_region/domain/stated.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

absl::Status Check(const std::string& amount, const std::string& unit, const std::string& currency,
                   const std::string& rate, int64_t fen, common::v1::AmountState state) {
  v1::StatedCapital stated;
  stated.set_amount(amount);
  stated.set_unit(unit);
  stated.set_currency(currency);
  stated.set_yuan_rate(rate);
  resource::Checks checks;
  CheckStated(
      stated,
      {.fen = fen, .state = state, .fen_field = "f", .state_field = "s", .stated_field = "c"},
      checks);
  return checks.ToStatus();
}

TEST(StatedTest, WhatIsStatedAndTheAmountAreTheSame) {
  const auto known = common::v1::AMOUNT_STATE_KNOWN;
  const auto unknown = common::v1::AMOUNT_STATE_UNKNOWN;
  ZGC_EXPECT_OK(Check("101", "亿", "CNY", "", 1'010'000'000'000, known));
  EXPECT_THAT(Check("101", "万", "CNY", "", 1'010'000'000'000, known),
              FailsWith(kInvalid, HasSubstr("f: is not what is stated, 101000000 fen")));
  ZGC_EXPECT_OK(Check("0.5", "", "USD", "6.911", 346, known)) << "halves away from zero";
  EXPECT_THAT(Check("1", "", "USD", "", 700, known), FailsWith(kInvalid, HasSubstr("c.yuan_rate")));
  ZGC_EXPECT_OK(Check("1", "", "USD", "", 0, unknown));
  EXPECT_THAT(Check("1", "", "CNY", "", 0, unknown), FailsWith(kInvalid, HasSubstr("s: is known")));
  EXPECT_THAT(Check("1", "百万", "cny", "", 0, unknown),
              FailsWith(kInvalid, ::testing::AllOf(HasSubstr("c.unit"), HasSubstr("c.currency"))));
}

}  // namespace
}  // namespace zgc::parks
