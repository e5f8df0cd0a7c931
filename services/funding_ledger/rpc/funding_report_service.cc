#include "services/funding_ledger/rpc/funding_report_service.h"

#include "common/rpc/method.h"
#include "services/funding_ledger/reports/reports.h"

namespace zgc::funding {

std::unique_ptr<grpc::Service> MakeFundingReportService(rpc::Calls& calls) {
  return rpc::MakeService(calls, "zgc.funding.v1.FundingReportService",
                          {
                              rpc::Read(GetExecutionReport),
                              rpc::Read(GetTrialBalanceReport),
                              rpc::List(GetAccountStatement),
                              rpc::Read(GetDecisionToCashReport),
                              rpc::Read(GetAgingReport),
                          });
}

}  // namespace zgc::funding
