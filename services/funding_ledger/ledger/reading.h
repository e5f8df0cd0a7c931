#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"

// The rows of the journal and of the indexes behind it. The indexes cover the
// journal up to their mark; what follows is read from the segments themselves,
// which are few at any time. Thread-safe as the reader is.
namespace zgc::funding {

// How far the indexes are in what `reader` sees.
absl::StatusOr<v1::IndexMark> IndexMarkOf(const storage::Reader& reader);

// Segments of revision `from` to that of the reader, until `visit` returns false.
absl::Status ForEachSegment(const storage::Reader& reader, int64_t from,
                            absl::FunctionRef<bool(const v1::JournalSegment&)> visit);
// The last segment at `revision` or before; zeros if there is none.
absl::StatusOr<ChainEnd> ChainEndAt(const storage::Reader& reader, int64_t revision);

// One record of the journal; `segment` lives as long as the call.
using VisitRecord = absl::FunctionRef<bool(const v1::JournalSegment& segment, int number,
                                           absl::string_view record)>;
// The records found under a value, from a position on, in order.
absl::Status ForEachRecordOf(const storage::Reader& reader, TransferIndex index,
                             const std::string& value, Position from, VisitRecord visit);
// Where the transfers of an account are, with the day as of which each counts, see
// DayNumber; in the order of the journal. Those that only hold are among them. Reads no
// records but those that no index holds yet.
absl::Status ForEachDatedPosition(const storage::Reader& reader, const std::string& account,
                                  absl::FunctionRef<void(int32_t day, Position at)> visit);
// All records from a position on.
absl::Status ForEachRecordFrom(const storage::Reader& reader, Position from, VisitRecord visit);

// A row of kChunks. DATA_LOSS if it does not parse.
absl::Status ReadChunk(const storage::Cursor& cursor, ChunkKey& key, v1::IndexChunk& chunk);
// The transfers of a chunk.
std::vector<Position> PositionsOf(const v1::IndexChunk& chunk, int64_t first_revision);
// What a row of kTransferIds says; nullopt if it does not parse.
absl::optional<Position> ReadIdRow(absl::string_view row);
// Where an id is, if the indexes hold it.
absl::StatusOr<absl::optional<Position>> FindIndexedId(const storage::Reader& reader,
                                                       absl::string_view id);
// The record at a position, which exists: DATA_LOSS if not.
absl::StatusOr<v1::Transfer> TransferAt(const storage::Reader& reader, Position position);
// "transfers/000000000042-0000"; nullopt for another text.
absl::optional<Position> PositionOf(absl::string_view transfer_name);

// Sums of an account by the indexes alone, at a revision that they cover or at
// their mark.
absl::StatusOr<Sums> ClosingSums(const storage::Reader& reader, const std::string& account,
                                 int64_t revision);
// Sums of one account, and of all of them, at the reader's revision.
absl::StatusOr<Sums> SumsAt(const storage::Reader& reader, const std::string& account);
absl::StatusOr<absl::flat_hash_map<std::string, Sums>> AllSumsAt(const storage::Reader& reader);

// Sums of the accounts that `accounts` names, of no others.
absl::Status FillSumsAt(const storage::Reader& reader,
                        absl::flat_hash_map<std::string, Sums>& accounts);

// The account as it was opened, with sums.
v1::Account WithSums(const storage::Reader& reader, v1::Account info, const Sums& sums);

}  // namespace zgc::funding
