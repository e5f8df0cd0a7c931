#pragma once

#include "common/base/error.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

// Checks of what callers send; each adds every violation that it finds.
namespace zgc::figures {

void CheckIndicator(const v1::CreateIndicatorRequest& request, base::FieldErrors& errors);
// All that can be said without the indicator.
void CheckObservation(const v1::ReportObservationRequest& request, base::FieldErrors& errors);
// Dates exist and are in order; a flow (流量) has a first day, a stock (存量)
// has none.
void CheckPeriodOf(v1::MeasureKind measure, const common::v1::Period& period,
                   absl::string_view field, base::FieldErrors& errors);

}  // namespace zgc::figures
