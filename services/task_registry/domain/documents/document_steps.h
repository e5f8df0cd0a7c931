#pragma once

#include "absl/status/status.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "zgc/tasks/v1/policy_documents.pb.h"

// What was done with a document (办理环节), and where that leaves it.
namespace zgc::tasks {

// That each step may follow those before it, that dates do not go back, and that the document
// stands where the steps have led it; the date of its status is set where they say it. `before` is
// the document that this one changes, or null.
absl::Status CheckDocumentSteps(const storage::Reader& reader, const v1::PolicyDocument* before,
                                v1::PolicyDocument& document, resource::Checks& checks);

}  // namespace zgc::tasks
