#include "common/testing/formulas_fixture.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;

// A tower of 1000 m2 with two floors of 400.5 and 500 m2.
class OccupancyTest : public testing::FormulasFixture<SpacesFixture> {
 protected:
  OccupancyTest() : FormulasFixture(RegisterFormulas) {}

  void Let(const std::string& id, const std::string& from, const std::string& to) {
    ZGC_ASSERT_OK(Do(
        LetSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/e1' from_date: '",
                               from, "' to_date: '", to, "'")));
  }
  // "let of lettable".
  std::string On(const std::string& day, const std::string& park = "parks/a") {
    return absl::StrCat(AsOf(day, "sum_let_area", {{"park", park}}), " of ",
                        AsOf(day, "sum_lettable_area", {{"park", park}}));
  }
};

TEST_F(OccupancyTest, OccupancyFollowsFromTheLettingsOfEveryDayPastAndPlanned) {
  EXPECT_EQ(On("2018-12-31"), "0 of 0") << "before it could be let";
  EXPECT_EQ(On("2019-01-01"), "0 of 1000");
  EXPECT_EQ(On("2019-01-01", "parks/b"), "0 of 0");
  Let("f1", "2019-02-01", "2019-12-31");
  Let("tower", "2020-01-01", "2080-12-31");
  EXPECT_EQ(On("2019-01-31"), "0 of 1000");
  EXPECT_EQ(On("2019-02-01"), "400.5 of 1000");
  EXPECT_EQ(On("2020-01-01"), "1000 of 1000") << "its floors are not counted again";
  EXPECT_EQ(On("2080-12-31"), "1000 of 1000");
  EXPECT_EQ(On("2081-01-01"), "0 of 1000");
  ZGC_ASSERT_OK(Release("tower", "2021-01-01"));
  EXPECT_EQ(On("2020-12-31"), "1000 of 1000");
  EXPECT_EQ(On("2021-01-01"), "0 of 1000");
  ExpectCellsToAgree();
}

TEST_F(OccupancyTest, ALettingRecordedLateChangesThePastAndNotTheFormerRevision) {
  const int64_t before = store_->Read().revision();
  Let("f2", "2019-03-01", "2019-06-30");
  EXPECT_EQ(On("2019-03-01"), "500 of 1000");
  const auto former = Run("sum_let_area", {}, "", "2019-03-01", before);
  ZGC_ASSERT_OK(former);
  EXPECT_EQ(former->value, "0");
  EXPECT_EQ(AsOf("2019-03-01", "sum_let_area", {{"area", "building"}}), "500");
  ExpectCellsToAgree();
}

TEST_F(OccupancyTest, LandIsCountedByItself) {
  ZGC_ASSERT_OK(Add("plot", "PLOT", "", "5000"));
  Let("plot", "2019-03-01", "");
  EXPECT_EQ(On("2019-03-01"), "0 of 1000");
  EXPECT_EQ(AsOf("2019-03-01", "sum_let_area", {{"area", "land"}}), "5000");
  EXPECT_EQ(AsOf("2019-03-01", "sum_lettable_area", {{"area", "land"}}), "5000");
  EXPECT_THAT(AsOf("2019-03-01", "sum_let_area", {{"area", "sea"}}), HasSubstr("building"));
  ExpectCellsToAgree();
}

}  // namespace
}  // namespace zgc::parks
