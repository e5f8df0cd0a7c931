#pragma once

#include <string>

#include "zgc/figures/v1/indicator_versions.pb.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// What rows say of why figures changed (变动原因). Pure functions.
namespace zgc::supervision {

// Whether two are of one step; a source that was restored may give the name of one to another.
bool IsSameReason(const v1::ChangeReason& a, const v1::ChangeReason& b);

// What a row of a service says; of kind UNSPECIFIED while it has not come into effect.
v1::ChangeReason ReasonIn(const std::string& service, const records::v1::Correction& row);
v1::ChangeReason ReasonIn(const std::string& service, const figures::v1::Observation& row);
v1::ChangeReason ReasonIn(const std::string& service, const figures::v1::IndicatorVersion& row);
// No other row says anything.
template <typename Row>
v1::ChangeReason ReasonIn(const std::string& /*service*/, const Row& /*row*/) {
  return {};
}

}  // namespace zgc::supervision
