#include "services/funding_ledger/domain/awards/applications.h"

#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"

namespace zgc::funding {
namespace {

absl::Status CheckApplication(const storage::Reader&, const v1::Application* before,
                              v1::Application& row, Checks& checks) {
  resource::CheckForeign(row.enterprise(), resource::kEnterprisePrefix, "application.enterprise",
                         checks);
  CheckStatedAmount(row.requested_fen(), row.requested_state(), "application.requested_fen",
                    checks);
  CheckForeignList(row.parks(), resource::kParkPrefix, "application.parks", checks);
  if (row.matching_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) {
    checks.Expect(row.matching_fen() == 0, "application.matching_fen",
                  "needs matching_state KNOWN");
  } else {
    checks.Amount(row.matching_fen(), row.matching_state(), "application.matching_fen");
    checks.Expect(row.matching_fen() <= kMaxAmountFen, "application.matching_fen", kAmountTooLarge);
  }
  if (before != nullptr && !before->award().empty()) {
    checks.Expect(row.enterprise() == before->enterprise(), "application.enterprise",
                  absl::StrCat(before->award(), " was granted to ", before->enterprise()));
  }
  return absl::OkStatus();
}

// Others review and decide what was submitted.
bool WasSubmitted(const v1::Application& row) { return row.state() != v1::APPLICATION_STATE_DRAFT; }

// FAILED_PRECONDITION with CALL_NOT_OPEN unless the call takes applications;
// `day` empty asks for no day in particular.
absl::Status RequireTaking(const v1::Call& call, const std::string& day) {
  std::string why;
  if (call.state() != v1::CALL_STATE_PUBLISHED) {
    why = absl::StrCat("is ", v1::CallState_Name(call.state()));
  } else if (!day.empty() && day < call.opens_date()) {
    why = absl::StrCat("opens on ", call.opens_date(), ", after ", day);
  } else if (!day.empty() && day > call.closes_date()) {
    why = absl::StrCat("closed on ", call.closes_date(), ", before ", day);
  } else {
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_CALL_NOT_OPEN,
                         absl::StrCat(call.name(), " ", why),
                         {{"call", call.name()},
                          {"opens_date", call.opens_date()},
                          {"closes_date", call.closes_date()},
                          {"date", day}});
}

absl::StatusOr<std::vector<std::string>> WithoutReview(const storage::Reader&,
                                                       const v1::Application& row) {
  std::vector<std::string> obstacles;
  if (row.reviews().empty()) obstacles.push_back("it has no review yet");
  return obstacles;
}

}  // namespace

const records::KindOf<v1::Application>& ApplicationKind() {
  static const auto* const kind = new records::KindOf<v1::Application>(
      kApplications, {.created_by = "/zgc.funding.v1.ApplicationService/CreateApplication",
                      .field = "application",
                      .check = &CheckApplication,
                      // Program and year are those of the call.
                      .moved = {{"call", "WithdrawApplication and CreateApplication"}},
                      .confirmed = &WasSubmitted});
  return *kind;
}

const resource::Lifecycle<v1::Application>& ApplicationLifecycle() {
  constexpr auto kDraft = v1::APPLICATION_STATE_DRAFT;
  constexpr auto kSubmitted = v1::APPLICATION_STATE_SUBMITTED;
  constexpr auto kReview = v1::APPLICATION_STATE_UNDER_REVIEW;
  constexpr auto kYes = v1::APPLICATION_STATE_RECOMMENDED;
  constexpr auto kNo = v1::APPLICATION_STATE_NOT_RECOMMENDED;
  static const auto* const lifecycle = new resource::Lifecycle<v1::Application>(
      {{.method = "CreateApplication", .to = {kDraft}},
       {.method = "SubmitApplication",
        .from = {kDraft},
        .to = {kSubmitted},
        .when = "its call is open"},
       {.method = "StartReview",
        .from = {kSubmitted},
        .to = {kReview},
        .not_by = {"CreateApplication"}},
       {.method = "RecordReview",
        .from = {kReview},
        .not_by = {"CreateApplication"},
        .when = "the person has not reviewed it"},
       {.method = "ConcludeReview",
        .from = {kReview},
        .to = {kYes, kNo},
        .not_by = {"CreateApplication"},
        .when = "there is a review",
        .obstacles = &WithoutReview},
       {.method = "DecideApplication",
        .from = {kYes, kNo},
        .to = {v1::APPLICATION_STATE_DECIDED_GRANTED, v1::APPLICATION_STATE_DECIDED_REFUSED},
        .not_by = {"CreateApplication", "ConcludeReview"},
        .when = "the person has not reviewed it"},
       {.method = "WithdrawApplication",
        .from = {kDraft, kSubmitted, kReview, kYes, kNo},
        .to = {v1::APPLICATION_STATE_WITHDRAWN}}});
  return *lifecycle;
}

absl::StatusOr<v1::Application> CreateApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateApplicationRequest& request) {
  v1::Application row = request.application();
  row.set_name(absl::StrCat("applications/", request.application_id()));
  row.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kApplications.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto call,
                       checks.Reference(txn, kCalls, row.call(), "application.call"));
  ZGC_RETURN_IF_ERROR(ApplicationKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireTaking(*call, ""));
  row.set_program(call->program());
  row.set_fiscal_year(call->fiscal_year());
  ApplicationLifecycle().Take(txn, actor, "CreateApplication", {}, row);
  return ApplicationKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::Application> SubmitApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::SubmitApplicationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, "SubmitApplication", row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Call call, GetRow(txn, kCalls, row.call()));
  ZGC_RETURN_IF_ERROR(RequireTaking(call, day));
  ApplicationLifecycle().Take(txn, actor, "SubmitApplication",
                              {day, "", Evidence(request.document())}, row);
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<v1::Application> WithdrawApplication(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::WithdrawApplicationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, "WithdrawApplication", row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ApplicationLifecycle().Take(txn, actor, "WithdrawApplication", {day, request.reason(), {}}, row);
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<v1::Application> GetApplication(const storage::Reader& reader,
                                               const v1::GetApplicationRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kApplications, request.name());
}

absl::StatusOr<std::string> ListApplications(const storage::Reader& reader,
                                             const v1::ListApplicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListApplicationsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kApplications.column(), request, page, response);
}

}  // namespace zgc::funding
