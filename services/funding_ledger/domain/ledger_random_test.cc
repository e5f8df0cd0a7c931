#include <map>
#include <random>

#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {
namespace {

using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Draws operations from a seed, sensible and not, and after every commit
// compares the balances with what the test adds up from the journal and with
// what the records say.
class LedgerRandomTest : public FundingFixture {
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
    switch (Draw(12)) {
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
    const auto account = [](const char* kind, const std::string& name) {
      return absl::StrCat("accounts/2019-", kind, "-", name.substr(name.find('/') + 1));
    };
    ZGC_ASSERT_OK(kSummaryDisbursements.ForEach(
        now, [&](const storage::NameKey&, const v1::SummaryDisbursement& row) {
          said[account("unitemised", row.name())] = row.unitemised_fen();
          return true;
        }));
    ZGC_ASSERT_OK(kAwards.ForEach(now, [&](const storage::NameKey&, const v1::Award& row) {
      if (row.reserved_from().empty()) return true;
      const char* kind = row.within_summary().empty() ? "committed" : "claimed";
      said[account(kind, row.program())] += row.amount_fen() - row.paid_fen();
      return true;
    }));
    ZGC_ASSERT_OK(kPayments.ForEach(now, [&](const storage::NameKey&, const v1::Payment& row) {
      said[account("spent", row.program())] += row.amount_fen() - row.clawed_back_fen();
      said[account("receivable", row.program())] += row.clawed_back_fen();
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
    EXPECT_EQ(sums[v1::ACCOUNT_KIND_SOURCE],
              sums[v1::ACCOUNT_KIND_AVAILABLE] + sums[v1::ACCOUNT_KIND_COMMITTED] +
                  sums[v1::ACCOUNT_KIND_SPENT] + sums[v1::ACCOUNT_KIND_UNITEMISED] +
                  sums[v1::ACCOUNT_KIND_CLAIMED] + sums[v1::ACCOUNT_KIND_RECEIVABLE]);
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
      EXPECT_EQ(owners[row.name()], row.amount_fen()) << row.name();
      return true;
    }));
  }

  std::mt19937 random_{20191231};
  int awards_ = 1;
  int payments_ = 0;
};

TEST_F(LedgerRandomTest, TheJournalTheBalancesAndTheRecordsAgreeAfterEveryCommit) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 300"));
  ZGC_ASSERT_OK(Draft("a0", "ic", Known(50)));
  std::map<ErrorReason, int> refused;
  int done = 0;
  for (int i = 0; i < 800 && !HasFailure(); ++i) {
    const int64_t before = store_->head();
    const absl::Status status = Step(i);
    if (status.ok()) {
      ++done;
      ExpectBalancesAreTheJournal();
      ExpectBalancesAreTheRecords();
      ExpectMoneyIsConserved();
      ExpectLotsAreTheBalances();
    } else {
      ++refused[base::ReasonOf(status)];
      EXPECT_EQ(store_->head(), before) << "a refused request left a commit";
    }
    if (i % 200 == 199) Open();
  }
  ExpectBalancesAreTheJournal();
  ExpectBalancesAreTheRecords();
  // The driver reached what it is for.
  EXPECT_GT(done, 250);
  EXPECT_GT(payments_, 20);
  EXPECT_GT(refused[ERROR_REASON_INSUFFICIENT_FUNDS], 10);
  EXPECT_GT(refused[ERROR_REASON_ILLEGAL_TRANSITION], 10);
  EXPECT_GT(refused[ERROR_REASON_SEPARATION_OF_DUTIES], 5);
  EXPECT_EQ(refused[ERROR_REASON_UNSPECIFIED], 0);
}

}  // namespace
}  // namespace zgc::funding
