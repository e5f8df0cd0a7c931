#include "services/park_region/domain/enterprises/enterprises.h"

#include <set>

#include "common/base/credit_code.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::parks {
namespace {

// Who registered what and where, as the code says.
void SetParts(v1::Enterprise& enterprise) {
  enterprise.clear_uscc_parts();
  const auto parts = base::PartsOfUscc(enterprise.uscc());
  if (!parts.ok()) return;
  enterprise.mutable_uscc_parts()->set_authority(std::string(parts->authority));
  enterprise.mutable_uscc_parts()->set_category(std::string(parts->category));
  enterprise.mutable_uscc_parts()->set_region_code(parts->region_code);
}

// Numbers of persons stay out of all that is typed of an enterprise; its code is checked as such.
void CheckNoPerson(const v1::Enterprise& enterprise, Checks& checks) {
  const auto expect = [&](const std::string& text, absl::string_view field) {
    checks.Expect(!base::HoldsPersonNumber(text), field,
                  "holds what looks like the identity number of a person, which is not stored");
  };
  expect(enterprise.name(), "enterprise.name");
  expect(enterprise.display_name(), "enterprise.display_name");
  expect(enterprise.uscc_waiver_document(), "enterprise.uscc_waiver_document");
  for (int i = 0; i < enterprise.roles_size(); ++i) {
    expect(enterprise.roles(i), absl::StrCat("enterprise.roles[", i, "]"));
  }
}

v1::UsccState CheckCode(const v1::Enterprise& enterprise, Checks& checks) {
  const bool waived = !enterprise.uscc_waiver_document().empty();
  if (enterprise.uscc().empty()) {
    checks.Expect(!waived, "enterprise.uscc_waiver_document", "there is no code to waive");
    return v1::USCC_STATE_NOT_STATED;
  }
  const absl::Status full = base::CheckUscc(enterprise.uscc());
  if (full.ok()) {
    checks.Expect(!waived, "enterprise.uscc_waiver_document", "the code passes: nothing to waive");
    return v1::USCC_STATE_CHECKED;
  }
  // A waiver covers the check character, never the form.
  if (!waived || !base::CheckUsccForm(enterprise.uscc()).ok()) {
    checks.Add("enterprise.uscc", full.message());
  }
  return v1::USCC_STATE_WAIVED;
}

absl::Status CheckCodeIsFree(const storage::Reader& reader, const v1::Enterprise& enterprise,
                             Checks& checks) {
  if (enterprise.uscc().empty()) return absl::OkStatus();
  return kEnterprisesByUscc.ForEach(reader, {enterprise.uscc()}, [&](const std::string& found) {
    if (found != enterprise.name()) {
      checks.Add("enterprise.uscc", absl::StrCat(found, " has this code already"));
    }
    return true;
  });
}

absl::Status CheckEnterprise(const storage::Reader& reader, const v1::Enterprise*,
                             v1::Enterprise& enterprise, Checks& checks) {
  enterprise.set_uscc_state(CheckCode(enterprise, checks));
  SetParts(enterprise);
  CheckNoPerson(enterprise, checks);
  ZGC_RETURN_IF_ERROR(CheckCodeIsFree(reader, enterprise, checks));
  std::set<std::string> roles;
  for (int i = 0; i < enterprise.roles_size(); ++i) {
    checks.Expect(roles.insert(enterprise.roles(i)).second,
                  absl::StrCat("enterprise.roles[", i, "]"), "repeats an earlier one");
  }
  return absl::OkStatus();
}

absl::Status AddCode(storage::Txn& txn, const v1::Enterprise& enterprise) {
  if (!enterprise.uscc().empty()) {
    kEnterprisesByUscc.Add(txn, {enterprise.uscc()}, enterprise.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveCode(storage::Txn& txn, const v1::Enterprise& enterprise) {
  if (!enterprise.uscc().empty()) {
    kEnterprisesByUscc.Remove(txn, {enterprise.uscc()}, enterprise.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Enterprise>& EnterpriseKind() {
  static const auto* const kind = new records::KindOf<v1::Enterprise>(
      kEnterprises, {.created_by = "/zgc.parks.v1.EnterpriseService/CreateEnterprise",
                     .field = "enterprise",
                     .check = &CheckEnterprise,
                     .add = &AddCode,
                     .remove = &RemoveCode});
  return *kind;
}

absl::StatusOr<v1::Enterprise> CreateEnterprise(storage::Txn& txn, const base::Actor&,
                                                const v1::CreateEnterpriseRequest& request) {
  v1::Enterprise enterprise = request.enterprise();
  enterprise.set_name(absl::StrCat("enterprises/", request.enterprise_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(EnterpriseKind().Hold(txn, nullptr, enterprise, checks));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kEnterprises.Get(txn, {enterprise.name()}));
  if (existing.has_value()) return Exists(enterprise.name());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return EnterpriseKind().Create(txn, std::move(enterprise));
}

absl::StatusOr<v1::Enterprise> UpdateEnterprise(storage::Txn& txn, const base::Actor&,
                                                const v1::UpdateEnterpriseRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Enterprise old,
                       GetForUpdate(txn, kEnterprises, request.enterprise()));
  v1::Enterprise enterprise = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, enterprise);
  ZGC_RETURN_IF_ERROR(EnterpriseKind().Hold(txn, &old, enterprise, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return EnterpriseKind().Update(txn, old, std::move(enterprise));
}

absl::StatusOr<v1::Enterprise> GetEnterprise(const storage::Reader& reader,
                                             const v1::GetEnterpriseRequest& request) {
  return GetRow(reader, kEnterprises, request.name());
}

absl::StatusOr<std::string> ListEnterprises(const storage::Reader& reader,
                                            const v1::ListEnterprisesRequest& request,
                                            const storage::Page& page,
                                            v1::ListEnterprisesResponse& response) {
  return query::List(reader, kEnterprises.column(), request, page, response);
}

}  // namespace zgc::parks
