#include <map>
#include <random>

#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Draws awards in tranches with matching funds, payments with and without set-offs,
// clawbacks and what becomes of them, and after every commit compares what the
// records say with the balances.
class ReceivablesRandomTest : public FundingFixture {
 protected:
  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string Person() { return absl::StrCat("person", Draw(4)); }
  std::string Program() { return Draw(2) == 0 ? "ic" : "young"; }
  // Two enterprises, so that set-offs often fit and often do not.
  std::string Firm() {
    return absl::StrCat("enterprises: '//park_region/enterprises/e", Draw(2), "' ");
  }

  absl::Status NewAward() {
    const std::string id = absl::StrCat("a", awards_);
    const int fen = 20 + Draw(60);
    const std::string program = Program();
    std::string more = Known(fen) + Firm();
    const bool matched = Draw(3) == 0;
    if (matched) {
      absl::StrAppend(&more, "matching_state: AMOUNT_STATE_KNOWN matching_fen: ", 1 + Draw(50),
                      " matching_rule: MATCHING_RULE_PROPORTIONAL");
    }
    ++awards_;
    ZGC_RETURN_IF_ERROR(Grant(id, program, more).status());
    if (Draw(2) == 0) return absl::OkStatus();
    return Do(SignAgreement,
              absl::StrCat("name: 'awards/", id, "' date: '2019-03-01' document: 'd' ",
                           "tranches { amount_fen: 10 condition: TRANCHE_CONDITION_NONE } "
                           "tranches { amount_fen: ",
                           fen - 10, " condition: TRANCHE_CONDITION_NONE }"))
        .status();
  }
  absl::Status NewPayment() {
    std::string more;
    if (Draw(2) == 0) absl::StrAppend(&more, "tranche: ", 1 + Draw(2), " ");
    const int fen = 1 + Draw(40);
    if (Draw(2) == 0) {
      const int clawback = Draw(clawbacks_ + 1);
      absl::StrAppend(&more, "set_offs { clawback: 'clawbacks/c", clawback,
                      "' amount_fen: ", 1 + Draw(fen), " }");
    }
    const std::string award = absl::StrCat("a", Draw(awards_ + 1));
    const absl::Status status =
        Pay(absl::StrCat("p", payments_), award, fen, more, Person()).status();
    if (status.ok()) ++payments_;
    return status;
  }
  absl::Status NewClawback() {
    const std::string payment = absl::StrCat("p", Draw(payments_ + 1));
    const absl::Status status =
        ClawBack(absl::StrCat("c", clawbacks_), payment, 1 + Draw(20)).status();
    if (status.ok()) ++clawbacks_;
    return status;
  }
  absl::Status Step() {
    const int what = Draw(10);
    const std::string clawback = absl::StrCat("name: 'clawbacks/c", Draw(clawbacks_ + 1), "' ");
    const std::string amount = absl::StrCat("amount_fen: ", Draw(15), " ");
    const std::string person = Person();
    switch (what) {
      case 0:
      case 1:
        return NewAward();
      case 2:
      case 3:
      case 4:
        return NewPayment();
      case 5:
        return NewClawback();
      case 6:
        return Do(RecordRepayment, clawback + amount + "document: 'd'", person).status();
      case 7:
        return Do(ProposeWriteOff, clawback + amount + "reason: 'r' document: 'd'", person)
            .status();
      case 8:
        return Do(ApproveWriteOff, clawback, person).status();
      default:
        return Do(RecordMatchingEvidence,
                  absl::StrCat("name: 'awards/a", Draw(awards_ + 1), "' date: '2019-04-01' ",
                               "document: 'd' ", amount),
                  person)
            .status();
    }
  }

  void ExpectRecordsAreTheBalances() {
    std::map<std::string, int64_t> said;
    int64_t held = 0;
    const storage::Snapshot now = store_->Read();
    const auto id = [](const std::string& name) { return name.substr(name.find('/') + 1); };
    std::map<std::string, std::string> program_of;
    ZGC_ASSERT_OK(kAwards.ForEach(now, [&](const storage::NameKey&, const v1::Award& row) {
      program_of[row.name()] = id(row.program());
      if (row.reserved_from().empty()) return true;
      said["committed-" + id(row.program())] += row.amount_fen() - row.paid_fen();
      int64_t planned = 0;
      int64_t paid = 0;
      for (const v1::Tranche& tranche : row.tranches()) {
        planned += tranche.amount_fen();
        paid += tranche.paid_fen();
        EXPECT_LE(tranche.paid_fen(), tranche.amount_fen());
      }
      if (row.tranches_size() > 0) {
        EXPECT_EQ(planned, row.amount_fen());
        EXPECT_EQ(paid, row.paid_fen());
      }
      EXPECT_FALSE(row.has_matching_breach()) << row.ShortDebugString();
      held += row.amount_fen() - row.clawed_back_fen();
      return true;
    }));
    ZGC_ASSERT_OK(kPayments.ForEach(now, [&](const storage::NameKey&, const v1::Payment& row) {
      said["spent-" + id(row.program())] += row.amount_fen() - row.clawed_back_fen();
      return true;
    }));
    ZGC_ASSERT_OK(kClawbacks.ForEach(now, [&](const storage::NameKey&, const v1::Clawback& row) {
      EXPECT_EQ(row.open_fen() + row.repaid_fen() + row.set_off_fen() + row.written_off_fen(),
                row.amount_fen());
      EXPECT_EQ(row.open_fen() == 0, row.state() == v1::CLAWBACK_STATE_SETTLED);
      said["receivable-" + program_of[row.award()]] += row.open_fen();
      said["writeoff-" + program_of[row.award()]] += row.written_off_fen();
      held += row.open_fen() + row.written_off_fen();
      return true;
    }));
    for (const auto& [account, fen] : said) EXPECT_EQ(BalanceOf(account), fen) << account;
    EXPECT_EQ(BalanceOf("available-fund"), 1000 - held);
  }

  std::mt19937 random_{20190701};
  int awards_ = 0;
  int payments_ = 0;
  int clawbacks_ = 0;
};

TEST_F(ReceivablesRandomTest, RecordsAndBalancesAgreeAfterEveryCommit) {
  std::map<ErrorReason, int> refused;
  for (int i = 0; i < 1500 && !HasFailure(); ++i) {
    const int64_t before = store_->head();
    const absl::Status status = Step();
    if (status.ok()) {
      ExpectRecordsAreTheBalances();
    } else {
      ++refused[base::ReasonOf(status)];
      // A grant that is refused leaves its draft, an agreement that is refused its award.
      EXPECT_LE(store_->head(), before + 2);
    }
    if (i % 300 == 299) Open();
  }
  int64_t repaid = 0;
  int64_t set_off = 0;
  int64_t written_off = 0;
  ZGC_ASSERT_OK(
      kClawbacks.ForEach(store_->Read(), [&](const storage::NameKey&, const v1::Clawback& row) {
        repaid += row.repaid_fen();
        set_off += row.set_off_fen();
        written_off += row.written_off_fen();
        return true;
      }));
  // The driver reached what it is for.
  EXPECT_GT(repaid, 0);
  EXPECT_GT(set_off, 0);
  EXPECT_GT(written_off, 0);
  EXPECT_GT(payments_, 10);
  EXPECT_GT(refused[ERROR_REASON_INSUFFICIENT_FUNDS], 5);
  EXPECT_GT(refused[ERROR_REASON_MATCHING_BREACH], 0);
  EXPECT_EQ(refused[ERROR_REASON_UNSPECIFIED], 0);
}

}  // namespace
}  // namespace zgc::funding
