#include "services/funding_ledger/domain/years/reversal_sources.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

std::vector<std::string> ObstaclesOf(v1::DecisionState state) {
  if (state == v1::DECISION_STATE_APPROVED || state == v1::DECISION_STATE_UNSPECIFIED) return {};
  return {absl::StrCat("it is ", v1::DecisionState_Name(state), " and not posted")};
}

// Who made and who approved it.
template <typename Row>
std::vector<std::string> PersonsOf(const Row& row) {
  std::vector<std::string> persons;
  if constexpr (requires { row.steps(); }) {
    for (const common::v1::Step& step : row.steps()) persons.push_back(step.actor());
  } else {
    persons.push_back(row.maker());
  }
  return persons;
}

absl::StatusOr<ReversalSource> OfPayment(const storage::Reader& reader, const std::string& name) {
  ReversalSource source;
  ZGC_ASSIGN_OR_RETURN(source.payment, GetRow(reader, kPayments, name));
  const v1::Payment& payment = source.payment;
  ZGC_ASSIGN_OR_RETURN(source.award, GetRow(reader, kAwards, payment.award()));
  source.fiscal_year = payment.fiscal_year();
  source.effective_date = payment.effective_date();
  source.program = payment.program();
  source.amount_fen = payment.amount_fen();
  source.persons = {payment.payer()};
  source.found_by = payment.award();
  source.reversal = payment.reversal();
  if (payment.clawed_back_fen() > 0) {
    source.obstacles.push_back(absl::StrCat(payment.clawed_back_fen(), " fen were claimed back"));
  }
  if (payment.set_off_fen() > 0) {
    source.obstacles.push_back(absl::StrCat(payment.set_off_fen(), " fen of it were set off"));
  }
  if (source.award.state() != v1::AWARD_STATE_PARTIALLY_PAID &&
      source.award.state() != v1::AWARD_STATE_PAID) {
    source.obstacles.push_back(
        absl::StrCat(source.award.name(), " is ", v1::AwardState_Name(source.award.state())));
  }
  return source;
}

absl::StatusOr<ReversalSource> OfClawback(const storage::Reader& reader, const std::string& name) {
  ReversalSource source;
  ZGC_ASSIGN_OR_RETURN(const v1::Clawback row, GetRow(reader, kClawbacks, name));
  ZGC_ASSIGN_OR_RETURN(source.payment, GetRow(reader, kPayments, row.payment()));
  ZGC_ASSIGN_OR_RETURN(source.award, GetRow(reader, kAwards, source.payment.award()));
  source.fiscal_year = row.fiscal_year().empty() ? source.payment.fiscal_year() : row.fiscal_year();
  source.program = source.payment.program();
  source.effective_date = row.effective_date();
  source.amount_fen = row.amount_fen();
  source.persons = {row.maker()};
  source.found_by = source.payment.award();
  source.reversal = row.reversal();
  const std::string obstacle = ReversalObstacle(row);
  if (!obstacle.empty()) source.obstacles.push_back(obstacle);
  return source;
}

// One of the records of the budget, which have these fields in common.
template <typename Row>
absl::StatusOr<ReversalSource> OfBudget(const storage::Reader& reader, const Rows<Row>& table,
                                        const std::string& name) {
  ReversalSource source;
  ZGC_ASSIGN_OR_RETURN(const Row row, GetRow(reader, table, name));
  source.fiscal_year = row.fiscal_year();
  source.effective_date = row.effective_date();
  source.amount_fen = row.amount_fen();
  source.persons = PersonsOf(row);
  source.reversal = row.reversal();
  if constexpr (requires { row.unitemised_fen(); }) {
    // What claims it changes its row as well.
    source.index = TransferIndex::kAccount;
    source.found_by = AccountName(row.fiscal_year(), Unitemised(row));
  } else {
    // Nothing but its reversal changes it once it is posted.
    source.posted_in = row.revision();
  }
  if constexpr (requires { row.to_program(); }) {
    source.program = row.to_program();
  } else {
    source.program = row.program();
  }
  if constexpr (requires { row.state(); }) source.obstacles = ObstaclesOf(row.state());
  return source;
}

absl::StatusOr<ReversalSource> OfCarryOver(const storage::Reader& reader, const std::string& name) {
  ReversalSource source;
  ZGC_ASSIGN_OR_RETURN(const v1::CarryOver row, GetRow(reader, kCarryOvers, name));
  source.fiscal_year = row.to_year();
  source.program = row.program();
  source.effective_date = row.effective_date();
  source.amount_fen = row.available_fen();
  source.persons = PersonsOf(row);
  source.reversal = row.reversal();
  source.obstacles = ObstaclesOf(row.state());
  source.posted_in = row.revision();
  for (const v1::CarriedCommitment& carried : row.commitments()) {
    source.amount_fen += carried.amount_fen();
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, carried.award()));
    const int64_t open_fen =
        award.reserved_from().empty() ? 0 : award.amount_fen() - award.paid_fen();
    if (PayingYear(award) != row.to_year() || open_fen != carried.amount_fen()) {
      source.obstacles.push_back(absl::StrCat(award.name(), " is paid by ", PayingYear(award),
                                              " and holds ", open_fen, " fen, not the ",
                                              carried.amount_fen(), " that were carried over"));
    }
  }
  return source;
}

}  // namespace

absl::StatusOr<ReversalSource> FindReversalSource(const storage::Reader& reader,
                                                  const std::string& name, Checks& checks) {
  if (absl::StartsWith(name, "carryOvers/")) return OfCarryOver(reader, name);
  if (absl::StartsWith(name, "payments/")) return OfPayment(reader, name);
  if (absl::StartsWith(name, "clawbacks/")) return OfClawback(reader, name);
  if (absl::StartsWith(name, "allotments/")) return OfBudget(reader, kAllotments, name);
  if (absl::StartsWith(name, "virements/")) return OfBudget(reader, kVirements, name);
  if (absl::StartsWith(name, "appropriations/")) return OfBudget(reader, kAppropriations, name);
  if (absl::StartsWith(name, "summaryDisbursements/")) {
    return OfBudget(reader, kSummaryDisbursements, name);
  }
  checks.Add("reversal.source",
             "must be an appropriation, allotment, virement, carry-over, summary disbursement, "
             "payment or clawback");
  return checks.ToStatus();
}

}  // namespace zgc::funding
