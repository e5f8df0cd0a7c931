// Which figures a park's operator is answered.
#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"

namespace zgc::parks {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::zgc::testing::HasReason;
using Figures = figures::v1::FigureService::Stub;

class FigureScopeTest : public ::testing::Test {
 protected:
  FigureScopeTest() : book_("park_region", formulas_) {
    RegisterFormulas(formulas_);
    for (const char* park : {"a", "b"}) {
      Do(&v1::ParkService::Stub::CreatePark,
         absl::StrCat("park_id: '", park, "' park { display_name: '", park,
                      "' kind: PARK_KIND_SUB_PARK }"));
      Do(&v1::ParkService::Stub::CreateParkEvent,
         absl::StrCat("park_event_id: '", park, "' park_event { park: 'parks/", park,
                      "' kind: PARK_EVENT_KIND_VISIT date: '2019-01-01' document: 'd' }"));
    }
    Do(&Figures::CreateIndicator,
       "indicator_id: 'visits' indicator { display_name: '调研' unit: '次' measure: "
       "MEASURE_KIND_FLOW computation { formula: 'count_park_events' dimensions: 'park' "
       "reporting_periods { start_date: '2019-01-01' end_date: '2019-12-31' } } }");
    testing::PolicyOfScopes(dir_, R"({"parks": ["parks/a"]})");
    server_.Restart();
  }

  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk");
  }
  template <typename Method>
  void Do(Method method, const std::string& fields) {
    ZGC_EXPECT_OK(Call(method, fields));
  }
  auto Query(const std::string& more) {
    return Call(&Figures::QueryFigures,
                "indicators: 'indicators/visits' periods { start_date: '2019-01-01' end_date: "
                "'2019-12-31' } " +
                    more);
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  testing::TempDir dir_;
  rpc::TestServer server_{"park_region", ParkRegionSchema(),
                          [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls());
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          },
                          testing::PolicyOfScopes(dir_, R"({"all": true})")};
};

TEST_F(FigureScopeTest, ThoseOfItsParkAndNoTotalAbove) {
  const auto own = Call(&Figures::GetFigure, "name: 'figures/visits@2019+park=parks.a'");
  ZGC_ASSERT_OK(own);
  EXPECT_EQ(own->value(), "1");
  for (const char* name :
       {"visits@2019", "visits@2019+park=parks.b", "visits@2019+park=parks.a,parks.b",
        "visits@2019+park=parks.none", "visits@2019+park=-", "nothing@2019"}) {
    EXPECT_THAT(Call(&Figures::GetFigure, absl::StrCat("name: 'figures/", name, "'")),
                HasReason(ERROR_REASON_OUT_OF_SCOPE))
        << name;
  }
}

TEST_F(FigureScopeTest, AQueryOfItsParkAloneIsAnswered) {
  const auto own = Query("group_by: 'park' filters { dimension: 'park' values: 'parks/a' }");
  ZGC_ASSERT_OK(own);
  ASSERT_EQ(own->cells_size(), 1);
  EXPECT_EQ(own->cells(0).value(), "1");
  for (const char* more :
       {"", "group_by: 'park'", "filters { dimension: 'park' values: 'parks/b' }",
        "filters { dimension: 'park' values: 'parks/a' values: 'parks/b' }"}) {
    EXPECT_THAT(Query(more), HasReason(ERROR_REASON_OUT_OF_SCOPE)) << more;
  }
}

TEST_F(FigureScopeTest, WhatListsOrExplainsIsOfTheZone) {
  EXPECT_THAT(Call(&Figures::ListFigures, ""), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&Figures::ExplainFigure, "name: 'figures/visits@2019+park=parks.a'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(Call(&Figures::ListIndicators, ""));
}

}  // namespace
}  // namespace zgc::parks
