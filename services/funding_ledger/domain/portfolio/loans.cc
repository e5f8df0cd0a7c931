#include "services/funding_ledger/domain/portfolio/loans.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/base/stable_bytes.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {
namespace {

InstrumentKey ContractKey(const v1::Loan& loan) {
  return {InstrumentBy::kContract, Normalised(loan.lender()), Normalised(loan.contract_number())};
}

void CheckLoanTerms(const v1::Loan& loan, Checks& checks) {
  CheckPositive(loan.principal_fen(), "loan.principal_fen", checks);
  const auto rate = figures::Decimal::Parse(loan.annual_rate_percent());
  checks.Expect(rate.ok() && !rate->IsNegative() && *rate <= figures::Decimal(100) &&
                    rate->scale() <= kRateScale,
                "loan.annual_rate_percent",
                absl::StrCat("\"", loan.annual_rate_percent(),
                             "\" is no plain decimal from 0 to 100 with 4 digits after the point"));
  checks.Expect(loan.start_date() < loan.end_date(), "loan.end_date",
                absl::StrCat(loan.end_date(), " is not after ", loan.start_date()));
}

// What was computed of a loan rests on its terms.
absl::Status CheckTermsKept(const storage::Reader& reader, const v1::Loan& before,
                            const v1::Loan& loan, Checks& checks) {
  v1::Loan kept = before;
  kept.set_document(loan.document());
  kept.set_note(loan.note());
  kept.set_batch(loan.batch());
  kept.set_park(loan.park());
  if (base::SameFields(kept, loan)) return absl::OkStatus();
  for (const InstrumentBy by : {InstrumentBy::kSubsidies, InstrumentBy::kCompensations}) {
    ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, {by, loan.name()}));
    for (const std::string& name : names) {
      checks.Add("loan", absl::StrCat(name, " was computed of its terms"));
    }
  }
  return absl::OkStatus();
}

// The loans of a batch are never more, nor of more, than it says.
absl::Status CheckBatch(const storage::Reader& reader, const v1::Loan& loan, Checks& checks) {
  constexpr char kField[] = "loan.batch";
  ZGC_ASSIGN_OR_RETURN(const auto batch,
                       checks.OptionalReference(reader, kLoanBatches, loan.batch(), kField));
  if (!batch.has_value()) return absl::OkStatus();
  checks.Expect(batch->program() == loan.program(), kField,
                absl::StrCat("is of ", batch->program()));
  checks.Expect(absl::StartsWith(loan.start_date(), batch->year() + "-"), kField,
                absl::StrCat("is of ", batch->year()));
  ZGC_ASSIGN_OR_RETURN(auto names, Found(reader, {InstrumentBy::kBatch, batch->name()}));
  std::erase(names, loan.name());
  checks.Expect(static_cast<int64_t>(names.size()) < batch->loan_times(), kField,
                absl::StrCat("has all of its ", batch->loan_times(), " loans"));
  if (batch->amount_state() != common::v1::AMOUNT_STATE_KNOWN) return absl::OkStatus();
  int64_t left = batch->amount_fen();
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Loan other, GetRow(reader, kLoans, name));
    left -= other.principal_fen();
  }
  checks.Expect(loan.principal_fen() <= left, kField,
                absl::StrCat("has ", left, " fen left of what it adds up to"));
  return absl::OkStatus();
}

absl::Status CheckLoan(const storage::Reader& reader, const v1::Loan* before, v1::Loan& loan,
                       Checks& checks) {
  resource::CheckForeign(loan.borrower(), resource::kEnterprisePrefix, "loan.borrower", checks);
  if (!loan.park().empty()) {
    resource::CheckForeign(loan.park(), resource::kParkPrefix, "loan.park", checks);
  }
  CheckKey(loan.lender(), "loan.lender", checks);
  CheckKey(loan.contract_number(), "loan.contract_number", checks);
  CheckLoanTerms(loan, checks);
  ZGC_ASSIGN_OR_RETURN(auto same, Found(reader, ContractKey(loan)));
  std::erase(same, loan.name());
  if (!same.empty()) {
    checks.Add("loan.contract_number", absl::StrCat(same.front(), " has it"));
  }
  if (before != nullptr) ZGC_RETURN_IF_ERROR(CheckTermsKept(reader, *before, loan, checks));
  return CheckBatch(reader, loan, checks);
}

absl::Status AddLookups(storage::Txn& txn, const v1::Loan& loan) {
  kInstrumentLookups.Add(txn, ContractKey(loan), loan.name());
  if (!loan.batch().empty()) {
    kInstrumentLookups.Add(txn, {InstrumentBy::kBatch, loan.batch()}, loan.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveLookups(storage::Txn& txn, const v1::Loan& loan) {
  kInstrumentLookups.Remove(txn, ContractKey(loan), loan.name());
  if (!loan.batch().empty()) {
    kInstrumentLookups.Remove(txn, {InstrumentBy::kBatch, loan.batch()}, loan.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Loan>& LoanKind() {
  static const auto* const kind =
      new records::KindOf<v1::Loan>(kLoans, {.created_by = "/zgc.funding.v1.LoanService/CreateLoan",
                                             .field = "loan",
                                             .check = &CheckLoan,
                                             .add = &AddLookups,
                                             .remove = &RemoveLookups,
                                             .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::Loan> CreateLoan(storage::Txn& txn, const base::Actor&,
                                    const v1::CreateLoanRequest& request) {
  v1::Loan loan = request.loan();
  loan.set_name(absl::StrCat("loans/", request.loan_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kLoans.Get(txn, {loan.name()}));
  if (existing.has_value()) return Exists(loan.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(LoanKind().Hold(txn, nullptr, loan, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return LoanKind().Create(txn, std::move(loan));
}

absl::StatusOr<v1::Loan> GetLoan(const storage::Reader& reader, const v1::GetLoanRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kLoans, request.name());
}

absl::StatusOr<std::string> ListLoans(const storage::Reader& reader,
                                      const v1::ListLoansRequest& request,
                                      const storage::Page& page, v1::ListLoansResponse& response) {
  return query::List(reader, kLoans.column(), request, page, response);
}

}  // namespace zgc::funding
