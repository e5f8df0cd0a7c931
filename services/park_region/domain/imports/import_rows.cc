#include "services/park_region/domain/imports/import_rows.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/credit_code.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/query/words.h"
#include "common/records/corrections.h"
#include "common/resource/checks.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/imports/import_findings.h"
#include "services/park_region/domain/imports/import_keys.h"
#include "services/park_region/domain/imports/imports.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/store/enterprise_names.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

constexpr int kMaxBatchRows = 500;
constexpr int kMaxColumns = 100;
// Of a column or a sheet.
constexpr size_t kMostLabelBytes = 200;

// Numbers of persons stay out of what is kept of a row besides its record.
void CheckNoPersonIn(const v1::ImportRowContent& row, const std::string& field, Checks& checks) {
  std::string kept = absl::StrCat(row.sheet(), " ", row.record_id());
  for (const v1::ImportFinding& finding : row.findings()) {
    absl::StrAppend(&kept, " ", finding.column(), " ", finding.reason());
  }
  checks.Expect(!base::HoldsPersonNumber(kept), field,
                "holds what looks like the identity number of a person, which is not stored");
}

// What the request says besides its rows, which are refused one by one.
template <typename Request>
absl::Status CheckBatch(const storage::Reader& reader, const Request& request) {
  ZGC_RETURN_IF_ERROR(base::CheckBatchSize("rows", request.rows_size(), kMaxBatchRows));
  ZGC_RETURN_IF_ERROR(
      base::CheckBatchSize("columns", static_cast<int>(request.columns().size()), kMaxColumns));
  Request bare = request;
  for (v1::ImportRowContent& row : *bare.mutable_rows()) row.Clear();
  Checks checks(reader, bare);
  checks.Expect(request.number() >= 1, "number", "must be 1 or more");
  for (int i = 0; i < request.rows_size(); ++i) {
    checks.Expect(request.rows(i).sheet().size() <= kMostLabelBytes,
                  absl::StrCat("rows[", i, "].sheet"),
                  absl::StrCat("has more than ", kMostLabelBytes, " bytes"));
    CheckNoPersonIn(request.rows(i), absl::StrCat("rows[", i, "]"), checks);
  }
  for (const auto& [path, label] : request.columns()) {
    checks.Expect(path.size() <= kMostLabelBytes && label.size() <= kMostLabelBytes, "columns",
                  absl::StrCat("have a name of more than ", kMostLabelBytes, " bytes"));
    checks.Expect(!base::HoldsPersonNumber(label), "columns",
                  "hold what looks like the identity number of a person, which is not stored");
  }
  return checks.ToStatus();
}

// As CreateEnterprise is asked.
v1::CreateEnterpriseRequest RequestOf(const v1::ImportRowContent& content) {
  v1::CreateEnterpriseRequest request;
  request.set_enterprise_id(content.record_id());
  *request.mutable_enterprise() = content.enterprise();
  request.mutable_enterprise()->clear_name();
  return request;
}

v1::Enterprise NamedAs(const v1::ImportRowContent& content) {
  v1::Enterprise row = content.enterprise();
  row.set_name(content.record_id());
  return row;
}

// An enterprise of the store that would look the same: of one name, where one of the two has no
// code. One with the same code is refused where it would be created.
absl::Status CheckNameIsFree(const storage::Reader& reader, const v1::Enterprise& enterprise,
                             Checks& checks) {
  const std::string name = query::NormalForm(enterprise.display_name());
  if (name.empty()) return absl::OkStatus();
  std::vector<std::string> found;
  ZGC_RETURN_IF_ERROR(kEnterprisesByNormalName.ForEach(reader, {name}, [&](const auto& one) {
    found.push_back(one);
    return found.size() < 20;
  }));
  for (const std::string& one : found) {
    ZGC_ASSIGN_OR_RETURN(const auto other, kEnterprises.Get(reader, {one}));
    if (!other.has_value() || (!other->uscc().empty() && !enterprise.uscc().empty())) continue;
    checks.Add("enterprise.display_name", absl::StrCat(one, " has this name already, and ",
                                                       other->uscc().empty() ? "it" : "this row",
                                                       " has no code that would tell them apart"));
  }
  return absl::OkStatus();
}

// What the row would create, if it may be created now.
absl::StatusOr<v1::Enterprise> NewOf(const storage::Reader& reader,
                                     const v1::ImportRowContent& content) {
  ZGC_ASSIGN_OR_RETURN(v1::Enterprise enterprise, NewEnterprise(reader, RequestOf(content)));
  ZGC_RETURN_IF_ERROR(
      resource::CheckNotVoided(reader, absl::StrCat("enterprises/", content.record_id())));
  Checks checks;
  ZGC_RETURN_IF_ERROR(CheckNameIsFree(reader, content.enterprise(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return enterprise;
}

void Refuse(const ColumnNames& columns, const std::string& field, const std::string& reason,
            v1::Import& import, v1::ImportRow& row) {
  AddFinding(columns, field, reason, row);
  SetOutcome(v1::IMPORT_OUTCOME_REFUSED, import, row);
}

// One commit of CheckImportRows.
class Checking {
 public:
  Checking(storage::Txn& txn, const v1::CheckImportRowsRequest& request, v1::Import import)
      : txn_(txn), request_(request), import_(std::move(import)) {}

  absl::StatusOr<v1::ImportBatch> Run() {
    batch_.set_name(BatchName(import_.name(), request_.number()));
    batch_.set_number(request_.number());
    for (const v1::ImportRowContent& content : request_.rows()) {
      ZGC_RETURN_IF_ERROR(Check(content));
    }
    import_.set_batch_count(request_.number());
    import_.set_checked_rows(import_.checked_rows() + request_.rows_size());
    Save(txn_, kImports, std::move(import_));
    return Insert(txn_, kImportBatches, std::move(batch_));
  }

 private:
  absl::Status Check(const v1::ImportRowContent& content) {
    v1::ImportRow& row = *batch_.add_rows();
    row.set_sheet(content.sheet());
    row.set_row(content.row());
    row.set_record_id(content.record_id());
    row.set_content_sha256(base::Sha256(content.enterprise().SerializeAsString()));
    SetOutcome(v1::IMPORT_OUTCOME_GOOD, import_, row);
    absl::Status held = NewOf(txn_, content).status();
    if (!held.ok() && !RefusesRow(held)) return held;
    for (const v1::ImportFinding& finding : content.findings()) AddFinding(finding, row);
    if (!held.ok()) AddFindings(request_.columns(), held, row);
    if (!row.findings().empty()) {
      row.clear_content_sha256();
      SetOutcome(v1::IMPORT_OUTCOME_REFUSED, import_, row);
    }
    const v1::Enterprise keyed = NamedAs(content);
    ZGC_ASSIGN_OR_RETURN(const auto before, EarlierWithKeys(txn_, import_.name(), keyed));
    if (before.has_value()) ZGC_RETURN_IF_ERROR(Compare(*before, row));
    return NoteKeys(txn_, import_.name(), keyed, {request_.number(), batch_.rows_size() - 1});
  }

  // With an earlier row that is of the same enterprise.
  absl::Status Compare(RowPlace place, v1::ImportRow& row) {
    v1::ImportBatch other;
    const bool here = place.batch == request_.number();
    if (!here) {
      ZGC_ASSIGN_OR_RETURN(other,
                           GetRow(txn_, kImportBatches, BatchName(import_.name(), place.batch)));
    }
    v1::ImportRow& first = *(here ? batch_ : other).mutable_rows(place.index);
    if (!row.content_sha256().empty() && row.content_sha256() == first.content_sha256()) {
      AddFinding(request_.columns(), "", absl::StrCat("says the same as ", PlaceOf(first)), row);
      SetOutcome(v1::IMPORT_OUTCOME_REPEATED, import_, row);
      return absl::OkStatus();
    }
    const auto refuse = [&](const v1::ImportRow& by, v1::ImportRow& refused) {
      Refuse(request_.columns(), "",
             absl::StrCat("is the same enterprise as ", PlaceOf(by),
                          ", which says something else of it; leave the right one"),
             import_, refused);
    };
    refuse(first, row);
    if (first.outcome() != v1::IMPORT_OUTCOME_GOOD) return absl::OkStatus();
    refuse(row, first);
    if (!here) Save(txn_, kImportBatches, std::move(other));
    return absl::OkStatus();
  }

  storage::Txn& txn_;
  const v1::CheckImportRowsRequest& request_;
  v1::Import import_;
  v1::ImportBatch batch_;
};

// FAILED_PRECONDITION unless the request has the rows that were checked.
absl::Status CheckSameRows(const v1::ApplyImportRowsRequest& request,
                           const v1::ImportBatch& batch) {
  bool same = request.rows_size() == batch.rows_size();
  for (int i = 0; same && i < batch.rows_size(); ++i) {
    const v1::ImportRow& row = batch.rows(i);
    const v1::ImportRowContent& content = request.rows(i);
    same = row.sheet() == content.sheet() && row.row() == content.row() &&
           row.record_id() == content.record_id() &&
           (row.content_sha256().empty() ||
            row.content_sha256() == base::Sha256(content.enterprise().SerializeAsString()));
  }
  if (same) return absl::OkStatus();
  return resource::IllegalTransition(batch.name(), "ApplyImportRows",
                                     {"its rows are not those that were checked"}, {});
}

absl::Status ApplyRow(storage::Txn& txn, const v1::ApplyImportRowsRequest& request,
                      const v1::ImportRowContent& content, v1::Import& import, v1::ImportRow& row) {
  ZGC_RETURN_IF_ERROR(DropKeys(txn, import.name(), NamedAs(content)));
  if (row.outcome() != v1::IMPORT_OUTCOME_GOOD) return absl::OkStatus();
  auto enterprise = NewOf(txn, content);
  if (enterprise.ok()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Enterprise created,
                         EnterpriseKind().Create(txn, *std::move(enterprise)));
    row.set_record_etag(created.etag());
    SetOutcome(v1::IMPORT_OUTCOME_APPLIED, import, row);
    return absl::OkStatus();
  }
  const absl::Status& held = enterprise.status();
  if (!RefusesRow(held)) return held;
  AddFindings(request.columns(), held, row);
  SetOutcome(v1::IMPORT_OUTCOME_REFUSED, import, row);
  return absl::OkStatus();
}

absl::Status TakeBackRow(storage::Txn& txn, const base::Actor& actor, int ordinal,
                         v1::Import& import, v1::ImportRow& row) {
  const bool there =
      row.outcome() == v1::IMPORT_OUTCOME_APPLIED || row.outcome() == v1::IMPORT_OUTCOME_KEPT;
  if (!there) return absl::OkStatus();
  records::v1::VoidRecordRequest request;
  request.set_name(absl::StrCat("enterprises/", row.record_id()));
  request.set_etag(row.record_etag());
  request.set_reason(absl::StrCat("撤回批量导入 ", import.name()));
  row.clear_findings();
  absl::Status done = records::VoidRecord(txn, actor, ParkRegionKinds(), request, ordinal).status();
  if (done.ok()) {
    SetOutcome(v1::IMPORT_OUTCOME_TAKEN_BACK, import, row);
    return absl::OkStatus();
  }
  if (!RefusesRow(done)) return done;
  AddFindings({}, done, row);
  SetOutcome(v1::IMPORT_OUTCOME_KEPT, import, row);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ImportBatch> CheckImportRows(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CheckImportRowsRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Import import, resource::Begin(txn, actor, kImports, ImportLifecycle(),
                                                          "CheckImportRows", request));
  ZGC_RETURN_IF_ERROR(CheckBatch(txn, request));
  Checks checks;
  checks.Expect(request.number() == import.batch_count() + 1, "number",
                absl::StrCat("must be ", import.batch_count() + 1, ", the next one"));
  checks.Expect(import.checked_rows() + request.rows_size() <= import.row_count(), "rows",
                absl::StrCat("are more than the ", import.row_count(), " of the import"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Checking(txn, request, std::move(import)).Run();
}

absl::StatusOr<v1::ImportBatch> ApplyImportRows(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ApplyImportRowsRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Import import, resource::Begin(txn, actor, kImports, ImportLifecycle(),
                                                          "ApplyImportRows", request));
  ZGC_RETURN_IF_ERROR(CheckBatch(txn, request));
  ZGC_ASSIGN_OR_RETURN(v1::ImportBatch batch,
                       GetRow(txn, kImportBatches, BatchName(import.name(), request.number())));
  if (batch.applied_revision() != 0) {
    return resource::IllegalTransition(batch.name(), "ApplyImportRows", {"it was applied before"},
                                       {});
  }
  ZGC_RETURN_IF_ERROR(CheckSameRows(request, batch));
  for (int i = 0; i < batch.rows_size(); ++i) {
    ZGC_RETURN_IF_ERROR(ApplyRow(txn, request, request.rows(i), import, *batch.mutable_rows(i)));
  }
  batch.set_applied_revision(txn.revision());
  import.set_applied_batch_count(import.applied_batch_count() + 1);
  const bool last = import.applied_batch_count() == import.batch_count();
  if (last) {
    ImportLifecycle().TakeTo(txn, actor, "ApplyImportRows", v1::IMPORT_STATE_APPLIED, {}, import);
  }
  Save(txn, kImports, std::move(import));
  return Save(txn, kImportBatches, std::move(batch));
}

absl::StatusOr<v1::ImportBatch> TakeBackImportRows(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::TakeBackImportRowsRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Import import, resource::Begin(txn, actor, kImports, ImportLifecycle(),
                                                          "TakeBackImportRows", request));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::ImportBatch batch,
                       GetRow(txn, kImportBatches, BatchName(import.name(), request.number())));
  // Backwards, as later rows may rest on earlier ones.
  for (int i = batch.rows_size() - 1; i >= 0; --i) {
    ZGC_RETURN_IF_ERROR(TakeBackRow(txn, actor, i, import, *batch.mutable_rows(i)));
  }
  Save(txn, kImports, std::move(import));
  return Save(txn, kImportBatches, std::move(batch));
}

}  // namespace zgc::parks
