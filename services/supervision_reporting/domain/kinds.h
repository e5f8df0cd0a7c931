#pragma once

#include "common/records/kind.h"

namespace zgc::supervision {

// The kinds of records that are corrected and voided. Publications and what they rest on are not:
// a publication proves what it said. What mends them the list says of each type.
const records::Kinds& SupervisionKinds();

}  // namespace zgc::supervision
