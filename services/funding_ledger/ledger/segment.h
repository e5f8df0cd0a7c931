#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/digest.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/segment.pb.h"

// The form of the journal on disk: records, leaves and the chain. segment.proto
// says what is hashed. Pure functions, thread-safe.
namespace zgc::funding {

using base::Hash;

// What the journal keeps and hashes of a transfer.
std::string RecordOf(const v1::Transfer& transfer);
// The transfer of a record with its output fields. DATA_LOSS if it does not parse.
absl::StatusOr<v1::Transfer> TransferOf(absl::string_view record, int64_t revision, int number,
                                        int64_t sequence);

Hash LeafHash(absl::string_view record);
Hash HashOf(absl::string_view bytes);
absl::string_view ViewOf(const Hash& hash);

// Appends a record with its length before it.
void AppendRecord(absl::string_view record, std::string& records);
// Visits the records of a segment until `visit` returns false. DATA_LOSS, naming
// the revision and the number of the record, unless it holds `count` whole ones.
absl::Status ForEachRecord(const v1::JournalSegment& segment,
                           absl::FunctionRef<bool(int number, absl::string_view record)> visit);

// The hash that a segment must have; `leaves` are those of its records.
Hash SegmentHash(const v1::JournalSegment& segment, const std::vector<Hash>& leaves);
// Completes a segment that has its revision, time and records: it becomes the one
// after `previous`, and its hash is returned.
Hash SealSegment(const Hash& previous, int64_t first_sequence, const std::vector<Hash>& leaves,
                 v1::JournalSegment& segment);
// Recomputes leaves and hash. DATA_LOSS if they are not those of the segment, or if
// it is not the one that follows `previous_hash` and `first_sequence`.
absl::Status CheckSegment(const v1::JournalSegment& segment, absl::string_view previous_hash,
                          int64_t first_sequence, std::vector<Hash>* leaves);

// The parts of a record that the ledger works with, found without building the
// message; all point into the record.
struct RecordView {
  absl::string_view debit;
  absl::string_view credit;
  int64_t amount_fen = 0;
  absl::string_view fiscal_year;
  absl::string_view effective_date;
  absl::string_view program;
  absl::string_view award;
  absl::string_view id;
  absl::string_view enterprise;
  absl::string_view park;
  absl::string_view task;
  v1::TransferMode mode = v1::TRANSFER_MODE_UNSPECIFIED;
  absl::string_view pending_id;
};
// False if the record is damaged.
bool ReadRecord(absl::string_view record, RecordView& view);

// The day as of which a transfer counts; one without a day on the last of its year.
std::string DayOf(const RecordView& record);
// The same as days since 1970-01-01, of "2019-03-01"; 0 for what is no day.
int32_t DayNumber(absl::string_view day);

// Sums of one account at a point of the journal, in fen.
struct Sums {
  int64_t debits_fen = 0;
  int64_t credits_fen = 0;
  int64_t pending_debits_fen = 0;
  int64_t pending_credits_fen = 0;
  // Of the last transfer that touched the account.
  int64_t revision = 0;
};
Sums SumsOf(const v1::AccountSums& sums);
v1::AccountSums ToMessage(const Sums& sums);

// What a record does to the sums of an account that it debits or credits. The
// amount of a record that ends a pending transfer is what it posts or lets go.
// Callers have made sure that nothing overflows.
void AddToSums(v1::TransferMode mode, int64_t amount_fen, bool debit, int64_t revision, Sums& sums);

}  // namespace zgc::funding
