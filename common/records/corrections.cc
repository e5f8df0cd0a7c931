#include "common/records/corrections.h"

#include <google/protobuf/util/field_mask_util.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/query/list.h"
#include "common/records/amounts.h"
#include "common/records/changes.h"
#include "common/records/citations.h"
#include "common/records/records_schema.h"
#include "common/resource/masks.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::records {
namespace {

using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;
using resource::Checks;
using resource::StepDetails;
using storage::Reader;
using storage::Txn;

// How many of the records that cite one are listed.
constexpr size_t kMostListed = 20;

// Stands for records whose names are not told.
constexpr char kConcealed[] = "records that few may see, which who may withdraws";

// A record that is corrected.
struct Target {
  const Kinds* kinds = nullptr;
  const Kind* kind = nullptr;
  std::unique_ptr<Message> row;

  std::string etag() const {
    return row->GetReflection()->GetString(*row, kind->row().FindFieldByName("etag"));
  }
};

// As it stands, if its etag is the one given or none is.
absl::StatusOr<Target> TargetOf(const Reader& reader, const Kinds& kinds, absl::string_view method,
                                const std::string& name, const std::string& etag) {
  Target target;
  target.kinds = &kinds;
  ZGC_ASSIGN_OR_RETURN(target.kind, kinds.Find(name, method));
  ZGC_ASSIGN_OR_RETURN(target.row, target.kind->Find(reader, name));
  if (target.row == nullptr) return resource::NotFound(reader, name);
  if (!etag.empty() && etag != target.etag()) {
    return resource::EtagMismatch(name, target.etag(), etag);
  }
  return target;
}

// Whether its correction waits for a second person.
absl::StatusOr<bool> TakesSecond(const Reader& reader, const Target& target,
                                 const std::string& name) {
  if (target.kind->Confirmed(*target.row)) return true;
  if (!target.kind->rested_on()) return false;
  return IsCited(reader, name);
}

// The row with the fields of the mask taken from `values`, held to all that it must hold.
absl::StatusOr<std::unique_ptr<Message>> Corrected(const Reader& reader, const Target& target,
                                                   const google::protobuf::FieldMask& mask,
                                                   const Message& values, Checks& checks) {
  std::unique_ptr<Message> row(target.row->New());
  row->CopyFrom(*target.row);
  resource::ApplyUpdateMask(mask, values, target.kind->correctable(), checks, *row);
  if (checks.empty()) {
    checks.Expect(!ChangesBetween(*target.row, *row).empty(), "update_mask",
                  "the record has these values already");
  }
  ZGC_RETURN_IF_ERROR(target.kind->Check(reader, *target.row, *row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return row;
}

absl::Status CheckVoid(const Reader& reader, const Target& target, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const Citing citing, CitingOf(reader, name, kMostListed));
  if (citing.count == 0) {
    ZGC_ASSIGN_OR_RETURN(const auto kept_by, target.kind->KeptBy(reader, *target.row));
    return kept_by.empty() ? absl::OkStatus()
                           : resource::IllegalTransition(name, "VoidRecord", kept_by, {});
  }
  const std::string count =
      absl::StrCat(citing.count, citing.count == kMostCounted ? " or more" : "");
  std::vector<std::string> told;
  for (const std::string& one : citing.names) {
    const FixedType* const fixed = target.kinds->FixedOf(one);
    if (fixed == nullptr || !fixed->concealed) told.push_back(one);
  }
  if (told.size() < citing.names.size()) told.push_back(kConcealed);
  absl::Status status =
      base::MakeError(absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_RECORD_CITED,
                      absl::StrCat(name, " is cited by ", count, ": ", absl::StrJoin(told, ", "),
                                   citing.count > static_cast<int64_t>(kMostListed) ? ", …" : ""),
                      {{"name", name}, {"citing", absl::StrCat(citing.count)}});
  google::rpc::PreconditionFailure failure;
  for (const std::string& one : told) {
    auto* violation = failure.add_violations();
    violation->set_type("CITED");
    violation->set_subject(name);
    violation->set_description(one);
  }
  base::AttachDetail(status, failure);
  return status;
}

absl::Status Void(Txn& txn, const Target& target, const v1::Correction& correction) {
  ZGC_RETURN_IF_ERROR(CheckVoid(txn, target, correction.record()));
  ZGC_RETURN_IF_ERROR(target.kind->Remove(txn, *target.row));
  v1::VoidedRecord voided;
  voided.set_name(correction.record());
  voided.set_correction(correction.name());
  resource::kVoidedRecords.Put(txn, {voided.name()}, voided);
  return absl::OkStatus();
}

template <typename Request>
v1::Correction Begun(const Request& request, const Target& target, v1::CorrectionKind kind) {
  v1::Correction correction;
  correction.set_record(request.name());
  correction.set_kind(kind);
  correction.set_reason(request.reason());
  *correction.mutable_evidence() = request.evidence();
  correction.set_record_etag(target.etag());
  return correction;
}

// Records a correction under the number of its commit, and that it was applied or is proposed.
absl::StatusOr<v1::Correction> Record(Txn& txn, const base::Actor& actor, const char* method,
                                      bool proposed, v1::Correction correction) {
  const StepDetails details = {.note = correction.reason(), .evidence = correction.evidence()};
  CorrectionLifecycle().TakeTo(
      txn, actor, method, proposed ? v1::CORRECTION_STATE_PROPOSED : v1::CORRECTION_STATE_APPLIED,
      details, correction);
  if (!proposed) {
    correction.set_applied_revision(txn.revision());
    resource::NoteReason(txn, correction.name());
  }
  kCorrectionsByRecord.Add(txn, {correction.record()}, correction.name());
  return resource::Insert(txn, kCorrections, std::move(correction));
}

std::string NameAt(const Txn& txn, int ordinal = 0) {
  const std::string name = absl::StrFormat("corrections/%012d", txn.revision());
  return ordinal == 0 ? name : absl::StrFormat("%s-%03d", name, ordinal);
}

}  // namespace

const resource::Lifecycle<v1::Correction>& CorrectionLifecycle() {
  constexpr char kSecond[] = "the record is one that a second person confirmed, or not";
  static const auto* const lifecycle = new resource::Lifecycle<v1::Correction>({
      {.method = "CorrectRecord",
       .to = {v1::CORRECTION_STATE_PROPOSED, v1::CORRECTION_STATE_APPLIED},
       .when = kSecond},
      {.method = "VoidRecord",
       .to = {v1::CORRECTION_STATE_PROPOSED, v1::CORRECTION_STATE_APPLIED},
       .when = kSecond},
      {.method = "ApproveCorrection",
       .from = {v1::CORRECTION_STATE_PROPOSED},
       .to = {v1::CORRECTION_STATE_APPLIED},
       .not_by = {"CorrectRecord", "VoidRecord"},
       .when = "the record is as it was when this was proposed"},
      {.method = "RejectCorrection",
       .from = {v1::CORRECTION_STATE_PROPOSED},
       .to = {v1::CORRECTION_STATE_REJECTED},
       .not_by = {"CorrectRecord", "VoidRecord"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Correction> CorrectRecord(Txn& txn, const base::Actor& actor, const Kinds& kinds,
                                             int64_t suspect_yuan,
                                             const v1::CorrectRecordRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const Target target,
                       TargetOf(txn, kinds, "CorrectRecord", request.name(), request.etag()));
  Checks checks(txn, request);
  const auto mask = Correctable(*target.kind, request.update_mask(), checks);
  const auto values = Unpack(*target.kind, request.record(), "record", checks);
  if (values == nullptr || mask.paths().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const auto row, Corrected(txn, target, mask, *values, checks));
  ZGC_RETURN_IF_ERROR(CheckAmounts(txn, *target.kind, target.row.get(), *row,
                                   request.confirmed_amount(), suspect_yuan));

  v1::Correction correction = Begun(request, target, v1::CORRECTION_KIND_FIELDS);
  correction.set_name(NameAt(txn));
  for (v1::FieldChange& change : ChangesBetween(*target.row, *row)) {
    *correction.add_changes() = std::move(change);
  }
  *correction.mutable_update_mask() = mask;
  FieldMaskUtil::TrimMessage(mask, values.get());
  correction.mutable_values()->PackFrom(*values);
  ZGC_ASSIGN_OR_RETURN(const bool proposed, TakesSecond(txn, target, request.name()));
  if (!proposed) ZGC_RETURN_IF_ERROR(target.kind->Replace(txn, *target.row, *row));
  return Record(txn, actor, "CorrectRecord", proposed, std::move(correction));
}

absl::StatusOr<v1::Correction> VoidRecord(Txn& txn, const base::Actor& actor, const Kinds& kinds,
                                          const v1::VoidRecordRequest& request, int ordinal) {
  ZGC_ASSIGN_OR_RETURN(const Target target,
                       TargetOf(txn, kinds, "VoidRecord", request.name(), request.etag()));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  v1::Correction correction = Begun(request, target, v1::CORRECTION_KIND_VOID);
  correction.set_name(NameAt(txn, ordinal));
  const bool proposed = target.kind->Confirmed(*target.row);
  ZGC_RETURN_IF_ERROR(proposed ? CheckVoid(txn, target, request.name())
                               : Void(txn, target, correction));
  return Record(txn, actor, "VoidRecord", proposed, std::move(correction));
}

absl::StatusOr<v1::Correction> ApproveCorrection(Txn& txn, const base::Actor& actor,
                                                 const Kinds& kinds,
                                                 const v1::ApproveCorrectionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Correction correction,
                       resource::GetToMove(txn, actor, kCorrections, CorrectionLifecycle(),
                                           "ApproveCorrection", request));
  ZGC_ASSIGN_OR_RETURN(const Target target,
                       TargetOf(txn, kinds, "ApproveCorrection", correction.record(), ""));
  if (!correction.record_etag().empty() && target.etag() != correction.record_etag()) {
    return base::MakeError(
        absl::StatusCode::kAborted, common::v1::ERROR_REASON_ETAG_MISMATCH,
        absl::StrCat(correction.record(), " has changed since ", correction.name(),
                     " was proposed: reject that, and propose it anew of the record as it is"),
        {{"name", correction.record()}, {"etag", target.etag()}});
  }
  if (correction.kind() == v1::CORRECTION_KIND_VOID) {
    ZGC_RETURN_IF_ERROR(Void(txn, target, correction));
  } else {
    Checks checks;
    const auto values = Unpack(*target.kind, correction.values(), "values", checks);
    if (values == nullptr) return absl::DataLossError("damaged correction " + correction.name());
    // What it must hold may have changed with other records.
    ZGC_ASSIGN_OR_RETURN(const auto row,
                         Corrected(txn, target, correction.update_mask(), *values, checks));
    ZGC_RETURN_IF_ERROR(target.kind->Replace(txn, *target.row, *row));
  }
  correction.set_applied_revision(txn.revision());
  resource::NoteReason(txn, correction.name());
  CorrectionLifecycle().Take(txn, actor, "ApproveCorrection", {}, correction);
  return resource::Save(txn, kCorrections, std::move(correction));
}

absl::StatusOr<v1::Correction> RejectCorrection(Txn& txn, const base::Actor& actor,
                                                const v1::RejectCorrectionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Correction correction,
                       resource::GetToMove(txn, actor, kCorrections, CorrectionLifecycle(),
                                           "RejectCorrection", request));
  CorrectionLifecycle().Take(txn, actor, "RejectCorrection", {.note = request.reason()},
                             correction);
  return resource::Save(txn, kCorrections, std::move(correction));
}

absl::StatusOr<v1::Correction> GetCorrection(const Reader& reader,
                                             const v1::GetCorrectionRequest& request) {
  return resource::GetRow(reader, kCorrections, request.name());
}

absl::StatusOr<std::string> ListCorrections(const Reader& reader,
                                            const v1::ListCorrectionsRequest& request,
                                            const storage::Page& page,
                                            v1::ListCorrectionsResponse& response) {
  return query::List(reader, kCorrections.column(), request, page, response);
}

}  // namespace zgc::records
