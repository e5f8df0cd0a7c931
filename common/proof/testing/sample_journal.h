#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/digest.h"
#include "common/proof/bundle.h"
#include "gtest/gtest.h"

namespace zgc::proof {

// A journal as segment.proto describes it, and a bundle of it.
class SampleJournal {
 public:
  // One commit of so many transfers between accounts/a, accounts/b and accounts/c.
  void Commit(int64_t revision, int count, bool pendings = false) {
    zgc::funding::v1::JournalSegment segment;
    std::string hashed = absl::StrCat("zgc.funding.journal.v1", chain_);
    std::vector<Hash> leaves;
    for (int i = 0; i < count; ++i) {
      zgc::funding::v1::Transfer transfer;
      transfer.set_debit(absl::StrCat("accounts/", i % 2 == 0 ? "a" : "b"));
      transfer.set_credit("accounts/c");
      transfer.set_amount_fen(1000 + revision * 10 + i);
      transfer.set_fiscal_year("fiscalYears/2019");
      transfer.set_document(absl::StrCat("凭证", transfers_ + i));
      if (pendings) transfer.set_mode(zgc::funding::v1::TRANSFER_MODE_PENDING);
      AuditSums& debit = sums_[transfer.debit()];
      (pendings ? debit.pending_debits_fen : debit.debits_fen) += transfer.amount_fen();
      AuditSums& credit = sums_[transfer.credit()];
      (pendings ? credit.pending_credits_fen : credit.credits_fen) += transfer.amount_fen();
      const std::string record = transfer.SerializeAsString();
      EXPECT_LT(record.size(), 128);
      segment.mutable_records()->push_back(static_cast<char>(record.size()));
      *segment.mutable_records() += record;
      leaves.push_back(LeafHash(DigestKind::kSha256, record));
      sm3_.Add(LeafHash(DigestKind::kSm3, record));
      sha256_.Add(leaves.back());
    }
    segment.set_revision(revision);
    segment.set_first_sequence(transfers_);
    segment.set_time_unix_nanos(1'574'580'000'000'000'000 + revision);
    segment.set_count(count);
    segment.set_previous_hash(chain_);
    for (const int64_t value : {segment.revision(), segment.first_sequence(),
                                segment.time_unix_nanos(), segment.count()}) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        hashed.push_back(static_cast<char>(value >> shift));
      }
    }
    for (const Hash& leaf : leaves) absl::StrAppend(&hashed, base::Hasher::View(leaf));
    chain_ = base::Sha256(hashed);
    segment.set_hash(chain_);
    transfers_ += count;
    rows.push_back(segment.SerializeAsString());
    row_leaves.push_back(leaves);
  }

  Checkpoint Now(int64_t revision, Suite suite) const {
    Checkpoint checkpoint;
    checkpoint.origin = "0123456789abcdef";
    checkpoint.suite = suite;
    checkpoint.size = transfers_;
    checkpoint.root = (suite == Suite::kSm2Sm3 ? sm3_ : sha256_).root();
    std::copy(chain_.begin(), chain_.end(), checkpoint.chain.begin());
    checkpoint.revision = revision;
    checkpoint.incarnation = std::string(32, 'a');
    checkpoint.time_unix_nanos = 1'574'580'000'000'000'000 + revision;
    return checkpoint;
  }

  const absl::btree_map<std::string, AuditSums>& sums() const { return sums_; }
  int64_t transfers() const { return transfers_; }

  std::vector<std::string> rows;
  std::vector<std::vector<Hash>> row_leaves;

 private:
  std::string chain_ = std::string(32, '\0');
  int64_t transfers_ = 0;
  RunningRoot sha256_{DigestKind::kSha256};
  RunningRoot sm3_{DigestKind::kSm3};
  absl::btree_map<std::string, AuditSums> sums_;
};

// The frames of a bundle, so that a test can take them out, repeat or swap them.
class SampleBundle {
 public:
  SampleBundle() { Cut(); }
  void Manifest(const zgc::funding::v1::BundleManifest& manifest) {
    writer_.AddManifest(manifest);
    Cut();
  }
  // Two frames.
  void Segment(const SampleJournal& journal, size_t index) {
    writer_.AddSegment(journal.rows[index], journal.row_leaves[index]);
    const std::string both = writer_.Take();
    const size_t first = 5 + journal.rows[index].size() + 32;
    frames.push_back(both.substr(0, first));
    frames.push_back(both.substr(first));
  }
  void Signed(const std::string& text) {
    writer_.AddCheckpoint(text);
    Cut();
  }
  void Finish(const SampleJournal& journal, int64_t checkpoints) {
    zgc::funding::v1::BundleBalances balances;
    for (const auto& [name, sums] : journal.sums()) {
      auto& balance = *balances.add_balances();
      balance.set_account(name);
      balance.set_debits_fen(sums.debits_fen);
      balance.set_credits_fen(sums.credits_fen);
      balance.set_pending_debits_fen(sums.pending_debits_fen);
      balance.set_pending_credits_fen(sums.pending_credits_fen);
    }
    writer_.AddBalances(balances);
    Cut();
    zgc::funding::v1::BundleEnd end;
    end.set_segments(static_cast<int64_t>(journal.rows.size()));
    end.set_transfers(journal.transfers());
    end.set_checkpoints(checkpoints);
    end.set_accounts(static_cast<int64_t>(journal.sums().size()));
    writer_.AddEnd(end);
    Cut();
  }
  std::string bytes() const { return absl::StrJoin(frames, ""); }

  // The first is the title.
  std::vector<std::string> frames;

 private:
  void Cut() { frames.push_back(writer_.Take()); }
  BundleWriter writer_;
};

}  // namespace zgc::proof
