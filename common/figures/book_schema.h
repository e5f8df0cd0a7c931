#pragma once

#include <string>
#include <vector>

#include "common/resource/schema.h"
#include "common/storage/table.h"
#include "zgc/figures/v1/cells.pb.h"
#include "zgc/figures/v1/indicator_versions.pb.h"
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
    {.id = 60, .name = "indicators", .in_feed = true}};
inline constexpr storage::Table<storage::NameKey, v1::Observation> kObservations{
    {.id = 61, .name = "observations", .in_feed = true}};
inline constexpr storage::Index<IndicatorObservationKey> kObservationsByIndicator{
    {.id = 62, .name = "observations_by_indicator", .history = true}};
inline constexpr resource::Rows<v1::IndicatorVersion> kIndicatorVersions{
    {.id = 72, .name = "indicatorVersions", .in_feed = true}};

// Leads from an indicator to its version that waits for another person.
inline constexpr resource::Lookup<resource::NameOf<v1::Indicator>> kWaitingVersions{
    {.id = 73, .name = "waiting_versions", .history = true}};

// The key of a cell is made and read by cells.cc alone. A schema has them from WithCells, so that
// whoever does not keep them does not find them empty.
struct CellKey {
  std::string bytes;
  void Encode(storage::KeyWriter& out) const { out.Raw(bytes); }
  bool Decode(storage::KeyReader& in) { return in.Raw(&bytes); }
};
inline constexpr storage::Table<CellKey, v1::Cell> kCells{
    {.id = 68, .name = "cells", .history = true, .derived = true}};

// Every schema ends with these.
inline std::vector<storage::Column> BookColumns() {
  return storage::Columns(kIndicators, kObservations, kObservationsByIndicator, kIndicatorVersions,
                          kWaitingVersions);
}

}  // namespace zgc::figures
