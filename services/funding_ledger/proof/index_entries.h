#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/proof/tally.h"
#include "zgc/funding/v1/proof.pb.h"

// What the indexes of the journal must have, said a second time: it shares no code with
// what writes them, so that a mistake there does not hide itself here.
namespace zgc::funding {

// Those of TransferIndex have its numbers.
inline constexpr size_t kIdIndex = 7;
inline constexpr size_t kIndexKinds = 8;
// "account", "award", …, "id".
const char* NameOfIndex(size_t kind);

// The day as of which an entry of the index by account counts (see DayNumber); none in
// other indexes and in rows that are older than days.
using EntryDay = absl::optional<int32_t>;
// Visits what a transfer is found by. Rows have days from a revision on.
void ForEachEntry(
    Position position, const v1::Transfer& transfer, int64_t dated_from,
    absl::FunctionRef<void(size_t kind, absl::string_view key, const EntryDay& day)> visit);
// What an entry adds to a tally.
uint64_t HashOfEntry(size_t kind, uint64_t key_hash, Position position, const EntryDay& day);

// How far a walk over the journal goes on.
using VisitTransfer =
    absl::FunctionRef<bool(const v1::JournalSegment&, Position, const v1::Transfer&)>;
// All transfers up to a revision, until `visit` returns false. DATA_LOSS if a record does
// not parse.
absl::Status ForEachTransferUpTo(const storage::Snapshot& snapshot, int64_t revision,
                                 VisitTransfer visit);

v1::JournalDamage IndexDamage(absl::string_view index, absl::string_view key, Position place,
                              absl::string_view what);
// Bytes as they are shown: an id in hexadecimal digits, everything else as it is.
std::string ShownKey(size_t kind, absl::string_view key);

// The first entry in which an index differs from the journal up to `mark`, of the first key
// that differs in a bucket. There is one, and every row parses.
absl::StatusOr<v1::JournalDamage> FindWrongEntry(const storage::Snapshot& snapshot, int64_t mark,
                                                 int64_t dated_from, Tally::Difference where);

}  // namespace zgc::funding
