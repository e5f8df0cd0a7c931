#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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
// Of a tally: the days in the index by account.
inline constexpr size_t kDayKind = kIndexKinds;
// "account", "award", …, "id".
const char* NameOfIndex(size_t kind);

// Visits what a transfer is found by.
void ForEachEntry(const v1::Transfer& transfer,
                  absl::FunctionRef<void(size_t kind, absl::string_view key)> visit);
// What an entry adds to a tally.
uint64_t HashOfEntry(size_t kind, uint64_t key_hash, Position position);
// The same of a day in the index by account.
uint64_t HashOfDay(uint64_t key_hash, Position position, int32_t day);
// The day as of which a transfer counts; see DayNumber.
int32_t DayNumberOf(const v1::Transfer& transfer);

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
                                                 Tally::Difference where);

// The same of the days, which chunks have from a revision on.
absl::StatusOr<v1::JournalDamage> FindWrongDay(const storage::Snapshot& snapshot, int64_t mark,
                                               int64_t dated_from, size_t bucket);

}  // namespace zgc::funding
