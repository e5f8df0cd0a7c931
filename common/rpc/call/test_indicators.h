// A store of indicators, for tests of what goes over the wire.
#pragma once

#include "common/storage/store.h"
#include "common/storage/table.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::rpc {

inline constexpr storage::Table<storage::NameKey, figures::v1::Indicator> kIndicators{
    {.id = 10, .name = "indicators", .in_feed = true}};

inline storage::Schema IndicatorSchema() {
  storage::Schema schema;
  schema.name = "test";
  schema.columns = {kIndicators.column()};
  return schema;
}

}  // namespace zgc::rpc
