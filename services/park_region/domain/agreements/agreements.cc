#include "services/park_region/domain/agreements/agreements.h"

#include <set>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/agreement_service.pb.h"
#include "zgc/parks/v1/agreements.pb.h"

namespace zgc::parks {

absl::StatusOr<v1::Agreement> CreateAgreement(storage::Txn& txn, const base::Actor&,
                                              const v1::CreateAgreementRequest& request) {
  v1::Agreement agreement = request.agreement();
  agreement.set_name(absl::StrCat("agreements/", request.agreement_id()));
  agreement.clear_end_date();
  agreement.clear_end_reason();
  Checks checks;
  checks.Id(request.agreement_id(), "agreement_id");
  checks.Required(agreement.display_name(), "agreement.display_name");
  checks.Expect(agreement.parties_size() >= 2, "agreement.parties", "needs two or more");
  std::set<std::string> parties;
  for (int i = 0; i < agreement.parties_size(); ++i) {
    const std::string field = absl::StrCat("agreement.parties[", i, "]");
    checks.Required(agreement.parties(i), field);
    checks.Expect(parties.insert(agreement.parties(i)).second, field, "repeats an earlier one");
  }
  ZGC_RETURN_IF_ERROR(checks.Reference(txn, kParks, agreement.park(), "agreement.park").status());
  checks.ReducedDate(agreement.signed_date(), "agreement.signed_date");
  checks.Required(agreement.document(), "agreement.document");
  checks.Expect(agreement.status() == v1::AGREEMENT_STATUS_SIGNED ||
                    agreement.status() == v1::AGREEMENT_STATUS_IN_FORCE,
                "agreement.status", "must be SIGNED or IN_FORCE");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kAgreements, std::move(agreement));
}

absl::StatusOr<v1::Agreement> EndAgreement(storage::Txn& txn, const base::Actor&,
                                           const v1::EndAgreementRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Agreement agreement, GetForUpdate(txn, kAgreements, request));
  Checks checks;
  if (checks.Day(request.end_date(), "end_date")) {
    checks.Ordered(agreement.signed_date(), request.end_date(), "end_date");
  }
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (agreement.status() == v1::AGREEMENT_STATUS_ENDED) {
    return IllegalTransition(agreement.name(), "EndAgreement",
                             {absl::StrCat("it ended on ", agreement.end_date())}, {});
  }
  agreement.set_status(v1::AGREEMENT_STATUS_ENDED);
  agreement.set_end_date(request.end_date());
  agreement.set_end_reason(request.reason());
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
  return ListRows(reader, kAgreements, page, response.mutable_agreements(),
                  [&](const v1::Agreement& row) { return Takes(request.park(), row.park()); });
}

}  // namespace zgc::parks
