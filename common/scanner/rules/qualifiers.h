#pragma once

#include <cstddef>

#include "common/scanner/number.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/units.h"
#include "zgc/figures/v1/indicators.pb.h"

// Words around a number that make it a range. Internal to common/scanner.
namespace zgc::figures::internal {

// What the words before `number` say (超过, 近, 不低于, 最高可达), or
// QUALIFIER_UNSPECIFIED. 近三年 is a period, not nearly three years.
v1::Qualifier QualifierBefore(const ScanText& text, const Number& number, UnitKind unit);

// What the words behind the unit that ends at `end` say (以上, 以内, 左右), or
// QUALIFIER_UNSPECIFIED.
v1::Qualifier QualifierAfter(const ScanText& text, size_t end, UnitKind unit);

}  // namespace zgc::figures::internal
