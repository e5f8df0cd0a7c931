#pragma once

#include "common/records/kind.h"

namespace zgc::tasks {

// The kinds of records that are corrected and voided. What a task has promised changes by change
// requests alone, and a progress report is corrected by who reports.
const records::Kinds& TaskRegistryKinds();

}  // namespace zgc::tasks
