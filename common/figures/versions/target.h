#pragma once

#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

// What indicators are to reach (目标值). Pure.
namespace zgc::figures {

// Says of a figure by a version of its indicator what it was to reach, how far it has come (完成率)
// and whether that is there, which is open until its period has `ended`; nothing where there is no
// target for its period.
void StateTarget(const v1::Indicator& version, bool ended, v1::Figure& figure);

}  // namespace zgc::figures
