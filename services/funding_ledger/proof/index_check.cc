#include "services/funding_ledger/proof/index_check.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/index/chunk.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/proof/index_entries.h"

namespace zgc::funding {
namespace {

constexpr auto kAccountIndex = static_cast<size_t>(TransferIndex::kAccount);

bool AreEqual(const Sums& a, const Sums& b) {
  return a.debits_fen == b.debits_fen && a.credits_fen == b.credits_fen &&
         a.pending_debits_fen == b.pending_debits_fen &&
         a.pending_credits_fen == b.pending_credits_fen && a.revision == b.revision;
}

uint64_t HashOfSums(absl::string_view account, const Sums& sums) {
  return absl::HashOf(account, sums.debits_fen, sums.credits_fen, sums.pending_debits_fen,
                      sums.pending_credits_fen, sums.revision);
}

uint32_t ShortHash(absl::string_view account) {
  return static_cast<uint32_t>(absl::HashOf(account));
}

}  // namespace

IndexCheck::IndexCheck(const storage::Snapshot& snapshot, size_t max_claims)
    : snapshot_(snapshot),
      max_claims_(max_claims),
      chunks_(snapshot.Scan(kChunks.column(), {})),
      ids_(snapshot.Scan(kTransferIds, {})),
      tally_(kIndexKinds) {
  auto mark = IndexMarkOf(snapshot);
  if (mark.ok()) {
    mark_ = *std::move(mark);
  } else {
    damage_ = IndexDamage("mark", "", {}, mark.status().message());
  }
}

void IndexCheck::SetDamage(size_t kind, absl::string_view key, Position place,
                           absl::string_view what) {
  if (damage_.has_value()) return;
  const std::string shown = ShownKey(kind, key);
  damage_ = IndexDamage(
      NameOfIndex(kind), shown, place,
      absl::StrCat("the index by ", NameOfIndex(kind), ", the row of ", shown, ": ", what));
}

bool IndexCheck::Read(int64_t rows) {
  for (; rows > 0 && !damage_.has_value(); --rows) {
    if (chunks_->Valid()) {
      ReadChunkRow();
      chunks_->Next();
    } else if (ids_->Valid()) {
      ReadIdEntry();
      ids_->Next();
    } else {
      break;
    }
  }
  for (const storage::Cursor* cursor : {chunks_.get(), ids_.get()}) {
    if (cursor->status().ok() || damage_.has_value()) continue;
    damage_ = IndexDamage(
        cursor == ids_.get() ? "id" : NameOfIndex(static_cast<size_t>(run_.index)), run_.value, {},
        absl::StrCat("the row after this one cannot be read: ", cursor->status().message()));
  }
  if (!damage_.has_value() && (chunks_->Valid() || ids_->Valid())) return true;
  SortClaims();
  return false;
}

void IndexCheck::SortClaims() {
  std::sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) {
    return Position{a.revision, a.number} < Position{b.revision, b.number};
  });
}

void IndexCheck::ReadChunkRow() {
  ChunkKey key;
  v1::IndexChunk chunk;
  const bool parses = ReadChunk(*chunks_, key, chunk).ok();
  if (!parses || key.index < 1 || key.index >= static_cast<int64_t>(kIdIndex)) {
    damage_ = IndexDamage(NameOfIndex(static_cast<size_t>(run_.index)), run_.value, {},
                          "the row after this one does not parse");
    return;
  }
  const auto kind = static_cast<size_t>(key.index);
  // What has been written of a chunk before its mark.
  if (key.first_revision > mark_.revision()) return;
  if (!chunk.GetReflection()->GetUnknownFields(chunk).empty() || chunk.numbers_size() == 0 ||
      chunk.numbers_size() != chunk.revision_steps_size()) {
    return SetDamage(kind, key.value, {}, "it does not have the form of a chunk");
  }
  const auto& counts = chunk.day_counts();
  const int64_t days = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  if (chunk.day_steps_size() != counts.size() || (days != 0 && days != chunk.numbers_size())) {
    return SetDamage(kind, key.value, {}, "it has not as many days as transfers");
  }
  if (kind != kAccountIndex &&
      (chunk.has_opening() || chunk.has_closing() || chunk.day_counts_size() > 0)) {
    return SetDamage(kind, key.value, {}, "it has sums or days");
  }
  if (run_.index != key.index || run_.value != key.value) run_ = {key.index, key.value, {}, {}};
  const std::vector<Position> positions = PositionsOf(chunk, key.first_revision);
  ReadEntries(key, chunk, positions);
  if (kind == kAccountIndex) ReadSums(key, chunk, positions.back());
}

void IndexCheck::ReadEntries(const ChunkKey& key, const v1::IndexChunk& chunk,
                             const std::vector<Position>& positions) {
  const auto kind = static_cast<size_t>(key.index);
  const uint64_t key_hash = absl::HashOf(absl::string_view(key.value));
  if (chunk.day_counts_size() > 0) dated_from_ = std::min(dated_from_, key.first_revision);
  DayRuns days(chunk);
  for (const Position position : positions) {
    if (position <= run_.last || position.revision > mark_.revision()) {
      return SetDamage(kind, key.value, position, "the transfer is out of order");
    }
    run_.last = position;
    tally_.Remove(kind, key_hash, HashOfEntry(kind, key_hash, position, days.Next()));
    ++entries_;
  }
}

void IndexCheck::ReadIdEntry() {
  run_.value = ShownKey(kIdIndex, ids_->key());
  const auto position = ReadIdRow(ids_->value());
  if (!position.has_value()) return SetDamage(kIdIndex, ids_->key(), {}, "it does not parse");
  if (position->revision > mark_.revision()) return;
  const uint64_t key_hash = absl::HashOf(ids_->key());
  tally_.Remove(kIdIndex, key_hash, HashOfEntry(kIdIndex, key_hash, *position, {}));
  ++entries_;
}

void IndexCheck::ReadSums(const ChunkKey& key, const v1::IndexChunk& chunk, Position last) {
  const Sums opening = SumsOf(chunk.opening());
  const Sums closing = SumsOf(chunk.closing());
  if (!chunk.has_opening() || !chunk.has_closing() || !AreEqual(opening, run_.closing)) {
    SetDamage(kAccountIndex, key.value, {key.first_revision, 0},
              "its first sums are not the last of the row before");
  }
  run_.closing = closing;
  AddClaim(key, last, closing);
}

void IndexCheck::AddClaim(const ChunkKey& key, Position last, const Sums& closing) {
  if (rest_.has_value()) return;
  if (claims_.size() == max_claims_) {
    rest_ = storage::EncodeKey(key);
    return;
  }
  claims_.push_back(
      {last.revision, last.number, ShortHash(key.value), HashOfSums(key.value, closing)});
}

void IndexCheck::Add(Position position, const v1::Transfer& transfer) {
  if (damage_.has_value() || position.revision > mark_.revision()) return;
  ++transfers_;
  last_revision_ = position.revision;
  ForEachEntry(position, transfer, dated_from_,
               [&](size_t kind, absl::string_view key, const EntryDay& day) {
                 const uint64_t key_hash = absl::HashOf(key);
                 tally_.Add(kind, key_hash, HashOfEntry(kind, key_hash, position, day));
               });
  CompareClaims(position, transfer);
}

void IndexCheck::CompareClaims(Position position, const v1::Transfer& transfer) {
  // Balances have been compared with other code by now, so that this may be shared.
  Sums& debit = sums_[transfer.debit()];
  AddToSums(transfer.mode(), transfer.amount_fen(), true, position.revision, debit);
  Sums& credit = sums_[transfer.credit()];
  AddToSums(transfer.mode(), transfer.amount_fen(), false, position.revision, credit);
  for (; next_claim_ < claims_.size(); ++next_claim_) {
    const Claim& claim = claims_[next_claim_];
    const Position place = {claim.revision, claim.number};
    if (position < place) return;
    // Of no transfer, or of one that does not touch the account: then an entry is wrong.
    if (place < position) continue;
    if (wrong_sums_.has_value() || claim.hash == HashOfSums(transfer.debit(), debit) ||
        claim.hash == HashOfSums(transfer.credit(), credit)) {
      continue;
    }
    for (const std::string& account : {transfer.debit(), transfer.credit()}) {
      if (claim.account != ShortHash(account)) continue;
      wrong_sums_ = IndexDamage(
          "account", account, position,
          absl::StrCat("the index by account, ", account,
                       ": the sums after the transfer are not what the journal adds up to"));
    }
  }
}

absl::optional<v1::JournalDamage> IndexCheck::CompareMark() const {
  if (mark_.revision() == last_revision_ && mark_.sequence() == transfers_) return absl::nullopt;
  return IndexDamage(
      "mark", "", {},
      absl::StrCat("the mark says that the indexes reach revision ", mark_.revision(),
                   " and transfer ", mark_.sequence(), "; the journal has ", transfers_,
                   " by revision ", last_revision_));
}

absl::Status IndexCheck::ReadRest() {
  const std::string end =
      storage::PrefixEnd(storage::KeyWriter().Int(static_cast<int64_t>(kAccountIndex)).Take());
  while (rest_.has_value()) {
    claims_.clear();
    next_claim_ = 0;
    sums_.clear();
    const auto cursor =
        snapshot_.Scan(kChunks.column(), {*std::exchange(rest_, absl::nullopt), end});
    for (; cursor->Valid() && !rest_.has_value(); cursor->Next()) {
      ChunkKey key;
      v1::IndexChunk chunk;
      ZGC_RETURN_IF_ERROR(ReadChunk(*cursor, key, chunk));
      if (key.first_revision > mark_.revision()) continue;
      AddClaim(key, PositionsOf(chunk, key.first_revision).back(), SumsOf(chunk.closing()));
    }
    ZGC_RETURN_IF_ERROR(cursor->status());
    SortClaims();
    ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
        snapshot_, mark_.revision(),
        [&](const v1::JournalSegment&, Position position, const v1::Transfer& transfer) {
          CompareClaims(position, transfer);
          return !wrong_sums_.has_value();
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::optional<v1::JournalDamage>> IndexCheck::Finish() {
  if (damage_.has_value()) return damage_;
  if (auto damage = CompareMark()) return damage;
  if (const auto where = tally_.Find()) {
    ZGC_ASSIGN_OR_RETURN(damage_, FindWrongEntry(snapshot_, mark_.revision(), dated_from_, *where));
    return damage_;
  }
  if (!wrong_sums_.has_value()) ZGC_RETURN_IF_ERROR(ReadRest());
  return wrong_sums_;
}

}  // namespace zgc::funding
