#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/base/status_macros.h"
#include "common/records/kind.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/records/v1/corrections.pb.h"

// Amounts that look like another unit: a capital of 5,000亿元 that somebody typed in 万元. How many
// amounts a field has of each size, by power of ten, is kept by every commit, so that what is usual
// needs no scan.
namespace zgc::records {

// Takes the amounts of a row that a commit changes out of the counts of its fields, and those of
// the row as it is now in; either may be null. Amounts are the top-level numbers in fen.
absl::Status CountAmounts(storage::Txn& txn, const google::protobuf::Message* before,
                          const google::protobuf::Message* after);

// The same counts, added up anew, by field.
using AmountTotals = absl::btree_map<std::string, v1::AmountCounts>;
void AddAmounts(const google::protobuf::Message& row, AmountTotals& totals);

// FAILED_PRECONDITION with AMOUNT_SUSPECT if an amount of the kind (see KindRules.amounts) that
// `before`, which may be null, does not have is above `suspect_yuan`, or if its field has 30
// amounts or more and it is ten thousand times their median or more, both as powers of ten. An
// amount that `confirmed` repeats, in yuan, is taken.
absl::Status CheckAmounts(const storage::Reader& reader, const Kind& kind,
                          const google::protobuf::Message* before,
                          const google::protobuf::Message& row, const std::string& confirmed,
                          int64_t suspect_yuan);

// The use case that creates a record of the kind, whose amounts are then checked. `kind` outlives
// it.
template <typename Row, typename Request>
auto WithAmounts(const KindOf<Row>& kind,
                 absl::StatusOr<Row> (*create)(storage::Txn&, const base::Actor&, const Request&),
                 int64_t suspect_yuan) {
  return [&kind, create, suspect_yuan](storage::Txn& txn, const base::Actor& actor,
                                       const Request& request) -> absl::StatusOr<Row> {
    ZGC_ASSIGN_OR_RETURN(Row row, create(txn, actor, request));
    ZGC_RETURN_IF_ERROR(
        CheckAmounts(txn, kind, nullptr, row, request.confirmed_amount(), suspect_yuan));
    return row;
  };
}

}  // namespace zgc::records
