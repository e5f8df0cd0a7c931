#include "services/park_region/domain/enterprises/enterprises.h"

#include <set>

#include "common/base/credit_code.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/records/citations.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::parks {
namespace {

absl::StatusOr<bool> HasBranches(const storage::Reader& reader, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto citing, records::CitingOf(reader, name, records::kMostCounted));
  for (const std::string& one : citing.names) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kEnterprises.Get(reader, {one}));
    if (row.has_value() && row->head_enterprise() == name) return true;
  }
  return false;
}

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
  for (const std::string& role : enterprise.roles()) expect(role, "enterprise.roles");
  for (const std::string& alias : enterprise.aliases()) expect(alias, "enterprise.aliases");
  for (const v1::FormerName& former : enterprise.former_names()) {
    expect(former.display_name() + " " + former.document(), "enterprise.former_names");
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

void ExpectNoneTwice(const google::protobuf::RepeatedPtrField<std::string>& texts,
                     const std::string& field, Checks& checks) {
  std::set<std::string> before;
  for (int i = 0; i < texts.size(); ++i) {
    checks.Expect(before.insert(texts[i]).second, absl::StrCat(field, "[", i, "]"),
                  "repeats an earlier one");
  }
}

// Each ended after the one before it.
void CheckFormerNames(const v1::Enterprise& enterprise, Checks& checks) {
  for (int i = 1; i < enterprise.former_names_size(); ++i) {
    const std::string& last = enterprise.former_names(i - 1).last_day();
    checks.Expect(last < enterprise.former_names(i).last_day(),
                  absl::StrCat("enterprise.former_names[", i, "].last_day"),
                  absl::StrCat("is not after ", last, " of the name before"));
  }
}

// Whose branch it is. Figures count its registrations by it, so that it stays once there are any.
absl::Status CheckHead(const storage::Reader& reader, const v1::Enterprise* before,
                       const v1::Enterprise& enterprise, Checks& checks) {
  const std::string field = "enterprise.head_enterprise";
  const std::string& head = enterprise.head_enterprise();
  if (before != nullptr && before->head_enterprise() != head) {
    ZGC_ASSIGN_OR_RETURN(const auto events, RegistrationsOf(reader, enterprise.name()));
    checks.Expect(events.empty(), field, "stays as it is: there are registrations");
    ZGC_ASSIGN_OR_RETURN(const bool is_head, HasBranches(reader, enterprise.name()));
    checks.Expect(!is_head || head.empty(), field, "is not given: it has branches itself");
  }
  if (head.empty()) return absl::OkStatus();
  checks.Expect(head != enterprise.name(), field, "is the enterprise itself");
  ZGC_ASSIGN_OR_RETURN(const auto row, kEnterprises.Get(reader, {head}));
  checks.Expect(!row.has_value() || row->head_enterprise().empty(), field,
                absl::StrCat(head, " is a branch itself"));
  return absl::OkStatus();
}

absl::Status CheckEnterprise(const storage::Reader& reader, const v1::Enterprise* before,
                             v1::Enterprise& enterprise, Checks& checks) {
  enterprise.set_uscc_state(CheckCode(enterprise, checks));
  SetParts(enterprise);
  CheckNoPerson(enterprise, checks);
  ZGC_RETURN_IF_ERROR(CheckCodeIsFree(reader, enterprise, checks));
  ExpectNoneTwice(enterprise.roles(), "enterprise.roles", checks);
  ExpectNoneTwice(enterprise.aliases(), "enterprise.aliases", checks);
  CheckFormerNames(enterprise, checks);
  return CheckHead(reader, before, enterprise, checks);
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

absl::Status CheckNotMerged(const storage::Reader& reader, const std::string& enterprise,
                            const std::string& field, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kEnterprises.Get(reader, {enterprise}));
  checks.Expect(!row.has_value() || !row->has_merge(), field,
                absl::StrCat("was merged into ", row.has_value() ? row->merge().survivor() : ""));
  return absl::OkStatus();
}

absl::StatusOr<v1::Enterprise> NewEnterprise(const storage::Reader& reader,
                                             const v1::CreateEnterpriseRequest& request) {
  v1::Enterprise enterprise = request.enterprise();
  enterprise.set_name(absl::StrCat("enterprises/", request.enterprise_id()));
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(EnterpriseKind().Hold(reader, nullptr, enterprise, checks));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kEnterprises.Get(reader, {enterprise.name()}));
  if (existing.has_value()) return Exists(enterprise.name());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return enterprise;
}

absl::StatusOr<v1::Enterprise> CreateEnterprise(storage::Txn& txn, const base::Actor&,
                                                const v1::CreateEnterpriseRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Enterprise enterprise, NewEnterprise(txn, request));
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

absl::StatusOr<v1::Enterprise> RenameEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RenameEnterpriseRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Enterprise old, GetForUpdate(txn, kEnterprises, request));
  v1::Enterprise enterprise = old;
  Checks checks(txn, request);
  checks.Expect(request.display_name() != old.display_name(), "display_name", "is its name now");
  const auto first = base::ParseDate(request.from_date());
  if (first.ok()) {
    v1::FormerName& former = *enterprise.add_former_names();
    former.set_display_name(old.display_name());
    former.set_last_day(base::FormatDate(*first - 1));
    former.set_document(request.document());
    enterprise.set_display_name(request.display_name());
  }
  resource::AddStep(txn, actor, {.method = "RenameEnterprise"},
                    {.date = request.from_date(), .note = request.document()},
                    *enterprise.mutable_steps());
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
