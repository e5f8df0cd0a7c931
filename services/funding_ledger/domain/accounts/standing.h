#pragma once

#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

// Whether what was decided still stands. Pure.
namespace zgc::funding {

// Whether it was approved and not cancelled.
bool Stands(const v1::Award& award);

// Whether it was posted and not reversed.
bool Stands(const v1::Appropriation& row);
bool Stands(const v1::Virement& row);
bool Stands(const v1::CarryOver& row);

}  // namespace zgc::funding
