#pragma once

#include "absl/status/status.h"
#include "common/figures/derived/derivation.h"
#include "common/resource/checks.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// What is wrong with the derivation of an indicator that is declared, or changes from `before`, by
// its name; null of a new one.
absl::Status CheckDerivation(const v1::Indicator* before, const v1::Indicator& indicator,
                             FindIndicator find, resource::Checks& checks);

}  // namespace zgc::figures
