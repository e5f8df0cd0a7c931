#pragma once

#include "services/supervision_reporting/domain/steps.h"

namespace zgc::supervision {

const Lifecycle& ProposalLifecycle();

}  // namespace zgc::supervision
