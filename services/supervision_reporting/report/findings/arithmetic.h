#pragma once

#include <string>

#include "common/decimal/interval.h"
#include "common/decimal/quotient.h"

// What the rules reckon with, and how they print it. Internal to report; pure.
namespace zgc::supervision::internal {

using figures::GrowthBy;
using figures::GrowthFrom;
using figures::Quotient;
using figures::ScaleOf;

// “22.72亿元至22.74亿元”, each end rounded to two decimals of 亿 or 万; empty if it has no bounds.
std::string RangeText(const figures::Interval& interval, const std::string& unit);

}  // namespace zgc::supervision::internal
