#include <map>
#include <random>

#include "common/testing/rounds.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/lots.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Draws operations from a seed, sensible and not, and after every commit
// compares the balances with what the test adds up from the journal and with
// what the records say.
class LedgerRandomTest : public BudgetFixture {
 protected:
  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string Any(const char* prefix, int count) { return absl::StrCat(prefix, Draw(count)); }
  std::string Program() {
    static const char* const kAll[] = {"fund", "ic", "talent", "young", "capped"};
    return kAll[Draw(5)];
  }

  // Draws in statements of their own: the order in which arguments are
  // evaluated is the compiler's.
  absl::Status Step(int i) {
    const std::string id = absl::StrCat("x", i);
    switch (Draw(16)) {
      case 0:
        return NewAppropriation(id);
      case 1: {
        const std::string program = Program();
        return Allot(id, program, Draw(300)).status();
      }
      case 2:
        return Summarise(id, Draw(200)).status();
      case 3:
        return NewCeiling(id);
      case 4:
      case 5:
        return NewAward();
      case 6:
      case 7: {
        const std::string award = AnyAward(v1::AWARD_STATE_DRAFT);
        return Approve(award, Draw(5) == 0 ? "maker" : "checker").status();
      }
      case 8:
        return NewPayment();
      case 9: {
        const std::string payment = Any("p", payments_ + 1);
        return ClawBack(id, payment, Draw(40)).status();
      }
      case 10: {
        const std::string award = Any("a", awards_);
        return Do(ReduceAward,
                  absl::StrCat("name: 'awards/", award, "' reason: 'r' amount_fen: ", Draw(100)),
                  "checker")
            .status();
      }
      case 11:
        return NewAdjustment(id);
      case 12:
        return NewReversal(id);
      case 13:
        // Few, or the year would be empty soon.
        return Draw(2) == 0 ? NewCarryOver(id) : NewPayment();
      default:
        return Do(CancelAward, absl::StrCat("name: 'awards/", Any("a", awards_), "' reason: 'r'"))
            .status();
    }
  }

  absl::Status NewAppropriation(const std::string& id) {
    const int month = Draw(10);
    const std::string day =
        month == 0 ? "" : absl::StrCat("effective_date: '2019-0", month, "-01'");
    return Appropriate(id, Draw(500), day).status();
  }

  // A supplement, a reduction or a virement, approved or not.
  absl::Status NewAdjustment(const std::string& id) {
    const int what = Draw(3);
    const int fen = Draw(150);
    const char* const person = Draw(5) == 0 ? "clerk" : "head";
    if (what < 2) {
      ZGC_RETURN_IF_ERROR(Supplement(id, fen, what == 0 ? "" : "budget").status());
      ExpectAll();
      return Do(ApproveAppropriation, absl::StrCat("name: 'appropriations/", id, "'"), person)
          .status();
    }
    const std::string from = Program();
    const std::string to = Program();
    ZGC_RETURN_IF_ERROR(Vire(id, from, to, fen).status());
    ExpectAll();
    virements_.push_back(id);
    return Do(ApproveVirement, absl::StrCat("name: 'virements/", id, "'"), person).status();
  }

  // Of a payment, mostly, or of a record of the budget; of 2019 or, where the award
  // was carried over, of 2020.
  absl::Status NewReversal(const std::string& id) {
    std::string source = absl::StrCat("payments/", Any("p", payments_ + 1));
    const int what = Draw(8);
    const int number = Draw(1200);
    if (what == 0) source = absl::StrCat("allotments/x", number);
    if (what == 1) source = absl::StrCat("clawbacks/x", number);
    if (what == 2 && !virements_.empty()) {
      source =
          absl::StrCat("virements/", virements_[static_cast<size_t>(number) % virements_.size()]);
    }
    const bool later = Draw(5) == 0 ? Draw(2) == 0 : IsCarriedOver(source);
    const absl::Status status =
        Reverse(id, source, later ? "fiscal_year: 'fiscalYears/2020'" : "").status();
    if (status.ok()) ++reversals_;
    return status;
  }

  // Whether it is a payment of an award that 2020 pays.
  bool IsCarriedOver(const std::string& source) {
    const auto payment = kPayments.Get(store_->Read(), {source});
    if (!payment.ok() || !payment->has_value()) return false;
    return !Find(kAwards, (*payment)->award()).paying_year().empty();
  }

  absl::Status NewCarryOver(const std::string& id) {
    const std::string award =
        AnyAward(Draw(2) == 0 ? v1::AWARD_STATE_APPROVED : v1::AWARD_STATE_PARTIALLY_PAID);
    const int fen = Draw(20);
    const absl::Status status =
        Carried(id, "fund", fen, absl::StrCat("awards: 'awards/", award, "'"));
    if (status.ok()) ++carried_;
    return status;
  }

  absl::Status NewCeiling(const std::string& id) {
    const bool program = Draw(2) == 0;
    return Limit(id, program ? "PROGRAM" : "PARK",
                 program ? "programs/talent" : "//park_region/parks/p0", 200 + Draw(900))
        .status();
  }

  absl::Status NewAward() {
    std::string more = Draw(5) == 0 ? Unknown() : Known(Draw(120));
    if (Draw(3) == 0) absl::StrAppend(&more, "parks: '//park_region/parks/", Any("p", 2), "' ");
    const auto summary = AnySummary();
    if (Draw(3) == 0 && !summary.empty()) {
      absl::StrAppend(&more, "within_summary: '", summary, "' ");
    }
    const std::string program = Program();
    const absl::Status status = Draft(absl::StrCat("a", awards_), program, more).status();
    if (status.ok()) ++awards_;
    return status;
  }

  absl::Status NewPayment() {
    const std::string award = AnyAward(v1::AWARD_STATE_APPROVED);
    const auto summary = AnySummary();
    std::string more;
    if (Draw(3) == 0 && !summary.empty()) more = absl::StrCat("within_summary: '", summary, "'");
    // Often exactly what is left, so that awards get paid in full.
    int64_t fen = Draw(80);
    const auto row = kAwards.Get(store_->Read(), {"awards/" + award});
    if (Draw(2) == 0 && row.ok() && row->has_value()) {
      fen = (*row)->amount_fen() - (*row)->paid_fen();
    }
    const absl::Status status = Pay(absl::StrCat("p", payments_), award, fen, more).status();
    if (status.ok()) ++payments_;
    return status;
  }

  // Mostly an award in this state, as far as a few tries find one.
  std::string AnyAward(v1::AwardState state) {
    std::string id = Any("a", awards_);
    for (int tries = 0; tries < 10; ++tries) {
      const auto row = kAwards.Get(store_->Read(), {"awards/" + id});
      if (row.ok() && row->has_value() && (*row)->state() == state) break;
      id = Any("a", awards_);
    }
    return id;
  }

  std::string AnySummary() {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(kSummaryDisbursements.ForEach(
        store_->Read(), [&](const storage::NameKey& key, const v1::SummaryDisbursement&) {
          names.push_back(key.name);
          return true;
        }));
    return names.empty() ? "" : names[static_cast<size_t>(Draw(static_cast<int>(names.size())))];
  }

  // Kept balances are what the transfers add up to, and none is negative.
  void ExpectBalancesAreTheJournal() {
    std::map<std::string, std::pair<int64_t, int64_t>> sums;
    const storage::Snapshot now = store_->Read();
    ZGC_ASSERT_OK(ForEachTransfer(now, [&](const v1::Transfer& row) {
      EXPECT_GT(row.amount_fen(), 0);
      EXPECT_NE(row.debit(), row.credit());
      sums[row.debit()].first += row.amount_fen();
      sums[row.credit()].second += row.amount_fen();
      return true;
    }));
    size_t accounts = 0;
    ZGC_ASSERT_OK(ForEachAccount(now, [&](const v1::Account& row) {
      ++accounts;
      const auto& [debits, credits] = sums[row.name()];
      EXPECT_EQ(row.debits_fen(), debits) << row.name();
      EXPECT_EQ(row.credits_fen(), credits) << row.name();
      const bool debit = row.normal_side() == v1::ACCOUNT_SIDE_DEBIT;
      EXPECT_EQ(row.balance_fen(), debit ? debits - credits : credits - debits) << row.name();
      EXPECT_GE(row.balance_fen(), 0) << row.name();
      return true;
    }));
    EXPECT_EQ(accounts, sums.size());
  }

  // What the records say is committed, claimed, spent, receivable and left of
  // each summary is what the accounts hold.
  void ExpectBalancesAreTheRecords() {
    std::map<std::string, int64_t> said;
    const storage::Snapshot now = store_->Read();
    const auto account = [](const char* kind, const std::string& name,
                            const std::string& year = "fiscalYears/2019") {
      return absl::StrCat("accounts/", year.substr(year.find('/') + 1), "-", kind, "-",
                          name.substr(name.find('/') + 1));
    };
    ZGC_ASSERT_OK(kSummaryDisbursements.ForEach(
        now, [&](const storage::NameKey&, const v1::SummaryDisbursement& row) {
          said[account("unitemised", row.name())] = row.unitemised_fen();
          return true;
        }));
    ZGC_ASSERT_OK(kAwards.ForEach(now, [&](const storage::NameKey&, const v1::Award& row) {
      if (row.reserved_from().empty()) return true;
      const char* kind = row.within_summary().empty() ? "committed" : "claimed";
      said[account(kind, row.program(), PayingYear(row))] += row.amount_fen() - row.paid_fen();
      return true;
    }));
    ZGC_ASSERT_OK(kPayments.ForEach(now, [&](const storage::NameKey&, const v1::Payment& row) {
      if (row.reversed_in() == row.fiscal_year()) return true;
      said[account("spent", row.program(), row.fiscal_year())] +=
          row.amount_fen() - row.clawed_back_fen();
      said[account("receivable", row.program(), row.fiscal_year())] += row.clawed_back_fen();
      if (!row.reversal().empty()) {
        said[account("prior-year", row.program(), row.reversed_in())] += row.amount_fen();
      }
      return true;
    }));
    for (const auto& [name, fen] : said) {
      const auto row = FindAccount(now, name);
      ZGC_ASSERT_OK(row);
      EXPECT_EQ(row->has_value() ? (*row)->balance_fen() : 0, fen) << name;
    }
  }

  // Nothing appears and nothing is lost.
  void ExpectMoneyIsConserved() {
    std::map<v1::AccountKind, int64_t> sums;
    ZGC_ASSERT_OK(ForEachAccount(store_->Read(), [&](const v1::Account& row) {
      sums[row.kind()] += row.balance_fen();
      return true;
    }));
    EXPECT_EQ(sums[v1::ACCOUNT_KIND_SOURCE] + sums[v1::ACCOUNT_KIND_PRIOR_YEAR],
              sums[v1::ACCOUNT_KIND_AVAILABLE] + sums[v1::ACCOUNT_KIND_COMMITTED] +
                  sums[v1::ACCOUNT_KIND_SPENT] + sums[v1::ACCOUNT_KIND_UNITEMISED] +
                  sums[v1::ACCOUNT_KIND_CLAIMED] + sums[v1::ACCOUNT_KIND_RECEIVABLE]);
    EXPECT_EQ(sums[v1::ACCOUNT_KIND_CARRIED_OUT], sums[v1::ACCOUNT_KIND_CARRIED_IN]);
    EXPECT_EQ(sums[v1::ACCOUNT_KIND_LIMIT],
              sums[v1::ACCOUNT_KIND_HEADROOM] + sums[v1::ACCOUNT_KIND_USED]);
  }

  // The lots of every account add up to its balance, those of every award and
  // payment to what the records say, and each lot to what brought it; and all of
  // them are what the transfers add up to.
  void ExpectLotsAreTheBalances() {
    const storage::Snapshot now = store_->Read();
    std::map<std::pair<std::string, std::string>, int64_t> moved;
    ZGC_ASSERT_OK(ForEachTransfer(now, [&](const v1::Transfer& row) {
      moved[{row.debit(), row.lot()}] += row.amount_fen();
      moved[{row.credit(), row.lot()}] -= row.amount_fen();
      return true;
    }));
    std::map<std::string, int64_t> lots;
    std::map<std::string, int64_t> owners;
    ZGC_ASSERT_OK(ForEachAccount(now, [&](const v1::Account& row) {
      if (IsMemorandum(row.kind())) return true;
      const int sign = row.normal_side() == v1::ACCOUNT_SIDE_DEBIT ? 1 : -1;
      int64_t sum = 0;
      ZGC_EXPECT_OK(ForEachHolding(now, row.name(), [&](const v1::LotHolding& holding) {
        EXPECT_GT(holding.amount_fen(), 0);
        sum += holding.amount_fen();
        lots[holding.lot()] += sign * holding.amount_fen();
        owners[holding.owner()] += sign * holding.amount_fen();
        moved[{row.name(), holding.lot()}] -= sign * holding.amount_fen();
        return true;
      }));
      EXPECT_EQ(sum, row.balance_fen()) << row.name();
      EXPECT_EQ((moved[{row.name(), ""}]), 0) << row.name();
      return true;
    }));
    for (const auto& [lot, fen] : lots) EXPECT_EQ(fen, 0) << lot;
    for (const auto& [key, fen] : moved) {
      EXPECT_TRUE(fen == 0 || key.second.empty()) << key.first << " " << key.second;
    }
    ZGC_ASSERT_OK(kAwards.ForEach(now, [&](const storage::NameKey&, const v1::Award& row) {
      const int64_t open = row.reserved_from().empty() ? 0 : row.amount_fen() - row.paid_fen();
      EXPECT_EQ(owners[row.name()], open) << row.name();
      return true;
    }));
    ZGC_ASSERT_OK(kPayments.ForEach(now, [&](const storage::NameKey&, const v1::Payment& row) {
      const int64_t holds = row.reversal().empty() ? row.amount_fen() : 0;
      EXPECT_EQ(owners[row.name()], holds) << row.name();
      return true;
    }));
  }

  // Each year balances by itself.
  void ExpectYearsBalance() {
    std::map<std::string, int64_t> sums;
    ZGC_ASSERT_OK(ForEachAccount(store_->Read(), [&](const v1::Account& row) {
      sums[row.fiscal_year()] += row.debits_fen() - row.credits_fen();
      return true;
    }));
    for (const auto& [year, fen] : sums) EXPECT_EQ(fen, 0) << year;
  }

  void ExpectAll() {
    ExpectBalancesAreTheJournal();
    ExpectBalancesAreTheRecords();
    ExpectMoneyIsConserved();
    ExpectLotsAreTheBalances();
    ExpectYearsBalance();
  }

  std::mt19937 random_{20191231};
  int awards_ = 1;
  int payments_ = 0;
  int reversals_ = 0;
  int carried_ = 0;
  std::vector<std::string> virements_;
};

TEST_F(LedgerRandomTest, TheJournalTheBalancesAndTheRecordsAgreeAfterEveryCommit) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 300"));
  ZGC_ASSERT_OK(Draft("a0", "ic", Known(50)));
  std::map<ErrorReason, int> refused;
  int done = 0;
  for (int i = 0; i < testing::Rounds(1200) && !HasFailure(); ++i) {
    const int64_t before = store_->head();
    const absl::Status status = Step(i);
    if (status.ok()) {
      ++done;
      ExpectAll();
    } else {
      ++refused[base::ReasonOf(status)];
      // Drafts come before what was refused.
      EXPECT_LE(store_->head(), before + 1) << "a refused request left a commit";
    }
    if (i % 100 == 99) Open();
  }
  ExpectBalancesAreTheJournal();
  ExpectBalancesAreTheRecords();
  // The driver reached what it is for.
  EXPECT_GT(done, testing::Rounds(250));
  EXPECT_GT(payments_, testing::Rounds(20));
  EXPECT_GT(reversals_, testing::Rounds(10));
  EXPECT_GT(carried_, testing::Rounds(3));
  EXPECT_GT(refused[ERROR_REASON_INSUFFICIENT_FUNDS], testing::Rounds(10));
  EXPECT_GT(refused[ERROR_REASON_ILLEGAL_TRANSITION], testing::Rounds(10));
  EXPECT_GT(refused[ERROR_REASON_SEPARATION_OF_DUTIES], testing::Rounds(5));
  EXPECT_EQ(refused[ERROR_REASON_UNSPECIFIED], 0);
}

}  // namespace
}  // namespace zgc::funding
