#include "common/testing/contract_matrix.h"
#include "common/testing/figure_server.h"
#include "common/testing/list_matrix.h"
#include "gmock/gmock.h"

namespace zgc::figures {
namespace {

using ::testing::IsSupersetOf;

class FigureContractTest : public testing::FigureServer {
 protected:
  testing::ContractMatrix matrix_{server_};
};

// Besides: a value is there unless it is said not to be, and a question has its periods, in one of
// two ways.
TEST_F(FigureContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsSay) {
  matrix_.EmptyRequestsAreRefused(
      {{"ReportObservation", {"observation.value", "observation.qualifier"}},
       {"QueryFigures", {"periods"}}});
}

TEST_F(FigureContractTest, WhatIsCreatedIsAsTheDescriptorsSay) {
  Declare("a");
  matrix_.CreationsHoldTheContract({
      {"CreateIndicator",
       "indicator_id: 'b' indicator { display_name: 'b' unit: '家' measure: MEASURE_KIND_FLOW }"},
      {"ReportObservation",
       "observation_id: 'O.1' observation { indicator: 'indicators/a' period { end_date: "
       "'2019-12-31' } value: '1' unit: '家' qualifier: QUALIFIER_EXACT evidence: 'e' }"},
  });
}

TEST_F(FigureContractTest, AWrongValueIsRefusedByItsPath) {
  EXPECT_THAT(
      matrix_.WrongValuesAreRefused(),
      IsSupersetOf({"CreateIndicator indicator_id", "CreateIndicator indicator.baseline",
                    "CreateIndicator indicator.computation.reporting_periods[0].start_date",
                    "CreateIndicator indicator.relations[0].kind",
                    "ReportObservation observation_id", "ReportObservation observation.indicator",
                    "ReportObservation observation.period.end_date",
                    "ReportObservation observation.value", "ReportObservation observation.corrects",
                    "ReportObservation observation.value_state"}));
}

TEST_F(FigureContractTest, EveryRowIsAResourceNamedAsItsTable) {
  testing::ContractMatrix::RowsAreResources(testing::BookSchema());
}

TEST_F(FigureContractTest, EveryListGoesThroughAnIndex) {
  testing::ListsGoThroughIndexes(server_.channel(), server_.services(), {},
                                 {{"ListFigures", "computed; QueryFigures asks for cells"}});
}

}  // namespace
}  // namespace zgc::figures
