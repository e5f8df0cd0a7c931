#include "services/funding_ledger/rpc/funding_report_service.h"

#include "common/rpc/calls.h"
#include "services/funding_ledger/reports/reports.h"
#include "zgc/funding/v1/reports.grpc.pb.h"

namespace zgc::funding {
namespace {

class FundingReportServiceImpl final : public v1::FundingReportService::CallbackService {
 public:
  explicit FundingReportServiceImpl(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* GetExecutionReport(Context* context, const v1::GetExecutionReportRequest* request,
                            v1::ReportTable* response) override {
    return calls_.Read(context, request, response, funding::GetExecutionReport);
  }
  Unary* GetTrialBalanceReport(Context* context, const v1::GetTrialBalanceReportRequest* request,
                               v1::ReportTable* response) override {
    return calls_.Read(context, request, response, funding::GetTrialBalanceReport);
  }
  Unary* GetAccountStatement(Context* context, const v1::GetAccountStatementRequest* request,
                             v1::ReportTable* response) override {
    return calls_.List(context, request, response, funding::GetAccountStatement);
  }
  Unary* GetDecisionToCashReport(Context* context,
                                 const v1::GetDecisionToCashReportRequest* request,
                                 v1::ReportTable* response) override {
    return calls_.Read(context, request, response, funding::GetDecisionToCashReport);
  }
  Unary* GetAgingReport(Context* context, const v1::GetAgingReportRequest* request,
                        v1::ReportTable* response) override {
    return calls_.Read(context, request, response, funding::GetAgingReport);
  }

 private:
  rpc::Calls& calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeFundingReportService(rpc::Calls& calls) {
  return std::make_unique<FundingReportServiceImpl>(calls);
}

}  // namespace zgc::funding
