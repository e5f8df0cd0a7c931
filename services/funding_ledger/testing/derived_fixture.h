#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/proof/verification.h"
#include "services/funding_ledger/testing/test_ledger.h"

namespace zgc::funding {

// A journal of three chunks whose transfers are found by everything there is, with
// pending transfers in every state; and the hand of somebody who writes beneath it.
class DerivedFixture : public ::testing::Test {
 protected:
  static constexpr int kChunksPosted = 3;
  static constexpr int kTransfersInChunk = 4;

  DerivedFixture() {
    for (const char* name : {"accounts/cash", "accounts/grant", "accounts/other"}) {
      Open(name);
    }
    for (int chunk = 0; chunk < kChunksPosted; ++chunk) {
      v1::PostTransfersRequest request;
      for (int i = 0; i < kTransfersInChunk; ++i) {
        *request.add_transfers() = Plain(absl::StrCat("plain-", chunk, "-", i), i);
      }
      Post(request);
    }
    PostPendings();
  }

  void Open(const std::string& name) {
    v1::Account account;
    account.set_name(name);
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    account.set_min_balance_fen(-1'000'000);
    ZGC_EXPECT_OK(ledger_.OpenAccount(account));
  }

  static v1::Transfer Plain(const std::string& id, int i) {
    v1::Transfer transfer;
    transfer.set_id(IdNamed(id));
    transfer.set_debit("accounts/cash");
    transfer.set_credit(i % 2 == 0 ? "accounts/grant" : "accounts/other");
    transfer.set_amount_fen(100 + i);
    transfer.set_document("凭证");
    // Days come in runs, and the year's last stands for none.
    if (i > 1) transfer.set_effective_date(i == 2 ? "2019-03-02" : "2019-06-30");
    // One of each request is under none of these.
    if (i == 3) return transfer;
    transfer.set_award("awards/w");
    transfer.set_enterprise("//park_region/enterprises/e");
    transfer.set_program("programs/p");
    transfer.set_park("//park_region/parks/k");
    transfer.set_task("//task_registry/tasks/t");
    return transfer;
  }

  // One that is open with and one without a time, one that is posted in two parts, one
  // that is voided and one that has expired.
  void PostPendings() {
    v1::PostTransfersRequest request;
    for (const char* id : {"open", "timed", "posted", "voided", "expired"}) {
      v1::Transfer& transfer = *request.add_transfers();
      transfer = Plain(id, 0);
      transfer.set_mode(v1::TRANSFER_MODE_PENDING);
      if (id == std::string("timed")) transfer.set_timeout_seconds(3600);
      if (id == std::string("expired")) transfer.set_timeout_seconds(60);
    }
    const auto end = [&](const std::string& id, v1::TransferMode mode, int64_t fen) {
      v1::Transfer& transfer = *request.add_transfers();
      transfer.set_id(IdNamed(absl::StrCat(id, "-end-", request.transfers_size())));
      transfer.set_pending_id(IdNamed(id));
      transfer.set_mode(mode);
      transfer.set_amount_fen(fen);
      transfer.set_document("凭证");
    };
    end("posted", v1::TRANSFER_MODE_POST_PENDING, 30);
    end("posted", v1::TRANSFER_MODE_POST_PENDING, 70);
    end("voided", v1::TRANSFER_MODE_POST_PENDING, 10);
    end("voided", v1::TRANSFER_MODE_VOID_PENDING, 0);
    Post(request);
    ledger_.clock().Advance(absl::Minutes(2));
    ledger_.ExpireNow();
    ledger_.AwaitIndexed();
    // A commit, with which readers see what was indexed.
    Open("accounts/later");
  }

  // A commit, and a chunk of its own.
  void Post(const v1::PostTransfersRequest& request) {
    const auto response = ledger_.Post(request);
    ZGC_ASSERT_OK(response);
    ASSERT_EQ(response->posted_count(), request.transfers_size()) << response->DebugString();
    ledger_.AwaitIndexed();
  }

  std::vector<v1::Transfer> Transfers() {
    std::vector<v1::Transfer> transfers;
    ZGC_EXPECT_OK(ForEachTransfer(ledger_.store().Read(), [&](const v1::Transfer& transfer) {
      transfers.push_back(transfer);
      return true;
    }));
    return transfers;
  }
  // The name of the transfer with this short name.
  std::string NameOf(const std::string& id) {
    for (const v1::Transfer& transfer : Transfers()) {
      if (transfer.id() == IdNamed(id)) return transfer.name();
    }
    ADD_FAILURE() << id << " was not posted";
    return "";
  }

  // Writes a derived row as no part of the service would; without a value it is taken out.
  void Write(const storage::Column& column, const std::string& key,
             const absl::optional<std::string>& value) {
    ZGC_ASSERT_OK(ledger_.store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      if (value.has_value()) {
        txn.Put(column, key, *value);
      } else {
        txn.Delete(column, key);
      }
      return "";
    }));
  }
  std::string RowAt(const storage::Column& column, const std::string& key) {
    const auto row = ledger_.store().Read().Get(column, key);
    EXPECT_TRUE(row.ok() && row->has_value());
    return row.ok() && row->has_value() ? **row : "";
  }

  // The last message of VerifyJournal.
  v1::VerifyJournalResponse Verify(const v1::VerifyJournalRequest& request = {}) {
    v1::VerifyJournalResponse last;
    auto work = JournalVerification::Begin(ledger_.store(), request);
    EXPECT_TRUE(work.ok()) << work.status();
    while (work.ok()) {
      v1::VerifyJournalResponse next;
      const auto more = (*work)->Next(next);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) break;
      last = next;
    }
    EXPECT_TRUE(last.done());
    return last;
  }
  // What is wrong now.
  v1::JournalDamage Damage() {
    const auto done = Verify();
    EXPECT_TRUE(done.has_damage());
    return done.damage();
  }

  TestLedger ledger_;
};

}  // namespace zgc::funding
