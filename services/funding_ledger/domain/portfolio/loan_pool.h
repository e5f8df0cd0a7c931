#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Loans of a period, each counted once: those recorded one by one, and what is
// left of the batches that they are a part of.
namespace zgc::funding {

// A batch less the loans of it that are recorded one by one.
struct BatchRest {
  v1::LoanBatch batch;
  std::vector<v1::Loan> recorded;

  int64_t times() const { return batch.loan_times() - static_cast<int64_t>(recorded.size()); }
  bool HasAmount() const { return batch.amount_state() == common::v1::AMOUNT_STATE_KNOWN; }
  int64_t amount_fen() const {
    int64_t left = batch.amount_fen();
    for (const v1::Loan& loan : recorded) left -= loan.principal_fen();
    return left;
  }
};

struct LoanPool {
  // By name.
  std::vector<v1::Loan> loans;
  // Batches that lie in the period and of which something is left, by name.
  std::vector<BatchRest> rests;
  // Those that may lie in it.
  std::vector<BatchRest> open;
};

// The program and all below it; all programs if empty.
absl::StatusOr<absl::btree_set<std::string>> ProgramsUnder(const storage::Reader& reader,
                                                           const std::string& program);

// A loan is dated by its first day, a batch by its day or year.
absl::StatusOr<LoanPool> LoansIn(const storage::Reader& reader,
                                 const absl::btree_set<std::string>& programs,
                                 const common::v1::Period& period);

// The average weighted by amount, with `scale` digits after the point; nullopt
// where it is not known. Of one batch alone, with any loans of it, it is the rate
// that the batch states.
absl::StatusOr<absl::optional<figures::Decimal>> WeightedRate(const LoanPool& pool, int scale);
absl::StatusOr<v1::LoanStatistics> GetLoanStatistics(const storage::Reader& reader,
                                                     const v1::GetLoanStatisticsRequest& request);

}  // namespace zgc::funding
