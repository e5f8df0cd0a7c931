// Random operations on budgets and awards, on applications, interest subsidies and
// the stacking guard, on the ledger and on its model side by side; see
// budget_lockstep.h for what is compared after each. Meanwhile callers post to accounts
// of their own. CI runs a few seeds, and more
// until every method was drawn. A long run is
//
//   zgc_funding_budget_random_test --seeds 1-100 --ops 5000
//
// with TMPDIR in memory. The budget has a few years; one after the other is spent,
// carried over and closed. What races and kills come out as depends on time, and what
// is drawn after them on what came out.
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/rounds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/budget_draws.h"
#include "services/funding_ledger/testing/run/budget_lockstep.h"

namespace zgc::funding {
namespace {

using Reached = BudgetLockstep::Reached;
// How many transfers there are of each kind.
using Posted = std::map<v1::TransferKind, int64_t>;

class BudgetRun final : public BudgetDraws {
 public:
  BudgetRun(int64_t seed, int64_t operations, Reached& reached, Posted& posted)
      : BudgetDraws(seed), reached_(reached), posted_(posted), of_year_(operations / kYears + 1) {
    for (int later = 2021; later <= kFirst + kYears; ++later) {
      both_.Do({"CreateFiscalYear", absl::StrCat("fiscal_year_id: '", later, "'"), "clerk"});
    }
    for (const int last : {2099, 2100}) {
      both_.Do({"CreateFiscalYear", absl::StrCat("fiscal_year_id: '", last, "'"), "clerk"});
    }
    for (const Operation& operation : Programs()) both_.Do(operation);
    for (const int last : {2099, 2100}) {
      for (const Operation& operation : Budget(last)) both_.Do(operation);
    }
    const int all = static_cast<int>(operations);
    for (int i = 0; i < 2; ++i) {
      restarts_.push_back(Draw(all));
      kills_.push_back(Draw(all));
    }
  }

  void Step() override {
    if (done_ >= (year_ - kFirst + 1) * of_year_) {
      ++year_;
      begun_ = false;
    }
    if (!begun_) Begin();
    if (IsDue(restarts_)) both_.journal().Restart();
    if (IsDue(kills_)) Kill();
    const int what = Draw(60);
    if (what < 4) {
      Post();
    } else if (what == 4) {
      Race();
    } else if (what == 5 && !sent_.empty()) {
      Again();
    } else {
      const Operation operation = Identified(Next());
      both_.Do(operation);
      ++done_;
    }
  }
  void CompareAll() override {
    both_.CompareAll();
    both_.journal().CompareIndexes();
    for (const auto& [method, answers] : both_.reached()) {
      for (const auto& [answer, times] : answers) reached_[method][answer] += times;
    }
    for (const v1::Transfer& transfer : both_.journal().model().journal()) {
      ++posted_[transfer.kind()];
    }
  }

 private:
  static constexpr int kFirst = 2019;
  static constexpr int kYears = 4;

  const BudgetModel& model() const override { return both_.model(); }
  int year() const override { return year_; }

  // A year begins with its budget, and callers open their accounts.
  void Begin() {
    for (const Operation& operation : Budget(year_)) both_.Do(operation);
    for (const bool in : {true, false}) {
      v1::Account account;
      account.set_name(AccountFor(in));
      account.set_fiscal_year(YearNamed(year_));
      account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
      account.set_min_balance_fen(-500);
      both_.journal().OpenAccount(account);
    }
    begun_ = true;
  }
  std::string AccountFor(bool in) const {
    return absl::StrCat("accounts/", in ? "in-" : "out-", year_);
  }

  bool IsDue(std::vector<int64_t>& plan) {
    for (int64_t& at : plan) {
      if (at > done_) continue;
      at = INT64_MAX;
      return true;
    }
    return false;
  }

  // With a request id, every second time.
  Operation Identified(Operation operation) {
    if (OneIn(2)) return operation;
    operation.request_id = absl::StrCat("request-", ++requests_);
    sent_.push_back(operation);
    if (sent_.size() > 50) sent_.erase(sent_.begin());
    return operation;
  }

  // The same under the same request id, or another under it.
  void Again() {
    const int at = Draw(static_cast<int>(sent_.size()));
    Operation operation = sent_[static_cast<size_t>(at)];
    if (OneIn(3)) operation.fields += " ";
    both_.Do(operation);
    ++done_;
  }

  // Claims on the same money, and the same claim twice.
  void Race() {
    std::vector<Operation> operations;
    const int racers = 2 + Draw(5);
    for (int i = 0; i < racers; ++i) {
      const bool claim = OneIn(2);
      operations.push_back(Identified(claim ? Claim() : Next()));
    }
    if (OneIn(2)) operations.push_back(operations.front());
    both_.Race(operations);
    done_ += static_cast<int64_t>(operations.size());
  }

  void Kill() {
    std::vector<Operation> operations;
    for (int i = 0; i < 40; ++i) {
      Operation operation = Next();
      operation.request_id = absl::StrCat("request-", ++requests_);
      operations.push_back(operation);
    }
    const int window = 1 + Draw(6);
    const int after = Draw(8000);
    both_.DoUntilKilled(operations, {window, absl::Microseconds(after)});
    done_ += static_cast<int64_t>(operations.size());
  }

  // What callers post besides: pending transfers above all.
  void Post() {
    v1::PostTransfersRequest request;
    const int size = 1 + Draw(4);
    for (int i = 0; i < size; ++i) {
      v1::Transfer& transfer = *request.add_transfers();
      transfer.set_id(IdNamed(absl::StrCat("t", ++transfers_)));
      transfer.set_document("d");
      const int what = Draw(3);
      if (what == 0 || pending_.empty()) {
        const bool in = OneIn(2);
        transfer.set_debit(AccountFor(in));
        transfer.set_credit(AccountFor(!in));
        transfer.set_amount_fen(1 + Draw(100));
        transfer.set_mode(v1::TRANSFER_MODE_PENDING);
        if (OneIn(2)) transfer.set_timeout_seconds(5);
        pending_ = transfer.id();
      } else {
        transfer.set_pending_id(pending_);
        transfer.set_mode(what == 1 ? v1::TRANSFER_MODE_POST_PENDING
                                    : v1::TRANSFER_MODE_VOID_PENDING);
      }
    }
    both_.journal().Post(request);
    if (OneIn(3)) both_.journal().Advance(absl::Seconds(2));
    done_ += size;
  }

  Reached& reached_;
  Posted& posted_;
  const int64_t of_year_;
  BudgetLockstep both_;
  int year_ = kFirst;
  bool begun_ = false;
  std::vector<int64_t> restarts_;
  std::vector<int64_t> kills_;
  std::vector<Operation> sent_;
  int requests_ = 0;
  int transfers_ = 0;
  std::string pending_;
};

RunOptions options{1, testing::Rounds(3), 2500};

// What the driver is for and has not reached: methods, answers and kinds of transfers.
std::vector<std::string> NotReached(const Reached& reached, const Posted& posted) {
  std::vector<std::string> missing;
  for (const std::string& method : MethodNames()) {
    if (!reached.contains(method)) missing.push_back(method);
  }
  for (int kind = 1; kind < v1::TransferKind_ARRAYSIZE; ++kind) {
    if (kind == v1::TRANSFER_KIND_SUBLEDGER || !v1::TransferKind_IsValid(kind)) continue;
    const auto named = static_cast<v1::TransferKind>(kind);
    if (!posted.contains(named)) missing.push_back(v1::TransferKind_Name(named));
  }
  std::set<std::string> answered;
  for (const auto& [method, answers] : reached) {
    for (const auto& [answer, times] : answers) answered.insert(answer);
  }
  for (const char* answer :
       {"insufficient_funds", "illegal_transition", "separation_of_duties", "period_closed",
        "invalid_field", "reference_not_found", "resource_not_found", "tranche_waiting",
        "matching_breach", "call_not_open", "duplicate_payment", "request_id_conflict"}) {
    if (!answered.contains(answer)) missing.push_back(answer);
  }
  return missing;
}

TEST(BudgetRandomTest, TheLedgerDoesWhatItsModelDoes) {
  Reached reached;
  Posted posted;
  RunSeeds(
      options,
      [&](int64_t seed) -> std::unique_ptr<RandomRun> {
        return std::make_unique<BudgetRun>(seed, options.operations, reached, posted);
      },
      [&] { return NotReached(reached, posted).empty(); });
  for (const auto& [method, answers] : reached) {
    std::string line;
    for (const auto& [answer, times] : answers) absl::StrAppend(&line, "  ", answer, " ", times);
    std::printf("%-24s%s\n", method.c_str(), line.c_str());
  }
  if (!options.is_default || HasFailure()) return;
  EXPECT_THAT(NotReached(reached, posted), ::testing::IsEmpty());
  // Mostly neither always nor hardly ever. What comes rarely may be missing in a short run.
  for (const auto& [method, answers] : reached) {
    int64_t asked = 0;
    for (const auto& [answer, times] : answers) asked += times;
    if (asked < 100) continue;
    const auto ok = answers.find("ok");
    const int64_t done = ok == answers.end() ? 0 : ok->second;
    EXPECT_GT(done * 20, asked) << method << " is hardly ever done";
    EXPECT_LT(done * 20, asked * 19) << method << " is hardly ever refused";
  }
}

}  // namespace
}  // namespace zgc::funding

int main(int argc, char** argv) {
  return zgc::funding::RandomTestMain(argc, argv, zgc::funding::options);
}
