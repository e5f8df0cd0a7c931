#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/testing/rounds.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/testing/fixture/aging_fixture.h"
#include "services/funding_ledger/testing/fixture/random_history.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

// Few awards with many steps, on any day or none, out of the order of days; drawn from
// seeds. Refused steps are part of it.
class RandomAgingDaysTest : public AgingDaysTest {
 protected:
  static constexpr int kAwardCount = 4;

  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string DayIn(const std::string& year) {
    const int month = 1 + Draw(12);
    const int day = 1 + Draw(28);
    return absl::StrFormat("%s-%02d-%02d", year, month, day);
  }
  std::string On(const std::string& field, const std::string& year) {
    if (Draw(3) == 0) return "";
    return absl::StrCat(field, ": '", DayIn(year), "' ");
  }
  std::string YearOf(const v1::Award& award) {
    return (award.paying_year().empty() ? award.fiscal_year() : award.paying_year()).substr(12);
  }

  absl::Status Step() {
    const std::string id = absl::StrCat("x", ids_++);
    const std::string award = absl::StrCat(names_, "a", Draw(kAwardCount));
    const v1::Award row = Find(kAwards, "awards/" + award);
    const std::string year = YearOf(row);
    const std::string in = absl::StrCat("fiscal_year: 'fiscalYears/", year, "' ");
    const auto note = [&](std::vector<std::string>& names, const absl::Status& done) {
      if (done.ok()) names.push_back(id);
      return done;
    };
    const auto any = [&](const std::vector<std::string>& names) {
      return names.empty() ? "none"
                           : names[static_cast<size_t>(Draw(static_cast<int>(names.size())))];
    };
    switch (Draw(12)) {
      case 0:
      case 1:
      case 2: {
        int64_t most = row.amount_fen();
        std::string more = On("effective_date", year);
        if (row.tranches_size() > 0) {
          const int tranche = Draw(row.tranches_size());
          most = std::max<int64_t>(row.tranches(tranche).amount_fen(), 1);
          absl::StrAppend(&more, "tranche: ", tranche + 1, " ");
        }
        return note(payments_, Pay(id, award, 1 + Draw(static_cast<int>(most)), more).status());
      }
      case 3:
      case 4:
      case 5: {
        const std::string payment = "payments/" + any(payments_);
        const auto paid = kPayments.Get(store_->Read(), {payment});
        if (!paid.ok() || !paid->has_value()) return absl::NotFoundError("");
        const std::string pays = YearOf(Find(kAwards, (*paid)->award()));
        return Reverse(id, payment,
                       absl::StrCat("fiscal_year: 'fiscalYears/", pays, "' ",
                                    On("effective_date", pays)))
            .status();
      }
      case 6:
      case 7:
        return note(carried_, Carried(id, "ic", 0,
                                      absl::StrCat("awards: 'awards/", award, "' ",
                                                   On("effective_date", "2020"))));
      case 8:
        return Reverse(id, "carryOvers/" + any(carried_), On("effective_date", "2020")).status();
      case 9:
        if (Draw(4) != 0) return absl::OkStatus();
        return Do(ReduceAward,
                  absl::StrCat("name: 'awards/", award, "' reason: 'r' amount_fen: ",
                               std::max<int64_t>(row.amount_fen() - 1 - Draw(30), 1), " ",
                               On("date", year)),
                  "checker")
            .status();
      case 10:
        return note(clawbacks_, ClawBack(id, any(payments_), 1 + Draw(40),
                                         On("effective_date", Draw(2) == 0 ? "2019" : "2020"))
                                    .status());
      default:
        return SettleClawback(id, "clawbacks/" + any(clawbacks_));
    }
  }
  absl::Status SettleClawback(const std::string& id, const std::string& clawback) {
    const std::string name = absl::StrCat("name: '", clawback, "' ");
    const int what = Draw(4);
    if (what == 0) return Reverse(id, clawback, On("effective_date", "2019")).status();
    if (what == 1) {
      return Do(CarryOverClawback,
                name + "fiscal_year: 'fiscalYears/2020' reason: 'r' document: 'd'", "officer")
          .status();
    }
    const std::string day = On("date", Draw(2) == 0 ? "2019" : "2020");
    return Do(RecordRepayment,
              absl::StrCat(name, "document: 'd' amount_fen: ", 1 + Draw(20), " ", day), "cashier")
        .status();
  }

  // What was committed to each award at most at once, in all years and in each, by the
  // journal; and what is committed in the end by year.
  struct Folded {
    std::map<std::string, int64_t> most;
    std::map<std::string, int64_t> left;
  };
  Folded Fold() {
    std::map<std::string, int64_t> now;
    Folded folded;
    int64_t revision = 0;
    const auto see = [&] {
      for (const auto& [key, fen] : now) folded.most[key] = std::max(folded.most[key], fen);
    };
    ZGC_EXPECT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& transfer) {
      if (transfer.revision() != revision) see();
      revision = transfer.revision();
      for (const auto& [account, sign] :
           {std::pair(transfer.debit(), 1), std::pair(transfer.credit(), -1)}) {
        if (!absl::StrContains(account, "-committed-")) continue;
        const std::string year = account.substr(9, 4);
        for (const std::string& in : {std::string(), year}) {
          now[in + " " + transfer.award()] += sign * transfer.amount_fen();
          folded.left[in] += sign * transfer.amount_fen();
        }
      }
      return true;
    }));
    see();
    return folded;
  }

  // Of no tranche, nor beside them, less than nothing is open; together it is what the
  // award has.
  void ExpectTranchesSound(const v1::ReportTable& table) {
    const Cells cells(table);
    int64_t award_fen = 0;
    int64_t below_fen = 0;
    int below = 0;
    const auto check = [&] {
      if (below > 0) {
        EXPECT_EQ(below_fen, award_fen);
      }
      split_ += below;
      below = 0;
      below_fen = 0;
    };
    for (const v1::ReportRow& row : table.rows()) {
      if (row.level() < 2) check();
      if (row.level() == 1) award_fen = cells.Number(row, "open_fen");
      if (row.level() != 2) continue;
      EXPECT_GT(cells.Number(row, "open_fen"), 0) << row.key();
      below_fen += cells.Number(row, "open_fen");
      ++below;
    }
    check();
  }

  void ExpectSound() {
    const Folded folded = Fold();
    std::vector<std::string> days = {"2019-03-31", "2019-06-30", "2019-09-30", "2019-12-31",
                                     "2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31"};
    for (int i = 0; i < 12; ++i) days.push_back(DayIn(i % 2 == 0 ? "2019" : "2020"));
    for (const std::string year : {"", "2019", "2020"}) {
      for (const std::string& day : days) {
        const v1::ReportTable table = Aging(day, year);
        const Cells cells(table);
        ExpectTranchesSound(table);
        for (const v1::ReportRow& row : table.rows()) {
          if (row.level() != 1) continue;
          const auto most = folded.most.find(year + " " + row.key());
          EXPECT_GT(cells.Number(row, "open_fen"), 0) << row.key() << " on " << day << " " << year;
          EXPECT_LE(cells.Number(row, "open_fen"), most == folded.most.end() ? 0 : most->second)
              << row.key() << " on " << day << " " << year;
        }
        const v1::ReportTable claims = Aging(day, year, "RECEIVABLE");
        for (const v1::ReportRow& row : claims.rows()) {
          if (row.level() != 1) continue;
          const int64_t open_fen = Cells(claims).Number(row, "open_fen");
          EXPECT_GT(open_fen, 0) << row.key() << " on " << day << " " << year;
          EXPECT_LE(open_fen, Find(kClawbacks, row.key()).amount_fen())
              << row.key() << " on " << day << " " << year;
        }
      }
      const auto left = folded.left.find(year);
      EXPECT_EQ(Open("2020-12-31", year), left == folded.left.end() ? 0 : left->second) << year;
    }
  }

  void NewAward(int number) {
    const std::string id = absl::StrCat(names_, "a", number);
    const int fen = 20 + Draw(100);
    const std::string day = number % 2 == 0 ? On("effective_date", "2019") : "";
    ZGC_ASSERT_OK(Grant(id, "ic", absl::StrCat(Known(fen), day)));
    // Half of them in two tranches.
    const int first = 1 + Draw(fen - 1);
    if (number % 2 != 0) {
      ZGC_ASSERT_OK(Sign(id, first, fen - first));
    }
  }

  std::mt19937 random_;
  // What the names of the awards of a seed begin with.
  std::string names_;
  int ids_ = 0;
  // How many rows of tranches were seen.
  int split_ = 0;
  std::vector<std::string> payments_;
  std::vector<std::string> carried_;
  std::vector<std::string> clawbacks_;
};

TEST_F(RandomAgingDaysTest, NoDayHasLessThanNothingOrMoreThanThereWas) {
  ZGC_ASSERT_OK(Appropriate("more", 100000));
  int done = 0;
  for (int seed = 1; seed <= testing::Rounds(12); ++seed) {
    random_.seed(static_cast<unsigned>(seed));
    payments_.clear();
    carried_.clear();
    clawbacks_.clear();
    names_ = absl::StrCat("s", seed);
    for (int i = 0; i < kAwardCount; ++i) NewAward(i);
    for (int i = 0; i < 70; ++i) done += Step().ok() ? 1 : 0;
    ExpectSound();
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(done, testing::Rounds(200));
  EXPECT_GT(split_, testing::Rounds(100));
}

}  // namespace
}  // namespace zgc::funding
