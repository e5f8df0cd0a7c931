#include "services/funding_ledger/domain/awards/calls.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"

namespace zgc::funding {
namespace {

// Applications may have come in on any of its days.
void CheckPublished(const v1::Call& before, const v1::Call& call, Checks& checks) {
  constexpr char kKept[] = "is kept once it is published: withdraw it and make another";
  checks.Expect(call.program() == before.program(), "call.program", kKept);
  checks.Expect(call.fiscal_year() == before.fiscal_year(), "call.fiscal_year", kKept);
  checks.Expect(call.opens_date() <= before.opens_date(), "call.opens_date",
                absl::StrCat("is after ", before.opens_date(), ", since when it was open"));
  checks.Expect(call.closes_date() >= before.closes_date(), "call.closes_date",
                absl::StrCat("is before ", before.closes_date(), ", until when it was open"));
}

absl::Status CheckCall(const storage::Reader&, const v1::Call* before, v1::Call& call,
                       Checks& checks) {
  checks.Ordered(call.opens_date(), call.closes_date(), "call.closes_date");
  if (call.budget_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) {
    checks.Expect(call.budget_fen() == 0, "call.budget_fen", "needs budget_state KNOWN");
  } else {
    CheckStatedAmount(call.budget_fen(), call.budget_state(), "call.budget_fen", checks);
  }
  if (before != nullptr && before->state() != v1::CALL_STATE_DRAFT) {
    CheckPublished(*before, call, checks);
  }
  return absl::OkStatus();
}

bool WasPublished(const v1::Call& call) { return !call.checker().empty(); }

}  // namespace

const records::KindOf<v1::Call>& CallKind() {
  static const auto* const kind = new records::KindOf<v1::Call>(
      kCalls, {.created_by = "/zgc.funding.v1.ApplicationService/CreateCall",
               .field = "call",
               .check = &CheckCall,
               .confirmed = &WasPublished});
  return *kind;
}

const resource::Lifecycle<v1::Call>& CallLifecycle() {
  static const auto* const lifecycle = new resource::Lifecycle<v1::Call>(
      {{.method = "CreateCall", .to = {v1::CALL_STATE_DRAFT}},
       {.method = "PublishCall",
        .from = {v1::CALL_STATE_DRAFT},
        .to = {v1::CALL_STATE_PUBLISHED},
        .not_by = {"CreateCall"}},
       {.method = "WithdrawCall",
        .from = {v1::CALL_STATE_DRAFT, v1::CALL_STATE_PUBLISHED},
        .to = {v1::CALL_STATE_WITHDRAWN},
        .when = "of a published one: by another person than its maker"}});
  return *lifecycle;
}

absl::StatusOr<v1::Call> CreateCall(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateCallRequest& request) {
  v1::Call call = request.call();
  call.set_name(absl::StrCat("calls/", request.call_id()));
  call.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCalls.Get(txn, {call.name()}));
  if (existing.has_value()) return Exists(call.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CallKind().Hold(txn, nullptr, call, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  CallLifecycle().Take(txn, actor, "CreateCall", {}, call);
  return CallKind().Create(txn, std::move(call));
}

absl::StatusOr<v1::Call> PublishCall(storage::Txn& txn, const base::Actor& actor,
                                     const v1::PublishCallRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Call call, GetForUpdate(txn, kCalls, request));
  ZGC_RETURN_IF_ERROR(CallLifecycle().Check(txn, actor, "PublishCall", call));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, call.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  CallLifecycle().Take(txn, actor, "PublishCall", {day, "", Evidence(call.document())}, call);
  call.set_checker(actor.responsible());
  return Save(txn, kCalls, std::move(call));
}

absl::StatusOr<v1::Call> WithdrawCall(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawCallRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Call call, GetForUpdate(txn, kCalls, request));
  ZGC_RETURN_IF_ERROR(CallLifecycle().Check(txn, actor, "WithdrawCall", call));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, call.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (call.state() == v1::CALL_STATE_PUBLISHED) {
    ZGC_RETURN_IF_ERROR(RequireOther(actor, call.name(), "WithdrawCall", {call.maker()}));
  }
  CallLifecycle().Take(txn, actor, "WithdrawCall", {day, request.reason(), {}}, call);
  return Save(txn, kCalls, std::move(call));
}

absl::StatusOr<v1::Call> GetCall(const storage::Reader& reader, const v1::GetCallRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kCalls, request.name());
}

absl::StatusOr<std::string> ListCalls(const storage::Reader& reader,
                                      const v1::ListCallsRequest& request,
                                      const storage::Page& page, v1::ListCallsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kCalls.column(), request, page, response);
}

}  // namespace zgc::funding
