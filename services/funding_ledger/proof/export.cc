#include "services/funding_ledger/proof/export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/segment.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

constexpr size_t kPart = size_t{1} << 20;

void AddOnce(const std::string& one, google::protobuf::RepeatedPtrField<std::string>* list) {
  if (std::find(list->begin(), list->end(), one) == list->end()) *list->Add() = one;
}

}  // namespace

absl::StatusOr<std::unique_ptr<BundleExport>> BundleExport::Begin(
    const storage::Store& store, const v1::ExportAuditBundleRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(store.Read(), request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Checkpoint last, RequireCheckpoint(store.Read(), request.checkpoint()));
  ZGC_ASSIGN_OR_RETURN(storage::Snapshot snapshot, store.ReadAt(last.revision()));
  std::unique_ptr<BundleExport> made(
      new BundleExport(std::move(snapshot), std::move(last), request.offset()));
  ZGC_RETURN_IF_ERROR(made->AddManifest(store.store_id()));
  return made;
}

absl::Status BundleExport::AddManifest(const std::string& store_id) {
  v1::BundleManifest manifest;
  manifest.set_format(1);
  manifest.set_store_id(store_id);
  manifest.set_checkpoint(last_.name());
  manifest.set_transfers(last_.transfers());
  ZGC_RETURN_IF_ERROR(
      kCheckpoints.ForEach(snapshot_, [&](const storage::NameKey&, const v1::Checkpoint& row) {
        AddOnce(row.key_id(), manifest.mutable_key_ids());
        AddOnce(row.suite(), manifest.mutable_suites());
        checkpoints_.push_back(row);
        return true;
      }));
  writer_.AddManifest(manifest);
  AddCheckpoints(0);
  cursor_ = snapshot_.Scan(kJournal.column(),
                           {"", storage::EncodeKey(RevisionKey{snapshot_.revision() + 1}), false});
  return absl::OkStatus();
}

void BundleExport::AddCheckpoints(int64_t transfers) {
  for (; next_checkpoint_ < checkpoints_.size(); ++next_checkpoint_) {
    if (checkpoints_[next_checkpoint_].transfers() > transfers) return;
    writer_.AddCheckpoint(checkpoints_[next_checkpoint_].text());
  }
}

absl::Status BundleExport::AddSegment() {
  v1::JournalSegment segment;
  std::vector<proof::Hash> leaves;
  if (!segment.ParseFromArray(cursor_->value().data(), static_cast<int>(cursor_->value().size()))) {
    return absl::DataLossError(absl::StrCat("the journal is damaged after sequence ",
                                            counts_.transfers(), ": run VerifyJournal"));
  }
  ZGC_RETURN_IF_ERROR(ForEachRecord(segment, [&](int, absl::string_view record) {
    leaves.push_back(proof::LeafHash(proof::DigestKind::kSha256, record));
    return true;
  }));
  writer_.AddSegment(cursor_->value(), leaves);
  counts_.set_segments(counts_.segments() + 1);
  counts_.set_transfers(counts_.transfers() + segment.count());
  AddCheckpoints(counts_.transfers());
  return absl::OkStatus();
}

absl::Status BundleExport::AddBalances() {
  v1::BundleBalances balances;
  const auto flush = [&](int least) {
    if (balances.balances_size() < least) return;
    writer_.AddBalances(balances);
    balances.Clear();
  };
  ZGC_RETURN_IF_ERROR(ForEachAccount(snapshot_, [&](const v1::Account& account) {
    v1::BundleBalance& balance = *balances.add_balances();
    balance.set_account(account.name());
    balance.set_debits_fen(account.debits_fen());
    balance.set_credits_fen(account.credits_fen());
    balance.set_pending_debits_fen(account.pending_debits_fen());
    balance.set_pending_credits_fen(account.pending_credits_fen());
    counts_.set_accounts(counts_.accounts() + 1);
    flush(proof::kBalancesInFrame);
    return true;
  }));
  flush(1);
  return absl::OkStatus();
}

absl::Status BundleExport::Fill() {
  while (cursor_->Valid() && writer_.pending().size() < kPart) {
    ZGC_RETURN_IF_ERROR(AddSegment());
    cursor_->Next();
  }
  ZGC_RETURN_IF_ERROR(cursor_->status());
  if (!cursor_->Valid()) {
    if (counts_.transfers() != last_.transfers() || next_checkpoint_ != checkpoints_.size()) {
      return absl::DataLossError("the journal is not what the checkpoint says: run VerifyJournal");
    }
    ZGC_RETURN_IF_ERROR(AddBalances());
    counts_.set_checkpoints(static_cast<int64_t>(checkpoints_.size()));
    writer_.AddEnd(counts_);
    done_ = true;
  }
  part_ = writer_.Take();
  sent_ = static_cast<size_t>(std::min<int64_t>(skip_, static_cast<int64_t>(part_.size())));
  skip_ -= static_cast<int64_t>(sent_);
  return absl::OkStatus();
}

absl::StatusOr<bool> BundleExport::Next(v1::ExportAuditBundleResponse& response) {
  while (sent_ == part_.size()) {
    if (done_) return false;
    ZGC_RETURN_IF_ERROR(Fill());
  }
  response.set_checkpoint(last_.name());
  // A segment may be larger than a caller takes at once.
  response.set_data(part_.substr(sent_, kPart));
  sent_ += response.data().size();
  return true;
}

}  // namespace zgc::funding
