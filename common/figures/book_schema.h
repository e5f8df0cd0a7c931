#pragma once

#include <string>
#include <vector>

#include "common/storage/table.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

// Tables of the book, the same in the store of every service.
namespace zgc::figures {

// Finds the observations of an indicator, by name.
struct IndicatorObservationKey {
  std::string indicator;
  std::string observation;
  void Encode(storage::KeyWriter& out) const { out.String(indicator).String(observation); }
  bool Decode(storage::KeyReader& in) { return in.String(&indicator) && in.String(&observation); }
};

inline constexpr storage::Table<storage::NameKey, v1::Indicator> kIndicators{
    {60, "indicators", true, "zgc.figures.v1.Indicator"}};
inline constexpr storage::Table<storage::NameKey, v1::Observation> kObservations{
    {61, "observations", true, "zgc.figures.v1.Observation"}};
inline constexpr storage::Index<IndicatorObservationKey> kObservationsByIndicator{
    {62, "observations_by_indicator", true}};

// Every service adds these to the columns of its schema.
inline std::vector<storage::Column> BookColumns() {
  return {kIndicators.column(), kObservations.column(), kObservationsByIndicator.column()};
}

}  // namespace zgc::figures
