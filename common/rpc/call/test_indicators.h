// A store of indicators, for tests of what goes over the wire.
#pragma once

#include "common/storage/store.h"
#include "common/storage/table.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::rpc {

inline constexpr storage::Table<storage::NameKey, figures::v1::Indicator> kIndicators{
    {.id = 10, .name = "indicators", .in_feed = true}};

// What a caller has to say of one.
inline figures::v1::Indicator Declared() {
  figures::v1::Indicator indicator;
  indicator.set_display_name("x");
  indicator.set_unit("y");
  indicator.set_measure(figures::v1::MEASURE_KIND_FLOW);
  return indicator;
}

inline storage::Schema IndicatorSchema() {
  storage::Schema schema;
  schema.name = "test";
  schema.columns = {kIndicators.column()};
  return schema;
}

}  // namespace zgc::rpc
