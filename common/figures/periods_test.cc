#include "common/figures/periods.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/time/dates.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr v1::PeriodFamily kAll[] = {v1::PERIOD_FAMILY_YEAR,    v1::PERIOD_FAMILY_HALF_YEAR,
                                     v1::PERIOD_FAMILY_QUARTER, v1::PERIOD_FAMILY_MONTH,
                                     v1::PERIOD_FAMILY_DAY,     v1::PERIOD_FAMILY_AS_OF};

std::string IdOf(const common::v1::Period& period) {
  return base::PeriodId(period.start_date(), period.end_date()).value();
}

// With the fields of its computation.
v1::Indicator With(const std::string& fields, int first_month = 0) {
  v1::Indicator indicator;
  indicator.set_financial_year_first_month(first_month);
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(fields, indicator.mutable_computation()))
      << fields;
  return indicator;
}

std::vector<std::string> Listed(const std::string& fields, absl::CivilDay today,
                                int first_month = 0) {
  std::vector<std::string> ids;
  for (const auto& period : ListedPeriods(With(fields, first_month), today)) {
    ids.push_back(IdOf(period));
  }
  return ids;
}

common::v1::Period OfId(const std::string& id) {
  const auto span = base::ParsePeriodId(id).value();
  common::v1::Period period;
  period.set_start_date(span.first);
  period.set_end_date(span.last);
  return period;
}

std::string IdOr(const absl::optional<common::v1::Period>& period) {
  return period.has_value() ? IdOf(*period) : "none";
}

TEST(Periods, ADayLiesInOneOfEachFamily) {
  std::vector<std::string> ids;
  for (const auto family : kAll) ids.push_back(IdOf(PeriodOf(family, absl::CivilDay(2020, 2, 29))));
  EXPECT_THAT(ids, ElementsAre("2020", "20200101-20200630", "20200101-20200331",
                               "20200201-20200229", "20200229-20200229", "asof-20200229"));
  EXPECT_EQ(IdOf(PeriodOf(v1::PERIOD_FAMILY_QUARTER, absl::CivilDay(2019, 12, 31))),
            "20191001-20191231");
}

TEST(Periods, APeriodIsOfTheFamilyThatMakesIt) {
  for (absl::CivilDay day(2019, 12, 1); day < absl::CivilDay(2021, 1, 1); ++day) {
    for (const auto family : kAll) {
      for (const auto other : kAll) {
        EXPECT_EQ(IsOfFamily(PeriodOf(family, day), other, 0), family == other) << day;
      }
    }
  }
  for (const auto family : kAll) EXPECT_FALSE(IsOfFamily(OfId("20191016-20191018"), family, 0));
}

// Whatever month financial years begin in, each of their families has every day once, in periods
// without gap or overlap that say of themselves what they are.
TEST(Periods, OfAFamilyTileTheTimeForEachFirstMonth) {
  const std::pair<v1::PeriodFamily, int> families[] = {{v1::PERIOD_FAMILY_FINANCIAL_YEAR, 12},
                                                       {v1::PERIOD_FAMILY_FINANCIAL_HALF_YEAR, 6},
                                                       {v1::PERIOD_FAMILY_FINANCIAL_QUARTER, 3}};
  for (int first_month = 1; first_month <= 12; ++first_month) {
    std::set<std::string> ends_of_year;
    for (const auto& [family, months] : families) {
      const auto of = [&, family = family](absl::CivilDay day) {
        return PeriodOf(family, day, first_month);
      };
      std::string last;
      for (absl::CivilDay day(2018, 1, 1); day < absl::CivilDay(2021, 1, 1); ++day) {
        const common::v1::Period period = of(day);
        const absl::CivilDay first = *base::ParseDate(period.start_date());
        ASSERT_LE(period.start_date(), base::FormatDate(day));
        ASSERT_GE(period.end_date(), base::FormatDate(day));
        ASSERT_EQ(IdOf(of(first)), IdOf(period));
        ASSERT_EQ(absl::CivilMonth(*base::ParseDate(period.end_date())) - absl::CivilMonth(first),
                  months - 1);
        ASSERT_TRUE(IsOfFamily(period, family, first_month));
        ASSERT_EQ((first.month() - first_month + 12) % months, 0);
        if (family == v1::PERIOD_FAMILY_FINANCIAL_YEAR) {
          ASSERT_EQ(first.month(), first_month);
          ends_of_year.insert(period.end_date());
          v1::Indicator indicator;
          indicator.set_financial_year_first_month(first_month);
          ASSERT_EQ(FirstDayOfYear(indicator, day), first);
        } else {
          // The parts of a year end with it.
          ASSERT_TRUE(period.end_date() <=
                      PeriodOf(v1::PERIOD_FAMILY_FINANCIAL_YEAR, day, first_month).end_date());
        }
        if (last != period.end_date() && !last.empty()) {
          ASSERT_EQ(base::FormatDate(first - 1), last);
          ASSERT_EQ(IdOr(PeriodBefore(period)), IdOf(of(first - 1)));
        }
        ASSERT_EQ(IdOr(YearBefore(period)),
                  IdOf(of(absl::CivilDay(first.year() - 1, first.month(), 1))));
        last = period.end_date();
      }
    }
    EXPECT_THAT(ends_of_year, SizeIs(first_month == 1 ? 3 : 4));
  }
}

TEST(Periods, FinancialYearsAreListedAndAnsweredBesideCalendarOnes) {
  const std::string fields =
      "since_date: '2019-01-15' period_families: PERIOD_FAMILY_YEAR period_families: "
      "PERIOD_FAMILY_FINANCIAL_YEAR period_families: PERIOD_FAMILY_FINANCIAL_HALF_YEAR";
  EXPECT_THAT(Listed(fields, absl::CivilDay(2019, 10, 1), 4),
              ElementsAre("2019", "20180401-20190331", "20190401-20200331", "20181001-20190331",
                          "20190401-20190930", "20191001-20200331"));
  EXPECT_THAT(Listed("since_date: '2019-01-15' period_families: PERIOD_FAMILY_AS_OF",
                     absl::CivilDay(2019, 4, 1), 4),
              ElementsAre("asof-20190331", "asof-20200331"));
  const v1::Indicator indicator = With(fields, 4);
  EXPECT_TRUE(IsAnswered(indicator, OfId("20500401-20510331")));
  EXPECT_TRUE(IsAnswered(indicator, OfId("2050")));
  EXPECT_FALSE(IsAnswered(indicator, OfId("20500701-20510630")));
  EXPECT_FALSE(IsAnswered(indicator, OfId("20190101-20190630")));
  EXPECT_EQ(DescribePeriods(indicator),
            "years, financial years from month 4, financial half-years from month 4");
  EXPECT_EQ(IdOf(PeriodOf(v1::PERIOD_FAMILY_FINANCIAL_QUARTER, absl::CivilDay(2020, 2, 29), 12)),
            "20191201-20200229");
  EXPECT_EQ(IdOr(YearBefore(OfId("20191201-20200229"))), "20181201-20190228");
}

TEST(Periods, TheListEndsWithThePeriodThatIsRunning) {
  const std::string since = "since_date: '2018-11-30' period_families: ";
  const absl::CivilDay today(2019, 1, 1);
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_YEAR", today), ElementsAre("2018", "2019"));
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_MONTH", today),
              ElementsAre("20181101-20181130", "20181201-20181231", "20190101-20190131"));
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_AS_OF", today),
              ElementsAre("asof-20181231", "asof-20191231"));
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_QUARTER", today),
              ElementsAre("20181001-20181231", "20190101-20190331"));
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_DAY", today), IsEmpty());
  EXPECT_THAT(Listed(since + "PERIOD_FAMILY_YEAR", absl::CivilDay(2018, 11, 29)), IsEmpty());
  EXPECT_THAT(Listed("period_families: PERIOD_FAMILY_MONTH since_date: '1920-01-01'",
                     absl::CivilDay(2019, 12, 31)),
              SizeIs(1200));
}

TEST(Periods, EachHasOneBeforeItAndOneOfTheYearBefore) {
  EXPECT_EQ(IdOr(PeriodBefore(OfId("2020"))), "2019");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("20200101-20200331"))), "20191001-20191231");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("20200301-20200331"))), "20200201-20200229");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("20200301-20200301"))), "20200229-20200229");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("asof-20200331"))), "asof-20200229");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("20191016-20191018"))), "none");
  EXPECT_EQ(IdOr(PeriodBefore(OfId("0001"))), "none");
  EXPECT_EQ(IdOr(YearBefore(OfId("2020"))), "2019");
  EXPECT_EQ(IdOr(YearBefore(OfId("20200201-20200229"))), "20190201-20190228");
  EXPECT_EQ(IdOr(YearBefore(OfId("20210201-20210228"))), "20200201-20200229");
  EXPECT_EQ(IdOr(YearBefore(OfId("20191016-20191018"))), "20181016-20181018");
  EXPECT_EQ(IdOr(YearBefore(OfId("asof-20200229"))), "asof-20190228");
  EXPECT_EQ(IdOr(YearBefore(OfId("0001"))), "none");
}

TEST(Periods, ASinglePeriodIsListedOnceAndAnsweredOfNoFamily) {
  const std::string fields =
      "period_families: PERIOD_FAMILY_YEAR since_date: '2019-01-01' "
      "reporting_periods { start_date: '2019-10-16' end_date: '2019-10-18' } "
      "reporting_periods { start_date: '2019-01-01' end_date: '2019-12-31' }";
  EXPECT_THAT(Listed(fields, absl::CivilDay(2020, 5, 1)),
              ElementsAre("20191016-20191018", "2019", "2020"));
  const auto answered = [&](const std::string& id) { return IsAnswered(With(fields), OfId(id)); };
  EXPECT_TRUE(answered("20191016-20191018"));
  EXPECT_TRUE(answered("1950"));
  EXPECT_FALSE(answered("20191016-20191017"));
  EXPECT_FALSE(answered("asof-20191231"));
  EXPECT_EQ(DescribePeriods(With(fields)), "years, 20191016-20191018, 2019");
}

}  // namespace
}  // namespace zgc::figures
