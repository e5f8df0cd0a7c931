#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "common/storage/txn.h"

// The first answer to each request id, which a request that is sent again gets again. It stands
// in the record of the commit that gave it. For the committer's thread.
namespace zgc::storage {

// By caller and request id: the revision of the commit that answered. Follows from the commits,
// and is in no digest.
inline constexpr Column kRequestColumn{.id = 2, .name = "_requests", .derived = true};

std::string RequestKey(absl::string_view caller, absl::string_view request_id);
std::string RequestValue(int64_t revision);

// The answer, if the id of the request has one. ALREADY_EXISTS with REQUEST_ID_CONFLICT if
// it is that of another request.
absl::StatusOr<absl::optional<Committed>> FindAnswer(const Txn& txn, const Origin& origin);

// Whether an error is an answer, since the state of the store has decided; see TxnBody.
bool IsAnswer(const absl::Status& status);

// Keeps what a request with an id is answered, in the commit of `txn`, whose changes `record` has.
void KeepAnswer(Txn& txn, const Origin& origin, const Committed& committed,
                v1::CommitRecord& record);

}  // namespace zgc::storage
