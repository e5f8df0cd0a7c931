// Random requests to the ledger and to its model, side by side; see lockstep.h for
// what is compared after each. ZGC_SEEDS and ZGC_OPERATIONS ask for more than CI runs:
// an operation is a transfer of a request, a restart, a look back or whatever else
// the driver does.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/lockstep.h"

namespace zgc::funding {
namespace {

int FromEnvironment(const char* name, int otherwise) {
  const char* const text = std::getenv(name);
  int number = 0;
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number : otherwise;
}

// Each draw is a statement of its own: compilers evaluate arguments in different
// orders, and a seed must mean the same to all.
class Driver {
 public:
  explicit Driver(unsigned seed) : random_(seed) {
    // Few, so that they get in one another's way; some narrow, some wide.
    Open("a", true, 0, 0, "2019");
    Open("b", false, -200, 300, "2019");
    Open("c", true, -500, 500, "2019");
    Open("d", false, 0, 1000, "2019");
    Open("e", false, -kMost, 0, "2019");
    Open("x", true, 0, 0, "2020");
    Open("y", false, -kMost, 2000, "2020");
  }

  void Run(int operations) {
    const int close_at = operations / 2 + Draw(operations / 4 + 1);
    const int flood_at = Draw(operations);
    bool closed = false;
    bool flooded = operations < kFlood;
    for (done_ = 0; done_ < operations && !::testing::Test::HasFailure();) {
      if (!closed && done_ >= close_at) {
        both_.CloseYear("fiscalYears/2020");
        closed = true;
      } else if (!flooded && done_ >= flood_at) {
        Flood();
        flooded = true;
      } else {
        Step();
      }
    }
    if (!::testing::Test::HasFailure()) both_.CompareIndexes();
  }
  int done() const { return done_; }
  const std::map<v1::TransferResult, int64_t>& reached() const { return both_.reached(); }

 private:
  static constexpr int64_t kMost = 1'000'000'000'000'000;
  // What Flood posts.
  static constexpr int kFlood = 18'500;

  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  bool OneIn(int n) { return Draw(n) == 0; }

  void Open(const std::string& id, bool debit, int64_t min, int64_t max, const std::string& year) {
    v1::Account account;
    account.set_name("accounts/" + id);
    account.set_fiscal_year("fiscalYears/" + year);
    account.set_normal_side(debit ? v1::ACCOUNT_SIDE_DEBIT : v1::ACCOUNT_SIDE_CREDIT);
    account.set_min_balance_fen(min);
    account.set_max_balance_fen(max);
    both_.OpenAccount(account);
  }

  void Step() {
    const int what = Draw(400);
    if (what == 0) {
      both_.Restart();
    } else if (what == 1) {
      both_.ledger().AwaitIndexed();
    } else if (what < 10) {
      const int seconds = 1 + Draw(8);
      both_.Advance(absl::Seconds(seconds));
      // Else the next posting lets go of what is due.
      if (OneIn(2)) both_.ExpireNow();
      Post();
    } else if (what < 14) {
      LookBack();
    } else if (what == 14 && done_ < 5000) {
      Open(absl::StrCat("new-", done_), OneIn(2), 0, 0, "2019");
    } else {
      Post();
    }
    ++done_;
  }

  void Post() {
    v1::PostTransfersRequest request;
    const int size = OneIn(50) ? 1 + Draw(400) : 1 + Draw(6);
    for (int i = 0; i < size; ++i) {
      *request.add_transfers() = Next();
      // Chains that are left open are no rarity this way either.
      if (OneIn(6)) request.mutable_transfers(i)->set_linked(true);
    }
    if (OneIn(20)) request.set_max_amount_fen(40);
    request.set_validate_only(OneIn(20) && done_ < 5000);
    both_.Post(request);
    done_ += size;
    for (const v1::Transfer& transfer : request.transfers()) {
      if (sent_.size() < kRemembered) {
        sent_.push_back(transfer);
      } else {
        const int at = Draw(kRemembered);
        sent_[static_cast<size_t>(at)] = transfer;
      }
    }
  }

  // Mostly a transfer that could be posted; often one that was sent before, as it
  // was or almost.
  v1::Transfer Next() {
    if (!sent_.empty() && OneIn(8)) {
      const int at = Draw(static_cast<int>(sent_.size()));
      v1::Transfer again = sent_[static_cast<size_t>(at)];
      if (OneIn(3)) again.set_amount_fen(again.amount_fen() + 1);
      return again;
    }
    v1::Transfer transfer;
    transfer.set_id(IdNamed(absl::StrCat("t", ++ids_)));
    transfer.set_document("d");
    const int mode = Draw(10);
    if (mode >= 7 && !pending_.empty()) {
      End(transfer, mode == 9);
    } else {
      Move(transfer);
    }
    if (OneIn(4)) transfer.set_award(absl::StrCat("awards/", Draw(5)));
    if (OneIn(4)) transfer.set_program(absl::StrCat("programs/", Draw(3)));
    if (OneIn(5)) transfer.set_park(absl::StrCat("//park_region/parks/", Draw(3)));
    if (OneIn(5)) transfer.set_enterprise(absl::StrCat("//park_region/enterprises/", Draw(9)));
    if (OneIn(5)) transfer.set_task(absl::StrCat("//task_registry/tasks/", Draw(4)));
    if (OneIn(3)) {
      const int month = 1 + Draw(12);
      transfer.set_effective_date(absl::StrFormat("2019-%02d-%02d", month, 1 + month));
    }
    if (OneIn(25)) Spoil(transfer);
    return transfer;
  }

  std::string Account() {
    static const char* const kAll[] = {"a", "a", "b", "c", "d", "e", "e", "x", "y"};
    const int at = Draw(9);
    return absl::StrCat("accounts/", kAll[at]);
  }

  void Move(v1::Transfer& transfer) {
    transfer.set_debit(Account());
    transfer.set_credit(Account());
    transfer.set_amount_fen(1 + Draw(OneIn(10) ? 1000 : 60));
    if (!OneIn(3)) return;
    transfer.set_mode(v1::TRANSFER_MODE_PENDING);
    if (OneIn(2)) transfer.set_timeout_seconds(1 + Draw(10));
    if (pending_.size() < kRemembered) {
      pending_.push_back(transfer.id());
    } else {
      const int at = Draw(kRemembered);
      pending_[static_cast<size_t>(at)] = transfer.id();
    }
  }

  void End(v1::Transfer& transfer, bool lets_go) {
    const int at = Draw(static_cast<int>(pending_.size()));
    transfer.set_pending_id(pending_[static_cast<size_t>(at)]);
    transfer.set_mode(lets_go ? v1::TRANSFER_MODE_VOID_PENDING : v1::TRANSFER_MODE_POST_PENDING);
    if (!lets_go && OneIn(2)) transfer.set_amount_fen(1 + Draw(40));
    if (OneIn(8)) transfer.set_debit(Account());
  }

  void Spoil(v1::Transfer& transfer) {
    switch (Draw(13)) {
      case 0:
        return transfer.set_id("short");
      case 1:
        return transfer.set_mode(v1::TRANSFER_MODE_EXPIRE_PENDING);
      case 2:
        return transfer.set_amount_fen(0);
      case 3:
        return transfer.set_amount_fen(kMost + 1);
      case 4:
        return transfer.clear_document();
      case 5:
        return transfer.set_effective_date("2019-02-30");
      case 6:
        return transfer.set_credit(transfer.debit());
      case 7:
        return transfer.set_debit("accounts/nobody");
      case 8:
        return transfer.set_credit("accounts/nobody");
      case 9:
        return transfer.set_debit(TestLedger::kReservedDebit);
      case 10:
        return transfer.set_pending_id(IdNamed("never"));
      case 11:
        return transfer.set_name("transfers/1");
      default:
        return transfer.set_amount_fen(-transfer.amount_fen());
    }
  }

  void LookBack() {
    const auto& revisions = both_.revisions();
    const int at = Draw(static_cast<int>(revisions.size()));
    const int64_t revision = OneIn(4) ? 0 : revisions[static_cast<size_t>(at)];
    const int month = 1 + Draw(12);
    const std::string day = absl::StrFormat("2019-%02d-15", month);
    both_.CompareAccounts(revision, OneIn(2) ? day : "");
    v1::ListTransfersRequest list;
    list.set_revision(revision);
    list.set_page_size(1 + Draw(1000));
    if (OneIn(2)) list.set_account(Account());
    if (OneIn(4)) list.set_award(absl::StrCat("awards/", Draw(5)));
    if (OneIn(4)) list.set_program(absl::StrCat("programs/", Draw(3)));
    if (OneIn(4)) list.set_park(absl::StrCat("//park_region/parks/", Draw(3)));
    if (OneIn(4)) list.set_enterprise(absl::StrCat("//park_region/enterprises/", Draw(9)));
    if (OneIn(4)) list.set_task(absl::StrCat("//task_registry/tasks/", Draw(4)));
    if (OneIn(5)) list.set_fiscal_year("fiscalYears/2020");
    if (OneIn(5)) list.set_from_date(day);
    if (OneIn(5)) list.set_to_date(day);
    both_.CompareList(list);
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i) {
      const int id = 1 + Draw(ids_ + 2);
      ids.push_back(IdNamed(absl::StrCat("t", id)));
    }
    both_.CompareLookups(ids);
  }

  // Sends the largest amount to and fro until the sums of both accounts are full.
  void Flood() {
    Open("f", true, -kMost, 0, "2019");
    Open("g", true, -kMost, 0, "2019");
    for (int sent = 0; sent < kFlood;) {
      v1::PostTransfersRequest request;
      for (; sent < kFlood && request.transfers_size() < 8000; ++sent) {
        v1::Transfer& transfer = *request.add_transfers();
        transfer.set_id(IdNamed(absl::StrCat("t", ++ids_)));
        transfer.set_debit(sent % 2 == 0 ? "accounts/f" : "accounts/g");
        transfer.set_credit(sent % 2 == 0 ? "accounts/g" : "accounts/f");
        transfer.set_amount_fen(kMost);
        transfer.set_document("d");
      }
      both_.Post(request);
    }
    done_ += kFlood;
  }

  static constexpr int kRemembered = 64;

  std::mt19937 random_;
  Lockstep both_;
  int done_ = 0;
  int ids_ = 0;
  // Some of what was sent, and of the pending transfers.
  std::vector<v1::Transfer> sent_;
  std::vector<std::string> pending_;
};

TEST(JournalRandomTest, TheLedgerDoesWhatItsModelDoes) {
  const int seeds = FromEnvironment("ZGC_SEEDS", 3);
  const int first = FromEnvironment("ZGC_FIRST_SEED", 1);
  const int operations = FromEnvironment("ZGC_OPERATIONS", 1500);
  std::map<v1::TransferResult, int64_t> reached;
  int64_t done = 0;
  for (int seed = first; seed < first + seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Driver driver(static_cast<unsigned>(seed));
    // One of them long enough to fill an account.
    driver.Run(seed == first ? operations + 20'000 : operations);
    for (const auto& [result, times] : driver.reached()) reached[result] += times;
    done += driver.done();
    if (seeds > 3) {
      std::printf("seed %d: %d operations\n", seed, driver.done());
      std::fflush(stdout);
    }
  }
  std::printf("%d seeds, %lld operations\n", seeds, static_cast<long long>(done));
  if (HasFailure()) return;
  for (int i = v1::TransferResult_MIN + 1; i <= v1::TransferResult_MAX; ++i) {
    const auto result = static_cast<v1::TransferResult>(i);
    std::printf("%9lld %s\n", static_cast<long long>(reached[result]), ShortName(result).c_str());
    EXPECT_GT(reached[result], 0) << ShortName(result) << " was never reached";
  }
}

}  // namespace
}  // namespace zgc::funding
