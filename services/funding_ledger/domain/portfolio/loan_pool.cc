#include "services/funding_ledger/domain/portfolio/loan_pool.h"

#include <algorithm>

#include "common/figures/tally.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

using figures::Certainty;
using figures::Decimal;

// Amounts times rates, and amounts, to be divided by one another.
class Weights {
 public:
  // `sign` is -1 to take away.
  absl::Status Add(const std::string& rate_percent, int64_t amount_fen, int sign = 1) {
    ZGC_ASSIGN_OR_RETURN(const Decimal rate, Decimal::Parse(rate_percent));
    const Decimal amount(sign * amount_fen);
    ZGC_ASSIGN_OR_RETURN(const Decimal weighted, rate.Times(amount));
    ZGC_ASSIGN_OR_RETURN(interest_, interest_.Plus(weighted));
    ZGC_ASSIGN_OR_RETURN(amount_, amount_.Plus(amount));
    return absl::OkStatus();
  }
  absl::StatusOr<absl::optional<Decimal>> Average(int scale) const {
    if (amount_.IsZero()) return absl::optional<Decimal>();
    ZGC_ASSIGN_OR_RETURN(const Decimal rate, interest_.DividedBy(amount_, scale));
    return absl::optional<Decimal>(rate);
  }

 private:
  Decimal interest_;
  Decimal amount_;
};

// Whether one batch stands for everything in the pool.
bool IsOneBatch(const LoanPool& pool) {
  if (pool.rests.size() != 1) return false;
  const BatchRest& rest = pool.rests.front();
  return pool.loans.size() == rest.recorded.size() &&
         std::all_of(pool.loans.begin(), pool.loans.end(),
                     [&](const v1::Loan& loan) { return loan.batch() == rest.batch.name(); });
}

}  // namespace

absl::StatusOr<absl::btree_set<std::string>> ProgramsUnder(const storage::Reader& reader,
                                                           const std::string& program) {
  absl::btree_map<std::string, std::string> parents;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program& row) {
        parents[key.name] = row.parent();
        return true;
      }));
  absl::btree_set<std::string> taken;
  for (const auto& [name, parent] : parents) {
    std::string above = name;
    while (!above.empty() && above != program) above = parents[above];
    if (above == program) taken.insert(name);
  }
  return taken;
}

absl::StatusOr<LoanPool> LoansIn(const storage::Reader& reader,
                                 const absl::btree_set<std::string>& programs,
                                 const common::v1::Period& period) {
  LoanPool pool;
  absl::btree_map<std::string, std::vector<v1::Loan>> recorded;
  ZGC_RETURN_IF_ERROR(kLoans.ForEach(reader, [&](const storage::NameKey&, const v1::Loan& loan) {
    if (!programs.contains(loan.program())) return true;
    if (!loan.batch().empty()) recorded[loan.batch()].push_back(loan);
    const base::DaySpan day{loan.start_date(), loan.start_date()};
    if (figures::Within(day, period) == Certainty::kYes) pool.loans.push_back(loan);
    return true;
  }));
  ZGC_RETURN_IF_ERROR(
      kLoanBatches.ForEach(reader, [&](const storage::NameKey& key, const v1::LoanBatch& row) {
        if (!programs.contains(row.program())) return true;
        const base::DaySpan span = row.date().empty()
                                       ? base::DaySpan{row.year() + "-01-01", row.year() + "-12-31"}
                                       : base::DaySpan{row.date(), row.date()};
        const Certainty certainty = figures::Within(span, period);
        BatchRest rest{row, recorded[key.name]};
        if (rest.times() == 0 || certainty == Certainty::kNo) return true;
        (certainty == Certainty::kYes ? pool.rests : pool.open).push_back(std::move(rest));
        return true;
      }));
  return pool;
}

absl::StatusOr<absl::optional<Decimal>> WeightedRate(const LoanPool& pool, int scale) {
  const absl::optional<Decimal> unknown;
  if (!pool.open.empty()) return unknown;
  if (IsOneBatch(pool)) {
    const std::string& stated = pool.rests.front().batch.weighted_rate_percent();
    if (stated.empty()) return unknown;
    ZGC_ASSIGN_OR_RETURN(const Decimal rate, Decimal::Parse(stated));
    return absl::optional<Decimal>(rate);
  }
  Weights weights;
  for (const v1::Loan& loan : pool.loans) {
    ZGC_RETURN_IF_ERROR(weights.Add(loan.annual_rate_percent(), loan.principal_fen()));
  }
  for (const BatchRest& rest : pool.rests) {
    if (rest.batch.weighted_rate_percent().empty() || !rest.HasAmount()) return unknown;
    ZGC_RETURN_IF_ERROR(weights.Add(rest.batch.weighted_rate_percent(), rest.batch.amount_fen()));
    for (const v1::Loan& loan : rest.recorded) {
      ZGC_RETURN_IF_ERROR(weights.Add(loan.annual_rate_percent(), loan.principal_fen(), -1));
    }
  }
  return weights.Average(scale);
}

absl::StatusOr<v1::LoanStatistics> GetLoanStatistics(const storage::Reader& reader,
                                                     const v1::GetLoanStatisticsRequest& request) {
  constexpr int kScale = 4;
  Checks checks(reader, request);
  checks.Ordered(request.from_date(), request.to_date(), "to_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  common::v1::Period period;
  period.set_start_date(request.from_date());
  period.set_end_date(request.to_date());
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsUnder(reader, request.program()));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, LoansIn(reader, programs, period));
  v1::LoanStatistics statistics;
  absl::int128 amount = 0;
  absl::btree_set<std::string> borrowers;
  for (const v1::Loan& loan : pool.loans) {
    borrowers.insert(loan.borrower());
    amount += loan.principal_fen();
  }
  statistics.set_recorded_times(static_cast<int64_t>(pool.loans.size()));
  statistics.set_enterprise_count(static_cast<int64_t>(borrowers.size()));
  statistics.set_at_least(!pool.rests.empty() || !pool.open.empty());
  int64_t times = statistics.recorded_times();
  bool known = pool.open.empty();
  for (const BatchRest& rest : pool.rests) {
    times += rest.times();
    known = known && rest.HasAmount();
    if (rest.HasAmount()) amount += rest.amount_fen();
  }
  if (amount > std::numeric_limits<int64_t>::max()) return absl::OutOfRangeError("sum of loans");
  statistics.set_loan_times(times);
  statistics.set_amount_fen(static_cast<int64_t>(amount));
  statistics.set_amount_state(known ? common::v1::AMOUNT_STATE_KNOWN
                                    : common::v1::AMOUNT_STATE_UNKNOWN);
  ZGC_ASSIGN_OR_RETURN(const auto rate, WeightedRate(pool, kScale));
  if (rate.has_value()) statistics.set_weighted_rate_percent(rate->ToString());
  ZGC_ASSIGN_OR_RETURN(const auto recorded_rate, WeightedRate({pool.loans, {}, {}}, kScale));
  if (recorded_rate.has_value()) statistics.set_recorded_rate_percent(recorded_rate->ToString());
  statistics.set_revision(reader.revision());
  return statistics;
}

}  // namespace zgc::funding
