#include "services/funding_ledger/proof/verification.h"

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/proof/tree.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

constexpr int64_t kTransfersInPart = 20'000;
constexpr int64_t kRowsInPart = 100'000;

std::string Hex(const proof::Hash& hash) {
  return absl::BytesToHexString(base::Hasher::View(hash));
}

v1::JournalDamage ToMessage(const proof::Damage& damage) {
  v1::JournalDamage message;
  message.set_revision(damage.revision);
  message.set_transfer_number(damage.number);
  if (damage.number >= 0) {
    message.set_transfer(TransferName(damage.revision, static_cast<int>(damage.number)));
  }
  message.set_description(damage.what);
  return message;
}

// Of damage that no segment has.
proof::Damage Elsewhere(absl::string_view what) { return {0, -1, std::string(what)}; }

}  // namespace

absl::StatusOr<std::unique_ptr<JournalVerification>> JournalVerification::Begin(
    const storage::Store& store, const v1::VerifyJournalRequest& request) {
  Checks checks(store.Read(), request);
  checks.Expect(request.to_revision() == 0 || request.from_revision() <= request.to_revision(),
                "to_revision", "is before from_revision");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(storage::Snapshot snapshot, store.ReadAt(request.to_revision()));
  std::unique_ptr<JournalVerification> made(new JournalVerification(std::move(snapshot)));
  ZGC_RETURN_IF_ERROR(made->FindStart(request));
  return made;
}

absl::Status JournalVerification::FindStart(const v1::VerifyJournalRequest& request) {
  proof::JournalAudit::Start start;
  if (request.from_revision() > 1) {
    ZGC_ASSIGN_OR_RETURN(const ChainEnd before, ChainEndAt(snapshot_, request.from_revision() - 1));
    start = {before.revision, before.sequence, before.hash};
  }
  from_beginning_ = start.transfers == 0;
  std::set<proof::Suite> suites;
  if (from_beginning_) {
    ZGC_RETURN_IF_ERROR(
        kCheckpoints.ForEach(snapshot_, [&](const storage::NameKey&, const v1::Checkpoint& row) {
          checkpoints_.push_back(row);
          const auto suite = proof::ParseSuite(row.suite());
          if (suite.ok()) suites.insert(*suite);
          return true;
        }));
    // Compared with the tiles, whatever the checkpoints are.
    suites.insert(proof::Suite::kEd25519Sha256);
    audit_ = std::make_unique<proof::JournalAudit>(
        std::vector<proof::Suite>(suites.begin(), suites.end()));
    // Pending transfers are known only as they are now.
    if (request.to_revision() == 0) CompareDerived();
  } else {
    audit_ = std::make_unique<proof::JournalAudit>(start);
  }
  cursor_ = snapshot_.Scan(kJournal.column(),
                           {storage::EncodeKey(RevisionKey{start.revision + 1}),
                            storage::EncodeKey(RevisionKey{snapshot_.revision() + 1}), false});
  return absl::OkStatus();
}

void JournalVerification::CompareDerived() {
  indexes_ = std::make_unique<IndexCheck>(snapshot_);
  pendings_ = std::make_unique<PendingCheck>(snapshot_);
  days_ = std::make_unique<DayCheck>(snapshot_);
  audit_->VisitEach(
      [this](const v1::JournalSegment& segment, int64_t number, const v1::Transfer& transfer) {
        indexes_->Add({segment.revision(), static_cast<int>(number)}, transfer);
        pendings_->Add(segment.time_unix_nanos(), transfer);
        days_->Add(transfer);
      });
  phase_ = Phase::kIndexRows;
}

absl::StatusOr<bool> JournalVerification::Next(v1::VerifyJournalResponse& response) {
  if (phase_ == Phase::kEnd) return false;
  ZGC_ASSIGN_OR_RETURN(auto damage, Part());
  if (damage.has_value()) {
    phase_ = Phase::kEnd;
    *response.mutable_damage() = *std::move(damage);
  }
  Fill(response);
  return true;
}

absl::StatusOr<absl::optional<v1::JournalDamage>> JournalVerification::Part() {
  absl::optional<v1::JournalDamage> none;
  if (phase_ == Phase::kIndexRows) {
    if (!indexes_->Read(kRowsInPart)) phase_ = Phase::kSegments;
    return none;
  }
  if (phase_ == Phase::kSegments) {
    Damage damage = Segments();
    if (!damage.has_value() && !cursor_->Valid()) {
      damage = Rest();
      phase_ = pendings_ == nullptr ? Phase::kEnd : Phase::kPendingRows;
    }
    if (damage.has_value()) return absl::optional<v1::JournalDamage>(ToMessage(*damage));
    return none;
  }
  if (pendings_->Read(kRowsInPart)) return none;
  phase_ = Phase::kEnd;
  ZGC_ASSIGN_OR_RETURN(auto damage, indexes_->Finish());
  if (damage.has_value()) return damage;
  ZGC_ASSIGN_OR_RETURN(damage, pendings_->Finish());
  if (damage.has_value()) return damage;
  return days_->Finish();
}

void JournalVerification::Fill(v1::VerifyJournalResponse& response) const {
  response.set_segments(audit_->segments());
  response.set_transfers(audit_->state().transfers);
  response.set_revision(audit_->state().revision);
  response.set_chain_hash(std::string(base::Hasher::View(audit_->state().chain)));
  response.set_checkpoints(static_cast<int64_t>(next_checkpoint_));
  response.set_accounts(accounts_);
  response.set_done(phase_ == Phase::kEnd);
  if (phase_ != Phase::kEnd || indexes_ == nullptr || response.has_damage()) return;
  response.set_index_entries(indexes_->entries());
  response.set_pendings(pendings_->rows());
}

JournalVerification::Damage JournalVerification::Segments() {
  const int64_t goal = audit_->state().transfers + kTransfersInPart;
  while (cursor_->Valid() && audit_->state().transfers < goal) {
    if (auto damage = OneSegment()) return damage;
    if (auto damage = Checkpoints()) return damage;
    cursor_->Next();
  }
  if (cursor_->status().ok()) return absl::nullopt;
  return Elsewhere(absl::StrCat("the row after revision ", audit_->state().revision,
                                " cannot be read: ", cursor_->status().message()));
}

JournalVerification::Damage JournalVerification::OneSegment() {
  storage::KeyReader in(cursor_->key());
  RevisionKey key;
  if (!key.Decode(in) || !in.Done() || key.revision < 1) {
    return Elsewhere(
        absl::StrCat("the row after revision ", audit_->state().revision, " has a damaged key"));
  }
  v1::JournalSegment segment;
  std::vector<proof::Hash> leaves;
  if (segment.ParseFromArray(cursor_->value().data(), static_cast<int>(cursor_->value().size()))) {
    const int64_t begin = audit_->state().transfers;
    auto tiled = TiledLeaves(snapshot_, proof::DigestKind::kSha256, begin,
                             begin + std::min<int64_t>(segment.count(), kTransfersInPart));
    // Without them damage is found all the same.
    if (tiled.ok()) leaves = *std::move(tiled);
  }
  return audit_->Add(key.revision, cursor_->value(), leaves);
}

JournalVerification::Damage JournalVerification::Checkpoints() {
  const auto& state = audit_->state();
  for (; next_checkpoint_ < checkpoints_.size(); ++next_checkpoint_) {
    const v1::Checkpoint& row = checkpoints_[next_checkpoint_];
    if (row.transfers() > state.transfers) return absl::nullopt;
    const auto wrong = [&row](absl::string_view what) {
      return Elsewhere(absl::StrCat(row.name(), ": ", what));
    };
    const auto stated = OpenRow(row, snapshot_.lineage());
    if (!stated.ok()) return wrong(stated.status().message());
    if (stated->size != state.transfers) {
      return wrong(absl::StrCat("says size ", stated->size, "; no segment ends there"));
    }
    if (stated->chain != state.chain) {
      return wrong(absl::StrCat("says chain ", Hex(stated->chain), "; the journal has ",
                                Hex(state.chain), " after revision ", state.revision));
    }
    const auto root = audit_->RootOf(stated->suite);
    if (!root.has_value() || *root != stated->root) {
      return wrong(absl::StrCat("says root ", Hex(stated->root), "; the journal has ",
                                root.has_value() ? Hex(*root) : "none"));
    }
  }
  return absl::nullopt;
}

JournalVerification::Damage JournalVerification::Rest() {
  if (!from_beginning_) return absl::nullopt;
  const auto& state = audit_->state();
  // Those of an empty journal, and those that say more than there is.
  if (auto damage = Checkpoints()) return damage;
  if (next_checkpoint_ < checkpoints_.size()) {
    const v1::Checkpoint& row = checkpoints_[next_checkpoint_];
    return Elsewhere(absl::StrCat(row.name(), ": says size ", row.transfers(),
                                  "; the journal ends with ", state.transfers, " at revision ",
                                  state.revision));
  }
  if (auto damage = Balances()) return damage;
  const auto root =
      proof::Root(proof::DigestKind::kSha256, JournalTree(snapshot_, proof::DigestKind::kSha256),
                  state.transfers);
  if (!root.ok()) {
    return Elsewhere(absl::StrCat("the tiles of the tree: ", root.status().message()));
  }
  if (*root != *audit_->RootOf(proof::Suite::kEd25519Sha256)) {
    return Elsewhere("the tiles of the tree have another root than the journal");
  }
  return absl::nullopt;
}

JournalVerification::Damage JournalVerification::Balances() {
  absl::btree_map<std::string, proof::AuditSums> stated;
  const absl::Status read = ForEachAccount(snapshot_, [&](const v1::Account& account) {
    stated[account.name()] = {account.debits_fen(), account.credits_fen(),
                              account.pending_debits_fen(), account.pending_credits_fen()};
    return true;
  });
  if (!read.ok()) return Elsewhere(absl::StrCat("the balances: ", read.message()));
  if (auto damage = audit_->CompareSums(stated)) return damage;
  accounts_ = static_cast<int64_t>(stated.size());
  return absl::nullopt;
}

}  // namespace zgc::funding
