#include "services/funding_ledger/proof/pending_check.h"

#include <map>
#include <set>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/stable_bytes.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/proof/index_entries.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {
namespace {

// Kinds of the tally.
constexpr size_t kRows = 0;
constexpr size_t kExpiry = 1;

uint64_t HashOfAccounts(uint64_t id, const std::string& debit, const std::string& credit,
                        int64_t expire_unix_nanos) {
  return absl::HashOf(id, debit, credit, expire_unix_nanos);
}
// Linear in the amount, so that the parts add up to the rest.
uint64_t HashOfAmount(uint64_t id, int64_t fen) {
  return absl::HashOf(id, 'a') * static_cast<uint64_t>(fen);
}
// Of voided and expired ones: what was posted in full is seen by its rest.
uint64_t HashOfEnd(uint64_t id, int64_t state) { return absl::HashOf(id, 'e', state); }
uint64_t HashOfExpiry(uint64_t id, int64_t unix_nanos) { return absl::HashOf(id, unix_nanos); }

int64_t ExpiryOf(int64_t time_unix_nanos, const v1::Transfer& transfer) {
  return transfer.timeout_seconds() == 0
             ? 0
             : time_unix_nanos +
                   absl::ToInt64Nanoseconds(absl::Seconds(transfer.timeout_seconds()));
}

// The state that a transfer gives to the pending one that it ends, 0 if it posts.
int EndOf(const v1::Transfer& transfer) {
  switch (transfer.mode()) {
    case v1::TRANSFER_MODE_VOID_PENDING:
      return v1::PENDING_STATE_VOIDED;
    case v1::TRANSFER_MODE_EXPIRE_PENDING:
      return v1::PENDING_STATE_EXPIRED;
    default:
      return 0;
  }
}

bool Expires(const v1::PendingRow& row) {
  return row.state() == v1::PENDING_STATE_OPEN && row.expire_unix_nanos() != 0;
}

std::string Describe(const v1::PendingRow& row) {
  return absl::StrCat(v1::PendingState_Name(row.state()), ", ", row.open_fen(), " fen from ",
                      row.credit(), " to ", row.debit(), ", until ", row.expire_unix_nanos());
}

// One pending transfer as the journal has it.
struct Pending {
  Position place;
  v1::PendingRow row;
};

void Apply(const v1::JournalSegment& segment, Position place, const v1::Transfer& transfer,
           size_t bucket, std::map<std::string, Pending>& pendings) {
  const bool begins = transfer.mode() == v1::TRANSFER_MODE_PENDING;
  const std::string& id = begins ? transfer.id() : transfer.pending_id();
  if (id.empty() || Tally::BucketOf(id) != bucket) return;
  Pending& pending = pendings[id];
  v1::PendingRow& row = pending.row;
  if (begins) {
    pending.place = place;
    row.set_debit(transfer.debit());
    row.set_credit(transfer.credit());
    row.set_open_fen(transfer.amount_fen());
    row.set_state(v1::PENDING_STATE_OPEN);
    row.set_expire_unix_nanos(ExpiryOf(segment.time_unix_nanos(), transfer));
    return;
  }
  row.set_open_fen(row.open_fen() - transfer.amount_fen());
  if (EndOf(transfer) != 0) {
    row.set_state(EndOf(transfer));
  } else if (row.open_fen() == 0) {
    row.set_state(v1::PENDING_STATE_POSTED);
  }
}

}  // namespace

PendingCheck::PendingCheck(const storage::Snapshot& snapshot)
    : snapshot_(snapshot),
      pendings_(snapshot.Scan(kPendings.column(), {})),
      expiries_(snapshot.Scan(kExpiries.column(), {})),
      tally_(2) {}

void PendingCheck::SetDamage(absl::string_view index, absl::string_view id,
                             absl::string_view what) {
  if (!damage_.has_value()) damage_ = IndexDamage(index, absl::BytesToHexString(id), {}, what);
}

void PendingCheck::Add(int64_t time_unix_nanos, const v1::Transfer& transfer) {
  if (transfer.mode() == v1::TRANSFER_MODE_UNSPECIFIED) return;
  const bool begins = transfer.mode() == v1::TRANSFER_MODE_PENDING;
  const uint64_t id =
      absl::HashOf(absl::string_view(begins ? transfer.id() : transfer.pending_id()));
  if (begins) {
    tally_.Add(kRows, id, HashOfAmount(id, transfer.amount_fen()));
    tally_.Add(kRows, id,
               HashOfAccounts(id, transfer.debit(), transfer.credit(),
                              ExpiryOf(time_unix_nanos, transfer)));
    return;
  }
  tally_.Remove(kRows, id, HashOfAmount(id, transfer.amount_fen()));
  if (const int end = EndOf(transfer)) tally_.Add(kRows, id, HashOfEnd(id, end));
}

bool PendingCheck::Read(int64_t rows) {
  for (; rows > 0 && !damage_.has_value(); --rows) {
    if (pendings_->Valid()) {
      ReadRow();
      pendings_->Next();
    } else if (expiries_->Valid()) {
      ReadExpiry();
      expiries_->Next();
    } else {
      break;
    }
  }
  if (!pendings_->status().ok()) SetDamage("pending", "", pendings_->status().message());
  if (!expiries_->status().ok()) SetDamage("expiry", "", expiries_->status().message());
  return !damage_.has_value() && (pendings_->Valid() || expiries_->Valid());
}

void PendingCheck::ReadRow() {
  storage::KeyReader in(pendings_->key());
  storage::NameKey key;
  v1::PendingRow row;
  const absl::string_view bytes = pendings_->value();
  if (!key.Decode(in) || !in.Done() ||
      !row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !row.GetReflection()->GetUnknownFields(row).empty() || row.SerializeAsString() != bytes) {
    return SetDamage("pending", key.name, "the row of a pending transfer does not parse");
  }
  const bool ended =
      row.state() == v1::PENDING_STATE_VOIDED || row.state() == v1::PENDING_STATE_EXPIRED;
  // The rest that states must have; what else is in the row is in the sums.
  const bool is_open = row.state() == v1::PENDING_STATE_OPEN && row.open_fen() > 0;
  const bool is_done = (ended || row.state() == v1::PENDING_STATE_POSTED) && row.open_fen() == 0;
  if (!is_open && !is_done) {
    return SetDamage("pending", key.name,
                     absl::StrCat("a pending transfer cannot be ", Describe(row)));
  }
  const uint64_t id = absl::HashOf(absl::string_view(key.name));
  tally_.Remove(kRows, id, HashOfAmount(id, row.open_fen()));
  tally_.Remove(kRows, id, HashOfAccounts(id, row.debit(), row.credit(), row.expire_unix_nanos()));
  if (ended) tally_.Remove(kRows, id, HashOfEnd(id, row.state()));
  if (Expires(row)) tally_.Add(kExpiry, id, HashOfExpiry(id, row.expire_unix_nanos()));
  ++rows_;
}

void PendingCheck::ReadExpiry() {
  storage::KeyReader in(expiries_->key());
  ExpiryKey key;
  if (!key.Decode(in) || !in.Done()) {
    return SetDamage("expiry", key.id, "the row of an expiry does not parse");
  }
  const uint64_t id = absl::HashOf(absl::string_view(key.id));
  tally_.Remove(kExpiry, id, HashOfExpiry(id, key.unix_nanos));
}

absl::StatusOr<absl::optional<v1::JournalDamage>> PendingCheck::Finish() {
  if (damage_.has_value()) return damage_;
  const auto where = tally_.Find();
  if (!where.has_value()) return absl::optional<v1::JournalDamage>();
  ZGC_ASSIGN_OR_RETURN(
      damage_, where->kind == kRows ? FindWrongRow(where->bucket) : FindWrongExpiry(where->bucket));
  if (damage_.has_value()) return damage_;
  return absl::InternalError("pending transfers differ from the journal, and none of them does");
}

absl::StatusOr<absl::optional<v1::JournalDamage>> PendingCheck::FindWrongRow(size_t bucket) const {
  std::map<std::string, Pending> expected;
  ZGC_RETURN_IF_ERROR(ForEachTransferUpTo(
      snapshot_, snapshot_.revision(),
      [&](const v1::JournalSegment& segment, Position place, const v1::Transfer& transfer) {
        Apply(segment, place, transfer, bucket, expected);
        return true;
      }));
  absl::optional<v1::JournalDamage> found;
  const auto damage = [&](const std::string& id, Position place, absl::string_view what) {
    found =
        IndexDamage("pending", absl::BytesToHexString(id), place,
                    absl::StrCat("the pending transfer ", absl::BytesToHexString(id), " ", what));
  };
  ZGC_RETURN_IF_ERROR(
      kPendings.ForEach(snapshot_, [&](const storage::NameKey& key, const v1::PendingRow& row) {
        if (Tally::BucketOf(key.name) != bucket) return true;
        const auto of = expected.find(key.name);
        if (of == expected.end()) {
          damage(key.name, {}, absl::StrCat("has a row, ", Describe(row), "; nobody posted it"));
        } else if (!base::SameFields(row, of->second.row)) {
          damage(key.name, of->second.place,
                 absl::StrCat("is stated as ", Describe(row), "; the journal makes it ",
                              Describe(of->second.row)));
        } else {
          expected.erase(of);
        }
        return !found.has_value();
      }));
  if (!found.has_value() && !expected.empty()) {
    damage(expected.begin()->first, expected.begin()->second.place, "has no row");
  }
  return found;
}

absl::StatusOr<absl::optional<v1::JournalDamage>> PendingCheck::FindWrongExpiry(
    size_t bucket) const {
  std::set<std::pair<std::string, int64_t>> expected;
  ZGC_RETURN_IF_ERROR(
      kPendings.ForEach(snapshot_, [&](const storage::NameKey& key, const v1::PendingRow& row) {
        if (Tally::BucketOf(key.name) == bucket && Expires(row)) {
          expected.emplace(key.name, row.expire_unix_nanos());
        }
        return true;
      }));
  absl::optional<v1::JournalDamage> found;
  const auto damage = [&](const std::string& id, int64_t time, absl::string_view what) {
    found = IndexDamage(
        "expiry", absl::BytesToHexString(id), {},
        absl::StrCat("the expiry of ", absl::BytesToHexString(id), " at ", time, " ns ", what));
  };
  ZGC_RETURN_IF_ERROR(kExpiries.ForEach(snapshot_, "", [&](const ExpiryKey& key) {
    if (Tally::BucketOf(key.id) != bucket || expected.erase({key.id, key.unix_nanos}) == 1) {
      return true;
    }
    damage(key.id, key.unix_nanos, "is of no open pending transfer");
    return false;
  }));
  if (!found.has_value() && !expected.empty()) {
    damage(expected.begin()->first, expected.begin()->second, "is missing");
  }
  return found;
}

}  // namespace zgc::funding
