#include "services/funding_ledger/domain/accounts/fiscal_days.h"

#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FiscalDaysTest : public FundingFixture {};

TEST_F(FiscalDaysTest, AYearHasFourDigits) {
  EXPECT_EQ(YearOf("fiscalYears/2019"), "2019");
  EXPECT_TRUE(IsYear("2019"));
  EXPECT_FALSE(IsYear("19"));
  EXPECT_FALSE(IsYear("201x"));
}

TEST_F(FiscalDaysTest, ADayLiesInItsYear) {
  EXPECT_EQ(DayIfIn("2019-12-31", "fiscalYears/2019"), "2019-12-31");
  EXPECT_EQ(DayIfIn("2020-01-01", "fiscalYears/2019"), "");
  EXPECT_EQ(DayIfIn("", "fiscalYears/2019"), "");
  const auto check = [](const std::string& day) {
    Checks checks;
    CheckDayInYear(day, "2019", "f", checks);
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check(""));
  ZGC_EXPECT_OK(check("2019-01-01"));
  EXPECT_THAT(check("2020-01-01"), FailsWith(kInvalid, HasSubstr("2020-01-01 is not in 2019")));
  EXPECT_THAT(check("2019-02-30"), FailsWith(kInvalid, HasSubstr("2019-02-30")));
}

TEST_F(FiscalDaysTest, WhatHasNoDayCountsOnTheLastOfItsYear) {
  EXPECT_EQ(CountsOn("2019-05-06", "fiscalYears/2019"), "2019-05-06");
  EXPECT_EQ(CountsOn("", "fiscalYears/2019"), "2019-12-31");
}

TEST_F(FiscalDaysTest, AYearTakesFromTheDayAfterItsClosedMonths) {
  const auto first = [&] {
    const auto day = FirstOpenDay(store_->Read(), "fiscalYears/2019");
    EXPECT_TRUE(day.ok()) << day.status();
    return day.value_or("");
  };
  EXPECT_EQ(first(), "2019-01-01");
  ZGC_ASSERT_OK(
      Do(ClosePeriod, "name: 'fiscalYears/2019' reason: 'r' closed_through: '2019-02-28'", "head"));
  EXPECT_EQ(first(), "2019-03-01");
  EXPECT_THAT(FirstOpenDay(store_->Read(), "fiscalYears/2018"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(FiscalDaysTest, AYearExists) {
  Checks checks;
  ZGC_EXPECT_OK(CheckFiscalYear(store_->Read(), "fiscalYears/2019", "f", checks));
  ZGC_EXPECT_OK(checks.ToStatus());
  ZGC_EXPECT_OK(CheckFiscalYear(store_->Read(), "fiscalYears/2018", "f", checks));
  EXPECT_THAT(checks.ToStatus(), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
