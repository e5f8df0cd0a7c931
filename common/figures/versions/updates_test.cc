#include "common/figures/versions/updates.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/figures/dimensions/query.h"
#include "common/figures/test_book.h"
#include "common/testing/hand_clock.h"
#include "google/protobuf/text_format.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Two yearly indicators that count the same, on the last day of 2019.
class VersionsTest : public BookTest {
 protected:
  VersionsTest() {
    clock_ = &hand_;
    Open();
    BeginDay(absl::CivilDay(2019, 12, 31));
    for (const char* id : {"a", "b"}) ZGC_EXPECT_OK(Create(Counted(id)));
  }
  // In Shanghai.
  void BeginDay(absl::CivilDay day) {
    hand_.day = absl::FromCivil(day, absl::UTCTimeZone()) - absl::Hours(8);
  }
  static v1::CreateIndicatorRequest Counted(const std::string& id) {
    auto request = Declare(id);
    auto& computation = *request.mutable_indicator()->mutable_computation();
    computation.set_formula("count");
    computation.set_since_date("2018-01-01");
    computation.add_period_families(v1::PERIOD_FAMILY_YEAR);
    return request;
  }
  v1::CreateIndicatorRequest Derived(const std::string& id, const std::string& derivation) {
    auto request = Counted(id);
    auto& computation = *request.mutable_indicator()->mutable_computation();
    computation.clear_formula();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("kind: DERIVATION_KIND_" + derivation,
                                                              computation.mutable_derivation()));
    return request;
  }
  // `more` are further fields of the request in text format.
  absl::StatusOr<v1::IndicatorVersion> Update(const std::string& id, const std::string& indicator,
                                              const std::string& from,
                                              const std::string& more = "") {
    v1::UpdateIndicatorRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("indicator { name: 'indicators/", id, "' ", indicator, " } from_date: '", from,
                     "' reason: '制度修订' ", more),
        &request))
        << indicator;
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return UpdateIndicator(txn, {"", "clerk"}, request, registry_);
    });
  }
  absl::StatusOr<v1::IndicatorVersion> Approve(const std::string& name,
                                               const std::string& person = "head") {
    v1::ApproveIndicatorVersionRequest request;
    request.set_name(name);
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return ApproveIndicatorVersion(txn, {"", person}, request, registry_);
    });
  }
  void Change(const std::string& id, const std::string& indicator, const std::string& from,
              const std::string& more = "") {
    const auto version = Update(id, indicator, from, more);
    ZGC_ASSERT_OK(version);
    ZGC_ASSERT_OK(Approve(version->name()));
  }
  std::string Refusal(const std::string& id, const std::string& indicator, const std::string& from,
                      const std::string& more = "") {
    const auto refused = Update(id, indicator, from, more);
    EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
    return std::string(refused.status().message());
  }
  std::vector<std::string> ListedOf(const std::string& id) {
    std::vector<std::string> names;
    const auto figures = book_.FiguresOf(store_->Read(), "indicators/" + id);
    EXPECT_THAT(figures, testing::IsOk());
    for (const auto& [name, figure] : *figures) names.push_back(name);
    return names;
  }
  testing::HandClock hand_;
};

TEST_F(VersionsTest, AVersionHoldsFromItsDayOnOnceAnotherPersonHasApprovedIt) {
  const auto version =
      Update("a", "display_name: '新注册企业' definition: '含个体户'", "2020-07-01");
  ZGC_ASSERT_OK(version);
  EXPECT_EQ(version->state(), v1::INDICATOR_VERSION_STATE_PROPOSED);
  EXPECT_TRUE(version->breaks_series());
  EXPECT_THAT(version->changed_fields(), ElementsAre("display_name", "definition"));
  EXPECT_EQ(Figure("figures/a@2020")->display_name(), "新设企业");
  EXPECT_THAT(Approve(version->name(), "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Approve(version->name()));

  const auto old = Figure("figures/a@2019");
  EXPECT_EQ(old->display_name(), "新设企业");
  EXPECT_EQ(old->series_break_date(), "");
  const auto across = Figure("figures/a@2020");
  EXPECT_EQ(across->display_name(), "新注册企业");
  EXPECT_EQ(across->series_break_date(), "2020-07-01");
  EXPECT_EQ(across->note(), "口径自2020年7月1日起变化");
  EXPECT_EQ(Figure("figures/a@2021")->series_break_date(), "2020-07-01");
  EXPECT_EQ(Figure("figures/a@2021")->note(), "");
  EXPECT_EQ(Figure("figures/a@2020", before)->display_name(), "新设企业");
  v1::ExplainFigureRequest explain;
  explain.set_name("figures/a@2019");
  EXPECT_EQ(book_.ExplainFigure(store_->Read(), explain)->indicator().version(), 0);
  explain.set_name("figures/a@2020");
  const auto explanation = book_.ExplainFigure(store_->Read(), explain);
  EXPECT_EQ(explanation->indicator().version(), 1);
  EXPECT_EQ(explanation->indicator().from_date(), "2020-07-01");
  EXPECT_THAT(explanation->indicator().earlier(), IsEmpty());
}

TEST_F(VersionsTest, WhatIsForEverIsRefusedAndSaysWhatToDo) {
  for (const char* what : {"unit: '个'", "measure: MEASURE_KIND_STOCK"}) {
    EXPECT_THAT(Refusal("a", what, "2020-01-01"), HasSubstr("retire it and let another"));
  }
  EXPECT_THAT(Refusal("a", "owner: 'x'", "2020-01-01", "update_mask { paths: 'owner' }"),
              HasSubstr("retire it and let another"));
  EXPECT_THAT(Refusal("a", "", "2020-01-01", "update_mask { paths: 'computation' }"),
              HasSubstr("as a kind of an indicator is for ever"));
  ZGC_ASSERT_OK(Create(Declare("o")));
  EXPECT_THAT(Refusal("a", "display_name: '新设企业'", "2020-01-01"), HasSubstr("already"));
  EXPECT_THAT(Refusal("a", "display_name: 'x'", "2020-01-01", "comparable_reason: 'r'"),
              HasSubstr("belongs to a change of what is counted"));
  EXPECT_THAT(Refusal("a",
                      "computation { formula: 'none' since_date: '2018-01-01' "
                      "period_families: PERIOD_FAMILY_YEAR }",
                      "2020-01-01"),
              HasSubstr("is no formula"));
  EXPECT_THAT(Update("c", "display_name: 'x'", "2020-01-01"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(VersionsTest, WhatHasBeenToldStays) {
  EXPECT_THAT(Refusal("a", "display_name: 'x'", "2019-12-31"), HasSubstr("after 2019-12-31"));
  // An observed indicator may change from any day of which nothing was told.
  ZGC_ASSERT_OK(Create(Declare("o")));
  auto observation = Observe("o1", "7");
  observation.mutable_observation()->set_indicator("indicators/o");
  observation.mutable_observation()->mutable_period()->set_end_date("2019-06-30");
  ZGC_ASSERT_OK(Report(observation));
  EXPECT_THAT(Refusal("o", "display_name: 'x'", "2019-06-30"), HasSubstr("are told"));
  ZGC_ASSERT_OK(Update("o", "display_name: 'x'", "2019-07-01"));

  // Its day has come before it was approved.
  const auto late = Update("b", "display_name: 'x'", "2020-01-01");
  ZGC_ASSERT_OK(late);
  BeginDay(absl::CivilDay(2020, 1, 1));
  ZGC_ASSERT_OK(Create(Declare("p")));
  const auto refused = Approve(late->name());
  EXPECT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("after 2020-01-01"));

  // One that was made against another version is approved for no other.
  const auto first = Update("a", "display_name: 'x'", "2020-02-01");
  ZGC_ASSERT_OK(Commit<v1::Indicator>([](storage::Txn& txn) -> absl::StatusOr<v1::Indicator> {
    ZGC_ASSIGN_OR_RETURN(v1::Indicator row, resource::GetRow(txn, kIndicators, "indicators/a"));
    return resource::Save(txn, kIndicators, std::move(row));
  }));
  EXPECT_THAT(Approve(first->name()), HasReason(ERROR_REASON_ETAG_MISMATCH));
  v1::WithdrawIndicatorVersionRequest withdraw;
  withdraw.set_name(first->name());
  withdraw.set_reason("已变");
  ZGC_ASSERT_OK(Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
    return WithdrawIndicatorVersion(txn, {"", "clerk"}, withdraw);
  }));
  Change("a", "display_name: 'x'", "2020-02-01");
  EXPECT_THAT(Refusal("a", "display_name: 'y'", "2020-02-01"),
              HasSubstr("after the day of the version before, 2020-02-01"));
}

TEST_F(VersionsTest, WhatIsDerivedFromItHasBeenToldAsWell) {
  for (const char* id : {"o", "p"}) {
    auto request = Declare(id);
    request.mutable_indicator()->set_summable_over_time(true);
    request.mutable_indicator()->set_summable_over_scope(true);
    ZGC_ASSERT_OK(Create(request));
  }
  ZGC_ASSERT_OK(Update("o", "display_name: 'x'", "2019-07-01"));
  ZGC_ASSERT_OK(Create(Derived(
      "d", "SUM operands { indicator: 'indicators/o' } operands { indicator: 'indicators/p' }")));
  EXPECT_THAT(Refusal("o", "display_name: 'x'", "2019-07-01"), HasSubstr("are told"));
  ZGC_ASSERT_OK(Update("p", "display_name: 'x'", "2020-01-01"));
}

TEST_F(VersionsTest, AQueryHasTheFiguresOfTheVersionOfEachPeriod) {
  Change("a", "retired: true replaced_by: 'indicators/b'", "2021-01-01");
  v1::QueryFiguresRequest request;
  request.add_indicators("indicators/a");
  request.set_period_family(v1::PERIOD_FAMILY_YEAR);
  request.set_from_date("2018-01-01");
  request.set_to_date("2020-12-31");
  v1::QueryFiguresResponse answer;
  ZGC_ASSERT_OK(QueryFigures(book_, store_->Read(), request, {}, answer));
  EXPECT_EQ(answer.cells_size() + answer.totals_size(), 4);
  request.set_to_date("2021-12-31");
  const auto refused = QueryFigures(book_, store_->Read(), request, {}, answer);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("is retired from 2021-01-01"));
}

TEST_F(VersionsTest, ARetiredIndicatorHasNoPeriodThatBeginsLater) {
  EXPECT_THAT(Refusal("a", "replaced_by: 'indicators/b'", "2020-07-01"),
              HasSubstr("belongs to an indicator that is retired"));
  EXPECT_THAT(Refusal("a", "retired: true replaced_by: 'indicators/x'", "2020-07-01"),
              HasSubstr("\"indicators/x\" does not exist"));
  EXPECT_THAT(Refusal("a", "retired: true replaced_by: '//parks'", "2020-07-01"),
              HasSubstr("must be indicators/{id}"));
  Change("a", "retired: true replaced_by: '//park_region/indicators/c'", "2020-07-01");
  ZGC_EXPECT_OK(Figure("figures/a@2020"));
  const auto none = Figure("figures/a@2021");
  EXPECT_THAT(none, HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(std::string(none.status().message()),
              HasSubstr("is retired from 2020-07-01 on (停用); see //park_region/indicators/c"));
  auto observation = Observe("o1", "7");
  observation.mutable_observation()->mutable_period()->set_start_date("2020-07-01");
  observation.mutable_observation()->mutable_period()->set_end_date("2020-12-31");
  const auto refused = Report(observation);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("retired from 2020-07-01"));
  BeginDay(absl::CivilDay(2022, 1, 1));
  ZGC_ASSERT_OK(Create(Declare("o")));
  EXPECT_THAT(ListedOf("a"), ElementsAre("figures/a@2018", "figures/a@2019", "figures/a@2020"));
  EXPECT_EQ(ListedOf("b").size(), 5u);
  // A new one is not retired.
  auto born = Counted("n");
  born.mutable_indicator()->set_retired(true);
  EXPECT_THAT(Create(born), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(VersionsTest, FamiliesOfAVersionAreThoseOfItsTime) {
  Change("a",
         "computation { formula: 'count' since_date: '2018-01-01' period_families: "
         "PERIOD_FAMILY_HALF_YEAR }",
         "2020-07-01");
  EXPECT_EQ(Figure("figures/a@20210101-20210630")->series_break_date(), "")
      << "the same is counted";
  BeginDay(absl::CivilDay(2020, 12, 31));
  ZGC_ASSERT_OK(Create(Declare("o")));
  EXPECT_THAT(ListedOf("a"),
              ElementsAre("figures/a@2018", "figures/a@2019", "figures/a@20200701-20201231"));
  EXPECT_THAT(Figure("figures/a@20190101-20190630"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(VersionsTest, WhatCrossesABreakIsNotCompared) {
  auto growth = Derived("g",
                        "GROWTH against: COMPARISON_YEAR_BEFORE operands { indicator: "
                        "'indicators/a' }");
  growth.mutable_indicator()->set_unit("%");
  growth.mutable_indicator()->set_measure(v1::MEASURE_KIND_RATE);
  ZGC_ASSERT_OK(Create(growth));
  ZGC_ASSERT_OK(Create(Derived("s",
                               "SUM operands { indicator: 'indicators/a' } operands { "
                               "indicator: 'indicators/b' }")));
  Change("a", "definition: '含个体户'", "2021-01-01");
  EXPECT_EQ(Figure("figures/g@2020")->value(), "0");
  const auto across = Figure("figures/g@2021");
  EXPECT_EQ(across->value_state(), v1::VALUE_STATE_NOT_APPLICABLE);
  EXPECT_THAT(across->note(), HasSubstr("口径自2021年1月1日起变化"));
  EXPECT_EQ(Figure("figures/g@2022")->value(), "0");
  // What is made of a broken series breaks as well.
  EXPECT_EQ(Figure("figures/s@2021")->series_break_date(), "2021-01-01");
  EXPECT_EQ(Figure("figures/s@2020")->series_break_date(), "");

  Change("a", "definition: '含合作社'", "2022-01-01", "comparable_reason: '合作社不到千分之一'");
  EXPECT_EQ(Figure("figures/g@2022")->value(), "0");
  EXPECT_EQ(Figure("figures/a@2022")->series_break_date(), "2021-01-01");
}

TEST_F(VersionsTest, WhatIsCarriedForwardOverABreakIsNotApplicable) {
  auto stock = Counted("stock");
  stock.mutable_indicator()->set_measure(v1::MEASURE_KIND_STOCK);
  stock.mutable_indicator()->mutable_computation()->set_period_families(0, v1::PERIOD_FAMILY_AS_OF);
  ZGC_ASSERT_OK(Create(stock));
  auto flow = Counted("flow");
  flow.mutable_indicator()->set_summable_over_time(true);
  ZGC_ASSERT_OK(Create(flow));
  auto carried = Derived("carried",
                         "CARRIED_FORWARD operands { indicator: 'indicators/stock' } "
                         "operands { indicator: 'indicators/a' }");
  carried.mutable_indicator()->set_measure(v1::MEASURE_KIND_STOCK);
  carried.mutable_indicator()->mutable_computation()->set_period_families(0,
                                                                          v1::PERIOD_FAMILY_AS_OF);
  const auto refused = Create(carried);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("forbids sums over time"));
  carried.mutable_indicator()
      ->mutable_computation()
      ->mutable_derivation()
      ->mutable_operands(1)
      ->set_indicator("indicators/flow");
  ZGC_ASSERT_OK(Create(carried));
  Change("stock", "definition: '含个体户'", "2020-07-01");
  EXPECT_EQ(Figure("figures/carried@asof-20191231")->value(), "10");
  EXPECT_EQ(Figure("figures/carried@asof-20201231")->value_state(), v1::VALUE_STATE_NOT_APPLICABLE);
  EXPECT_EQ(Figure("figures/carried@asof-20211231")->value(), "10");
}

TEST_F(VersionsTest, NoChainOfDerivationsClosesOrGrows) {
  ZGC_ASSERT_OK(Create(Derived("d",
                               "DIFFERENCE operands { indicator: 'indicators/a' } operands { "
                               "indicator: 'indicators/b' }")));
  ZGC_ASSERT_OK(Create(Derived("e",
                               "DIFFERENCE operands { indicator: 'indicators/d' } operands { "
                               "indicator: 'indicators/b' }")));
  const auto derivation = [](const std::string& first, const std::string& second) {
    return absl::StrCat(
        "computation { since_date: '2018-01-01' period_families: "
        "PERIOD_FAMILY_YEAR derivation { kind: DERIVATION_KIND_DIFFERENCE operands "
        "{ indicator: 'indicators/",
        first, "' } operands { indicator: 'indicators/", second, "' } } }");
  };
  EXPECT_THAT(Refusal("d", derivation("e", "b"), "2020-01-01"), HasSubstr("循环派生"));
  EXPECT_THAT(Refusal("d", derivation("d", "b"), "2020-01-01"), HasSubstr("循环派生"));
  ZGC_ASSERT_OK(Create(Derived("f",
                               "DIFFERENCE operands { indicator: 'indicators/a' } operands { "
                               "indicator: 'indicators/b' }")));
  EXPECT_THAT(Refusal("d", derivation("f", "b"), "2020-01-01"), HasSubstr("is derived 1 deep"));
  // Two that would close a chain together: whichever is approved last.
  ZGC_ASSERT_OK(Update("e", derivation("f", "b"), "2020-01-01"));
  Change("d", derivation("b", "a"), "2020-01-01");
  EXPECT_EQ(Figure("figures/d@2020")->series_break_date(), "2020-01-01");
  EXPECT_THAT(Refusal("a", derivation("b", "b"), "2020-01-01"), HasSubstr("as a kind"));
}

TEST_F(VersionsTest, ASumThatItsOperandsForbidIsRefused) {
  auto north = Counted("north");
  auto& scope = *north.mutable_indicator()->add_scopes();
  scope.set_dimension("park");
  scope.set_label("北园");
  north.mutable_indicator()->set_summable_over_scope(true);
  ZGC_ASSERT_OK(Create(north));
  auto south = north;
  south.set_indicator_id("south");
  south.mutable_indicator()->mutable_scopes(0)->set_label("南园");
  south.mutable_indicator()->set_summable_over_scope(false);
  ZGC_ASSERT_OK(Create(south));
  const std::string sum =
      "SUM operands { indicator: 'indicators/north' } operands { indicator: 'indicators/south' }";
  const auto refused = Create(Derived("d", sum));
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("indicators/south forbids sums over scopes"));
  south.set_indicator_id("south-2");
  south.mutable_indicator()->set_summable_over_scope(true);
  ZGC_ASSERT_OK(Create(south));
  ZGC_ASSERT_OK(Create(Derived("d",
                               "SUM operands { indicator: 'indicators/north' } operands { "
                               "indicator: 'indicators/south-2' }")));
}

TEST_F(VersionsTest, ChangesAreListedWithThoseThatWereRefused) {
  Change("a", "display_name: 'x'", "2020-02-01");
  const auto refused = Update("a", "display_name: 'y'", "2020-03-01");
  ZGC_ASSERT_OK(Update("b", "display_name: 'y'", "2020-03-01"));
  v1::RejectIndicatorVersionRequest reject;
  reject.set_name(refused->name());
  reject.set_reason("无依据");
  const auto rejected_by = [&](const std::string& person) {
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return RejectIndicatorVersion(txn, {"", person}, reject);
    });
  };
  EXPECT_THAT(rejected_by("clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(rejected_by("head"));
  EXPECT_THAT(rejected_by("head"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Approve(refused->name()), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  v1::ListIndicatorVersionsRequest list;
  list.set_indicator("indicators/a");
  v1::ListIndicatorVersionsResponse response;
  ZGC_ASSERT_OK(ListIndicatorVersions(store_->Read(), list, {}, response));
  ASSERT_EQ(response.indicator_versions_size(), 2);
  EXPECT_EQ(response.indicator_versions(0).state(), v1::INDICATOR_VERSION_STATE_APPROVED);
  EXPECT_EQ(response.indicator_versions(0).steps_size(), 2);
  v1::GetIndicatorVersionRequest get;
  get.set_name(refused->name());
  EXPECT_EQ(GetIndicatorVersion(store_->Read(), get)->reason(), "制度修订");
  EXPECT_EQ(response.indicator_versions(1).state(), v1::INDICATOR_VERSION_STATE_REJECTED);
}

}  // namespace
}  // namespace zgc::figures
