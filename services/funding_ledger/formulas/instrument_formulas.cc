#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/portfolio/loan_pool.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"

// Figures of loans and talent rounds.
namespace zgc::funding {
namespace {

absl::StatusOr<LoanPool> PoolOf(const storage::Reader& reader, const Arguments& arguments,
                                const Period& period) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  return LoansIn(reader, programs, period);
}

std::string LabelOf(const BatchRest& rest) {
  return absl::StrCat(
      "贷款", rest.times(), "家次",
      rest.recorded.empty() ? "" : absl::StrCat("（另有", rest.recorded.size(), "笔已逐笔登记）"),
      rest.batch.weighted_rate_percent().empty()
          ? ""
          : absl::StrCat("，利率", rest.batch.weighted_rate_percent(), "%"));
}

std::string LabelOf(const v1::Loan& loan) {
  return absl::StrCat("贷款合同", loan.contract_number(), "，利率", loan.annual_rate_percent(),
                      "%");
}

void LeaveOpen(const std::vector<BatchRest>& rests, Tally& tally) {
  for (const BatchRest& rest : rests) {
    tally.Open(rest.batch.name(), LabelOf(rest), rest.batch.revision());
  }
}

// One by one, by their first days.
absl::Status ContributeLoan(const storage::Reader&, const v1::Loan& loan, Measure::Visit visit) {
  const auto add = [&](const char* quantity, int64_t amount) {
    visit({.days = {loan.start_date(), loan.start_date()},
           .values = {quantity, loan.program()},
           .amount = amount,
           .record = loan.name(),
           .label = LabelOf(loan),
           .revision = loan.revision()});
  };
  add("times", 1);
  add("principal", loan.principal_fen());
  return absl::OkStatus();
}

// What is left of a batch.
absl::Status ContributeBatch(const storage::Reader& reader, const v1::LoanBatch& batch,
                             Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, {InstrumentBy::kBatch, batch.name()}));
  BatchRest rest{batch, {}};
  for (const std::string& name : names) {
    v1::Loan& loan = rest.recorded.emplace_back();
    // Without an amount to take theirs from, their number is enough.
    if (!rest.HasAmount()) continue;
    ZGC_ASSIGN_OR_RETURN(loan, GetRow(reader, kLoans, name));
  }
  if (rest.times() == 0) return absl::OkStatus();
  const auto add = [&](const char* quantity, absl::optional<absl::int128> amount) {
    visit({.days = SpanOf(batch.year(), batch.date()),
           .values = {quantity, batch.program()},
           .amount = amount,
           .record = batch.name(),
           .label = LabelOf(rest),
           .revision = batch.revision()});
  };
  add("times", rest.times());
  add("principal",
      rest.HasAmount() ? absl::make_optional<absl::int128>(rest.amount_fen()) : absl::nullopt);
  return absl::OkStatus();
}

Measure LoanMeasure() {
  Measure measure =
      MeasureOf<v1::Loan>(kService, "loans", kLoans, {kOfQuantity, ByProgram()}, ContributeLoan);
  measure.kept = {1, 3};
  return measure;
}

Measure BatchMeasure() {
  Measure measure = MeasureOf<v1::LoanBatch>(kService, "loan_batches", kLoanBatches,
                                             {kOfQuantity, ByProgram()}, ContributeBatch);
  measure.sources.push_back({kLoans.column(), [](absl::string_view bytes) {
                               return figures::FieldOf<v1::Loan>(
                                   bytes, [](const v1::Loan& loan) { return loan.batch(); });
                             }});
  measure.kept = {1, 3};
  return measure;
}

void RegisterLoanFormulas(figures::FormulaRegistry& registry) {
  const auto loans = registry.Keep(LoanMeasure());
  const auto batches = registry.Keep(BatchMeasure());
  const auto slices = [=](const storage::Reader& reader, const Arguments& arguments,
                          const char* quantity) -> absl::StatusOr<std::vector<Slice>> {
    ZGC_ASSIGN_OR_RETURN(auto both, SlicesOf(reader, arguments, batches, quantity));
    ZGC_ASSIGN_OR_RETURN(const auto recorded, SlicesOf(reader, arguments, loans, quantity));
    both.insert(both.end(), recorded.begin(), recorded.end());
    return both;
  };
  registry.RegisterCounted("count_loan_times",
                           "汇总获得贷款的企业家次：逐笔登记的贷款，加各批次中未逐笔登记的部分。",
                           [=](const storage::Reader& reader, const Arguments& arguments,
                               const Period& /*period*/) -> absl::StatusOr<Asked> {
                             ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram}));
                             Asked asked;
                             ZGC_ASSIGN_OR_RETURN(asked.slices, slices(reader, arguments, "times"));
                             return asked;
                           });
  registry.RegisterCounted(
      "sum_loan_principal",
      "汇总贷款本金：逐笔登记的贷款，加各批次中未逐笔登记的部分；金额未知的不计入，"
      "结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "unit"}));
        Asked asked{.is_amount = true, .unit = Argument(arguments, "unit")};
        ZGC_ASSIGN_OR_RETURN(asked.slices, slices(reader, arguments, "principal"));
        return asked;
      });
}

// People selected or, if `label` is given, those that bear it.
Measure TalentMeasure(const std::string& label) {
  return MeasureOf<v1::TalentRound>(
      kService, label.empty() ? "talent_rounds" : "talent_labelled", kTalentRounds,
      {kOfQuantity, ByProgram(), {"year", figures::TextValues()}, {"batch", figures::TextValues()}},
      [label](const storage::Reader&, const v1::TalentRound& row, Measure::Visit visit) {
        const std::string& day = row.decision().date();
        absl::optional<absl::int128> selected = row.selected_count();
        if (!label.empty()) {
          const auto labelled = row.sub_counts().find(label);
          selected = absl::nullopt;
          if (labelled != row.sub_counts().end()) selected = labelled->second;
        }
        visit({.days = {day, day},
               .values = {"selected", row.decision().program(), row.year(), row.batch()},
               .amount = selected,
               .record = row.name(),
               .label = absl::StrCat(row.decision().display_name(), "（", row.year(), "年",
                                     row.batch(), "）"),
               .revision = row.revision()});
        return absl::OkStatus();
      });
}

void RegisterTalentFormulas(figures::FormulaRegistry& registry) {
  Measure measure = TalentMeasure("");
  // Every combination of programs, years and batches.
  measure.kept = {1, 3, 5, 7, 9, 11, 13, 15};
  const auto rounds = registry.Keep(std::move(measure));
  registry.RegisterCounted(
      "count_talent_selected",
      "汇总人才项目各批次入选人数（家数），或其中带指定标签的人数；标签未说明的不"
      "计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "year", "batch", "label"}));
        MeasurePtr asks = rounds;
        if (const std::string label = Argument(arguments, "label"); !label.empty()) {
          // Of any text: it has no cells.
          Measure labelled = TalentMeasure(label);
          labelled.kept.emplace();
          asks = std::make_shared<const Measure>(std::move(labelled));
        }
        Asked asked;
        ZGC_ASSIGN_OR_RETURN(asked.slices,
                             SlicesOf(reader, arguments, asks, "selected",
                                      {Argument(arguments, "year"), Argument(arguments, "batch")}));
        return asked;
      });
}

}  // namespace

absl::StatusOr<FormulaValue> CountLoanEnterprises(const storage::Reader& reader,
                                                  const Arguments& arguments,
                                                  const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  Tally tally("funding_ledger");
  absl::btree_set<std::string> borrowers;
  for (const v1::Loan& loan : pool.loans) {
    const bool is_new = borrowers.insert(loan.borrower()).second;
    tally.Count(loan.name(), absl::StrCat(LabelOf(loan), is_new ? "" : "（企业已计）"),
                loan.revision(), is_new ? 1 : 0);
  }
  // A batch does not say which enterprises borrowed.
  LeaveOpen(pool.rests, tally);
  LeaveOpen(pool.open, tally);
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> WeightedLoanRate(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  constexpr int kScale = 2;
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  ZGC_ASSIGN_OR_RETURN(const auto rate, WeightedRate(pool, kScale));
  Tally tally("funding_ledger");
  LeaveOpen(pool.rests, tally);
  for (const v1::Loan& loan : pool.loans) tally.Open(loan.name(), LabelOf(loan), loan.revision());
  LeaveOpen(pool.open, tally);
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsCount());
  value.qualifier = figures::v1::QUALIFIER_EXACT;
  value.state =
      rate.has_value() ? figures::v1::VALUE_STATE_KNOWN : figures::v1::VALUE_STATE_UNKNOWN;
  value.value = rate.has_value() ? rate->ToString() : "";
  return value;
}

void RegisterInstrumentFormulas(figures::FormulaRegistry& registry) {
  RegisterLoanFormulas(registry);
  RegisterTalentFormulas(registry);
}

}  // namespace zgc::funding
