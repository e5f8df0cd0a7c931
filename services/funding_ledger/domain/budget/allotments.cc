#include "services/funding_ledger/domain/budget/allotments.h"

#include <algorithm>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

namespace zgc::funding {

absl::StatusOr<int64_t> AllottedTo(const storage::Reader& reader, const v1::Program& program,
                                   const std::string& fiscal_year) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(
      kAllotmentsByProgram.ForEach(reader, {program.name()}, [&](const std::string& found) {
        names.push_back(found);
        return true;
      }));
  int64_t allotted_fen = 0;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Allotment earlier, GetRow(reader, kAllotments, name));
    if (earlier.fiscal_year() != fiscal_year || !earlier.reversal().empty()) continue;
    allotted_fen += earlier.amount_fen();
  }
  ZGC_RETURN_IF_ERROR(
      kVirements.ForEach(reader, [&](const storage::NameKey&, const v1::Virement& row) {
        if (row.fiscal_year() != fiscal_year || !Stands(row)) return true;
        if (row.to_program() == program.name()) allotted_fen += row.amount_fen();
        if (row.from_program() == program.name()) allotted_fen -= row.amount_fen();
        return true;
      }));
  return allotted_fen;
}

absl::Status CheckProgramCeiling(const storage::Reader& reader, const v1::Program& program,
                                 const std::string& fiscal_year, int64_t more_fen) {
  const absl::optional<int64_t> limit_fen = CeilingIn(program, fiscal_year);
  if (!limit_fen.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const int64_t allotted_fen, AllottedTo(reader, program, fiscal_year));
  const int64_t left = *limit_fen - allotted_fen;
  if (more_fen <= left) return absl::OkStatus();
  // No account holds what may still be allotted: the ceiling is the program's own.
  return InsufficientFunds(
      {{program.name(), program.name(), std::max<int64_t>(0, left), more_fen}});
}

absl::StatusOr<v1::Allotment> CreateAllotment(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAllotmentRequest& request) {
  v1::Allotment row = request.allotment();
  row.set_name(absl::StrCat("allotments/", request.allotment_id()));
  row.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kAllotments.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto program, kPrograms.Get(txn, {row.program()}));
  checks.Expect(!program.has_value() || !program->parent().empty(), "allotment.program",
                "is a fund; money is allotted to its programs");
  CheckPositive(row.amount_fen(), "allotment.amount_fen", checks);
  CheckDayInYear(row.effective_date(), YearOf(row.fiscal_year()), "allotment.effective_date",
                 checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckProgramCeiling(txn, *program, row.fiscal_year(), row.amount_fen()));
  ZGC_ASSIGN_OR_RETURN(const auto above, WithParents(txn, program->parent()));
  ZGC_ASSIGN_OR_RETURN(const AccountRef from, DrawsOn(txn, row.fiscal_year(), above));
  Posting posting({row.fiscal_year(), row.effective_date(), row.program(), "", row.name(), "", "",
                   row.document()});
  posting.Move(v1::TRANSFER_KIND_ALLOTMENT, OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program()),
               from, row.amount_fen());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  row.set_drawn_from(AccountName(row.fiscal_year(), from));
  kAllotmentsByProgram.Add(txn, {row.program()}, row.name());
  return Insert(txn, kAllotments, std::move(row));
}

absl::StatusOr<v1::Allotment> GetAllotment(const storage::Reader& reader,
                                           const v1::GetAllotmentRequest& request) {
  return GetRow(reader, kAllotments, request.name());
}

absl::StatusOr<std::string> ListAllotments(const storage::Reader& reader,
                                           const v1::ListAllotmentsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAllotmentsResponse& response) {
  return query::List(reader, kAllotments.column(), request, page, response);
}

}  // namespace zgc::funding
