#include "services/supervision_reporting/rpc/supervision_reporting_service.h"

#include "services/supervision_reporting/rpc/report_handlers.h"

namespace zgc::supervision {

std::unique_ptr<grpc::Service> MakeSupervisionReportingService(rpc::Calls& calls,
                                                               const figures::FigureBook& book,
                                                               resource::SourceWatch& sources) {
  return std::make_unique<ReportHandlers>(calls, book, sources);
}

}  // namespace zgc::supervision
