#include "common/figures/periods.h"

#include <string>
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

v1::Computation With(const std::string& fields) {
  v1::Computation computation;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &computation)) << fields;
  return computation;
}

std::vector<std::string> Listed(const std::string& fields, absl::CivilDay today) {
  std::vector<std::string> ids;
  for (const auto& period : ListedPeriods(With(fields), today)) ids.push_back(IdOf(period));
  return ids;
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
    for (const auto family : kAll) EXPECT_EQ(FamilyOf(PeriodOf(family, day)), family) << day;
  }
  common::v1::Period days;
  days.set_start_date("2019-10-16");
  days.set_end_date("2019-10-18");
  EXPECT_EQ(FamilyOf(days), v1::PERIOD_FAMILY_UNSPECIFIED);
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
  const auto of = [](const std::string& id) {
    const auto span = base::ParsePeriodId(id).value();
    common::v1::Period period;
    period.set_start_date(span.first);
    period.set_end_date(span.last);
    return period;
  };
  const auto id = [](const absl::optional<common::v1::Period>& period) {
    return period.has_value() ? IdOf(*period) : "none";
  };
  EXPECT_EQ(id(PeriodBefore(of("2020"))), "2019");
  EXPECT_EQ(id(PeriodBefore(of("20200101-20200331"))), "20191001-20191231");
  EXPECT_EQ(id(PeriodBefore(of("20200301-20200331"))), "20200201-20200229");
  EXPECT_EQ(id(PeriodBefore(of("20200301-20200301"))), "20200229-20200229");
  EXPECT_EQ(id(PeriodBefore(of("asof-20200331"))), "asof-20200229");
  EXPECT_EQ(id(PeriodBefore(of("20191016-20191018"))), "none");
  EXPECT_EQ(id(PeriodBefore(of("0001"))), "none");
  EXPECT_EQ(id(YearBefore(of("2020"))), "2019");
  EXPECT_EQ(id(YearBefore(of("20200201-20200229"))), "20190201-20190228");
  EXPECT_EQ(id(YearBefore(of("20210201-20210228"))), "20200201-20200229");
  EXPECT_EQ(id(YearBefore(of("20191016-20191018"))), "20181016-20181018");
  EXPECT_EQ(id(YearBefore(of("asof-20200229"))), "asof-20190228");
  EXPECT_EQ(id(YearBefore(of("0001"))), "none");
}

TEST(Periods, ASinglePeriodIsListedOnceAndAnsweredOfNoFamily) {
  const std::string fields =
      "period_families: PERIOD_FAMILY_YEAR since_date: '2019-01-01' "
      "reporting_periods { start_date: '2019-10-16' end_date: '2019-10-18' } "
      "reporting_periods { start_date: '2019-01-01' end_date: '2019-12-31' }";
  EXPECT_THAT(Listed(fields, absl::CivilDay(2020, 5, 1)),
              ElementsAre("20191016-20191018", "2019", "2020"));
  const auto answered = [&](const std::string& id) {
    const auto span = base::ParsePeriodId(id).value();
    common::v1::Period period;
    period.set_start_date(span.first);
    period.set_end_date(span.last);
    return IsAnswered(With(fields), period);
  };
  EXPECT_TRUE(answered("20191016-20191018"));
  EXPECT_TRUE(answered("1950"));
  EXPECT_FALSE(answered("20191016-20191017"));
  EXPECT_FALSE(answered("asof-20191231"));
  EXPECT_EQ(DescribePeriods(With(fields)), "years, 20191016-20191018, 2019");
}

}  // namespace
}  // namespace zgc::figures
