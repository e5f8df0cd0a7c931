#pragma once

#include <grpcpp/grpcpp.h>

#include "common/rpc/calls.h"
#include "services/funding_ledger/domain/budget.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "zgc/funding/v1/funding.grpc.pb.h"

namespace zgc::funding {

// The methods of FundingLedgerService on years, programs and the budget, over the
// store of `calls`, which outlives it. Thread-safe.
class BudgetHandlers : public v1::FundingLedgerService::CallbackService {
 public:
  explicit BudgetHandlers(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateFiscalYear(Context* context, const v1::CreateFiscalYearRequest* request,
                          v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::CreateFiscalYear);
  }
  Unary* CloseFiscalYear(Context* context, const v1::CloseFiscalYearRequest* request,
                         v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::CloseFiscalYear);
  }
  Unary* GetFiscalYear(Context* context, const v1::GetFiscalYearRequest* request,
                       v1::FiscalYear* response) override {
    return calls_.Read(context, request, response, funding::GetFiscalYear);
  }
  Unary* ListFiscalYears(Context* context, const v1::ListFiscalYearsRequest* request,
                         v1::ListFiscalYearsResponse* response) override {
    return calls_.List(context, request, response, funding::ListFiscalYears);
  }
  Unary* CreateProgram(Context* context, const v1::CreateProgramRequest* request,
                       v1::Program* response) override {
    return calls_.Write(context, request, response, funding::CreateProgram);
  }
  Unary* GetProgram(Context* context, const v1::GetProgramRequest* request,
                    v1::Program* response) override {
    return calls_.Read(context, request, response, funding::GetProgram);
  }
  Unary* ListPrograms(Context* context, const v1::ListProgramsRequest* request,
                      v1::ListProgramsResponse* response) override {
    return calls_.List(context, request, response, funding::ListPrograms);
  }
  Unary* CreateAppropriation(Context* context, const v1::CreateAppropriationRequest* request,
                             v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::CreateAppropriation);
  }
  Unary* GetAppropriation(Context* context, const v1::GetAppropriationRequest* request,
                          v1::Appropriation* response) override {
    return calls_.Read(context, request, response, funding::GetAppropriation);
  }
  Unary* ListAppropriations(Context* context, const v1::ListAppropriationsRequest* request,
                            v1::ListAppropriationsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAppropriations);
  }
  Unary* GetLot(Context* context, const v1::GetLotRequest* request, v1::Lot* response) override {
    return calls_.Read(context, request, response, funding::GetLot);
  }
  Unary* TraceFunds(Context* context, const v1::TraceFundsRequest* request,
                    v1::FundsTrace* response) override {
    return calls_.Read(context, request, response, funding::TraceFunds);
  }
  Unary* ApproveAppropriation(Context* context, const v1::ApproveAppropriationRequest* request,
                              v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::ApproveAppropriation);
  }
  Unary* RejectAppropriation(Context* context, const v1::RejectAppropriationRequest* request,
                             v1::Appropriation* response) override {
    return calls_.Write(context, request, response, funding::RejectAppropriation);
  }
  Unary* CreateVirement(Context* context, const v1::CreateVirementRequest* request,
                        v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::CreateVirement);
  }
  Unary* GetVirement(Context* context, const v1::GetVirementRequest* request,
                     v1::Virement* response) override {
    return calls_.Read(context, request, response, funding::GetVirement);
  }
  Unary* ListVirements(Context* context, const v1::ListVirementsRequest* request,
                       v1::ListVirementsResponse* response) override {
    return calls_.List(context, request, response, funding::ListVirements);
  }
  Unary* ApproveVirement(Context* context, const v1::ApproveVirementRequest* request,
                         v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::ApproveVirement);
  }
  Unary* RejectVirement(Context* context, const v1::RejectVirementRequest* request,
                        v1::Virement* response) override {
    return calls_.Write(context, request, response, funding::RejectVirement);
  }
  Unary* CreateCarryOver(Context* context, const v1::CreateCarryOverRequest* request,
                         v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::CreateCarryOver);
  }
  Unary* GetCarryOver(Context* context, const v1::GetCarryOverRequest* request,
                      v1::CarryOver* response) override {
    return calls_.Read(context, request, response, funding::GetCarryOver);
  }
  Unary* ListCarryOvers(Context* context, const v1::ListCarryOversRequest* request,
                        v1::ListCarryOversResponse* response) override {
    return calls_.List(context, request, response, funding::ListCarryOvers);
  }
  Unary* ApproveCarryOver(Context* context, const v1::ApproveCarryOverRequest* request,
                          v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::ApproveCarryOver);
  }
  Unary* RejectCarryOver(Context* context, const v1::RejectCarryOverRequest* request,
                         v1::CarryOver* response) override {
    return calls_.Write(context, request, response, funding::RejectCarryOver);
  }
  Unary* CreatePeriodReopening(Context* context, const v1::CreatePeriodReopeningRequest* request,
                               v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::CreatePeriodReopening);
  }
  Unary* GetPeriodReopening(Context* context, const v1::GetPeriodReopeningRequest* request,
                            v1::PeriodReopening* response) override {
    return calls_.Read(context, request, response, funding::GetPeriodReopening);
  }
  Unary* ListPeriodReopenings(Context* context, const v1::ListPeriodReopeningsRequest* request,
                              v1::ListPeriodReopeningsResponse* response) override {
    return calls_.List(context, request, response, funding::ListPeriodReopenings);
  }
  Unary* ApprovePeriodReopening(Context* context, const v1::ApprovePeriodReopeningRequest* request,
                                v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::ApprovePeriodReopening);
  }
  Unary* RejectPeriodReopening(Context* context, const v1::RejectPeriodReopeningRequest* request,
                               v1::PeriodReopening* response) override {
    return calls_.Write(context, request, response, funding::RejectPeriodReopening);
  }
  Unary* CreateReversal(Context* context, const v1::CreateReversalRequest* request,
                        v1::Reversal* response) override {
    return calls_.Write(context, request, response, funding::CreateReversal);
  }
  Unary* GetReversal(Context* context, const v1::GetReversalRequest* request,
                     v1::Reversal* response) override {
    return calls_.Read(context, request, response, funding::GetReversal);
  }
  Unary* ListReversals(Context* context, const v1::ListReversalsRequest* request,
                       v1::ListReversalsResponse* response) override {
    return calls_.List(context, request, response, funding::ListReversals);
  }
  Unary* ClosePeriod(Context* context, const v1::ClosePeriodRequest* request,
                     v1::FiscalYear* response) override {
    return calls_.Write(context, request, response, funding::ClosePeriod);
  }
  Unary* CreateAllotment(Context* context, const v1::CreateAllotmentRequest* request,
                         v1::Allotment* response) override {
    return calls_.Write(context, request, response, funding::CreateAllotment);
  }
  Unary* GetAllotment(Context* context, const v1::GetAllotmentRequest* request,
                      v1::Allotment* response) override {
    return calls_.Read(context, request, response, funding::GetAllotment);
  }
  Unary* ListAllotments(Context* context, const v1::ListAllotmentsRequest* request,
                        v1::ListAllotmentsResponse* response) override {
    return calls_.List(context, request, response, funding::ListAllotments);
  }
  Unary* CreateCeiling(Context* context, const v1::CreateCeilingRequest* request,
                       v1::Ceiling* response) override {
    return calls_.Write(context, request, response, funding::CreateCeiling);
  }
  Unary* GetCeiling(Context* context, const v1::GetCeilingRequest* request,
                    v1::Ceiling* response) override {
    return calls_.Read(context, request, response, funding::GetCeiling);
  }
  Unary* ListCeilings(Context* context, const v1::ListCeilingsRequest* request,
                      v1::ListCeilingsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCeilings);
  }
  Unary* CreateCeilingAmendment(Context* context, const v1::CreateCeilingAmendmentRequest* request,
                                v1::CeilingAmendment* response) override {
    return calls_.Write(context, request, response, funding::CreateCeilingAmendment);
  }
  Unary* GetCeilingAmendment(Context* context, const v1::GetCeilingAmendmentRequest* request,
                             v1::CeilingAmendment* response) override {
    return calls_.Read(context, request, response, funding::GetCeilingAmendment);
  }
  Unary* ListCeilingAmendments(Context* context, const v1::ListCeilingAmendmentsRequest* request,
                               v1::ListCeilingAmendmentsResponse* response) override {
    return calls_.List(context, request, response, funding::ListCeilingAmendments);
  }
  Unary* ApproveCeilingAmendment(Context* context,
                                 const v1::ApproveCeilingAmendmentRequest* request,
                                 v1::CeilingAmendment* response) override {
    return calls_.Write(context, request, response, funding::ApproveCeilingAmendment);
  }
  Unary* RejectCeilingAmendment(Context* context, const v1::RejectCeilingAmendmentRequest* request,
                                v1::CeilingAmendment* response) override {
    return calls_.Write(context, request, response, funding::RejectCeilingAmendment);
  }
  Unary* CreateSummaryDisbursement(Context* context,
                                   const v1::CreateSummaryDisbursementRequest* request,
                                   v1::SummaryDisbursement* response) override {
    return calls_.Write(context, request, response, funding::CreateSummaryDisbursement);
  }
  Unary* GetSummaryDisbursement(Context* context, const v1::GetSummaryDisbursementRequest* request,
                                v1::SummaryDisbursement* response) override {
    return calls_.Read(context, request, response, funding::GetSummaryDisbursement);
  }
  Unary* ListSummaryDisbursements(Context* context,
                                  const v1::ListSummaryDisbursementsRequest* request,
                                  v1::ListSummaryDisbursementsResponse* response) override {
    return calls_.List(context, request, response, funding::ListSummaryDisbursements);
  }

 protected:
  rpc::Calls& calls_;
};

}  // namespace zgc::funding
