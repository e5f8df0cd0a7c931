#include "common/storage/commit/first_answers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/status_proto.h"
#include "common/storage/committer.h"
#include "common/storage/history/history.h"
#include "common/storage/key_codec.h"

namespace zgc::storage {
namespace {

using zgc::common::v1::ERROR_REASON_REQUEST_ID_CONFLICT;

absl::Status Damaged(const Origin& origin) {
  return absl::DataLossError(absl::StrCat("damaged answer to request id ", origin.request_id));
}

// The row that the commit of `record` wrote and answered with.
absl::StatusOr<std::string> RowOf(const Txn& txn, const Origin& origin, int64_t revision,
                                  const v1::CommitRecord& record) {
  const int change = record.answer().change() - 1;
  if (change < 0 || change >= record.changes_size()) return Damaged(origin);
  const v1::RowChange& row = record.changes(change);
  const Column* column = txn.FindColumn(row.table());
  if (column == nullptr) return Damaged(origin);
  const Column versions{.id = column->id + kHistoryOffset, .name = column->name};
  ZGC_ASSIGN_OR_RETURN(auto version, txn.Get(versions, HistoryKey(row.key(), revision)));
  // Not what was answered, if it is another row than was committed.
  if (!version.has_value() || base::Sha256(*version) != row.sha256()) return Damaged(origin);
  ZGC_ASSIGN_OR_RETURN(auto bytes, RowOfVersion(*version));
  if (!bytes.has_value()) return Damaged(origin);
  return *std::move(bytes);
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

std::string RequestKey(absl::string_view caller, absl::string_view request_id) {
  return KeyWriter().String(caller).String(request_id).Take();
}

std::string RequestValue(int64_t revision) { return CommitKey(revision); }

absl::StatusOr<absl::optional<Committed>> FindAnswer(const Txn& txn, const Origin& origin) {
  ZGC_ASSIGN_OR_RETURN(const auto value,
                       txn.Get(kRequestColumn, RequestKey(origin.caller, origin.request_id)));
  if (!value.has_value()) return absl::optional<Committed>();
  Committed committed;
  committed.replayed = true;
  KeyReader revision(*value);
  revision.Int(&committed.revision);
  ZGC_ASSIGN_OR_RETURN(const auto bytes, txn.Get(kCommitColumn, *value));
  v1::CommitRecord record;
  if (!revision.Done() || !bytes.has_value() || !record.ParseFromString(*bytes) ||
      !record.has_answer()) {
    return Damaged(origin);
  }
  const v1::Answer& answer = record.answer();
  if (record.method() != origin.method || answer.request_sha256() != origin.request_sha256) {
    return base::MakeError(absl::StatusCode::kAlreadyExists, ERROR_REASON_REQUEST_ID_CONFLICT,
                           absl::StrCat("request id \"", origin.request_id,
                                        "\" was used before with another request; take a new id"),
                           {{"request_id", origin.request_id},
                            {"first_method", record.method()},
                            {"first_answer", answer.refusal().empty() ? "OK" : "refused"}});
  }
  if (!answer.refusal().empty()) {
    google::rpc::Status refusal;
    if (!refusal.ParseFromString(answer.refusal())) return Damaged(origin);
    MarkAsRepeated(committed.revision, refusal);
    committed.refusal = base::FromProto(refusal);
  }
  if (answer.change() == 0) {
    committed.response = answer.response();
  } else {
    ZGC_ASSIGN_OR_RETURN(committed.response, RowOf(txn, origin, committed.revision, record));
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

void KeepAnswer(Txn& txn, const Origin& origin, const Committed& committed,
                v1::CommitRecord& record) {
  v1::Answer& answer = *record.mutable_answer();
  answer.set_request_sha256(origin.request_sha256);
  if (!committed.refusal.ok()) {
    answer.set_refusal(base::ToProto(committed.refusal).SerializeAsString());
  } else if (const int change = txn.ChangeTo(committed.response); change > 0) {
    answer.set_change(change);
  } else {
    answer.set_response(committed.response);
  }
  txn.Put(kRequestColumn, RequestKey(origin.caller, origin.request_id),
          RequestValue(committed.revision));
}

}  // namespace zgc::storage
