#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"

// The budget execution of a year added up from the records, which the execution report, added
// up from the journal, is compared with.
namespace zgc::funding {

// Of one program or fund, sub-programs included; amounts in fen.
struct ProgramExecution {
  std::string program;
  int64_t original_fen = 0;
  int64_t adjusted_fen = 0;
  bool derived = false;
  int64_t allotted_fen = 0;
  int64_t committed_fen = 0;
  int64_t disbursed_fen = 0;
  int64_t unitemised_fen = 0;
  int64_t receivable_fen = 0;
  std::string rate_percent;
  int64_t unknown_award_count = 0;
  int64_t virement_in_fen = 0;
  int64_t virement_out_fen = 0;
  int64_t adjusted_allotment_fen = 0;
  int64_t carried_in_fen = 0;
  int64_t carried_out_fen = 0;
  int64_t prior_year_fen = 0;
};

// What is not empty: "program: 'programs/ic' committed_fen: 40".
std::string ToString(const ProgramExecution& line);

// One for each program or fund with any money or award, by name.
absl::StatusOr<std::vector<ProgramExecution>> BudgetExecutionOf(const storage::Reader& reader,
                                                                const std::string& fiscal_year);

}  // namespace zgc::funding
