#pragma once

#include "common/records/kind.h"

namespace zgc::parks {

// Every kind of records of parks and regions. All of them can be corrected and voided.
const records::Kinds& ParkRegionKinds();

}  // namespace zgc::parks
