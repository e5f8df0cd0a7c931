#include "services/funding_ledger/domain/budget/programs.h"

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

namespace zgc::funding {
namespace {

absl::Status CheckProgram(const storage::Reader&, const v1::Program*, v1::Program& program,
                          Checks& checks) {
  if (program.ceiling_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) {
    checks.Expect(program.ceiling_fen() == 0, "program.ceiling_fen", "needs ceiling_state KNOWN");
  } else {
    CheckStatedAmount(program.ceiling_fen(), program.ceiling_state(), "program.ceiling_fen",
                      checks);
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Program>& ProgramKind() {
  static const auto* const kind = new records::KindOf<v1::Program>(
      kPrograms, {.created_by = "/zgc.funding.v1.BudgetService/CreateProgram",
                  .field = "program",
                  .check = &CheckProgram,
                  // Money lies in the accounts of a fund.
                  .moved = {{"parent", "VoidRecord and CreateProgram"},
                            {"ceiling_fen", "CreateCeilingAmendment"},
                            {"ceiling_state", "CreateCeilingAmendment"}},
                  .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::Program> CreateProgram(storage::Txn& txn, const base::Actor&,
                                          const v1::CreateProgramRequest& request) {
  v1::Program program = request.program();
  program.set_name(absl::StrCat("programs/", request.program_id()));
  program.set_fund(program.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ProgramKind().Hold(txn, nullptr, program, checks));
  ZGC_ASSIGN_OR_RETURN(const auto parent, kPrograms.Get(txn, {program.parent()}));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  // A program is made after its parent, so there are no cycles.
  if (parent.has_value()) program.set_fund(parent->fund());
  return ProgramKind().Create(txn, std::move(program));
}

absl::StatusOr<v1::Program> GetProgram(const storage::Reader& reader,
                                       const v1::GetProgramRequest& request) {
  return GetRow(reader, kPrograms, request.name());
}

absl::StatusOr<std::string> ListPrograms(const storage::Reader& reader,
                                         const v1::ListProgramsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProgramsResponse& response) {
  return query::List(reader, kPrograms.column(), request, page, response);
}

}  // namespace zgc::funding
