#include "common/figures/book.h"

#include <string>

#include "common/figures/test_book.h"

namespace zgc::figures {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

TEST_F(BookTest, LifecycleWithSeparationOfDutiesAndPastRevisions) {
  ZGC_ASSERT_OK(Create(Declare("a")));          // r1
  ZGC_ASSERT_OK(Report(Observe("o1", "400")));  // r2
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Publish().status().message(), HasSubstr("open: VerifyObservation"));
  EXPECT_THAT(Verify("clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Verify("checker", "r1"), HasReason(ERROR_REASON_ETAG_MISMATCH));
  ZGC_ASSERT_OK(Verify("checker", store_->lineage().EtagOf(2)));  // r3
  ZGC_ASSERT_OK(Publish());                                       // r4
  EXPECT_THAT(Retract(""), HasReason(ERROR_REASON_INVALID_FIELD));
  const auto retracted = Retract("重复填报");  // r5
  ZGC_ASSERT_OK(retracted);
  EXPECT_EQ(retracted->reason(), "重复填报");
  EXPECT_THAT(Retract("again"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Open();
  EXPECT_EQ(Figure("figures/o1", 2)->status(), v1::FIGURE_STATUS_REPORTED);
  EXPECT_EQ(Figure("figures/o1", 3)->status(), v1::FIGURE_STATUS_VERIFIED);
  EXPECT_EQ(Figure("figures/o1", 4)->status(), v1::FIGURE_STATUS_PUBLISHED);
  EXPECT_EQ(Figure("figures/o1", 4)->source(), "//task_registry/observations/o1");
  EXPECT_THAT(Figure("figures/o1"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(BookTest, ACorrectionTakesEffectWhenItIsVerified) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  ZGC_ASSERT_OK(Report(Observe("o1", "400")));
  ZGC_ASSERT_OK(Verify("checker"));
  ZGC_ASSERT_OK(Publish());
  auto correction = Observe("o2", "410");
  correction.mutable_observation()->set_corrects("observations/o1");
  EXPECT_THAT(Report(correction), HasReason(ERROR_REASON_INVALID_FIELD)) << "no reason";
  correction.mutable_observation()->set_reason("漏报");
  ZGC_ASSERT_OK(Report(correction));
  // Both are there, and each says how it stands to the other.
  EXPECT_EQ(Figure("figures/o1")->value(), "400");
  EXPECT_EQ(Figure("figures/o1")->status(), v1::FIGURE_STATUS_PUBLISHED);
  EXPECT_EQ(Figure("figures/o1")->pending_correction(), "figures/o2");
  EXPECT_EQ(Figure("figures/o2")->status(), v1::FIGURE_STATUS_REPORTED);
  EXPECT_EQ(Figure("figures/o2")->corrects(), "figures/o1");
  // One at a time, and none of one that waits.
  correction.set_observation_id("o3");
  EXPECT_THAT(Report(correction), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  correction.mutable_observation()->set_corrects("observations/o2");
  EXPECT_THAT(Report(correction), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));

  EXPECT_THAT(Verify("clerk", "", "o2"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Verify("checker", "", "o2"));
  v1::WatchFiguresResponse diff;
  DiffPlace place;
  EXPECT_TRUE(DiffPart(*book_.ReadSet(*store_->ReadAt(before)), *book_.ReadSet(store_->Read()),
                       size_t{1} << 20, place, diff));
  ASSERT_EQ(diff.changed_size(), 1);
  EXPECT_EQ(diff.changed(0).value(), "410");
  EXPECT_EQ(diff.changed(0).corrects(), "");
  EXPECT_EQ(diff.changed(0).replaces(), "figures/o1");
  EXPECT_EQ(diff.changed(0).correction_reason(), "漏报");
  ASSERT_EQ(diff.removed_size(), 1);
  EXPECT_EQ(diff.removed(0), "figures/o1");
  EXPECT_EQ(diff.changed_indicators_size(), 0);
  // Whoever asks for the former is told.
  EXPECT_THAT(Figure("figures/o1"),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("figures/o2 has taken its place")));
  EXPECT_EQ(Figure("figures/none").status().message(), "figures/none does not exist");
}

TEST_F(BookTest, ACorrectionThatFailsLeavesTheFormerAsItWas) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  ZGC_ASSERT_OK(Report(Observe("o1", "400")));
  ZGC_ASSERT_OK(Verify("checker"));
  ZGC_ASSERT_OK(Publish());
  const auto correct = [&](const std::string& id) {
    auto correction = Observe(id, "410");
    correction.mutable_observation()->set_corrects("observations/o1");
    correction.mutable_observation()->set_reason("漏报");
    return Report(correction).status();
  };
  const auto stands = [&] {
    const auto figure = Figure("figures/o1");
    return figure.ok() && figure->status() == v1::FIGURE_STATUS_PUBLISHED &&
           figure->pending_correction().empty();
  };
  ZGC_ASSERT_OK(correct("o2"));
  ZGC_ASSERT_OK(Reject("o2"));
  EXPECT_TRUE(stands());
  ZGC_ASSERT_OK(correct("o3"));
  ZGC_ASSERT_OK(Retract("填错", "head", "o3"));
  EXPECT_TRUE(stands());
  // Even after it has taken effect.
  ZGC_ASSERT_OK(correct("o4"));
  ZGC_ASSERT_OK(Verify("checker", "", "o4"));
  EXPECT_THAT(Figure("figures/o1"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  ZGC_ASSERT_OK(Retract("更正有误", "head", "o4"));
  EXPECT_TRUE(stands());
  // What has been retracted meanwhile does not come back.
  ZGC_ASSERT_OK(correct("o5"));
  ZGC_ASSERT_OK(Retract("重复填报"));
  ZGC_ASSERT_OK(Verify("checker", "", "o5"));
  ZGC_ASSERT_OK(Retract("填错", "head", "o5"));
  EXPECT_THAT(Figure("figures/o1"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(BookTest, EveryStepTakesAnotherPersonThanTheReporter) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  ZGC_ASSERT_OK(Report(Observe("o1", "400")));
  EXPECT_THAT(Reject("o1", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Retract("重复填报", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Verify("checker"));
  EXPECT_THAT(Publish("clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Publish("checker"));
}

TEST_F(BookTest, EveryViolationIsListed) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  auto bad = Observe("o 1", "1e3");
  bad.mutable_observation()->clear_evidence();
  bad.mutable_observation()->clear_qualifier();
  bad.mutable_observation()->mutable_period()->clear_start_date();
  const std::string message(Report(bad).status().message());
  for (const char* field : {"observation_id", ".value", ".evidence", ".qualifier", ".start_date"}) {
    EXPECT_THAT(message, HasSubstr(field));
  }
  auto unit = Observe("o1", "1");
  unit.mutable_observation()->set_unit("个");
  EXPECT_THAT(Report(unit), HasReason(ERROR_REASON_UNIT_MISMATCH));
  auto dangling = Observe("o1", "1");
  dangling.mutable_observation()->set_indicator("indicators/none");
  EXPECT_THAT(Report(dangling), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Create(Declare("a")), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_EQ(store_->head(), 1);
}

TEST_F(BookTest, AnObservationIsOfWhatItsIndicatorIsOf) {
  const auto scope = [](const char* dimension, const char* park) {
    v1::Scope made;
    made.set_dimension(dimension);
    made.set_label(park);
    made.set_resource(absl::StrCat("//park_region/parks/", park));
    return made;
  };
  auto declared = Declare("a");
  *declared.mutable_indicator()->add_scopes() = scope("park", "b");
  ZGC_ASSERT_OK(Create(declared));
  auto another = Observe("o1", "1");
  *another.mutable_observation()->add_scopes() = scope("park", "a");
  EXPECT_THAT(std::string(Report(another).status().message()),
              HasSubstr("observation.scopes: do not say park //park_region/parks/b"));
  *another.mutable_observation()->add_scopes() = scope("park", "b");
  ZGC_EXPECT_OK(Report(another));
  ZGC_EXPECT_OK(Report(Observe("o2", "1"))) << "takes those of the indicator";
}

TEST_F(BookTest, AFigureStatesThePrecisionOfItsObservation) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  auto request = Observe("o1", "12000");
  auto& observation = *request.mutable_observation();
  observation.set_step("1000");
  // A step is of what was rounded, and a qualified value is a range already.
  EXPECT_THAT(Report(request), HasReason(ERROR_REASON_INVALID_FIELD));
  observation.set_rounding(v1::ROUNDING_ROUNDED);
  EXPECT_THAT(std::string(Report(request).status().message()), HasSubstr("observation.rounding"));
  observation.set_qualifier(v1::QUALIFIER_EXACT);
  observation.set_rounding(v1::ROUNDING_EXACT);
  EXPECT_THAT(std::string(Report(request).status().message()), HasSubstr("observation.step"));
  observation.set_rounding(v1::ROUNDING_TRUNCATED);
  ZGC_ASSERT_OK(Report(request));
  EXPECT_EQ(Figure("figures/o1")->rounding(), v1::ROUNDING_TRUNCATED);
  EXPECT_EQ(Figure("figures/o1")->step(), "1000");
  // What states none states none.
  ZGC_ASSERT_OK(Report(Observe("o2", "400")));
  EXPECT_EQ(Figure("figures/o2")->rounding(), v1::ROUNDING_UNSPECIFIED);
}

TEST_F(BookTest, AValueThatItsPrintedTextContradictsIsRefused) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  auto declared = Declare("m");
  declared.mutable_indicator()->set_unit("万元");
  ZGC_ASSERT_OK(Create(declared));
  int count = 0;
  const auto report = [&](const std::string& value, const std::string& unit,
                          v1::Qualifier qualifier, const std::string& printed) {
    auto request = Observe(absl::StrCat("o", ++count), value);
    auto& observation = *request.mutable_observation();
    if (unit == "万元") observation.set_indicator("indicators/m");
    observation.set_unit(unit);
    observation.set_qualifier(qualifier);
    observation.set_printed(printed);
    return Report(request).status();
  };
  const auto wrong = report("41", "家", v1::QUALIFIER_EXACT, "新设企业14家");
  EXPECT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(std::string(wrong.message()),
              HasSubstr("observation.value: 41 家 is not what \"新设企业14家\" prints, which reads "
                        "as 14 家"));
  EXPECT_THAT(report("225501", "万元", v1::QUALIFIER_EXACT, "22.45亿元"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(report("500", "家", v1::QUALIFIER_OVER, "400余家"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const int64_t head = store_->head();
  // What can be true of the same quantity, and what is no number to compare.
  ZGC_EXPECT_OK(report("225487.12", "万元", v1::QUALIFIER_EXACT, "22.55亿元"));
  ZGC_EXPECT_OK(report("400", "家", v1::QUALIFIER_OVER, "400家"));
  ZGC_EXPECT_OK(report("430", "家", v1::QUALIFIER_EXACT, "400余家"));
  ZGC_EXPECT_OK(report("5", "家", v1::QUALIFIER_EXACT, "3家、2家"));
  ZGC_EXPECT_OK(report("5", "家", v1::QUALIFIER_EXACT, "支持3个项目"));
  ZGC_EXPECT_OK(report("5", "家", v1::QUALIFIER_EXACT, "2019年若干家"));
  ZGC_EXPECT_OK(report("5", "家", v1::QUALIFIER_EXACT, ""));
  EXPECT_EQ(store_->head(), head + 7);
}

}  // namespace
}  // namespace zgc::figures
