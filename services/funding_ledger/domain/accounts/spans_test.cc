#include "services/funding_ledger/domain/accounts/spans.h"

#include "gtest/gtest.h"

namespace zgc::funding {
namespace {

TEST(SpansTest, ASpanHasItsFirstAndItsLastDayAndMayBeOpen) {
  EXPECT_FALSE(InSpan("2019-02-01", "2019-02-28", "2019-01-31"));
  EXPECT_TRUE(InSpan("2019-02-01", "2019-02-28", "2019-02-01"));
  EXPECT_TRUE(InSpan("2019-02-01", "2019-02-28", "2019-02-28"));
  EXPECT_FALSE(InSpan("2019-02-01", "2019-02-28", "2019-03-01"));
  EXPECT_TRUE(InSpan("2019-02-01", "", "2999-01-01"));
}

}  // namespace
}  // namespace zgc::funding
