// Random requests to the ledger and to its model, side by side; see lockstep.h for
// what is compared after each. CI runs a few seeds. A long run is
//
//   zgc_funding_journal_random_test --seeds 1-1000 --ops 100000
//
// with TMPDIR in memory. An operation is a transfer of a request, a restart, a kill,
// a look back or whatever else the driver does.
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/rounds.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/testing/run/driver.h"
#include "services/funding_ledger/testing/run/lockstep.h"

namespace zgc::funding {
namespace {

class JournalRun final : public RandomRun {
 public:
  // Adds to `reached` how often it came to each result.
  JournalRun(int64_t seed, int64_t operations, std::map<v1::TransferResult, int64_t>& reached)
      : RandomRun(seed), reached_(reached) {
    // Few, so that they get in one another's way; some narrow, some wide.
    Open("a", true, 0, 0, "2019");
    Open("b", false, -200, 300, "2019");
    Open("c", true, -500, 500, "2019");
    Open("d", false, 0, 1000, "2019");
    Open("e", false, -kMost, 0, "2019");
    Open("x", true, 0, 0, "2020");
    Open("y", false, -kMost, 2000, "2020");
    // What would cost too much, or end too much, if it was drawn at every step.
    const int all = static_cast<int>(operations);
    for (int i = 0; i < 3; ++i) Plan(Event::kRestart, 0, all);
    Plan(Event::kKill, 0, all);
    Plan(Event::kIndex, all / 4, all);
    for (int i = 0; i < 20; ++i) Plan(Event::kOpenAccount, 0, all);
    Plan(Event::kClosePeriod, all / 3, all);
    Plan(Event::kClosePeriod, all / 3, all);
    Plan(Event::kCloseYear, all / 2, all);
    if (seed % 10 == 1) Plan(Event::kFlood, 0, all);
  }

  void Step() override {
    if (!plan_.empty() && plan_.begin()->first <= done_) {
      const Event event = plan_.begin()->second;
      plan_.erase(plan_.begin());
      Do(event);
      ++done_;
      return;
    }
    const int what = Draw(400);
    if (what < 9) {
      const int seconds = 1 + Draw(8);
      both_.Advance(absl::Seconds(seconds));
      // Else the next posting lets go of what is due.
      if (OneIn(2)) both_.ExpireNow();
      ++done_;
    } else if (what == 9) {
      LookBack();
      ++done_;
    } else if (what < 20) {
      const int racers = 2 + Draw(3);
      both_.Race(Requests(racers));
    } else {
      const int size = OneIn(50) ? 1 + Draw(400) : 1 + Draw(6);
      v1::PostTransfersRequest request = Request(size);
      request.set_validate_only(OneIn(20));
      both_.Post(request);
    }
  }
  void CompareAll() override {
    both_.CompareBalances();
    both_.CompareIndexes();
    for (const auto& [result, times] : both_.reached()) reached_[result] += times;
  }

 private:
  enum class Event { kRestart, kKill, kIndex, kOpenAccount, kClosePeriod, kCloseYear, kFlood };

  static constexpr int64_t kMost = 1'000'000'000'000'000;
  static constexpr size_t kRemembered = 64;

  // Once, at some operation from `begin` on and before `end`.
  void Plan(Event event, int begin, int end) {
    const int at = begin + Draw(end - begin + 1);
    plan_.emplace(at, event);
  }

  void Do(Event event) {
    switch (event) {
      case Event::kRestart:
        return both_.Restart();
      case Event::kKill: {
        const std::vector<v1::PostTransfersRequest> requests = Requests(60);
        const int window = 1 + Draw(8);
        const int after = Draw(5000);
        return both_.PostUntilKilled(requests, {window, absl::Microseconds(after)});
      }
      case Event::kIndex:
        return both_.ledger().AwaitIndexed();
      case Event::kOpenAccount: {
        const bool debit = OneIn(2);
        const int min = -Draw(300);
        const int max = Draw(1500);
        return Open(absl::StrCat("new-", names_.size()), debit, min, max, "2019");
      }
      case Event::kClosePeriod:
        month_ += 2;
        return both_.ClosePeriod("fiscalYears/2019", absl::StrFormat("2019-%02d-30", 2 + month_));
      case Event::kCloseYear:
        return both_.CloseYear("fiscalYears/2020");
      case Event::kFlood:
        return Flood();
    }
  }

  void Open(const std::string& id, bool debit, int64_t min, int64_t max, const std::string& year) {
    v1::Account account;
    account.set_name("accounts/" + id);
    account.set_fiscal_year("fiscalYears/" + year);
    account.set_normal_side(debit ? v1::ACCOUNT_SIDE_DEBIT : v1::ACCOUNT_SIDE_CREDIT);
    account.set_min_balance_fen(min);
    account.set_max_balance_fen(max);
    both_.OpenAccount(account);
    names_.push_back(account.name());
  }

  std::vector<v1::PostTransfersRequest> Requests(int count) {
    std::vector<v1::PostTransfersRequest> requests;
    for (int i = 0; i < count; ++i) {
      const int size = 1 + Draw(6);
      requests.push_back(Request(size));
    }
    return requests;
  }

  v1::PostTransfersRequest Request(int size) {
    v1::PostTransfersRequest request;
    for (int i = 0; i < size; ++i) {
      v1::Transfer& transfer = *request.add_transfers();
      transfer = Next();
      // Chains that are left open are no rarity this way either.
      if (OneIn(6)) transfer.set_linked(true);
    }
    if (OneIn(20)) request.set_max_amount_fen(40);
    done_ += size;
    for (const v1::Transfer& transfer : request.transfers()) Remember(transfer, sent_);
    return request;
  }

  // The last ones, or in the place of any.
  template <typename T>
  void Remember(const T& one, std::vector<T>& all) {
    if (all.size() < kRemembered) {
      all.push_back(one);
    } else {
      Any(all) = one;
    }
  }
  template <typename T>
  T& Any(std::vector<T>& all) {
    const int at = Draw(static_cast<int>(all.size()));
    return all[static_cast<size_t>(at)];
  }

  // Mostly a transfer that could be posted; often one that was sent before, as it
  // was or almost.
  v1::Transfer Next() {
    if (!sent_.empty() && OneIn(8)) {
      v1::Transfer again = Any(sent_);
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

  // Mostly one of the first.
  std::string Account() {
    static const char* const kFew[] = {"a", "a", "b", "c", "d", "e", "e", "x", "y"};
    if (OneIn(5)) return Any(names_);
    const int at = Draw(9);
    return absl::StrCat("accounts/", kFew[at]);
  }

  void Move(v1::Transfer& transfer) {
    transfer.set_debit(Account());
    transfer.set_credit(Account());
    const int most = OneIn(10) ? 1000 : 60;
    transfer.set_amount_fen(1 + Draw(most));
    if (!OneIn(3)) return;
    transfer.set_mode(v1::TRANSFER_MODE_PENDING);
    if (OneIn(2)) transfer.set_timeout_seconds(1 + Draw(10));
    Remember(transfer.id(), pending_);
  }

  void End(v1::Transfer& transfer, bool lets_go) {
    transfer.set_pending_id(Any(pending_));
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
    // A long journal would be a great many small pages.
    list.set_page_size(1 + Draw(1000) + static_cast<int>(revisions.size() / 50));
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
  // Counts as one operation.
  void Flood() {
    Open("f", true, -kMost, 0, "2019");
    Open("g", true, -kMost, 0, "2019");
    for (int sent = 0; sent < 18'500;) {
      v1::PostTransfersRequest request;
      for (; sent < 18'500 && request.transfers_size() < 8000; ++sent) {
        v1::Transfer& transfer = *request.add_transfers();
        transfer.set_id(IdNamed(absl::StrCat("t", ++ids_)));
        transfer.set_debit(sent % 2 == 0 ? "accounts/f" : "accounts/g");
        transfer.set_credit(sent % 2 == 0 ? "accounts/g" : "accounts/f");
        transfer.set_amount_fen(kMost);
        transfer.set_document("d");
      }
      both_.Post(request);
    }
  }

  std::map<v1::TransferResult, int64_t>& reached_;
  Lockstep both_;
  std::multimap<int64_t, Event> plan_;
  std::vector<std::string> names_;
  int month_ = 0;
  int ids_ = 0;
  // Some of what was sent, and of the pending transfers.
  std::vector<v1::Transfer> sent_;
  std::vector<std::string> pending_;
};

RunOptions options{1, testing::Rounds(3), 10'000};

TEST(JournalRandomTest, TheLedgerDoesWhatItsModelDoes) {
  std::map<v1::TransferResult, int64_t> reached;
  RunSeeds(
      options,
      [&](int64_t seed) -> std::unique_ptr<RandomRun> {
        return std::make_unique<JournalRun>(seed, options.operations, reached);
      },
      [&] {
        return reached.size() ==
               static_cast<size_t>(v1::TransferResult_MAX - v1::TransferResult_MIN);
      });
  for (int i = v1::TransferResult_MIN + 1; i <= v1::TransferResult_MAX; ++i) {
    const auto result = static_cast<v1::TransferResult>(i);
    std::printf("%9lld %s\n", static_cast<long long>(reached[result]), ShortName(result).c_str());
    if (!options.is_default || HasFailure()) continue;
    EXPECT_GT(reached[result], 0) << ShortName(result) << " was never reached";
  }
}

}  // namespace
}  // namespace zgc::funding

int main(int argc, char** argv) {
  return zgc::funding::RandomTestMain(argc, argv, zgc::funding::options);
}
