#pragma once

#include "common/records/kind.h"

namespace zgc::funding {

// The kinds of records that are corrected and voided. What moves money is reversed, and what an
// approval has fixed changes by its own methods: the list says of each type which these are.
const records::Kinds& FundingKinds();

}  // namespace zgc::funding
