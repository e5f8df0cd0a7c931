#include "services/funding_ledger/domain/budget/ceiling_amendments.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/query/list.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

bool IsOfProgram(const v1::CeilingAmendment& row) {
  return absl::StartsWith(row.subject(), "programs/");
}

// ILLEGAL_TRANSITION if it is to end a ceiling that was ended.
absl::Status RequireToEnd(bool ended, const v1::CeilingAmendment& row, absl::string_view method) {
  if (!ended || !row.ends()) return absl::OkStatus();
  return IllegalTransition(row.subject(), method,
                           {absl::StrCat("its ceiling was ended in ", row.fiscal_year())},
                           {"CreateCeilingAmendment with limit_fen"});
}

PostingContext ContextIn(const v1::CeilingAmendment& row, const std::string& fiscal_year,
                         const CeilingAccounts& accounts) {
  PostingContext context;
  context.fiscal_year = fiscal_year;
  if (fiscal_year == row.fiscal_year()) context.effective_date = row.effective_date();
  context.program = accounts.limit.program;
  context.source = row.name();
  context.document = row.document();
  return context;
}

// Moves what the limit of a year changes by; if it ends, all that is left of it.
absl::Status Move(const storage::Reader& reader, const v1::CeilingAmendment& row,
                  const std::string& fiscal_year, const CeilingAccounts& accounts,
                  int64_t former_fen, Posting& posting) {
  int64_t more_fen = row.limit_fen() - former_fen;
  if (row.ends()) {
    ZGC_ASSIGN_OR_RETURN(const int64_t left_fen, Balance(reader, fiscal_year, accounts.headroom));
    more_fen = -left_fen;
  }
  posting.Switch(ContextIn(row, fiscal_year, accounts));
  if (more_fen > 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.headroom, accounts.limit, more_fen);
  } else if (more_fen < 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.limit, accounts.headroom, -more_fen);
  }
  return absl::OkStatus();
}

absl::Status AmendCeiling(storage::Txn& txn, const base::Actor& actor, v1::CeilingAmendment& row,
                          Posting& posting) {
  ZGC_ASSIGN_OR_RETURN(v1::Ceiling ceiling, GetRow(txn, kCeilings, row.subject()));
  const bool was_ended = ceiling.state() == v1::CEILING_STATE_ENDED;
  ZGC_RETURN_IF_ERROR(RequireToEnd(was_ended, row, "ApproveCeilingAmendment"));
  row.set_former_limit_fen(was_ended ? 0 : ceiling.limit_fen());
  const CeilingAccounts accounts = AccountsOf(ceiling);
  ceiling.set_limit_fen(row.limit_fen());
  if (was_ended) {
    ZGC_RETURN_IF_ERROR(TakeUpCeiling(txn, ceiling));
    posting.Switch(ContextIn(row, row.fiscal_year(), accounts));
    ZGC_RETURN_IF_ERROR(SetAnew(txn, ceiling, accounts, posting));
  } else {
    ZGC_RETURN_IF_ERROR(
        Move(txn, row, row.fiscal_year(), accounts, row.former_limit_fen(), posting));
  }
  if (row.ends()) {
    ZGC_ASSIGN_OR_RETURN(const int64_t used_fen, Balance(txn, row.fiscal_year(), accounts.used));
    ceiling.set_limit_fen(used_fen);
    EndCeiling(txn, ceiling);
  }
  ceiling.set_amendment(row.name());
  CeilingLifecycle().FollowTo(
      txn, actor, "ApproveCeilingAmendment",
      row.ends() ? v1::CEILING_STATE_ENDED : v1::CEILING_STATE_IN_FORCE,
      {row.effective_date(), row.reason(), resource::Evidence(row.document())}, ceiling);
  Save(txn, kCeilings, std::move(ceiling));
  return absl::OkStatus();
}

bool IsAmong(const v1::CeilingAmendment& row, const std::string& fiscal_year) {
  const std::string& last = row.last_fiscal_year();
  return fiscal_year >= row.fiscal_year() && (last.empty() || fiscal_year <= last);
}

// The years that the amendment of a program is of and that are in that state, in order.
absl::StatusOr<std::vector<std::string>> YearsOf(const storage::Reader& reader,
                                                 const v1::CeilingAmendment& row,
                                                 v1::FiscalYearState state) {
  std::vector<std::string> years;
  ZGC_RETURN_IF_ERROR(
      kFiscalYears.ForEach(reader, [&](const storage::NameKey& key, const v1::FiscalYear& year) {
        if (year.state() == state && IsAmong(row, key.name)) years.push_back(key.name);
        return true;
      }));
  return years;
}

// "fiscalYears/{year}" of the year before or after.
std::string YearBeside(const std::string& fiscal_year, int distance) {
  int year = 0;
  if (!absl::SimpleAtoi(YearOf(fiscal_year), &year)) return fiscal_year;
  return absl::StrFormat("fiscalYears/%04d", year + distance);
}

// Says of the program what the amendment makes of its ceiling: of the years in its span
// but those that are closed, whose limit, and report, stay what they were.
absl::Status AddChanges(const storage::Reader& reader, const v1::CeilingAmendment& row,
                        v1::Program& program) {
  ZGC_ASSIGN_OR_RETURN(const auto closed, YearsOf(reader, row, v1::FISCAL_YEAR_STATE_CLOSED));
  std::string from = row.fiscal_year();
  const auto add = [&](const std::string& last) {
    if (!last.empty() && last < from) return;
    v1::CeilingChange& change = *program.add_ceiling_changes();
    change.set_amendment(row.name());
    change.set_fiscal_year(from);
    change.set_last_fiscal_year(last);
    change.set_limit_fen(row.limit_fen());
  };
  for (const std::string& year : closed) {
    add(YearBeside(year, -1));
    from = YearBeside(year, 1);
  }
  if (row.last_fiscal_year().empty() || from <= row.last_fiscal_year()) {
    add(row.last_fiscal_year());
  }
  return absl::OkStatus();
}

// Changes the ceiling that the program has in a year; `former_fen` is 0 if it has none.
absl::Status AmendYear(storage::Txn& txn, const v1::CeilingAmendment& row,
                       const std::string& fiscal_year, const v1::Program& program,
                       int64_t former_fen, Posting& posting) {
  const CeilingAccounts accounts = AccountsOf(program);
  ZGC_ASSIGN_OR_RETURN(const bool opened, IsOpened(txn, fiscal_year, accounts.limit));
  if (row.ends() || former_fen > 0) {
    if (!row.ends() && row.limit_fen() < former_fen) {
      // What is allotted fits below the new one as well.
      ZGC_RETURN_IF_ERROR(
          CheckProgramCeiling(txn, program, fiscal_year, former_fen - row.limit_fen()));
    }
    // Until an award opens the accounts of a year there is nothing to move: it sets what
    // holds then.
    const bool moves = opened && former_fen > 0;
    return moves ? Move(txn, row, fiscal_year, accounts, former_fen, posting) : absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const int64_t allotted_fen, AllottedTo(txn, program, fiscal_year));
  if (allotted_fen > row.limit_fen()) {
    return InsufficientFunds({{program.name(), program.name(), row.limit_fen(), allotted_fen}});
  }
  // Taken up again: what was awarded while there was none counts from now on.
  v1::Ceiling anew;
  anew.set_fiscal_year(fiscal_year);
  anew.set_scope(v1::CEILING_SCOPE_PROGRAM);
  anew.set_subject(program.name());
  anew.set_limit_fen(row.limit_fen());
  posting.Switch(ContextIn(row, fiscal_year, accounts));
  return SetAnew(txn, anew, accounts, posting);
}

absl::Status AmendProgram(storage::Txn& txn, v1::CeilingAmendment& row, Posting& posting) {
  ZGC_ASSIGN_OR_RETURN(v1::Program program, GetRow(txn, kPrograms, row.subject()));
  row.set_former_limit_fen(CeilingIn(program, row.fiscal_year()).value_or(0));
  ZGC_RETURN_IF_ERROR(RequireToEnd(row.former_limit_fen() == 0, row, "ApproveCeilingAmendment"));
  ZGC_ASSIGN_OR_RETURN(const auto years, YearsOf(txn, row, v1::FISCAL_YEAR_STATE_OPEN));
  for (const std::string& year : years) {
    ZGC_RETURN_IF_ERROR(
        AmendYear(txn, row, year, program, CeilingIn(program, year).value_or(0), posting));
  }
  ZGC_RETURN_IF_ERROR(AddChanges(txn, row, program));
  Save(txn, kPrograms, std::move(program));
  return absl::OkStatus();
}

// Fills in the year of a ceiling.
absl::Status CheckSubject(const storage::Reader& reader, v1::CeilingAmendment& row,
                          Checks& checks) {
  const std::string field = "ceiling_amendment.subject";
  if (IsOfProgram(row)) {
    ZGC_ASSIGN_OR_RETURN(const auto program,
                         checks.Reference(reader, kPrograms, row.subject(), field));
    checks.Expect(
        !program.has_value() || program->ceiling_state() == common::v1::AMOUNT_STATE_KNOWN, field,
        "has no ceiling of its own that is known; one of a year is set with CreateCeiling");
    checks.Expect(row.last_fiscal_year().empty() || row.last_fiscal_year() >= row.fiscal_year(),
                  "ceiling_amendment.last_fiscal_year",
                  absl::StrCat("is before ", row.fiscal_year()));
    checks.Required(row.fiscal_year(), "ceiling_amendment.fiscal_year");
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const auto ceiling,
                       checks.Reference(reader, kCeilings, row.subject(), field));
  if (!ceiling.has_value()) return absl::OkStatus();
  if (row.fiscal_year().empty()) row.set_fiscal_year(ceiling->fiscal_year());
  checks.Expect(row.fiscal_year() == ceiling->fiscal_year(), "ceiling_amendment.fiscal_year",
                absl::StrCat("must be ", ceiling->fiscal_year(), " or empty"));
  checks.Expect(Takes(row.last_fiscal_year(), ceiling->fiscal_year()),
                "ceiling_amendment.last_fiscal_year",
                absl::StrCat("must be ", ceiling->fiscal_year(), " or empty"));
  return absl::OkStatus();
}

absl::StatusOr<bool> IsEnded(const storage::Reader& reader, const v1::CeilingAmendment& row) {
  if (IsOfProgram(row)) {
    ZGC_ASSIGN_OR_RETURN(const v1::Program program, GetRow(reader, kPrograms, row.subject()));
    return !CeilingIn(program, row.fiscal_year()).has_value();
  }
  ZGC_ASSIGN_OR_RETURN(const v1::Ceiling ceiling, GetRow(reader, kCeilings, row.subject()));
  return ceiling.state() == v1::CEILING_STATE_ENDED;
}

}  // namespace

const Lifecycle<v1::CeilingAmendment>& CeilingAmendmentLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::CeilingAmendment>(
      DecisionLifecycle<v1::CeilingAmendment>("its day has come"));
  return *lifecycle;
}

absl::StatusOr<v1::CeilingAmendment> CreateCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateCeilingAmendmentRequest& request) {
  v1::CeilingAmendment row = request.ceiling_amendment();
  row.set_name(absl::StrCat("ceilingAmendments/", request.ceiling_amendment_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCeilingAmendments.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckSubject(txn, row, checks));
  if (row.ends()) {
    checks.Expect(row.limit_fen() == 0, "ceiling_amendment.limit_fen", "is none if it ends");
  } else {
    CheckPositive(row.limit_fen(), "ceiling_amendment.limit_fen", checks);
  }
  CheckDayInYear(row.effective_date(), YearOf(row.fiscal_year()),
                 "ceiling_amendment.effective_date", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const bool ended, IsEnded(txn, row));
  ZGC_RETURN_IF_ERROR(RequireToEnd(ended, row, "CreateCeilingAmendment"));
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.fiscal_year(), row.effective_date()));
  CeilingAmendmentLifecycle().Take(txn, actor, "CreateCeilingAmendment", {}, row);
  return Insert(txn, kCeilingAmendments, std::move(row));
}

absl::StatusOr<v1::CeilingAmendment> ApproveCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ApproveCeilingAmendmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::CeilingAmendment row,
      resource::GetToMove(txn, actor, kCeilingAmendments, CeilingAmendmentLifecycle(),
                          "ApproveCeilingAmendment", request));
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.fiscal_year(), row.effective_date()));
  if (row.effective_date() > DayOfCommit(txn)) {
    return CeilingAmendmentLifecycle().Hindered(
        txn, "ApproveCeilingAmendment", row,
        {absl::StrCat("it counts from ", row.effective_date(), " on")});
  }
  PostingContext context;
  context.fiscal_year = row.fiscal_year();
  Posting posting(std::move(context));
  absl::Status amended =
      IsOfProgram(row) ? AmendProgram(txn, row, posting) : AmendCeiling(txn, actor, row, posting);
  if (amended.ok() && !posting.empty()) amended = posting.Post(txn);
  if (!amended.ok()) return NameHolders(txn, "", amended);
  CeilingAmendmentLifecycle().Take(txn, actor, "ApproveCeilingAmendment", {}, row);
  return Save(txn, kCeilingAmendments, std::move(row));
}

absl::StatusOr<v1::CeilingAmendment> RejectCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectCeilingAmendmentRequest& request) {
  return Reject(txn, kCeilingAmendments, CeilingAmendmentLifecycle(), actor, request,
                "RejectCeilingAmendment");
}

absl::StatusOr<v1::CeilingAmendment> GetCeilingAmendment(
    const storage::Reader& reader, const v1::GetCeilingAmendmentRequest& request) {
  return GetRow(reader, kCeilingAmendments, request.name());
}

absl::StatusOr<std::string> ListCeilingAmendments(const storage::Reader& reader,
                                                  const v1::ListCeilingAmendmentsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListCeilingAmendmentsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kCeilingAmendments.column(), request, page, response);
}

}  // namespace zgc::funding
