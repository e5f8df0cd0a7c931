#include "common/figures/versions/version.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;

// Versions from days of 2020, that are named by them.
v1::Indicator WithVersions(const std::vector<std::string>& days) {
  v1::Indicator indicator;
  indicator.set_display_name("first");
  for (const std::string& day : days) {
    v1::Indicator before = indicator;
    before.clear_earlier();
    *indicator.add_earlier() = before;
    indicator.set_display_name(day);
    indicator.set_from_date(day);
  }
  return indicator;
}

// Held against the newest day that is no later, from seeds.
TEST(VersionTest, OfADayIsTheNewestThatHasBegun) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> days;
    for (int month = 1; month <= 12; ++month) {
      if (random() % 3 == 0) days.push_back(absl::StrFormat("2020-%02d-15", month));
    }
    const v1::Indicator indicator = WithVersions(days);
    for (int month = 1; month <= 12; ++month) {
      for (const int day : {14, 15, 16}) {
        const std::string asked = absl::StrFormat("2020-%02d-%02d", month, day);
        std::string expected = "first";
        for (const std::string& from : days) {
          if (from <= asked) expected = from;
        }
        EXPECT_EQ(VersionOn(indicator, asked).display_name(), expected) << asked;
      }
    }
  }
}

TEST(VersionTest, ARelationHoldsForTheVersionsThatHaveIt) {
  v1::Indicator indicator = WithVersions({"2020-03-01", "2020-06-01"});
  indicator.mutable_earlier(1)->add_relations()->set_other("indicators/x");
  const std::vector<DatedRelation> relations = DatedRelations(indicator);
  ASSERT_EQ(relations.size(), 1u);
  std::vector<bool> holds;
  for (const char* day : {"2020-02-29", "2020-03-01", "2020-05-31", "2020-06-01"}) {
    v1::Figure figure;
    figure.mutable_period()->set_end_date(day);
    holds.push_back(relations[0].HoldsFor(figure));
  }
  EXPECT_THAT(holds, ElementsAre(false, true, true, false));
}

}  // namespace
}  // namespace zgc::figures
