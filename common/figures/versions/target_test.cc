#include "common/figures/versions/target.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/figures/test_book.h"
#include "google/protobuf/text_format.h"

namespace zgc::figures {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// "100 112.5 MET" of a figure of 2019 against a target of 100: target, attainment and result.
std::string Against(const std::string& direction, const std::string& value,
                    const std::string& qualifier = "EXACT", const std::string& target = "100",
                    bool ended = true) {
  const auto version = Parsed<v1::Indicator>(absl::StrCat("direction: DIRECTION_", direction,
                                                          "_IS_GOOD targets { family: "
                                                          "PERIOD_FAMILY_YEAR value: '",
                                                          target, "' }"));
  auto figure = Parsed<v1::Figure>(absl::StrCat(
      "period { start_date: '2019-01-01' end_date: '2019-12-31' } value_state: VALUE_STATE_KNOWN "
      "value: '",
      value, "' qualifier: QUALIFIER_", qualifier));
  StateTarget(version, ended, figure);
  return absl::StrCat(figure.target(), " ", figure.attainment(), " ",
                      v1::TargetResult_Name(figure.target_result()).substr(14));
}

TEST(TargetTest, IsReachedFromBelowOrFromAbove) {
  EXPECT_EQ(Against("UP", "112.5"), "100 112.5 MET");
  EXPECT_EQ(Against("UP", "100"), "100 100 MET");
  EXPECT_EQ(Against("UP", "66.666"), "100 66.67 MISSED");
  EXPECT_EQ(Against("DOWN", "100"), "100 100 MET");
  EXPECT_EQ(Against("DOWN", "80"), "100 125 MET");
  EXPECT_EQ(Against("DOWN", "120"), "100 83.33 MISSED");
}

TEST(TargetTest, ARangeMayLeaveItOpen) {
  EXPECT_EQ(Against("UP", "100", "OVER"), "100  MET");
  EXPECT_EQ(Against("UP", "90", "AT_LEAST"), "100  OPEN");
  EXPECT_EQ(Against("UP", "100", "BELOW"), "100  MISSED");
  EXPECT_EQ(Against("DOWN", "100", "ABOVE"), "100  MISSED");
  EXPECT_EQ(Against("DOWN", "100", "UP_TO"), "100  MET");
}

TEST(TargetTest, IsOpenUntilItsPeriodHasEnded) {
  EXPECT_EQ(Against("UP", "66.666", "EXACT", "100", false), "100 66.67 OPEN");
  EXPECT_EQ(Against("DOWN", "0", "EXACT", "100", false), "100  OPEN");
}

TEST(TargetTest, HasNoShareOfNothing) {
  EXPECT_EQ(Against("DOWN", "0", "EXACT", "0"), "0  MET");
  EXPECT_EQ(Against("DOWN", "1", "EXACT", "0"), "0  MISSED");
  EXPECT_EQ(Against("UP", "-1", "EXACT", "2"), "2  MISSED");
}

TEST(TargetTest, OneForAPeriodGoesBeforeOneForItsFamily) {
  const auto version = Parsed<v1::Indicator>(
      "direction: DIRECTION_UP_IS_GOOD targets { family: PERIOD_FAMILY_YEAR value: '10' } targets "
      "{ period { start_date: '2020-01-01' end_date: '2020-12-31' } value: '12' }");
  const auto target = [&](const std::string& start, const std::string& end) {
    v1::Figure figure;
    figure.mutable_period()->set_start_date(start);
    figure.mutable_period()->set_end_date(end);
    StateTarget(version, true, figure);
    return figure.target();
  };
  EXPECT_EQ(target("2019-01-01", "2019-12-31"), "10");
  EXPECT_EQ(target("2020-01-01", "2020-12-31"), "12");
  EXPECT_EQ(target("2020-01-01", "2020-06-30"), "");
}

TEST_F(BookTest, AFigureSaysHowFarItIsFromItsTarget) {
  auto request = Declare("a");
  *request.mutable_indicator()->add_targets() =
      Parsed<v1::IndicatorTarget>("family: PERIOD_FAMILY_YEAR value: '8'");
  const auto refusal = [&] {
    const auto refused = Create(request);
    EXPECT_THAT(refused, HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
    return std::string(refused.status().message());
  };
  EXPECT_THAT(refusal(), HasSubstr("indicator.direction: is required"));
  request.mutable_indicator()->set_direction(v1::DIRECTION_UP_IS_GOOD);
  request.mutable_indicator()->set_baseline("9");
  EXPECT_THAT(refusal(), HasSubstr("belongs to a baseline, which needs it"));
  *request.mutable_indicator()->mutable_baseline_period() =
      Parsed<common::v1::Period>("start_date: '2018-01-01' end_date: '2018-12-31'");
  EXPECT_THAT(refusal(), HasSubstr("is worse than the baseline, 9: its direction is up"));
  request.mutable_indicator()->set_baseline("5");
  request.mutable_indicator()->mutable_targets(0)->set_family(v1::PERIOD_FAMILY_AS_OF);
  EXPECT_THAT(refusal(), HasSubstr("has no figures of such an indicator"));
  request.mutable_indicator()->mutable_targets(0)->set_family(v1::PERIOD_FAMILY_YEAR);
  *request.mutable_indicator()->add_targets() = request.indicator().targets(0);
  EXPECT_THAT(refusal(), HasSubstr("repeats an earlier target"));
  *request.mutable_indicator()->mutable_targets(1)->mutable_period() =
      request.indicator().baseline_period();
  EXPECT_THAT(refusal(), HasSubstr("is of a period or of a family"));
  request.mutable_indicator()->mutable_targets()->RemoveLast();
  ZGC_ASSERT_OK(Create(request));
  auto observation = Observe("o1", "6");
  observation.mutable_observation()->set_qualifier(v1::QUALIFIER_EXACT);
  ZGC_ASSERT_OK(Report(observation));
  const auto figure = Figure("figures/o1");
  EXPECT_EQ(figure->target(), "8");
  EXPECT_EQ(figure->attainment(), "75");
  EXPECT_EQ(figure->target_result(), v1::TARGET_RESULT_MISSED);
  // One of a single park is no figure of the whole.
  auto park = Observe("o2", "6");
  park.mutable_observation()->add_scopes()->set_dimension("park");
  park.mutable_observation()->mutable_scopes(0)->set_label("北园");
  ZGC_ASSERT_OK(Report(park));
  EXPECT_EQ(Figure("figures/o2")->target(), "");
}

}  // namespace
}  // namespace zgc::figures
