#include "services/task_registry/domain/documents/policy_documents.h"

#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/policy_document_service.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"

namespace zgc::tasks {
namespace {

absl::Status CheckNumberIsFree(const storage::Reader& reader, const v1::PolicyDocument& document,
                               Checks& checks) {
  if (document.doc_number().empty()) return absl::OkStatus();
  return kPolicyDocumentsByNumber.ForEach(
      reader, {document.doc_number()}, [&](const std::string& found) {
        if (found != document.name()) {
          checks.Add("policy_document.doc_number", absl::StrCat(found, " has this number already"));
        }
        return true;
      });
}

absl::Status CheckDocument(const storage::Reader& reader, const v1::PolicyDocument*,
                           v1::PolicyDocument& document, Checks& checks) {
  if (document.item_count() == 0) document.set_item_count(1);
  checks.Expect(document.item_count() == 1 || document.doc_number().empty(),
                "policy_document.item_count", "must be 1 for a document with a number");
  ZGC_RETURN_IF_ERROR(
      checks.NotAfterToday(reader, document.status_date(), "policy_document.status_date"));
  CheckNoneTwice(document.issuers(), "policy_document.issuers", checks);
  ZGC_RETURN_IF_ERROR(
      CheckParent(reader, kPolicyDocuments, document, "policy_document.parent", checks));
  return CheckNumberIsFree(reader, document, checks);
}

absl::Status AddNumber(storage::Txn& txn, const v1::PolicyDocument& document) {
  if (!document.doc_number().empty()) {
    kPolicyDocumentsByNumber.Add(txn, {document.doc_number()}, document.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveNumber(storage::Txn& txn, const v1::PolicyDocument& document) {
  if (!document.doc_number().empty()) {
    kPolicyDocumentsByNumber.Remove(txn, {document.doc_number()}, document.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::PolicyDocument>& PolicyDocumentKind() {
  static const auto* const kind = new records::KindOf<v1::PolicyDocument>(
      kPolicyDocuments, {.created_by = "/zgc.tasks.v1.PolicyDocumentService/CreatePolicyDocument",
                         .field = "policy_document",
                         .check = &CheckDocument,
                         .add = &AddNumber,
                         .remove = &RemoveNumber});
  return *kind;
}

absl::StatusOr<v1::PolicyDocument> CreatePolicyDocument(
    storage::Txn& txn, const base::Actor&, const v1::CreatePolicyDocumentRequest& request) {
  v1::PolicyDocument document = request.policy_document();
  document.set_name(absl::StrCat("policyDocuments/", request.policy_document_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PolicyDocumentKind().Hold(txn, nullptr, document, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PolicyDocumentKind().Create(txn, std::move(document));
}

absl::StatusOr<v1::PolicyDocument> UpdatePolicyDocument(
    storage::Txn& txn, const base::Actor&, const v1::UpdatePolicyDocumentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::PolicyDocument old,
                       GetForUpdate(txn, kPolicyDocuments, request.policy_document()));
  v1::PolicyDocument document = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, document);
  ZGC_RETURN_IF_ERROR(PolicyDocumentKind().Hold(txn, &old, document, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PolicyDocumentKind().Update(txn, old, std::move(document));
}

absl::StatusOr<v1::PolicyDocument> GetPolicyDocument(const storage::Reader& reader,
                                                     const v1::GetPolicyDocumentRequest& request) {
  return GetRow(reader, kPolicyDocuments, request.name());
}

absl::StatusOr<std::string> ListPolicyDocuments(const storage::Reader& reader,
                                                const v1::ListPolicyDocumentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListPolicyDocumentsResponse& response) {
  return query::List(reader, kPolicyDocuments.column(), request, page, response);
}

}  // namespace zgc::tasks
