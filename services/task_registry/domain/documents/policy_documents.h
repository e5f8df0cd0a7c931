#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/policy_document_service.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"

// Policy documents, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const records::KindOf<v1::PolicyDocument>& PolicyDocumentKind();

absl::StatusOr<v1::PolicyDocument> CreatePolicyDocument(
    storage::Txn& txn, const base::Actor& actor, const v1::CreatePolicyDocumentRequest& request);
absl::StatusOr<v1::PolicyDocument> UpdatePolicyDocument(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdatePolicyDocumentRequest& request);
absl::StatusOr<v1::PolicyDocument> GetPolicyDocument(const storage::Reader& reader,
                                                     const v1::GetPolicyDocumentRequest& request);
absl::StatusOr<std::string> ListPolicyDocuments(const storage::Reader& reader,
                                                const v1::ListPolicyDocumentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListPolicyDocumentsResponse& response);

}  // namespace zgc::tasks
