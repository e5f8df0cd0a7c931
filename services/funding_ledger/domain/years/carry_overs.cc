#include "services/funding_ledger/domain/years/carry_overs.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/numbers.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

bool IsNext(const std::string& from_year, const std::string& to_year) {
  int from = 0;
  int to = 0;
  return absl::SimpleAtoi(YearOf(from_year), &from) && absl::SimpleAtoi(YearOf(to_year), &to) &&
         to == from + 1;
}

// Whether `above` is the program or one that it is a part of.
absl::StatusOr<bool> IsWithin(const storage::Reader& reader, const std::string& program,
                              const std::string& above) {
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(reader, program));
  return std::any_of(lineage.begin(), lineage.end(),
                     [&](const v1::Program& one) { return one.name() == above; });
}

// What keeps an award from being carried over, or empty.
absl::StatusOr<std::string> Obstacle(const storage::Reader& reader, const v1::CarryOver& row,
                                     const v1::Award& award) {
  const std::string& name = award.name();
  if (award.amount_state() != common::v1::AMOUNT_STATE_KNOWN || award.reserved_from().empty() ||
      award.amount_fen() == award.paid_fen()) {
    return absl::StrCat(name, " has no open commitment");
  }
  if (!award.within_summary().empty()) {
    return absl::StrCat(name, " is within a summary, which is spent");
  }
  if (PayingYear(award) != row.from_year()) {
    return absl::StrCat(name, " is paid by ", PayingYear(award));
  }
  ZGC_ASSIGN_OR_RETURN(const bool within, IsWithin(reader, award.program(), row.program()));
  return within ? "" : absl::StrCat(name, " is not of ", row.program());
}

absl::Status CheckAwards(const storage::Reader& reader, const v1::CarryOver& row,
                         bool program_known, Checks& checks) {
  absl::btree_set<std::string> seen;
  for (const std::string& name : row.awards()) {
    checks.Expect(seen.insert(name).second, "carry_over.awards",
                  absl::StrCat("lists ", name, " twice"));
    ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader, {name}));
    if (!award.has_value() || !program_known) continue;
    ZGC_ASSIGN_OR_RETURN(const std::string obstacle, Obstacle(reader, row, *award));
    checks.Expect(obstacle.empty(), "carry_over.awards", obstacle);
  }
  return absl::OkStatus();
}

PostingContext In(const v1::CarryOver& row, const std::string& year, const std::string& program,
                  const std::string& award) {
  PostingContext context;
  context.fiscal_year = year;
  if (year == row.to_year()) context.effective_date = row.effective_date();
  context.program = program;
  context.award = award;
  context.source = row.name();
  context.document = row.document();
  return context;
}

// Takes money of `program` out of the one year and into the other.
void Carry(const v1::CarryOver& row, v1::AccountKind kind, const std::string& program,
           const std::string& award, int64_t amount_fen, Posting& posting) {
  const AccountRef account = OfProgram(kind, program);
  posting.Switch(In(row, row.from_year(), program, award));
  posting.Move(v1::TRANSFER_KIND_CARRY_OUT, OfProgram(v1::ACCOUNT_KIND_CARRIED_OUT, program),
               account, amount_fen);
  posting.Switch(In(row, row.to_year(), program, award));
  posting.MoveSame(v1::TRANSFER_KIND_CARRY_IN, account,
                   OfProgram(v1::ACCOUNT_KIND_CARRIED_IN, program));
}

// An award may have been paid, cancelled or carried over since the row was made.
absl::StatusOr<std::vector<std::string>> AwardsInTheWay(const storage::Reader& reader,
                                                        const v1::CarryOver& row) {
  std::vector<std::string> obstacles;
  for (const std::string& name : row.awards()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, name));
    ZGC_ASSIGN_OR_RETURN(std::string obstacle, Obstacle(reader, row, award));
    if (!obstacle.empty()) obstacles.push_back(std::move(obstacle));
  }
  return obstacles;
}

absl::Status CarryAwards(storage::Txn& txn, const base::Actor& actor, v1::CarryOver& row,
                         Posting& posting) {
  for (const std::string& name : row.awards()) {
    ZGC_ASSIGN_OR_RETURN(v1::Award award, GetRow(txn, kAwards, name));
    const int64_t open_fen = award.amount_fen() - award.paid_fen();
    Carry(row, v1::ACCOUNT_KIND_COMMITTED, award.program(), name, open_fen, posting);
    v1::CarriedCommitment& carried = *row.add_commitments();
    carried.set_award(name);
    carried.set_amount_fen(open_fen);
    award.set_paying_year(row.to_year());
    AwardLifecycle().Follow(
        txn, actor, "ApproveCarryOver",
        {"", absl::StrCat(row.name(), ": ", open_fen, " fen to ", row.to_year()),
         Evidence(row.document())},
        award);
    Save(txn, kAwards, std::move(award));
  }
  return absl::OkStatus();
}

absl::Status StateRemains(const storage::Reader& reader, v1::CarryOver& row) {
  ZGC_ASSIGN_OR_RETURN(
      const int64_t available_fen,
      Balance(reader, row.from_year(), OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program())));
  row.set_remaining_available_fen(available_fen);
  int64_t committed_fen = 0;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (account.kind() != v1::ACCOUNT_KIND_COMMITTED || account.fiscal_year() != row.from_year()) {
      return true;
    }
    const auto within = IsWithin(reader, account.program(), row.program());
    failed = within.status();
    if (within.ok() && *within) committed_fen += account.balance_fen();
    return failed.ok();
  }));
  row.set_remaining_committed_fen(committed_fen);
  return failed;
}

}  // namespace

const Lifecycle<v1::CarryOver>& CarryOverLifecycle() {
  static const auto* const lifecycle =
      new Lifecycle<v1::CarryOver>(DecisionLifecycle<v1::CarryOver>(
          "its awards still have what is carried over", &AwardsInTheWay, Reversible::kYes));
  return *lifecycle;
}

absl::StatusOr<v1::CarryOver> CreateCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateCarryOverRequest& request) {
  v1::CarryOver row = request.carry_over();
  row.set_name(absl::StrCat("carryOvers/", request.carry_over_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCarryOvers.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  checks.Expect(
      row.from_year().empty() || row.to_year().empty() || IsNext(row.from_year(), row.to_year()),
      "carry_over.to_year", "must be the year after from_year");
  ZGC_ASSIGN_OR_RETURN(const auto program, kPrograms.Get(txn, {row.program()}));
  if (row.available_fen() != 0) {
    CheckPositive(row.available_fen(), "carry_over.available_fen", checks);
  }
  checks.Expect(row.available_fen() != 0 || row.awards_size() > 0, "carry_over",
                "must say what is carried over, available_fen or awards");
  ZGC_RETURN_IF_ERROR(CheckAwards(txn, row, program.has_value(), checks));
  CheckDayInYear(row.effective_date(), YearOf(row.to_year()), "carry_over.effective_date", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.from_year()));
  CarryOverLifecycle().Take(txn, actor, "CreateCarryOver", {}, row);
  return Insert(txn, kCarryOvers, std::move(row));
}

absl::StatusOr<v1::CarryOver> ApproveCarryOver(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveCarryOverRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::CarryOver row,
                       resource::GetToMove(txn, actor, kCarryOvers, CarryOverLifecycle(),
                                           "ApproveCarryOver", request));
  if (row.effective_date().empty()) {
    ZGC_ASSIGN_OR_RETURN(*row.mutable_effective_date(), FirstOpenDay(txn, row.to_year()));
  }
  Posting posting(In(row, row.from_year(), row.program(), ""));
  if (row.available_fen() > 0) {
    Carry(row, v1::ACCOUNT_KIND_AVAILABLE, row.program(), "", row.available_fen(), posting);
  }
  ZGC_RETURN_IF_ERROR(CarryAwards(txn, actor, row, posting));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  ZGC_RETURN_IF_ERROR(StateRemains(txn, row));
  CarryOverLifecycle().Take(txn, actor, "ApproveCarryOver", {}, row);
  return Save(txn, kCarryOvers, std::move(row));
}

absl::StatusOr<v1::CarryOver> RejectCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectCarryOverRequest& request) {
  return Reject(txn, kCarryOvers, CarryOverLifecycle(), actor, request, "RejectCarryOver");
}

absl::StatusOr<v1::CarryOver> GetCarryOver(const storage::Reader& reader,
                                           const v1::GetCarryOverRequest& request) {
  return GetRow(reader, kCarryOvers, request.name());
}

absl::StatusOr<std::string> ListCarryOvers(const storage::Reader& reader,
                                           const v1::ListCarryOversRequest& request,
                                           const storage::Page& page,
                                           v1::ListCarryOversResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kCarryOvers.column(), request, page, response,
                     {query::AnyWith({"from_year =", "to_year ="}, request.fiscal_year())});
}

}  // namespace zgc::funding
