#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/proof/testing/new_key.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/segment.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/proof/export.h"
#include "services/funding_ledger/proof/keeper.h"
#include "services/funding_ledger/proof/verification.h"
#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {

// A ledger whose journal is proved with a new key.
class ProofFixture : public FundingFixture {
 protected:
  ProofFixture() { Keep(proof::NewKey()); }
  // The keeper reads the store that it leaves.
  ~ProofFixture() override { keeper_.reset(); }

  // From here on with this key, as after a restart of the server.
  void Keep(const absl::optional<proof::PrivateKey>& key) {
    keeper_.reset();
    Open();
    CheckpointOptions options;
    options.key = key;
    keeper_ = std::make_unique<ProofKeeper>(*store_, options);
    if (key.has_value()) keys_.Add(key->public_key());
  }

  // One commit of so many transfers; its revision.
  int64_t Post(int count) {
    int64_t revision = 0;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      std::vector<v1::Account> accounts;
      for (const char* name : {"accounts/2019-proof-in", "accounts/2019-proof-out"}) {
        v1::Account& account = accounts.emplace_back();
        account.set_name(name);
        account.set_fiscal_year("fiscalYears/2019");
        account.set_normal_side(accounts.size() == 1 ? v1::ACCOUNT_SIDE_DEBIT
                                                     : v1::ACCOUNT_SIDE_CREDIT);
      }
      std::vector<v1::Transfer> transfers;
      for (int i = 0; i < count; ++i) {
        v1::Transfer& transfer = transfers.emplace_back();
        transfer.set_debit(accounts[0].name());
        transfer.set_credit(accounts[1].name());
        transfer.set_amount_fen(100 + i);
        transfer.set_fiscal_year("fiscalYears/2019");
        transfer.set_document(absl::StrCat("凭证", txn.revision(), "-", i));
      }
      revision = txn.revision();
      ZGC_RETURN_IF_ERROR(AppendTransfers(txn, transfers, accounts));
      return "";
    });
    ZGC_EXPECT_OK(done);
    return revision;
  }

  absl::StatusOr<v1::Checkpoint> Checkpoint() {
    v1::Checkpoint made;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(made, keeper_->CreateCheckpoint(txn));
      return "";
    });
    if (!done.ok()) return done.status();
    return made;
  }

  // The last message of VerifyJournal.
  v1::VerifyJournalResponse Verify(int64_t from = 0, int64_t to = 0) {
    v1::VerifyJournalRequest request;
    request.set_from_revision(from);
    request.set_to_revision(to);
    v1::VerifyJournalResponse last;
    auto work = JournalVerification::Begin(*store_, request);
    EXPECT_TRUE(work.ok()) << work.status();
    if (!work.ok()) return last;
    while (true) {
      v1::VerifyJournalResponse next;
      const auto more = (*work)->Next(next);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return last;
      last = next;
    }
  }

  // An audit bundle from a byte on.
  std::string Export(const std::string& checkpoint = "", int64_t offset = 0) {
    v1::ExportAuditBundleRequest request;
    request.set_checkpoint(checkpoint);
    request.set_offset(offset);
    std::string bytes;
    auto work = BundleExport::Begin(*store_, request);
    EXPECT_TRUE(work.ok()) << work.status();
    while (work.ok()) {
      v1::ExportAuditBundleResponse next;
      const auto more = (*work)->Next(next);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) break;
      bytes += next.data();
    }
    return bytes;
  }

  // The rows of the journal as they are stored, by revision.
  std::vector<std::pair<int64_t, std::string>> Rows() {
    std::vector<std::pair<int64_t, std::string>> rows;
    const storage::Snapshot snapshot = store_->Read();
    const auto cursor = snapshot.Scan(kJournal.column(), {});
    for (; cursor->Valid(); cursor->Next()) {
      storage::KeyReader in(cursor->key());
      RevisionKey key;
      EXPECT_TRUE(key.Decode(in));
      rows.emplace_back(key.revision, std::string(cursor->value()));
    }
    return rows;
  }
  // Writes one of them as no part of the service would; an empty row is taken out.
  void Damage(int64_t revision, const std::string& row) {
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      const std::string key = storage::EncodeKey(RevisionKey{revision});
      if (row.empty()) {
        txn.Delete(kJournal.column(), key);
      } else {
        txn.Put(kJournal.column(), key, row);
      }
      return "";
    }));
  }

  proof::KeyRing keys_;
  std::unique_ptr<ProofKeeper> keeper_;
};

}  // namespace zgc::funding
