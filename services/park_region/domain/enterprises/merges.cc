#include "services/park_region/domain/enterprises/merges.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/records/citations.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/returns/enterprise_returns.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Begins the full name of a record of this service. By its short name a record would be cited, and
// could not be voided any more.
constexpr absl::string_view kHere = "//park_region/";

// The field of a record that says whose it is, where that is `enterprise`; else null.
const FieldDescriptor* OwnerField(const Message& row, const std::string& enterprise) {
  for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = row.GetDescriptor()->field(i);
    if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    if (row.GetReflection()->GetString(row, field) == enterprise) {
      return field;
    }
  }
  return nullptr;
}

// Makes a record of `from` one of `to`. Whether there is such a record.
absl::StatusOr<bool> MoveRecord(storage::Txn& txn, const std::string& name, const std::string& from,
                                const std::string& to) {
  const records::Kind* const kind = ParkRegionKinds().Of(name);
  if (kind == nullptr) return false;
  ZGC_ASSIGN_OR_RETURN(const std::unique_ptr<Message> before, kind->Find(txn, name));
  const FieldDescriptor* const field = before == nullptr ? nullptr : OwnerField(*before, from);
  if (field == nullptr) return false;
  const std::unique_ptr<Message> row(before->New());
  row->CopyFrom(*before);
  row->GetReflection()->SetString(row.get(), field, to);
  ZGC_RETURN_IF_ERROR(kind->Replace(txn, *before, *row));
  return true;
}

// What was moved is held to its rules where it is now, once all of it is there; and so are the
// registrations of both.
absl::Status CheckMoved(const storage::Reader& reader, const std::vector<std::string>& moved,
                        const std::vector<std::string>& enterprises, Checks& checks) {
  for (const std::string& enterprise : enterprises) {
    ZGC_ASSIGN_OR_RETURN(const auto events, RegistrationsOf(reader, enterprise));
    for (const std::string& why : Contradictions(events)) checks.Add("name", why);
  }
  for (const std::string& name : moved) {
    const records::Kind& kind = *ParkRegionKinds().Of(name);
    ZGC_ASSIGN_OR_RETURN(const std::unique_ptr<Message> row, kind.Find(reader, name));
    const std::unique_ptr<Message> held(row->New());
    held->CopyFrom(*row);
    Checks own;
    ZGC_RETURN_IF_ERROR(kind.Check(reader, *row, *held, own));
    const absl::Status status = own.ToStatus();
    if (!status.ok()) checks.Add("name", absl::StrCat(name, ": ", status.message()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Enterprise> MergeEnterprise(storage::Txn& txn, const base::Actor& actor,
                                               const v1::MergeEnterpriseRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Enterprise enterprise, GetForUpdate(txn, kEnterprises, request));
  Checks checks(txn, request);
  checks.Expect(!enterprise.has_merge(), "name", "was merged already");
  checks.Expect(request.survivor() != request.name(), "survivor", "is the enterprise itself");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Enterprise survivor,
                       GetRow(txn, kEnterprises, request.survivor()));
  checks.Expect(!survivor.has_merge(), "survivor", "was merged into another itself");
  checks.Expect(survivor.head_enterprise() == enterprise.head_enterprise(), "survivor",
                "is not of the same head: a branch is the same as no enterprise");
  ZGC_ASSIGN_OR_RETURN(const auto citing,
                       records::CitingOf(txn, request.name(), records::kMostCounted));
  checks.Expect(citing.count < records::kMostCounted, "name",
                absl::StrCat("has ", records::kMostCounted, " records or more"));
  ZGC_RETURN_IF_ERROR(
      MergeReturns(txn, actor, request.name(), request.survivor(), request.reason(), checks));
  std::vector<std::string> moved;
  for (const std::string& name : citing.names) {
    // These were.
    ZGC_ASSIGN_OR_RETURN(const auto single, kEnterpriseReturns.Get(txn, {name}));
    if (single.has_value()) continue;
    ZGC_ASSIGN_OR_RETURN(const bool done,
                         MoveRecord(txn, name, request.name(), request.survivor()));
    checks.Expect(done, "name", absl::StrCat("is cited by ", name, ", which cannot be moved"));
    if (done) moved.push_back(name);
  }
  ZGC_RETURN_IF_ERROR(CheckMoved(txn, moved, {request.survivor()}, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::EnterpriseMerge& merge = *enterprise.mutable_merge();
  merge.set_survivor(request.survivor());
  merge.set_reason(request.reason());
  for (const std::string& name : moved) merge.add_moved_records(absl::StrCat(kHere, name));
  resource::AddStep(txn, actor, {.method = "MergeEnterprise"},
                    {.date = resource::DayOfCommit(txn), .note = request.reason()},
                    *enterprise.mutable_steps());
  return Save(txn, kEnterprises, std::move(enterprise));
}

absl::StatusOr<v1::Enterprise> UndoEnterpriseMerge(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::UndoEnterpriseMergeRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Enterprise enterprise, GetForUpdate(txn, kEnterprises, request));
  Checks checks(txn, request);
  checks.Expect(enterprise.has_merge(), "name", "was not merged");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const v1::EnterpriseMerge merge = enterprise.merge();
  enterprise.clear_merge();
  resource::AddStep(txn, actor, {.method = "UndoEnterpriseMerge"},
                    {.date = resource::DayOfCommit(txn), .note = request.reason()},
                    *enterprise.mutable_steps());
  enterprise = Save(txn, kEnterprises, std::move(enterprise));
  std::vector<std::string> moved;
  for (const std::string& full : merge.moved_records()) {
    const std::string name(absl::StripPrefix(full, kHere));
    ZGC_ASSIGN_OR_RETURN(const bool done, MoveRecord(txn, name, merge.survivor(), request.name()));
    if (done) moved.push_back(name);
  }
  ZGC_RETURN_IF_ERROR(
      UnmergeReturns(txn, actor, merge.survivor(), request.name(), request.reason(), checks));
  ZGC_RETURN_IF_ERROR(CheckMoved(txn, moved, {request.name(), merge.survivor()}, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return enterprise;
}

}  // namespace zgc::parks
