#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/rounds.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/testing/fixture/random_history.h"

namespace zgc::funding {
namespace {

// A random history that has all that measures count, and formulas that are asked of it at random.
// Refused steps are part of it.
class MeasuresRandomTest : public testing::FormulasFixture<RandomHistory> {
 protected:
  MeasuresRandomTest() : FormulasFixture(RegisterFormulas) {}

  std::string Pick(const std::vector<std::string>& from) {
    return from[static_cast<size_t>(Draw(static_cast<int>(from.size())))];
  }
  std::string AnyProgram() { return "programs/" + Program(Draw(7)); }
  // A field with a day of the year or, as often as not, nothing.
  std::string MaybeDay(const std::string& field) {
    return Draw(2) == 0 ? "" : absl::StrCat(field, ": '", Day(1), "' ");
  }
  std::string Amount(const std::string& field) {
    if (Draw(3) == 0) return absl::StrCat(field, "_state: AMOUNT_STATE_UNKNOWN ");
    return absl::StrCat(field, "_state: AMOUNT_STATE_KNOWN ", field, "_fen: ", 100 + Draw(900),
                        " ");
  }
  // Of those made so far, or one more.
  std::string Id(int made) { return absl::StrCat(Draw(made + 1)); }

  template <typename Made>
  void Count(const absl::StatusOr<Made>& made, int& number) {
    if (made.ok()) ++number;
  }

  void ChangeBudget(int i) {
    const std::string id = absl::StrCat("b", i);
    if (Draw(2) == 0) {
      (void)Appropriate(
          id, 1 + Draw(300),
          MaybeDay("effective_date") + (Draw(3) == 0 ? "derived: true derivation: '推算'" : ""));
    } else if (Draw(3) != 0) {
      const std::string kind =
          Draw(2) == 0 ? "SUPPLEMENTARY"
                       : "REDUCTION lowers: 'appropriations/budget' " + MaybeDay("effective_date");
      const auto row = Do(CreateAppropriation,
                          absl::StrCat("appropriation_id: '", id,
                                       "' appropriation { fiscal_year: 'fiscalYears/2019' "
                                       "document: 'd' program: 'programs/fund' amount_fen: ",
                                       1 + Draw(40), " kind: APPROPRIATION_KIND_", kind, " }"));
      if (row.ok()) {
        (void)Do(ApproveAppropriation, absl::StrCat("name: '", row->name(), "'"), "head");
      }
    } else {
      const std::string source = Draw(2) == 0 ? absl::StrCat("appropriations/b", Draw(i + 1))
                                              : absl::StrCat("payments/p", Id(payments_));
      (void)Do(CreateReversal,
               absl::StrCat("reversal_id: '", id, "' reversal { source: '", source,
                            "' reason: 'r' document: 'd' }"),
               "auditor");
    }
  }

  void NewLoan() {
    if (Draw(3) == 0) {
      Count(Do(CreateLoanBatch,
               absl::StrCat("loan_batch_id: '", batches_, "' loan_batch { program: '", AnyProgram(),
                            "' year: '2019' document: 'd' loan_times: ", 1 + Draw(3), " ",
                            MaybeDay("date"), Amount("amount"), " }")),
            batches_);
      return;
    }
    const std::string batch = Id(batches_);
    std::string more = absl::StrCat("program: '", AnyProgram(), "' ");
    if (const auto row = kLoanBatches.Get(store_->Read(), {"loanBatches/" + batch});
        Draw(2) == 0 && row.ok() && row->has_value()) {
      more = absl::StrCat("program: '", (*row)->program(), "' batch: '", (*row)->name(), "' ");
    }
    Count(Do(CreateLoan,
             absl::StrCat("loan_id: '", loans_, "' loan { borrower: '//park_region/enterprises/e",
                          Draw(3), "' lender: '甲银行' contract_number: '", loans_,
                          "' document: 'd' start_date: '", Day(1),
                          "' end_date: '2021-01-01' annual_rate_percent: '5' principal_fen: ",
                          1 + Draw(100), " ", more, " }")),
          loans_);
  }

  void NewInvestment() {
    if (Draw(2) == 0) {
      Count(Do(CreateSubFund,
               absl::StrCat("sub_fund_id: '", sub_funds_, "' sub_fund { display_name: 's' fund: '",
                            AnyProgram(), "' status: '", Pick({"过会", "设立"}),
                            "' year: '2019' document: 'd' item_count: ", 1 + Draw(3), " ",
                            MaybeDay("date"), Amount("size"), " }")),
            sub_funds_);
    } else if (Draw(2) == 0) {
      Count(Do(CreateFundCommitment,
               absl::StrCat("fund_commitment_id: '", commitments_,
                            "' fund_commitment { sub_fund: 'subFunds/", Id(sub_funds_),
                            "' investor: '", commitments_, "' committed_fen: ", 1 + Draw(100),
                            " date: '", Day(1), "' document: 'd' }")),
            commitments_);
    } else {
      (void)Do(PayInCommitment,
               absl::StrCat("name: 'fundCommitments/", Id(commitments_),
                            "' amount_fen: ", 1 + Draw(30), " document: 'd' date: '", Day(1), "'"));
    }
  }

  void NewRound(int i) {
    (void)Do(
        CreateTalentRound,
        absl::StrCat("talent_round_id: 't", i, "' talent_round { year: '", Pick({"2018", "2019"}),
                     "' batch: '", i % 2 == 0 ? "" : "批", i, "' selected_count: ", 9 + Draw(9),
                     Draw(2) == 0 ? " sub_counts { key: 'U30' value: 8 }" : "",
                     " decision { display_name: 'n' document: 'd' program: '", AnyProgram(),
                     "' fiscal_year: 'fiscalYears/2019' date: '", Day(1), "' } }"));
  }

  void AnyStep(int i) {
    const int what = Draw(10);
    if (what < 5) {
      Step(i);
    } else if (what == 5) {
      ChangeBudget(i);
    } else if (what == 6) {
      (void)Grant(absl::StrCat("g", i), Program(Draw(7)),
                  absl::StrCat(Unknown(), MaybeDay("effective_date"), "round: '",
                               Pick({"", "一", "二"}), "' project_count: ", Draw(3),
                               " recipient_times: ", Draw(3), " recipient_count: 9 ",
                               Draw(2) == 0 ? "sub_counts { key: 'U30' value: 8 }" : "",
                               Draw(3) == 0 ? "" : "parks: '//park_region/parks/p0' ",
                               Draw(3) == 0 ? "" : "parks: '//park_region/parks/p1' ",
                               "enterprises: '//park_region/enterprises/e", Draw(3), "'"));
    } else if (what == 7) {
      NewLoan();
    } else if (what == 8) {
      NewInvestment();
    } else {
      NewRound(i);
    }
  }

  // Run compares what cells and rows say.
  void AskAnything() {
    static const std::vector<std::pair<std::string, std::vector<std::string>>> kAll = {
        {"sum_appropriations", {}},
        {"count_award_recipients", {"round", "park", "label"}},
        {"count_recipients", {"round", "park"}},
        {"count_recipient_times", {"round", "park"}},
        {"count_award_projects", {"round", "park"}},
        {"sum_awards", {"round", "park"}},
        {"sum_matching", {"round", "park"}},
        {"sum_program_disbursements", {"round", "park"}},
        {"count_subfunds", {"status"}},
        {"sum_subfund_size", {"status"}},
        {"count_loan_times", {}},
        {"sum_loan_principal", {}},
        {"sum_fund_committed", {}},
        {"sum_fund_paid_in", {}},
        {"count_talent_selected", {"year", "batch", "label"}},
        {"ledger_budget", {}},
        {"ledger_committed", {}},
        {"sum_spending", {}},
        {"ledger_receivable", {}}};
    const auto& [name, others] = kAll[static_cast<size_t>(Draw(static_cast<int>(kAll.size())))];
    Given given;
    if (Draw(3) != 0) given.push_back({"program", AnyProgram()});
    for (const std::string& other : others) {
      if (Draw(2) == 0) continue;
      given.push_back({other, other == "park"     ? "//park_region/parks/p0"
                              : other == "label"  ? "U30"
                              : other == "status" ? "过会"
                              : other == "year"   ? "2019"
                                                  : Pick({"一", "批1"})});
    }
    // By program, unless one is given, and by what else the records name.
    if (given.empty() || given.front().first != "program") {
      Parts(name, "program", given, "2019-01-01", "2019-12-31");
      Parts(name, "department", given, "2019-01-01", "2019-12-31");
    }
    for (const std::string& other : others) {
      const bool fixed = std::any_of(given.begin(), given.end(),
                                     [&](const auto& one) { return one.first == other; });
      if (fixed || other == "label") continue;
      Parts(name, other, given, "2019-01-01", "2019-12-31");
    }
    const std::string start = Pick({"", "2019-01-01", "2019-04-01", "2019-05-17"});
    const std::string end = Pick({"2019-06-30", "2019-12-31", "2019-08-09", "2020-12-31"});
    // Older ones too, whose programs are all there.
    const int64_t revision =
        Draw(4) == 0 ? store_->head() - Draw(static_cast<int>(store_->head() - first_ + 1)) : 0;
    ZGC_EXPECT_OK(Run(name, given, start, end, revision)) << name;
  }

  const int64_t first_ = store_->head();
  int batches_ = 0;
  int loans_ = 0;
  int sub_funds_ = 0;
  int commitments_ = 0;
};

TEST_F(MeasuresRandomTest, CellsAreWhatTheRecordsAddUpToAfterEveryStep) {
  // In a short run until all kinds of records came about.
  const auto all_made = [&] {
    return std::min({awards_, payments_, batches_, loans_, sub_funds_, commitments_}) > 0;
  };
  for (int i = 0; i < testing::Rounds(250) || (i < 250 && !all_made()); ++i) {
    if (HasFailure()) break;
    AnyStep(i);
    ExpectCellsToAgree();
    for (int asked = 0; asked < 4; ++asked) AskAnything();
  }
  EXPECT_TRUE(all_made());
}

// Cells that are made from the records are those that commits have kept.
TEST_F(MeasuresRandomTest, CellsMadeAnewAreTheSame) {
  for (int i = 0; i < 80; ++i) AnyStep(i);
  const storage::Derived derived = std::exchange(schema_.derived, storage::Derived());
  Open();
  for (int i = 80; i < 120; ++i) AnyStep(i);
  schema_.derived = derived;
  Open();
  ExpectCellsToAgree();
  for (int asked = 0; asked < 40; ++asked) AskAnything();
}

}  // namespace
}  // namespace zgc::funding
