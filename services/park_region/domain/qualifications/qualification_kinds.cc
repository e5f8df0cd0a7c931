#include "services/park_region/domain/qualifications/qualification_kinds.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

bool Before(const std::string& last, const std::string& first) {
  return !last.empty() && last < first;
}

// No other kind is called so on one of the days.
absl::Status CheckLabel(const storage::Reader& reader, const v1::QualificationKind& kind,
                        Checks& checks) {
  return kQualificationKinds.ForEach(
      reader, [&](const storage::NameKey& key, const v1::QualificationKind& other) {
        if (key.name == kind.name() || other.display_name() != kind.display_name()) return true;
        checks.Expect(Before(other.valid_to(), kind.valid_from()) ||
                          Before(kind.valid_to(), other.valid_from()),
                      "qualification_kind.display_name",
                      absl::StrCat(key.name, " is called so on some of these days"));
        return true;
      });
}

absl::Status CheckQualificationKind(const storage::Reader& reader, const v1::QualificationKind*,
                                    v1::QualificationKind& kind, Checks& checks) {
  checks.Ordered(kind.valid_from(), kind.valid_to(), "qualification_kind.valid_to");
  return CheckLabel(reader, kind, checks);
}

}  // namespace

const records::KindOf<v1::QualificationKind>& QualificationKindKind() {
  static const auto* const kind = new records::KindOf<v1::QualificationKind>(
      kQualificationKinds,
      {.created_by = "/zgc.parks.v1.QualificationService/CreateQualificationKind",
       .field = "qualification_kind",
       .check = &CheckQualificationKind});
  return *kind;
}

absl::StatusOr<v1::QualificationKind> CreateQualificationKind(
    storage::Txn& txn, const base::Actor&, const v1::CreateQualificationKindRequest& request) {
  v1::QualificationKind kind = request.qualification_kind();
  kind.set_name(absl::StrCat("qualificationKinds/", request.qualification_kind_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kQualificationKinds.Get(txn, {kind.name()}));
  if (existing.has_value()) return Exists(kind.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(QualificationKindKind().Hold(txn, nullptr, kind, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return QualificationKindKind().Create(txn, std::move(kind));
}

absl::StatusOr<v1::QualificationKind> GetQualificationKind(
    const storage::Reader& reader, const v1::GetQualificationKindRequest& request) {
  return GetRow(reader, kQualificationKinds, request.name());
}

absl::StatusOr<std::string> ListQualificationKinds(const storage::Reader& reader,
                                                   const v1::ListQualificationKindsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListQualificationKindsResponse& response) {
  return query::List(reader, kQualificationKinds.column(), request, page, response);
}

}  // namespace zgc::parks
