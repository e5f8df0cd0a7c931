#pragma once

#include "common/resource/dated_rules.h"

namespace zgc::supervision {

using resource::CheckDays;
using resource::DatedRules;
using resource::IsInForce;

}  // namespace zgc::supervision
