#include "services/supervision_reporting/formulas/source_figures.h"

#include <string>

#include "common/figures/book.h"
#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Recipients per project, of two indicators of another service.
constexpr char kPerProject[] = R"(
    indicator_id: 'per-project'
    indicator {
      display_name: '每个项目的获支持单位' unit: '家' measure: MEASURE_KIND_RATE
      computation {
        period_families: PERIOD_FAMILY_YEAR since_date: '2019-01-01'
        derivation {
          kind: DERIVATION_KIND_RATIO decimals: 2
          operands { service: 'funding_ledger' indicator: 'indicators/recipients' }
          operands { service: 'funding_ledger' indicator: 'indicators/projects' }
        }
      }
    })";

class SourceFiguresTest : public testing::StoreFixture {
 protected:
  SourceFiguresTest() : StoreFixture(SupervisionSchema()) { RegisterFormulas(formulas_); }

  void Follow(const std::string& id, const std::string& value, int64_t revision = 7) {
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      figures::v1::Indicator indicator;
      indicator.set_name("indicators/" + id);
      indicator.set_display_name(id);
      indicator.mutable_computation()->set_formula("count");
      indicator.mutable_computation()->add_period_families(figures::v1::PERIOD_FAMILY_YEAR);
      indicator.set_measure(figures::v1::MEASURE_KIND_FLOW);
      kSourceIndicators.Put(txn, {"funding_ledger", indicator.name()}, indicator);
      figures::v1::Figure figure;
      figure.set_name("figures/" + id + "@2019");
      figure.set_owner("funding_ledger");
      figure.set_display_name(id);
      figure.set_value(value);
      figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
      figure.set_status(figures::v1::FIGURE_STATUS_COMPUTED);
      figure.set_value_state(figures::v1::VALUE_STATE_KNOWN);
      figure.set_source_revision(revision);
      kSourceFigures.Put(txn, {"funding_ledger", figure.name()}, figure);
      return "";
    }));
  }
  absl::StatusOr<figures::v1::Indicator> Declare() {
    figures::v1::CreateIndicatorRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kPerProject, &request));
    figures::v1::Indicator created;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(
          created, figures::CreateIndicator(txn, {"", "clerk"}, request, "supervision_reporting",
                                            formulas_, &others_));
      return "";
    });
    if (!done.ok()) return done.status();
    return created;
  }
  absl::StatusOr<figures::v1::FigureExplanation> Explain() {
    figures::v1::ExplainFigureRequest request;
    request.set_name("figures/per-project@2019");
    return book_.ExplainFigure(store_->Read(), request);
  }

  figures::FormulaRegistry formulas_;
  const SourceFigures others_;
  const figures::FigureBook book_{"supervision_reporting", formulas_, &others_};
};

TEST_F(SourceFiguresTest, AnIndicatorIsDerivedFromFiguresOfAnotherService) {
  EXPECT_THAT(Declare(), HasReason(ERROR_REASON_INVALID_FIELD)) << "nothing is known of them yet";
  Follow("recipients", "45");
  Follow("projects", "12");
  ZGC_ASSERT_OK(Declare());
  const auto explanation = Explain();
  ZGC_ASSERT_OK(explanation);
  EXPECT_EQ(explanation->figure().value(), "3.75");
  ASSERT_EQ(explanation->inputs_size(), 2);
  EXPECT_EQ(explanation->inputs(0).resource(), "//funding_ledger/figures/recipients@2019");
  EXPECT_EQ(explanation->inputs(0).revision(), 7);
  EXPECT_EQ(explanation->figure().source_revision(), 0) << "revisions are of another store";
  const int64_t before = store_->head();
  Follow("recipients", "48");
  EXPECT_EQ(Explain()->figure().value(), "4");
  figures::v1::GetFigureRequest request;
  request.set_name("figures/per-project@2019");
  EXPECT_EQ(book_.GetFigure(*store_->ReadAt(before), request)->value(), "3.75");
}

TEST_F(SourceFiguresTest, WhatIsNotFollowedIsUnknown) {
  Follow("recipients", "45");
  Follow("projects", "12");
  ZGC_ASSERT_OK(Declare());
  figures::v1::GetFigureRequest request;
  request.set_name("figures/per-project@2020");
  const auto figure = book_.GetFigure(store_->Read(), request);
  ZGC_ASSERT_OK(figure);
  EXPECT_EQ(figure->value_state(), figures::v1::VALUE_STATE_UNKNOWN);
  EXPECT_THAT(figure->note(), HasSubstr("recipients（2020）没有数"));
}

}  // namespace
}  // namespace zgc::supervision
