#include "services/park_region/domain/qualifications/qualifications.h"

#include <algorithm>
#include <tuple>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

std::string DayBefore(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  return parsed.ok() ? base::FormatDate(*parsed - 1) : "";
}

// The last day that the months of the kind allow; empty if it has none.
std::string LatestEnd(const v1::QualificationKind& kind, const std::string& from) {
  const auto parsed = base::ParseDate(from);
  if (kind.validity_months() == 0 || !parsed.ok()) return "";
  return base::FormatDate(
      absl::CivilDay(parsed->year(), parsed->month() + kind.validity_months(), parsed->day()));
}

void SetLastDay(v1::EnterpriseQualification& row) {
  row.set_last_day(row.valid_to());
  if (!row.has_revocation()) return;
  const std::string revoked = DayBefore(row.revocation().date());
  if (row.last_day().empty() || revoked < row.last_day()) row.set_last_day(revoked);
}

// What its kind demands of it.
void CheckByKind(const v1::QualificationKind& kind, const v1::EnterpriseQualification& row,
                 Checks& checks) {
  checks.Expect(
      row.valid_from() >= kind.valid_from() &&
          (kind.valid_to().empty() || row.valid_from() <= kind.valid_to()),
      "enterprise_qualification.valid_from",
      absl::StrCat(kind.name(), " is conferred from ", kind.valid_from(), " to ", kind.valid_to()));
  checks.Expect(!kind.certified() || !row.certificate_number().empty(),
                "enterprise_qualification.certificate_number",
                absl::StrCat("is required: each of ", kind.name(), " has a certificate"));
  const std::string latest = LatestEnd(kind, row.valid_from());
  if (latest.empty()) {
    checks.Expect(row.valid_to().empty(), "enterprise_qualification.valid_to",
                  absl::StrCat("is not given: one of ", kind.name(), " ends when it is revoked"));
  } else {
    checks.Expect(!row.valid_to().empty() && row.valid_to() <= latest,
                  "enterprise_qualification.valid_to",
                  absl::StrCat("must be given and not after ", latest, ": one of ", kind.name(),
                               " holds for ", kind.validity_months(), " months at most"));
  }
}

// Nothing else says the same: the certificate, or the enterprise from the same day.
absl::Status CheckIsFirst(const storage::Reader& reader, const v1::EnterpriseQualification& row,
                          Checks& checks) {
  if (!row.certificate_number().empty()) {
    ZGC_RETURN_IF_ERROR(kQualificationsByCertificate.ForEach(
        reader, {row.kind(), row.certificate_number()}, [&](const std::string& found) {
          checks.Expect(found == row.name(), "enterprise_qualification.certificate_number",
                        absl::StrCat(found, " has this certificate already"));
          return true;
        }));
  }
  ZGC_ASSIGN_OR_RETURN(const auto others, QualificationsOf(reader, row.enterprise()));
  for (const v1::EnterpriseQualification& other : others) {
    checks.Expect(
        other.name() == row.name() || other.kind() != row.kind() ||
            other.valid_from() != row.valid_from(),
        "enterprise_qualification.valid_from",
        absl::StrCat(other.name(), " has the enterprise qualified from that day already"));
  }
  return absl::OkStatus();
}

void CheckRevocation(const v1::EnterpriseQualification& row, const std::string& field,
                     Checks& checks) {
  if (!row.has_revocation()) return;
  const std::string& date = row.revocation().date();
  checks.Expect(date >= row.valid_from() && (row.valid_to().empty() || date <= row.valid_to()),
                field + ".date",
                absl::StrCat("is not among the days ", row.valid_from(), " to ", row.valid_to(),
                             " of the qualification"));
}

absl::Status CheckQualification(const storage::Reader& reader, const v1::EnterpriseQualification*,
                                v1::EnterpriseQualification& row, Checks& checks) {
  SetLastDay(row);
  checks.Ordered(row.valid_from(), row.valid_to(), "enterprise_qualification.valid_to");
  // Days that are none are held against no others.
  if (!checks.empty()) return absl::OkStatus();
  CheckRevocation(row, "enterprise_qualification.revocation", checks);
  ZGC_ASSIGN_OR_RETURN(const auto kind, kQualificationKinds.Get(reader, {row.kind()}));
  if (kind.has_value()) CheckByKind(*kind, row, checks);
  ZGC_RETURN_IF_ERROR(
      CheckNotMerged(reader, row.enterprise(), "enterprise_qualification.enterprise", checks));
  return CheckIsFirst(reader, row, checks);
}

absl::Status AddQualification(storage::Txn& txn, const v1::EnterpriseQualification& row) {
  kQualificationsByEnterprise.Add(txn, {row.enterprise()}, row.name());
  if (!row.certificate_number().empty()) {
    kQualificationsByCertificate.Add(txn, {row.kind(), row.certificate_number()}, row.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveQualification(storage::Txn& txn, const v1::EnterpriseQualification& row) {
  kQualificationsByEnterprise.Remove(txn, {row.enterprise()}, row.name());
  if (!row.certificate_number().empty()) {
    kQualificationsByCertificate.Remove(txn, {row.kind(), row.certificate_number()}, row.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::EnterpriseQualification>& EnterpriseQualificationKind() {
  static const auto* const kind = new records::KindOf<v1::EnterpriseQualification>(
      kEnterpriseQualifications,
      {.created_by = "/zgc.parks.v1.QualificationService/CreateEnterpriseQualification",
       .field = "enterprise_qualification",
       .check = &CheckQualification,
       .add = &AddQualification,
       .remove = &RemoveQualification});
  return *kind;
}

absl::StatusOr<v1::EnterpriseQualification> CreateEnterpriseQualification(
    storage::Txn& txn, const base::Actor&,
    const v1::CreateEnterpriseQualificationRequest& request) {
  v1::EnterpriseQualification row = request.enterprise_qualification();
  row.set_name(absl::StrCat("enterpriseQualifications/", request.enterprise_qualification_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kEnterpriseQualifications.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(EnterpriseQualificationKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return EnterpriseQualificationKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::EnterpriseQualification> RevokeEnterpriseQualification(
    storage::Txn& txn, const base::Actor&,
    const v1::RevokeEnterpriseQualificationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::EnterpriseQualification old,
                       GetForUpdate(txn, kEnterpriseQualifications, request));
  Checks checks(txn, request);
  checks.Expect(!old.has_revocation(), "name",
                absl::StrCat("was revoked from ", old.revocation().date(), " already"));
  v1::EnterpriseQualification row = old;
  *row.mutable_revocation() = request.revocation();
  if (checks.empty()) CheckRevocation(row, "revocation", checks);
  SetLastDay(row);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return EnterpriseQualificationKind().Update(txn, old, std::move(row));
}

absl::StatusOr<v1::EnterpriseQualification> GetEnterpriseQualification(
    const storage::Reader& reader, const v1::GetEnterpriseQualificationRequest& request) {
  return GetRow(reader, kEnterpriseQualifications, request.name());
}

absl::StatusOr<std::string> ListEnterpriseQualifications(
    const storage::Reader& reader, const v1::ListEnterpriseQualificationsRequest& request,
    const storage::Page& page, v1::ListEnterpriseQualificationsResponse& response) {
  return query::List(reader, kEnterpriseQualifications.column(), request, page, response);
}

absl::StatusOr<std::vector<v1::EnterpriseQualification>> QualificationsOf(
    const storage::Reader& reader, const std::string& enterprise) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(
      kQualificationsByEnterprise.ForEach(reader, {enterprise}, [&](const std::string& found) {
        names.push_back(found);
        return true;
      }));
  std::vector<v1::EnterpriseQualification> rows;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(v1::EnterpriseQualification row,
                         GetRow(reader, kEnterpriseQualifications, name));
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.valid_from(), a.name()) < std::tie(b.valid_from(), b.name());
  });
  return rows;
}

}  // namespace zgc::parks
