#include "services/funding_ledger/domain/awards/calls.h"

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/steps.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"

namespace zgc::funding {
namespace {

const resource::old::Lifecycle& CallLifecycle() {
  static const auto* const lifecycle =
      new resource::old::Lifecycle(v1::CallState_descriptor(),
                    {{"PublishCall", v1::CALL_STATE_DRAFT, v1::CALL_STATE_PUBLISHED},
                     {"WithdrawCall", v1::CALL_STATE_DRAFT, v1::CALL_STATE_WITHDRAWN},
                     {"WithdrawCall", v1::CALL_STATE_PUBLISHED, v1::CALL_STATE_WITHDRAWN}});
  return *lifecycle;
}

void CheckCallFields(const v1::Call& call, Checks& checks) {
  checks.Required(call.display_name(), "call.display_name");
  const bool opens = checks.Day(call.opens_date(), "call.opens_date");
  const bool closes = checks.Day(call.closes_date(), "call.closes_date");
  if (opens && closes) checks.Ordered(call.opens_date(), call.closes_date(), "call.closes_date");
  checks.Required(call.document(), "call.document");
  if (call.budget_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) {
    checks.Expect(call.budget_fen() == 0, "call.budget_fen", "needs budget_state KNOWN");
  } else {
    CheckStatedAmount(call.budget_fen(), call.budget_state(), "call.budget_fen", checks);
  }
  for (const std::string& rule : call.rules()) checks.Required(rule, "call.rules");
}

}  // namespace

absl::StatusOr<v1::Call> CreateCall(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateCallRequest& request) {
  v1::Call call = request.call();
  call.set_name(absl::StrCat("calls/", request.call_id()));
  call.set_state(v1::CALL_STATE_DRAFT);
  call.set_maker(actor.responsible());
  call.clear_checker();
  call.clear_steps();
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCalls.Get(txn, {call.name()}));
  if (existing.has_value()) return Exists(call.name());
  Checks checks;
  checks.Id(request.call_id(), "call_id");
  ZGC_RETURN_IF_ERROR(checks.Reference(txn, kPrograms, call.program(), "call.program").status());
  ZGC_RETURN_IF_ERROR(CheckFiscalYear(txn, call.fiscal_year(), "call.fiscal_year", checks));
  CheckCallFields(call, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kCalls, std::move(call));
}

absl::StatusOr<v1::Call> PublishCall(storage::Txn& txn, const base::Actor& actor,
                                     const v1::PublishCallRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Call call, GetForUpdate(txn, kCalls, request));
  ZGC_RETURN_IF_ERROR(CallLifecycle().Check(call.name(), call.state(), "PublishCall"));
  const std::string day = DayOr(txn, request.date());
  Checks checks;
  CheckStepDay(txn, day, call.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOther(actor, call.name(), "PublishCall", {call.maker()}));
  Take(txn, actor, CallLifecycle(), {"PublishCall", "", "", day, "", call.document()}, call);
  call.set_checker(actor.responsible());
  return Save(txn, kCalls, std::move(call));
}

absl::StatusOr<v1::Call> WithdrawCall(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawCallRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Call call, GetForUpdate(txn, kCalls, request));
  ZGC_RETURN_IF_ERROR(CallLifecycle().Check(call.name(), call.state(), "WithdrawCall"));
  const std::string day = DayOr(txn, request.date());
  Checks checks;
  CheckStepDay(txn, day, call.steps(), checks);
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (call.state() == v1::CALL_STATE_PUBLISHED) {
    ZGC_RETURN_IF_ERROR(RequireOther(actor, call.name(), "WithdrawCall", {call.maker()}));
  }
  Take(txn, actor, CallLifecycle(), {"WithdrawCall", "", "", day, request.reason(), ""}, call);
  return Save(txn, kCalls, std::move(call));
}

absl::StatusOr<v1::Call> GetCall(const storage::Reader& reader, const v1::GetCallRequest& request) {
  return GetRow(reader, kCalls, request.name());
}

absl::StatusOr<std::string> ListCalls(const storage::Reader& reader,
                                      const v1::ListCallsRequest& request,
                                      const storage::Page& page, v1::ListCallsResponse& response) {
  return ListRows(reader, kCalls, page, response.mutable_calls(), [&](const v1::Call& row) {
    return Takes(request.program(), row.program()) &&
           Takes(request.fiscal_year(), row.fiscal_year()) &&
           (request.state() == v1::CALL_STATE_UNSPECIFIED || request.state() == row.state());
  });
}

}  // namespace zgc::funding
