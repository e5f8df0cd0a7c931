#include "services/park_region/domain/agreements/agreements.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/agreements/terms.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/agreement_service.pb.h"
#include "zgc/parks/v1/agreements.pb.h"

namespace zgc::parks {
namespace {

absl::Status CheckAgreement(const storage::Reader& reader, const v1::Agreement* before,
                            v1::Agreement& agreement, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckTerms(reader, before, agreement, checks));
  ZGC_RETURN_IF_ERROR(
      checks.NotAfterToday(reader, agreement.signed_date(), "agreement.signed_date"));
  if (before == nullptr) {
    checks.Expect(agreement.state() != v1::AGREEMENT_STATE_ENDED, "agreement.state",
                  "must be SIGNED or IN_FORCE");
  } else if (!agreement.end_date().empty()) {
    checks.Expect(agreement.signed_date() <= agreement.end_date(), "agreement.signed_date",
                  absl::StrCat("is after its last day ", agreement.end_date()));
  }
  return absl::OkStatus();
}

// The day of what was done of an agreement: not before it was signed, not after today.
absl::Status CheckDay(const storage::Reader& reader, const v1::Agreement& agreement,
                      const std::string& date, Checks& checks) {
  if (!date.empty()) checks.Ordered(agreement.signed_date(), date, "date");
  return checks.NotAfterToday(reader, date, "date");
}

// The duty that a request names, or null, which is a violation.
v1::AgreementDuty* DutyOf(v1::Agreement& agreement, const std::string& duty_id, Checks& checks) {
  v1::AgreementDuty* const duty = FindDuty(agreement, duty_id);
  checks.Expect(duty != nullptr, "duty_id", absl::StrCat("is no duty of ", agreement.name()));
  return duty;
}

}  // namespace

const records::KindOf<v1::Agreement>& AgreementKind() {
  static const auto* const kind = new records::KindOf<v1::Agreement>(
      kAgreements, {.created_by = "/zgc.parks.v1.AgreementService/CreateAgreement",
                    .field = "agreement",
                    .check = &CheckAgreement,
                    .moved = {{"state", "EndAgreement"}}});
  return *kind;
}

const Lifecycle<v1::Agreement>& AgreementLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Agreement>({
      {.method = "CreateAgreement",
       .to = {v1::AGREEMENT_STATE_SIGNED, v1::AGREEMENT_STATE_IN_FORCE}},
      {.method = "BeginAgreement",
       .from = {v1::AGREEMENT_STATE_SIGNED},
       .to = {v1::AGREEMENT_STATE_IN_FORCE}},
      {.method = "FulfilDuty",
       .from = {v1::AGREEMENT_STATE_SIGNED, v1::AGREEMENT_STATE_IN_FORCE},
       .when = "the duty is not done"},
      {.method = "ReopenDuty",
       .from = {v1::AGREEMENT_STATE_SIGNED, v1::AGREEMENT_STATE_IN_FORCE},
       .when = "the duty is done"},
      {.method = "EndAgreement",
       .from = {v1::AGREEMENT_STATE_SIGNED, v1::AGREEMENT_STATE_IN_FORCE},
       .to = {v1::AGREEMENT_STATE_ENDED}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Agreement> CreateAgreement(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAgreementRequest& request) {
  v1::Agreement agreement = request.agreement();
  agreement.set_name(absl::StrCat("agreements/", request.agreement_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(AgreementKind().Hold(txn, nullptr, agreement, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  AgreementLifecycle().TakeTo(txn, actor, "CreateAgreement", agreement.state(), {}, agreement);
  return AgreementKind().Create(txn, std::move(agreement));
}

absl::StatusOr<v1::Agreement> BeginAgreement(storage::Txn& txn, const base::Actor& actor,
                                             const v1::BeginAgreementRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Agreement agreement, GetForUpdate(txn, kAgreements, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckDay(txn, agreement, request.date(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(AgreementLifecycle().Check(txn, actor, "BeginAgreement", agreement));
  AgreementLifecycle().Take(txn, actor, "BeginAgreement",
                            {.date = request.date(), .evidence = Evidence(request.document())},
                            agreement);
  return Save(txn, kAgreements, std::move(agreement));
}

absl::StatusOr<v1::Agreement> FulfilDuty(storage::Txn& txn, const base::Actor& actor,
                                         const v1::FulfilDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Agreement agreement, GetForUpdate(txn, kAgreements, request));
  Checks checks(txn, request);
  v1::AgreementDuty* const duty = DutyOf(agreement, request.duty_id(), checks);
  ZGC_RETURN_IF_ERROR(CheckDay(txn, agreement, request.date(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(AgreementLifecycle().Check(txn, actor, "FulfilDuty", agreement));
  if (!duty->done_date().empty()) {
    return AgreementLifecycle().Hindered(
        txn, "FulfilDuty", agreement,
        {absl::StrCat(duty->duty_id(), " was done on ", duty->done_date())});
  }
  duty->set_done_date(request.date());
  AgreementLifecycle().Take(txn, actor, "FulfilDuty",
                            {.date = request.date(),
                             .note = absl::StrCat(duty->duty_id(), ": ", duty->title()),
                             .evidence = Evidence(request.document())},
                            agreement);
  return Save(txn, kAgreements, std::move(agreement));
}

absl::StatusOr<v1::Agreement> ReopenDuty(storage::Txn& txn, const base::Actor& actor,
                                         const v1::ReopenDutyRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Agreement agreement, GetForUpdate(txn, kAgreements, request));
  Checks checks(txn, request);
  v1::AgreementDuty* const duty = DutyOf(agreement, request.duty_id(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(AgreementLifecycle().Check(txn, actor, "ReopenDuty", agreement));
  if (duty->done_date().empty()) {
    return AgreementLifecycle().Hindered(txn, "ReopenDuty", agreement,
                                         {absl::StrCat(duty->duty_id(), " is not done")});
  }
  duty->clear_done_date();
  AgreementLifecycle().Take(
      txn, actor, "ReopenDuty",
      {.date = DayOr(txn, ""), .note = absl::StrCat(duty->duty_id(), ": ", request.reason())},
      agreement);
  return Save(txn, kAgreements, std::move(agreement));
}

absl::StatusOr<v1::Agreement> EndAgreement(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndAgreementRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Agreement agreement, GetForUpdate(txn, kAgreements, request));
  Checks checks(txn, request);
  if (!request.end_date().empty()) {
    checks.Ordered(agreement.signed_date(), request.end_date(), "end_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(AgreementLifecycle().Check(txn, actor, "EndAgreement", agreement));
  agreement.set_end_date(request.end_date());
  AgreementLifecycle().Take(txn, actor, "EndAgreement",
                            {.date = request.end_date(), .note = request.reason()}, agreement);
  return Save(txn, kAgreements, std::move(agreement));
}

absl::StatusOr<v1::Agreement> GetAgreement(const storage::Reader& reader,
                                           const v1::GetAgreementRequest& request) {
  return GetRow(reader, kAgreements, request.name());
}

absl::StatusOr<std::string> ListAgreements(const storage::Reader& reader,
                                           const v1::ListAgreementsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAgreementsResponse& response) {
  return query::List(reader, kAgreements.column(), request, page, response);
}

}  // namespace zgc::parks
