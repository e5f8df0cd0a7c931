#include "common/figures/book.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/figures/book_schema.h"
#include "common/figures/figures.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/hand_clock.h"
#include "common/testing/store_fixture.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Counts indicators, so that the figure follows the records of the store.
absl::StatusOr<FormulaValue> CountIndicators(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const Period&) {
  if (!arguments.empty()) return absl::InvalidArgumentError("takes no arguments");
  FormulaValue value;
  ZGC_RETURN_IF_ERROR(
      kIndicators.ForEach(reader, [&](const storage::NameKey& key, const v1::Indicator& row) {
        v1::FigureInput input;
        input.set_resource(key.name);
        value.inputs.push_back(input);
        value.newest_revision = std::max(value.newest_revision, row.revision());
        return true;
      }));
  value.input_count = static_cast<int64_t>(value.inputs.size());
  value.value = absl::StrCat(value.input_count);
  return value;
}

void RegisterCount(FormulaRegistry& registry) {
  registry.Register("count", "统计指标条数。", CountIndicators);
}

class BookTest : public testing::FormulasFixture<testing::StoreFixture> {
 protected:
  BookTest() : FormulasFixture(RegisterCount, testing::BookSchema()) {}

  template <typename Response, typename Fn>
  absl::StatusOr<Response> Commit(Fn fn) {
    Response response;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(response, fn(txn));
      return "";
    });
    if (!done.ok()) return done.status();
    return response;
  }
  absl::StatusOr<v1::Indicator> Create(const v1::CreateIndicatorRequest& request) {
    return Commit<v1::Indicator>([&](storage::Txn& txn) {
      return CreateIndicator(txn, {"", "clerk"}, request, "task_registry", registry_);
    });
  }
  static v1::CreateIndicatorRequest Declare(const std::string& id) {
    v1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    request.mutable_indicator()->set_display_name("新设企业");
    request.mutable_indicator()->set_unit("家");
    request.mutable_indicator()->set_measure(v1::MEASURE_KIND_FLOW);
    return request;
  }
  static v1::ReportObservationRequest Observe(const std::string& id, const std::string& value) {
    v1::ReportObservationRequest request;
    request.set_observation_id(id);
    auto& observation = *request.mutable_observation();
    observation.set_indicator("indicators/a");
    observation.mutable_period()->set_start_date("2019-01-01");
    observation.mutable_period()->set_end_date("2019-12-31");
    observation.set_value(value);
    observation.set_unit("家");
    observation.set_qualifier(v1::QUALIFIER_OVER);
    observation.add_evidence("年报");
    return request;
  }
  absl::StatusOr<v1::Observation> Report(const v1::ReportObservationRequest& request) {
    return Commit<v1::Observation>([&](storage::Txn& txn) {
      return ReportObservation(txn, {"", "clerk"}, request);
    });
  }
  absl::StatusOr<v1::Observation> Verify(const std::string& person, const std::string& etag = "",
                                         const std::string& id = "o1") {
    v1::VerifyObservationRequest request;
    request.set_name("observations/" + id);
    request.set_etag(etag);
    return Commit<v1::Observation>([&](storage::Txn& txn) {
      return VerifyObservation(txn, {"", person}, request);
    });
  }
  absl::StatusOr<v1::Observation> Reject(const std::string& id,
                                         const std::string& person = "checker") {
    v1::RejectObservationRequest request;
    request.set_name("observations/" + id);
    request.set_reason("依据不足");
    return Commit<v1::Observation>([&](storage::Txn& txn) {
      return RejectObservation(txn, {"", person}, request);
    });
  }
  absl::StatusOr<v1::Observation> Publish(const std::string& person = "head") {
    v1::PublishObservationRequest request;
    request.set_name("observations/o1");
    return Commit<v1::Observation>([&](storage::Txn& txn) {
      return PublishObservation(txn, {"", person}, request);
    });
  }
  absl::StatusOr<v1::Observation> Retract(const std::string& reason,
                                          const std::string& person = "head",
                                          const std::string& id = "o1") {
    v1::RetractObservationRequest request;
    request.set_name("observations/" + id);
    request.set_reason(reason);
    return Commit<v1::Observation>([&](storage::Txn& txn) {
      return RetractObservation(txn, {"", person}, request);
    });
  }
  absl::StatusOr<v1::Figure> Figure(const std::string& name, int64_t revision = 0) {
    ZGC_ASSIGN_OR_RETURN(const auto snapshot, store_->ReadAt(revision));
    v1::GetFigureRequest request;
    request.set_name(name);
    return book_.GetFigure(snapshot, request);
  }

  const FigureBook book_{"task_registry", registry_};
};

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
  ASSERT_EQ(diff.removed_size(), 1);
  EXPECT_EQ(diff.removed(0), "figures/o1");
  EXPECT_EQ(diff.changed_indicators_size(), 0);
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

TEST_F(BookTest, AComputedFigureFollowsTheRecords) {
  auto request = Declare("a");
  auto& computation = *request.mutable_indicator()->mutable_computation();
  computation.set_formula("none");
  auto& period = *computation.add_reporting_periods();
  period.set_start_date("2019-01-01");
  period.set_end_date("2019-12-31");
  EXPECT_THAT(Create(request), HasReason(ERROR_REASON_INVALID_FIELD));
  computation.set_formula("count");
  (*computation.mutable_arguments())["x"] = "y";
  EXPECT_THAT(Create(request), HasReason(ERROR_REASON_INVALID_FIELD));
  computation.clear_arguments();
  ZGC_ASSERT_OK(Create(request));
  EXPECT_THAT(Report(Observe("o1", "1")), HasReason(ERROR_REASON_INDICATOR_COMPUTED));
  ZGC_ASSERT_OK(Create(Declare("b")));
  EXPECT_EQ(Figure("figures/a@2019")->value(), "2");
  EXPECT_EQ(Figure("figures/a@2019", 1)->value(), "1");
  EXPECT_EQ(Figure("figures/a@2019")->status(), v1::FIGURE_STATUS_COMPUTED);
  EXPECT_THAT(Figure("figures/a@2018"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  v1::ExplainFigureRequest explain;
  explain.set_name("figures/a@2019");
  const auto explanation = book_.ExplainFigure(store_->Read(), explain);
  ZGC_ASSERT_OK(explanation);
  EXPECT_EQ(explanation->method(), "统计指标条数。");
  EXPECT_EQ(explanation->inputs_size(), 2);
}

class FamiliesTest : public BookTest {
 protected:
  FamiliesTest() {
    clock_ = &hand_;
    Open();
    BeginDay(absl::CivilDay(2019, 12, 31));
  }
  // In Shanghai.
  void BeginDay(absl::CivilDay day) {
    hand_.day = absl::FromCivil(day, absl::UTCTimeZone()) - absl::Hours(8);
  }
  static v1::CreateIndicatorRequest Yearly() {
    auto request = Declare("a");
    auto& computation = *request.mutable_indicator()->mutable_computation();
    computation.set_formula("count");
    computation.set_since_date("2018-07-01");
    computation.add_period_families(v1::PERIOD_FAMILY_YEAR);
    return request;
  }
  std::vector<std::string> Listed() {
    std::vector<std::string> names;
    const auto all = book_.AllFigures(store_->Read());
    EXPECT_THAT(all, testing::IsOk());
    if (!all.ok()) return names;
    for (const v1::Figure& figure : *all) names.push_back(figure.name());
    return names;
  }
  testing::HandClock hand_;
};

TEST_F(FamiliesTest, ANewYearHasItsFiguresAndNobodyDeclaresThem) {
  ZGC_ASSERT_OK(Create(Yearly()));
  EXPECT_THAT(Listed(), ElementsAre("figures/a@2018", "figures/a@2019"));
  const int64_t old_year = store_->head();
  BeginDay(absl::CivilDay(2020, 1, 1));
  ZGC_ASSERT_OK(Create(Declare("b")));
  EXPECT_THAT(Listed(), ElementsAre("figures/a@2018", "figures/a@2019", "figures/a@2020"));
  // What was listed at a revision stays.
  EXPECT_EQ(book_.ReadSet(*store_->ReadAt(old_year))->figures.size(), 2u);
  Open();
  EXPECT_EQ(book_.ReadSet(*store_->ReadAt(old_year))->figures.size(), 2u);
}

TEST_F(FamiliesTest, AnyPeriodOfAFamilyIsAnsweredPastAndFuture) {
  ZGC_ASSERT_OK(Create(Yearly()));
  for (const char* year : {"1999", "2019", "2050"}) {
    const auto figure = Figure(absl::StrCat("figures/a@", year));
    ZGC_ASSERT_OK(figure);
    EXPECT_EQ(figure->value(), "1");
    EXPECT_EQ(figure->period().start_date(), absl::StrCat(year, "-01-01"));
  }
  for (const char* other : {"20190101-20190331", "asof-20191231", "2019Q1", "20190101-20191231"}) {
    const auto figure = Figure(absl::StrCat("figures/a@", other));
    EXPECT_THAT(figure, HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
    EXPECT_THAT(std::string(figure.status().message()), HasSubstr("has figures of years"));
  }
}

TEST_F(FamiliesTest, FamiliesThatAnIndicatorCannotHaveAreRefused) {
  const auto refused = [this](const v1::CreateIndicatorRequest& request) {
    const auto created = Create(request);
    EXPECT_THAT(created, HasReason(ERROR_REASON_INVALID_FIELD));
    return std::string(created.status().message());
  };
  auto request = Yearly();
  auto& computation = *request.mutable_indicator()->mutable_computation();
  computation.add_period_families(v1::PERIOD_FAMILY_AS_OF);
  EXPECT_THAT(refused(request), HasSubstr("period_families[1]: is of stocks"));
  request.mutable_indicator()->set_measure(v1::MEASURE_KIND_STOCK);
  EXPECT_THAT(refused(request), HasSubstr("period_families[0]: is of flows"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->add_period_families(v1::PERIOD_FAMILY_YEAR);
  EXPECT_THAT(refused(request), HasSubstr("repeats"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->clear_since_date();
  EXPECT_THAT(refused(request), HasSubstr("since_date"));
  request.mutable_indicator()->mutable_computation()->set_since_date("1918-12-31");
  EXPECT_THAT(refused(request), HasSubstr("100 years ago"));
  request = Yearly();
  request.mutable_indicator()->mutable_computation()->clear_period_families();
  EXPECT_THAT(refused(request), HasSubstr("since_date: belongs to period_families"));
  EXPECT_THAT(refused(request), HasSubstr("or reporting_periods are required"));
  EXPECT_EQ(store_->head(), 0);
}

TEST_F(BookTest, FiguresArePagedByName) {
  ZGC_ASSERT_OK(Create(Declare("a")));
  for (const char* id : {"o3", "o1", "o2"}) ZGC_ASSERT_OK(Report(Observe(id, "1")));
  v1::ListFiguresResponse first;
  const auto next = book_.ListFigures(store_->Read(), {}, {2, ""}, first);
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(*next, "figures/o3");
  EXPECT_EQ(first.figures(0).name(), "figures/o1");
  v1::ListFiguresResponse second;
  EXPECT_EQ(*book_.ListFigures(store_->Read(), {}, {2, *next}, second), "");
  ASSERT_EQ(second.figures_size(), 1);
}

}  // namespace
}  // namespace zgc::figures
