#include "common/storage/first_answers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/status_proto.h"
#include "common/storage/key_codec.h"

namespace zgc::storage {
namespace {

using zgc::common::v1::ERROR_REASON_REQUEST_ID_CONFLICT;

std::string RequestKey(const Origin& origin) {
  return KeyWriter().String(origin.caller).String(origin.request_id).Take();
}

// Says in its ErrorInfo that a refusal is an earlier answer.
void MarkAsRepeated(int64_t revision, google::rpc::Status& refusal) {
  for (auto& detail : *refusal.mutable_details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info)) continue;
    (*info.mutable_metadata())["first_answer"] = "refused";
    (*info.mutable_metadata())["first_revision"] = absl::StrCat(revision);
    detail.PackFrom(info);
  }
}

}  // namespace

absl::StatusOr<absl::optional<Committed>> FindAnswer(const Txn& txn, const Origin& origin) {
  ZGC_ASSIGN_OR_RETURN(const auto bytes, txn.Get(kRequestColumn, RequestKey(origin)));
  if (!bytes.has_value()) return absl::optional<Committed>();
  v1::RequestRecord record;
  if (!record.ParseFromString(*bytes)) return absl::DataLossError("damaged request record");
  if (record.method() != origin.method || record.request_sha256() != origin.request_sha256) {
    return base::MakeError(absl::StatusCode::kAlreadyExists, ERROR_REASON_REQUEST_ID_CONFLICT,
                           absl::StrCat("request id \"", origin.request_id,
                                        "\" was used before with another request; take a new id"),
                           {{"request_id", origin.request_id},
                            {"first_method", record.method()},
                            {"first_answer", record.refusal().empty() ? "OK" : "refused"}});
  }
  Committed committed{record.response(), record.revision(), /*replayed=*/true, absl::OkStatus()};
  if (!record.refusal().empty()) {
    google::rpc::Status refusal;
    if (!refusal.ParseFromString(record.refusal())) {
      return absl::DataLossError("damaged request record");
    }
    MarkAsRepeated(record.revision(), refusal);
    committed.refusal = base::FromProto(refusal);
  }
  return absl::optional<Committed>(std::move(committed));
}

bool IsAnswer(const absl::Status& status) {
  switch (base::ReasonOf(status)) {
    // The state of others, of this process, or of what its caller has read.
    case zgc::common::v1::ERROR_REASON_SOURCE_NOT_CURRENT:
    case zgc::common::v1::ERROR_REASON_POSITION_FORKED:
    case zgc::common::v1::ERROR_REASON_CHECKPOINT_KEY_MISSING:
      return false;
    default:
      return absl::IsNotFound(status) || absl::IsAlreadyExists(status) ||
             absl::IsFailedPrecondition(status);
  }
}

void KeepAnswer(Txn& txn, const Origin& origin, const Committed& committed) {
  v1::RequestRecord answer;
  answer.set_method(origin.method);
  answer.set_request_sha256(origin.request_sha256);
  answer.set_response(committed.response);
  answer.set_revision(committed.revision);
  if (!committed.refusal.ok()) {
    answer.set_refusal(base::ToProto(committed.refusal).SerializeAsString());
  }
  txn.Put(kRequestColumn, RequestKey(origin), answer.SerializeAsString());
}

}  // namespace zgc::storage
