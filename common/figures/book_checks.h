#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/resource/checks.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

// Checks of what callers send, beyond its contract; each adds every violation that it finds.
namespace zgc::figures {

// "indicators/{id}".
bool IsIndicatorName(absl::string_view name);

void CheckIndicator(const v1::Indicator& indicator, absl::CivilDay today, resource::Checks& checks);
// All that can be said without the indicator.
void CheckObservation(const v1::Observation& observation, resource::Checks& checks);
// Its days are in order; a flow (流量) has a first day, a stock (存量) has none.
void CheckPeriodOf(v1::MeasureKind measure, const common::v1::Period& period,
                   absl::string_view field, resource::Checks& checks);

}  // namespace zgc::figures
