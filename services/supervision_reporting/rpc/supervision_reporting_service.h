#pragma once

#include "services/supervision_reporting/rpc/report_handlers.h"

namespace zgc::supervision {

// SupervisionReportingService over the store of `calls`, which outlives it; its
// methods are in the headers of its base classes. Thread-safe.
class SupervisionReportingServiceImpl final : public ReportHandlers {
 public:
  using ReportHandlers::ReportHandlers;
};

}  // namespace zgc::supervision
