// Targets on parts of indicators of other services.
#include <string>

#include "common/base/error.h"
#include "services/task_registry/testing/followed_fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class ForeignPartsTest : public FollowedFixture {};

TEST_F(ForeignPartsTest, ATargetIsHeldAgainstThePartThatItNames) {
  const std::string park = "scopes { dimension: 'park' values: 'parks/a' } ";
  AddActive("1", RateTarget("99", park + "baseline_period { start_date: '2018-01-01' end_date: "
                                         "'2018-12-31' }"));
  AddActive("2", RateTarget("99"));
  const auto cell = [](const std::string& park, const std::string& value, int year) {
    return FigureOf(absl::StrCat("rate@", year, "+park=parks.", park), value,
                    figures::v1::FIGURE_STATUS_COMPUTED, year);
  };
  Follow(7, {FigureOf("rate@2019", "50"), cell("a", "98", 2018), cell("a", "99.5", 2019),
             cell("b", "10", 2019)});
  const auto told = GotTask(Named("1"))->targets(0).attainment();
  EXPECT_EQ(told.standing(), v1::TARGET_STANDING_MET);
  ASSERT_EQ(told.baseline_figures_size(), 1);
  EXPECT_EQ(told.baseline_figures(0).value(), "98");
  const auto whole = GotTask(Named("2"))->targets(0).attainment();
  ASSERT_EQ(whole.figures_size(), 1) << "a part is not the whole";
  EXPECT_EQ(whole.figures(0).figure(), "//funding_ledger/figures/rate@2019");
  EXPECT_EQ(whole.standing(), v1::TARGET_STANDING_MISSED);
  // It is as new as its service, or the completion waits.
  AddActive("3", RateTarget("99", "scopes { dimension: 'park' values: 'parks/c' } "));
  EXPECT_THAT(Complete("1"), HasReason(common::v1::ERROR_REASON_SOURCE_NOT_CURRENT));
  Turn();
  ZGC_ASSERT_OK(Send(8, {}));
  Hear(8);
  const auto done = Complete("1");
  ZGC_ASSERT_OK(done);
  ASSERT_EQ(done->completions(0).figures_size(), 1);
  EXPECT_EQ(done->completions(0).figures(0).figure(),
            "//funding_ledger/figures/rate@2019+park=parks.a");
  EXPECT_EQ(done->completions(0).figures(0).position().revision(), 8);
  EXPECT_THAT(Complete("3"), FailsWith(kPrecondition, HasSubstr("no verified or computed figure")));
}

TEST_F(ForeignPartsTest, ScopesOfAnotherServiceAreGivenOnceAndFitIntoAName) {
  const std::string park = "scopes { dimension: 'park' values: 'parks/a' } ";
  EXPECT_THAT(
      AddTask("3", RateTarget("1", park + park)),
      FailsWith(kInvalid, HasSubstr("task.targets[0].scopes[1].dimension: is given twice")));
  EXPECT_THAT(AddTask("3", RateTarget("1", absl::StrCat("scopes { dimension: 'park' values: '",
                                                        std::string(500, 'a'), "' } "))),
              FailsWith(kInvalid, HasSubstr("scopes: name a part in more than 500 characters")));
}

}  // namespace
}  // namespace zgc::tasks
