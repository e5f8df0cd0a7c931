#include "services/funding_ledger/testing/run/budget_lockstep.h"

#include <algorithm>
#include <thread>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/store/schema.h"
#include "services/funding_ledger/testing/model/budget_execution.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/decisions.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/lots.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

// What the model keeps of a record, as text.
std::string FactsOf(const v1::FiscalYear& row) {
  return absl::StrCat(row.state(), " closed through ", row.closed_through());
}
std::string FactsOf(const v1::Award& row) {
  std::string facts =
      absl::StrCat(row.state(), " ", row.amount_state(), " ", row.amount_fen(), " paid ",
                   row.paid_fen(), " back ", row.clawed_back_fen(), " from ", row.reserved_from(),
                   " within ", row.within_summary(), " on ", row.application(), row.support(),
                   " year ", row.paying_year(), " by ", row.maker(), "/", row.checker());
  absl::StrAppend(&facts, " of ", row.program(), " ", row.fiscal_year(), " ", row.effective_date(),
                  " to ", absl::StrJoin(row.enterprises(), ","), " in ",
                  absl::StrJoin(row.parks(), ","), " matching ", row.matching_state(), " ",
                  row.matching_rule(), " ", row.matching_fen());
  for (const v1::SupportItem& item : row.support_items()) {
    absl::StrAppend(&facts, " for ", item.kind(), " ", item.issuer(), " ", item.number(), " ",
                    item.purpose());
  }
  for (const v1::Tranche& tranche : row.tranches()) {
    absl::StrAppend(&facts, " ", tranche.number(), ": ", tranche.paid_fen(), " of ",
                    tranche.amount_fen());
  }
  for (const v1::MatchingEvidence& evidence : row.matching_evidence()) {
    absl::StrAppend(&facts, " evidence ", evidence.amount_fen(), " on ", evidence.date(), " by ",
                    evidence.recorder(), evidence.revoked() ? " revoked" : "");
  }
  absl::StrAppend(&facts, " matched ", row.matched_fen());
  if (row.has_matching_breach()) {
    const v1::MatchingBreach& breach = row.matching_breach();
    absl::StrAppend(&facts, " missing ", breach.missing_fen(), " since ", breach.since_date(),
                    " paid ", breach.paid_fen(), " matched ", breach.matched_fen());
  }
  return facts;
}
std::string FactsOf(const v1::Payment& row) {
  return absl::StrCat(row.amount_fen(), " ", row.fiscal_year(), " ", row.program(), " back ",
                      row.clawed_back_fen(), " set off ", row.set_off_fen(), " within ",
                      row.within_summary(), " reversed ", !row.reversal().empty(), " by ",
                      row.payer());
}
std::string FactsOf(const v1::Clawback& row) {
  return absl::StrCat(row.state(), " ", row.amount_fen(), " open ", row.open_fen(), " repaid ",
                      row.repaid_fen(), " set off ", row.set_off_fen(), " written off ",
                      row.written_off_fen(), " proposed ", row.write_off_proposal().amount_fen(),
                      " ", row.fiscal_year(), " ", row.enterprise(), " reversed ",
                      !row.reversal().empty());
}
std::string FactsOf(const v1::Ceiling& row) {
  return absl::StrCat(row.limit_fen(), " by ", row.amendment(), " is ", row.state());
}
template <typename Row>
std::string StepsOf(const Row& row) {
  std::string facts;
  for (const common::v1::Step& step : row.steps()) {
    absl::StrAppend(&facts, "; ", step.method(), " on ", step.date(), " by ", step.actor());
  }
  return facts;
}
std::string FactsOf(const v1::Call& row) {
  return absl::StrCat(row.state(), " by ", row.maker(), "/", row.checker(), StepsOf(row));
}
std::string FactsOf(const v1::Application& row) {
  std::string facts = absl::StrCat(row.state(), " ", row.program(), " ", row.fiscal_year(),
                                   " award ", row.award(), " by ", row.maker(), "/", row.decider());
  for (const v1::Review& review : row.reviews()) {
    absl::StrAppend(&facts, "; ", review.reviewer(), " gives ", review.score_tenths(), " and says ",
                    review.recommendation());
  }
  return absl::StrCat(facts, StepsOf(row));
}
// Who took the steps of the record.
template <typename Row>
std::string PersonsOf(const Row& row) {
  std::string persons;
  for (const auto& step : row.steps()) absl::StrAppend(&persons, step.actor(), "/");
  return persons;
}
std::string FactsOf(const v1::GuardRule& row) {
  return absl::StrCat(row.state(), " until ", row.effective_to(), " by ", PersonsOf(row));
}
std::string FactsOf(const v1::StackingFlag& row) {
  std::string facts =
      absl::StrCat(row.award(), " ", row.item().ShortDebugString(), " ", row.guard_rule(), " ",
                   row.state(), " by ", PersonsOf(row), " after");
  for (const std::string& earlier : row.earlier()) absl::StrAppend(&facts, " ", earlier);
  return facts;
}
std::string FactsOf(const v1::RuleVersion& row) {
  return absl::StrCat(row.state(), " ", row.rule(), " ", row.effective_from(), " to ",
                      row.effective_to(), " cited ", row.cited_count(), " to ",
                      row.last_cited_date(), " by ", row.maker(), "/", row.checker());
}
std::string FactsOf(const v1::Loan& row) {
  return absl::StrCat(row.borrower(), " ", row.lender(), " ", row.contract_number());
}
std::string FactsOf(const v1::LoanSubsidy& row) {
  const v1::SupportDecision& decision = row.decision();
  const v1::Calculation& calculation = decision.calculation();
  return absl::StrCat(row.loan(), " ", decision.rule_version(), " ", decision.award(), " ",
                      calculation.amount_fen(), " of ", calculation.uncapped_fen(), " by ",
                      calculation.bound_by());
}
// Records of the budget that are decided on.
template <typename Row>
std::string FactsOf(const Row& row) {
  std::string facts;
  if constexpr (requires { row.maker(); }) facts = row.maker();
  if constexpr (requires { row.steps(); }) facts = PersonsOf(row);
  if constexpr (requires { row.state(); }) absl::StrAppend(&facts, " ", row.state());
  if constexpr (requires { row.effective_date(); }) {
    absl::StrAppend(&facts, " on ", row.effective_date());
  }
  if constexpr (requires { row.reversal(); }) absl::StrAppend(&facts, " ", row.reversal());
  if constexpr (requires { row.unitemised_fen(); }) {
    absl::StrAppend(&facts, " ", row.unitemised_fen(), " of ", row.amount_fen());
  }
  if constexpr (requires { row.prior_year(); }) {
    absl::StrAppend(&facts, " ", row.amount_fen(), " ", row.fiscal_year(), " ", row.prior_year());
  }
  return facts;
}

template <typename Row>
void CompareRows(const storage::Snapshot& now, const resource::Rows<Row>& table,
                 const std::map<std::string, Row>& rows) {
  size_t count = 0;
  ZGC_EXPECT_OK(table.ForEach(now, [&](const storage::NameKey& key, const Row& row) {
    ++count;
    const auto found = rows.find(key.name);
    EXPECT_TRUE(found != rows.end()) << key.name << " is one too many";
    if (found == rows.end()) return false;
    EXPECT_EQ(FactsOf(row), FactsOf(found->second)) << key.name;
    return true;
  }));
  EXPECT_EQ(count, rows.size());
}

Operation NewYear(const std::string& year) {
  return {"CreateFiscalYear", absl::StrCat("fiscal_year_id: '", year, "'"), "clerk"};
}

}  // namespace

BudgetLockstep::BudgetLockstep() : model_(both_.model()) {
  for (const char* year : {"2019", "2020"}) Ask(model_, NewYear(year));
}

void BudgetLockstep::CompareAnswer(const Operation& operation, const Answer& answer) {
  ++reached_[operation.method][answer.text.substr(0, answer.text.find(';'))];
  const auto known = known_.find(operation.request_id);
  if (!operation.request_id.empty() && known != known_.end()) {
    const Known& first = known->second;
    const bool same =
        first.operation.method == operation.method && first.operation.fields == operation.fields;
    EXPECT_EQ(answer.text, same ? first.text : "request_id_conflict") << operation.fields;
    EXPECT_EQ(answer.replayed, same);
    // The first answer may have been lost.
    if (same && !first.response.empty()) {
      EXPECT_EQ(answer.response, first.response);
    }
    return;
  }
  EXPECT_FALSE(answer.replayed);
  model_.SetRevision(answer.revision);
  EXPECT_EQ(answer.text, Ask(model_, operation))
      << operation.method << " by " << operation.person << ": " << operation.fields;
  if (!operation.request_id.empty() && (answer.text == "ok" || IsDecided(answer.text))) {
    known_[operation.request_id] = {operation, answer.text, answer.response};
  }
}

std::string BudgetLockstep::Do(const Operation& operation) {
  const int64_t before = both_.ledger().store().head();
  const Answer answer = Call(both_.ledger().store(), operation);
  CompareAnswer(operation, answer);
  // Only a check that finds nothing new takes no revision, unless it has a request id.
  EXPECT_TRUE(!answer.idle ||
              (operation.method == "CheckStacking" && operation.request_id.empty()));
  const bool answered =
      answer.text == "ok" ? !answer.idle : !operation.request_id.empty() && IsDecided(answer.text);
  const bool commits = answered && !answer.replayed;
  EXPECT_EQ(both_.ledger().store().head(), before + (commits ? 1 : 0));
  both_.CompareNew();
  if (++compared_ % 256 == 0) CompareAll();
  return answer.text;
}

void BudgetLockstep::Race(const std::vector<Operation>& operations) {
  std::vector<Answer> answers(operations.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < operations.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = Call(both_.ledger().store(), operations[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  // A refusal saw the state of its revision, as did a check that found nothing new; a
  // replay came after what it repeats.
  std::map<std::tuple<int64_t, int, size_t>, size_t> order;
  for (size_t i = 0; i < operations.size(); ++i) {
    int after = answers[i].idle ? 1 : 0;
    if (answers[i].text != "ok" || answers[i].replayed) after = 2;
    order[{answers[i].revision, after, i}] = i;
  }
  for (const auto& [key, i] : order) CompareAnswer(operations[i], answers[i]);
  both_.CompareNew();
}

void BudgetLockstep::CompareAll() {
  const storage::Snapshot now = both_.ledger().store().Read();
  both_.CompareBalances();
  CompareRecords(now);
  CompareLots(now);
  CompareTraces(now);
  for (const auto& [year, row] : model_.years()) CompareExecution(now, year);
}

void BudgetLockstep::CompareRecords(const storage::Snapshot& now) {
  CompareRows(now, kFiscalYears, model_.years());
  CompareRows(now, kAppropriations, model_.appropriations());
  CompareRows(now, kAllotments, model_.allotments());
  CompareRows(now, kVirements, model_.virements());
  CompareRows(now, kCarryOvers, model_.carry_overs());
  CompareRows(now, kPeriodReopenings, model_.reopenings());
  CompareRows(now, kReversals, model_.reversals());
  CompareRows(now, kCeilings, model_.ceilings());
  CompareRows(now, kCeilingAmendments, model_.amendments());
  CompareRows(now, kSummaryDisbursements, model_.summaries());
  CompareRows(now, kCalls, model_.calls());
  CompareRows(now, kApplications, model_.applications());
  CompareRows(now, kGuardRules, model_.guard_rules());
  CompareRows(now, kStackingFlags, model_.flags());
  CompareRows(now, kRuleVersions, model_.rule_versions());
  CompareRows(now, kLoans, model_.loans());
  CompareRows(now, kLoanSubsidies, model_.subsidies());
  CompareRows(now, kAwards, model_.awards());
  CompareRows(now, kPayments, model_.payments());
  CompareRows(now, kClawbacks, model_.clawbacks());
}

// Each account's lots are those of the model and add up to its balance; each lot is
// somewhere, whole.
void BudgetLockstep::CompareLots(const storage::Snapshot& now) {
  std::map<BudgetModel::HoldingKey, int64_t> held;
  ZGC_EXPECT_OK(kLotHoldings.ForEach(now, [&](const HoldingKey&, const v1::LotHolding& row) {
    held[{row.account(), row.owner(), row.origin_year(), row.origin_date(), row.lot()}] =
        row.amount_fen();
    return true;
  }));
  EXPECT_TRUE(held == model_.holdings()) << "the lots are not those of the model";
  std::map<std::string, int64_t> by_account;
  std::map<std::string, int64_t> by_lot;
  for (const auto& [key, fen] : held) {
    const auto& [account, owner, year, day, lot] = key;
    EXPECT_GT(fen, 0) << account;
    by_account[account] += fen;
    by_lot[lot] += both_.model().accounts().at(account).grows_by_debits ? fen : -fen;
  }
  for (const auto& [account, fen] : by_account) EXPECT_EQ(fen, model_.BalanceOf(account));
  for (const auto& [lot, fen] : by_lot) EXPECT_EQ(fen, 0) << lot;
}

void BudgetLockstep::CompareTrace(const storage::Snapshot& now, const std::string& name,
                                  const std::set<std::string>& owners) {
  std::map<std::string, int64_t> lots;
  for (const auto& [key, fen] : model_.holdings()) {
    const auto& [account, owner, year, day, lot] = key;
    if (owners.count(owner) == 0) continue;
    lots[lot] += both_.model().accounts().at(account).grows_by_debits ? fen : -fen;
  }
  v1::TraceFundsRequest request;
  request.set_name(name);
  const auto trace = TraceFunds(now, request);
  ZGC_ASSERT_OK(trace);
  for (const v1::LotShare& share : trace->lots()) lots[share.lot()] -= share.amount_fen();
  for (const auto& [lot, fen] : lots) EXPECT_EQ(fen, 0) << name << " of " << lot;
  EXPECT_EQ(trace->unnamed_fen(), 0) << name;
}

// An award rests on what it and its payments hold, a payment on what it holds; and all
// that stands of a lot is with one program or another. Some of the records at a time.
void BudgetLockstep::CompareTraces(const storage::Snapshot& now) {
  constexpr size_t kStride = 16;
  std::map<std::string, std::set<std::string>> owners;
  for (const auto& [name, payment] : model_.payments()) owners[payment.award()].insert(name);
  size_t at = static_cast<size_t>(compared_ / 256);
  for (const auto& [name, award] : model_.awards()) {
    if (++at % kStride != 0) continue;
    for (const std::string& payment : owners[name]) CompareTrace(now, payment, {payment});
    owners[name].insert(name);
    CompareTrace(now, name, owners[name]);
  }
  std::map<std::string, int64_t> lots;
  for (const auto& [name, program] : model_.programs()) {
    v1::TraceFundsRequest request;
    request.set_name(name);
    const auto trace = TraceFunds(now, request);
    ZGC_ASSERT_OK(trace);
    for (const v1::LotShare& share : trace->lots()) lots[share.lot()] += share.amount_fen();
  }
  for (const auto& [name, appropriation] : model_.appropriations()) {
    v1::GetLotRequest request;
    request.set_name(name);
    const auto lot = GetLot(now, request);
    ZGC_ASSERT_OK(lot);
    EXPECT_EQ(lots[name], lot->amount_fen()) << name;
  }
}

// 可用 = 调整后预算 − 承诺 − 支出, fund by fund; what came and went besides is said.
void BudgetLockstep::CompareExecution(const storage::Snapshot& now, const std::string& year) {
  const auto execution = BudgetExecutionOf(now, year);
  ZGC_ASSERT_OK(execution);
  for (const ProgramExecution& line : *execution) {
    const v1::Program& fund = model_.programs().at(line.program);
    if (!fund.parent().empty()) continue;
    int64_t available = 0;
    int64_t written_off = 0;
    for (const auto& program : model_.programs()) {
      if (program.second.fund() != fund.name()) continue;
      const auto balance = [&](v1::AccountKind kind) {
        return model_.BalanceOf(AccountName(year, OfProgram(kind, program.first)));
      };
      available += balance(v1::ACCOUNT_KIND_AVAILABLE);
      written_off += balance(v1::ACCOUNT_KIND_WRITEOFF);
    }
    EXPECT_EQ(available, line.adjusted_fen - line.committed_fen - line.disbursed_fen -
                             line.receivable_fen - written_off - line.carried_out_fen +
                             line.prior_year_fen)
        << year << ": " << ToString(line);
  }
}

void BudgetLockstep::DoUntilKilled(const std::vector<Operation>& operations,
                                   const Killing& killing) {
  TestLedger& ledger = both_.ledger();
  int64_t revision = ledger.store().head();
  ledger.Close();
  const std::vector<Answer> answers = CallAndKill(ledger, operations, killing);
  ledger.Open();
  ASSERT_LE(answers.size(), operations.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    CompareAnswer(operations[i], answers[i]);
    const bool kept = !operations[i].request_id.empty() && IsDecided(answers[i].text);
    revision = std::max(revision, answers[i].revision + (kept && !answers[i].replayed ? 1 : 0));
  }
  // Those under way were committed in order: the first of them are there.
  const int64_t head = ledger.store().head();
  const size_t end = std::min(operations.size(), answers.size() + killing.window);
  for (size_t i = answers.size(); i < end && revision < head; ++i) {
    model_.SetRevision(revision + 1);
    const Operation& operation = operations[i];
    const std::string text = Ask(model_, operation);
    if (text != "ok" && (operation.request_id.empty() || !IsDecided(text))) continue;
    ++revision;
    if (!operation.request_id.empty()) known_[operation.request_id] = {operation, text, ""};
  }
  EXPECT_EQ(revision, head);
  both_.CompareNew();
  CompareAll();
  // Whoever got no answer asks again, under the same id, and so may the others.
  for (const Operation& operation : operations) Do(operation);
}

}  // namespace zgc::funding
