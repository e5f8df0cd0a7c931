#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/formulas_fixture.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"

namespace zgc::testing {

// FigureService over real connections, of a book and nothing else.
class FigureServer : public ::testing::Test {
 protected:
  // All changes since `after`, with a bound that only a fault reaches.
  struct Watch {
    Watch(figures::v1::FigureService::Stub& stub, const common::v1::Position& after,
          const std::string& type = "", bool rows_only = false) {
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
      figures::v1::WatchFiguresRequest request;
      *request.mutable_after() = after;
      if (!type.empty()) request.add_resource_types(type);
      request.set_rows_only(rows_only);
      reader = stub.WatchFigures(&context, request);
    }
    ~Watch() { context.TryCancel(); }
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<figures::v1::WatchFiguresResponse>> reader;
  };

  // An indicator, a stock; computed if a formula is named.
  void Declare(const std::string& id, const std::string& formula = "") {
    grpc::ClientContext context;
    figures::v1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    auto& indicator = *request.mutable_indicator();
    indicator.set_display_name("新设企业");
    indicator.set_unit("家");
    indicator.set_measure(figures::v1::MEASURE_KIND_STOCK);
    if (!formula.empty()) {
      indicator.mutable_computation()->set_formula(formula);
      indicator.mutable_computation()->add_reporting_periods()->set_end_date("2019-12-31");
    }
    figures::v1::Indicator response;
    ZGC_ASSERT_OK(rpc::FromWire(stub_->CreateIndicator(&context, request, &response)));
  }
  // An observation of the indicator "a".
  void Report(const std::string& id, size_t note_bytes = 0) {
    grpc::ClientContext context;
    figures::v1::ReportObservationRequest request;
    request.set_observation_id(id);
    auto& observation = *request.mutable_observation();
    observation.set_indicator("indicators/a");
    observation.mutable_period()->set_end_date("2019-12-31");
    observation.set_value("7");
    observation.set_unit("家");
    observation.set_qualifier(figures::v1::QUALIFIER_EXACT);
    observation.add_evidence("年报");
    observation.set_note(std::string(note_bytes, 'n'));
    figures::v1::Observation response;
    ZGC_ASSERT_OK(rpc::FromWire(stub_->ReportObservation(&context, request, &response)));
  }

  storage::Store& store() { return server_.server().store(); }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"task_registry", formulas_};
  rpc::TestServer server_{"test", BookSchema(), [this](rpc::Server& server) {
                            rpc::Services services;
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          }};
  // With the limits of a client that sets none.
  const std::unique_ptr<figures::v1::FigureService::Stub> stub_ =
      figures::v1::FigureService::NewStub(server_.channel());
};

}  // namespace zgc::testing
