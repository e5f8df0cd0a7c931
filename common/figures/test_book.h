#pragma once

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/figures.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/store_fixture.h"

// The book of a store that has nothing else.
namespace zgc::figures {

// Counts indicators, so that the figure follows the records of the store.
inline absl::StatusOr<FormulaValue> CountIndicators(
    const storage::Reader& reader, const google::protobuf::Map<std::string, std::string>& arguments,
    const common::v1::Period&) {
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

inline void RegisterCount(FormulaRegistry& registry) {
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

}  // namespace zgc::figures
