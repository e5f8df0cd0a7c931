#include "common/observability/metrics.h"

#include <prometheus/text_serializer.h>

namespace zgc::observability {
namespace {

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
  return *buckets;
}

}  // namespace

Metrics::Metrics()
    : calls_(prometheus::BuildCounter()
                 .Name("zgc_rpc_calls_total")
                 .Help("Finished calls by method and status code.")
                 .Register(registry_)),
      seconds_(prometheus::BuildHistogram()
                   .Name("zgc_rpc_seconds")
                   .Help("Time from admission to answer, in seconds.")
                   .Register(registry_)),
      revision_(prometheus::BuildGauge()
                    .Name("zgc_store_revision")
                    .Help("Revision of the newest commit.")
                    .Register(registry_)
                    .Add({})),
      writable_(prometheus::BuildGauge()
                    .Name("zgc_store_writable")
                    .Help("1 while the store accepts writes.")
                    .Register(registry_)
                    .Add({})) {}

void Metrics::CountCall(absl::string_view method, absl::StatusCode code, absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  auto series = methods_.find(method);
  if (series == methods_.end()) {
    const std::string name(method);
    series = methods_.emplace(name, Method{&seconds_.Add({{"method", name}}, Buckets()), {}}).first;
  }
  prometheus::Counter*& calls = series->second.calls[code];
  if (calls == nullptr) {
    calls = &calls_.Add({{"method", series->first}, {"code", absl::StatusCodeToString(code)}});
  }
  calls->Increment();
  series->second.seconds->Observe(absl::ToDoubleSeconds(took));
}

void Metrics::SetStore(int64_t revision, bool writable) {
  revision_.Set(static_cast<double>(revision));
  writable_.Set(writable ? 1 : 0);
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace zgc::observability
