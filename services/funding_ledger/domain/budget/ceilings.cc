#include "services/funding_ledger/domain/budget/ceilings.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "google/rpc/error_details.pb.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

using Lineage = std::vector<v1::Program>;

constexpr size_t kHoldersNamed = 5;

CeilingSubject SubjectOf(const v1::Ceiling& ceiling) {
  return {ceiling.fiscal_year(), ceiling.scope(), ceiling.subject()};
}

std::vector<CeilingSubject> SubjectsOf(const v1::Award& award, const Lineage& lineage) {
  const std::string& year = award.fiscal_year();
  std::vector<CeilingSubject> subjects = {{year, v1::CEILING_SCOPE_FISCAL_YEAR, ""}};
  for (const v1::Program& program : lineage) {
    subjects.push_back({year, v1::CEILING_SCOPE_PROGRAM, program.name()});
  }
  for (const std::string& park : award.parks()) {
    subjects.push_back({year, v1::CEILING_SCOPE_PARK, park});
  }
  for (const std::string& enterprise : award.enterprises()) {
    subjects.push_back({year, v1::CEILING_SCOPE_ENTERPRISE, enterprise});
  }
  return subjects;
}

CeilingAccounts AccountsUnder(const std::string& holder, const std::string& program) {
  return {{v1::ACCOUNT_KIND_LIMIT, holder, program},
          {v1::ACCOUNT_KIND_HEADROOM, holder, program},
          {v1::ACCOUNT_KIND_USED, holder, program}};
}

// The accounts of every ceiling that the award lies under. Those of a program
// are opened by the first award of a year: `posting` then sets the limit.
absl::StatusOr<std::vector<CeilingAccounts>> CeilingsOver(const storage::Reader& reader,
                                                          const v1::Award& award,
                                                          const Lineage& lineage,
                                                          Posting& posting) {
  std::vector<CeilingAccounts> found;
  for (const v1::Program& program : lineage) {
    const absl::optional<int64_t> limit_fen = CeilingIn(program, award.fiscal_year());
    if (!limit_fen.has_value()) continue;
    const CeilingAccounts accounts = AccountsOf(program);
    ZGC_ASSIGN_OR_RETURN(const bool opened, IsOpened(reader, award.fiscal_year(), accounts.limit));
    if (!opened) {
      posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.headroom, accounts.limit, *limit_fen);
    }
    found.push_back(accounts);
  }
  std::vector<std::string> names;
  for (const CeilingSubject& subject : SubjectsOf(award, lineage)) {
    ZGC_RETURN_IF_ERROR(kCeilingsBySubject.ForEach(reader, subject, [&](const std::string& name) {
      names.push_back(name);
      return true;
    }));
  }
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Ceiling ceiling, GetRow(reader, kCeilings, name));
    found.push_back(AccountsOf(ceiling));
  }
  return found;
}

// What awards approved before the ceiling was set hold under it, which adds them to
// its holders. Reads all awards of the store: a ceiling is set a few times a year.
absl::StatusOr<absl::int128> HeldUnder(storage::Txn& txn, const v1::Ceiling& ceiling,
                                       const std::string& headroom) {
  const CeilingSubject subject = SubjectOf(ceiling);
  absl::int128 held = 0;
  // Not while the rows are read.
  std::vector<HolderKey> under;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kAwards.ForEach(txn, [&](const storage::NameKey&, const v1::Award& award) {
    if (!Holds(award) || award.fiscal_year() != ceiling.fiscal_year()) return true;
    const auto lineage = WithParents(txn, award.program());
    if (!lineage.ok()) {
      failed = lineage.status();
      return false;
    }
    const std::vector<CeilingSubject> subjects = SubjectsOf(award, *lineage);
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) return true;
    held += award.amount_fen();
    under.push_back({headroom, award.amount_fen(), award.name()});
    return true;
  }));
  ZGC_RETURN_IF_ERROR(failed);
  for (const HolderKey& holder : under) kCeilingHolders.Add(txn, holder);
  return held;
}

// A detail message of a status; false if it has none of the type.
template <typename Detail>
bool TakeDetail(const absl::Status& status, Detail& detail) {
  const auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  return payload.has_value() && detail.ParseFromString(std::string(*payload));
}

absl::Status CheckSubject(const storage::Reader& reader, const v1::Ceiling& ceiling,
                          Checks& checks) {
  switch (ceiling.scope()) {
    case v1::CEILING_SCOPE_FISCAL_YEAR:
      checks.Expect(ceiling.subject().empty(), "ceiling.subject", "must be empty for a year");
      return absl::OkStatus();
    case v1::CEILING_SCOPE_PROGRAM:
      return checks.Reference(reader, kPrograms, ceiling.subject(), "ceiling.subject").status();
    case v1::CEILING_SCOPE_PARK:
      resource::CheckForeign(ceiling.subject(), resource::kParkPrefix, "ceiling.subject", checks);
      return absl::OkStatus();
    case v1::CEILING_SCOPE_ENTERPRISE:
      resource::CheckForeign(ceiling.subject(), resource::kEnterprisePrefix, "ceiling.subject",
                             checks);
      return absl::OkStatus();
    default:
      return absl::OkStatus();
  }
}

// RESOURCE_EXISTS if another ceiling limits the subject in that year.
absl::Status CheckOnly(const storage::Reader& reader, const v1::Ceiling& ceiling) {
  std::string first;
  ZGC_RETURN_IF_ERROR(
      kCeilingsBySubject.ForEach(reader, SubjectOf(ceiling), [&](const std::string& name) {
        first = name;
        return false;
      }));
  if (first.empty()) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kAlreadyExists, common::v1::ERROR_REASON_RESOURCE_EXISTS,
      absl::StrCat(first, " limits the same in ", ceiling.fiscal_year(), ": amend or end it"),
      {{"name", first}});
}

}  // namespace

CeilingAccounts AccountsOf(const v1::Ceiling& ceiling) {
  return AccountsUnder(ceiling.name(),
                       ceiling.scope() == v1::CEILING_SCOPE_PROGRAM ? ceiling.subject() : "");
}
CeilingAccounts AccountsOf(const v1::Program& program) {
  return AccountsUnder(program.name(), program.name());
}

absl::optional<int64_t> CeilingIn(const v1::Program& program, const std::string& fiscal_year) {
  if (program.ceiling_state() != common::v1::AMOUNT_STATE_KNOWN) return absl::nullopt;
  int64_t limit_fen = program.ceiling_fen();
  for (const v1::CeilingChange& change : program.ceiling_changes()) {
    const bool over = !change.last_fiscal_year().empty() && change.last_fiscal_year() < fiscal_year;
    if (change.fiscal_year() <= fiscal_year && !over) limit_fen = change.limit_fen();
  }
  return limit_fen > 0 ? absl::optional<int64_t>(limit_fen) : absl::nullopt;
}

void EndCeiling(storage::Txn& txn, const v1::Ceiling& ceiling) {
  kCeilingsBySubject.Remove(txn, SubjectOf(ceiling), ceiling.name());
}

absl::Status TakeUpCeiling(storage::Txn& txn, const v1::Ceiling& ceiling) {
  ZGC_RETURN_IF_ERROR(CheckOnly(txn, ceiling));
  kCeilingsBySubject.Add(txn, SubjectOf(ceiling), ceiling.name());
  return absl::OkStatus();
}

absl::Status SetAnew(storage::Txn& txn, const v1::Ceiling& ceiling, const CeilingAccounts& accounts,
                     Posting& posting) {
  const std::string headroom = AccountName(ceiling.fiscal_year(), accounts.headroom);
  std::vector<HolderKey> former;
  ZGC_RETURN_IF_ERROR(
      kCeilingHolders.ForEach(txn, storage::FirstPart(headroom), [&](const HolderKey& key) {
        former.push_back(key);
        return true;
      }));
  for (const HolderKey& holder : former) kCeilingHolders.Remove(txn, holder);
  ZGC_ASSIGN_OR_RETURN(const absl::int128 held, HeldUnder(txn, ceiling, headroom));
  if (held > ceiling.limit_fen()) {
    const auto held_fen = static_cast<int64_t>(std::min<absl::int128>(held, INT64_MAX));
    return InsufficientFunds({{headroom, accounts.limit.holder, ceiling.limit_fen(), held_fen}});
  }
  ZGC_ASSIGN_OR_RETURN(const int64_t limit_fen,
                       Balance(txn, ceiling.fiscal_year(), accounts.limit));
  ZGC_ASSIGN_OR_RETURN(const int64_t used_fen, Balance(txn, ceiling.fiscal_year(), accounts.used));
  const int64_t more_used_fen = static_cast<int64_t>(held) - used_fen;
  const int64_t more_fen = ceiling.limit_fen() - limit_fen;
  if (more_used_fen < 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_RELEASE, accounts.headroom, accounts.used,
                 -more_used_fen);
  }
  if (more_fen > 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.headroom, accounts.limit, more_fen);
  } else if (more_fen < 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.limit, accounts.headroom, -more_fen);
  }
  if (more_used_fen > 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_USE, accounts.used, accounts.headroom, more_used_fen);
  }
  return absl::OkStatus();
}

bool Holds(const v1::Award& award) {
  return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN &&
         award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
}

absl::Status UseCeilings(storage::Txn& txn, const v1::Award& award, const Lineage& lineage,
                         int64_t amount_fen, Posting& posting) {
  ZGC_ASSIGN_OR_RETURN(const auto ceilings, CeilingsOver(txn, award, lineage, posting));
  for (const CeilingAccounts& ceiling : ceilings) {
    kCeilingHolders.Add(
        txn, {AccountName(award.fiscal_year(), ceiling.headroom), amount_fen, award.name()});
    posting.Move(v1::TRANSFER_KIND_CEILING_USE, ceiling.used, ceiling.headroom, amount_fen);
  }
  return absl::OkStatus();
}

absl::Status ReleaseCeilings(storage::Txn& txn, const v1::Award& award, const std::string& day,
                             const Lineage& lineage, int64_t amount_fen, Posting& posting) {
  // Of a year that is over nothing can be awarded any more.
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(txn, kFiscalYears, award.fiscal_year()));
  if (year.state() != v1::FISCAL_YEAR_STATE_OPEN) return absl::OkStatus();
  // The ceilings are those of the year of the award, whichever pays it.
  PostingContext context = ContextOf(award, "", award.name(), "");
  context.fiscal_year = award.fiscal_year();
  if (PayingYear(award) == award.fiscal_year()) context.effective_date = day;
  posting.Switch(std::move(context));
  ZGC_ASSIGN_OR_RETURN(const auto ceilings, CeilingsOver(txn, award, lineage, posting));
  const int64_t left = award.amount_fen() - amount_fen;
  for (const CeilingAccounts& ceiling : ceilings) {
    const std::string account = AccountName(award.fiscal_year(), ceiling.headroom);
    kCeilingHolders.Remove(txn, {account, award.amount_fen(), award.name()});
    if (left > 0) kCeilingHolders.Add(txn, {account, left, award.name()});
    posting.Move(v1::TRANSFER_KIND_CEILING_RELEASE, ceiling.headroom, ceiling.used, amount_fen);
  }
  return absl::OkStatus();
}

absl::Status NameHolders(const storage::Reader& reader, const std::string& claimant,
                         absl::Status refused) {
  google::rpc::PreconditionFailure failure;
  google::rpc::ErrorInfo info;
  if (base::ReasonOf(refused) != common::v1::ERROR_REASON_INSUFFICIENT_FUNDS ||
      !TakeDetail(refused, failure) || !TakeDetail(refused, info)) {
    return refused;
  }
  for (auto& violation : *failure.mutable_violations()) {
    std::vector<std::string> holders;
    size_t more = 0;
    ZGC_RETURN_IF_ERROR(kCeilingHolders.ForEach(
        reader, storage::FirstPart(violation.subject()), [&](const HolderKey& key) {
          if (key.award == claimant) return true;
          if (holders.size() < kHoldersNamed) {
            holders.push_back(absl::StrCat(key.award, " ", key.amount_fen, " fen"));
          } else {
            ++more;
          }
          return true;
        }));
    if (holders.empty()) continue;
    std::string held_by = absl::StrJoin(holders, ", ");
    if (more > 0) absl::StrAppend(&held_by, " and ", more, " more");
    violation.set_description(absl::StrCat(violation.description(), "; held by ", held_by));
    if (violation.subject() == info.metadata().at("account")) {
      (*info.mutable_metadata())["held_by"] = held_by;
    }
  }
  base::AttachDetail(refused, failure);
  base::AttachDetail(refused, info);
  return refused;
}

const Lifecycle<v1::Ceiling>& CeilingLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Ceiling>({
      {.method = "CreateCeiling", .to = {v1::CEILING_STATE_IN_FORCE}},
      {.method = "ApproveCeilingAmendment",
       .from = {v1::CEILING_STATE_IN_FORCE, v1::CEILING_STATE_ENDED},
       .to = {v1::CEILING_STATE_IN_FORCE, v1::CEILING_STATE_ENDED},
       .when = "of an amendment of it, which ends it or says its limit",
       .follows = true},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Ceiling> CreateCeiling(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateCeilingRequest& request) {
  v1::Ceiling ceiling = request.ceiling();
  ceiling.set_name(absl::StrCat("ceilings/", request.ceiling_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kCeilings.Get(txn, {ceiling.name()}));
  if (existing.has_value()) return Exists(ceiling.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckSubject(txn, ceiling, checks));
  CheckPositive(ceiling.limit_fen(), "ceiling.limit_fen", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckOnly(txn, ceiling));
  const CeilingAccounts accounts = AccountsOf(ceiling);
  ZGC_ASSIGN_OR_RETURN(
      const absl::int128 held,
      HeldUnder(txn, ceiling, AccountName(ceiling.fiscal_year(), accounts.headroom)));
  if (held > ceiling.limit_fen()) {
    checks.Add("ceiling.limit_fen", "is less than the awards that are approved already");
    return checks.ToStatus();
  }
  Posting posting({ceiling.fiscal_year(), "", accounts.limit.program, "", ceiling.name(), "", "",
                   ceiling.document()});
  posting.Move(v1::TRANSFER_KIND_CEILING_SET, accounts.headroom, accounts.limit,
               ceiling.limit_fen());
  if (held > 0) {
    posting.Move(v1::TRANSFER_KIND_CEILING_USE, accounts.used, accounts.headroom,
                 static_cast<int64_t>(held));
  }
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  kCeilingsBySubject.Add(txn, SubjectOf(ceiling), ceiling.name());
  CeilingLifecycle().Take(txn, actor, "CreateCeiling",
                          {.evidence = resource::Evidence(ceiling.document())}, ceiling);
  return Insert(txn, kCeilings, std::move(ceiling));
}

absl::StatusOr<v1::Ceiling> GetCeiling(const storage::Reader& reader,
                                       const v1::GetCeilingRequest& request) {
  return GetRow(reader, kCeilings, request.name());
}

absl::StatusOr<std::string> ListCeilings(const storage::Reader& reader,
                                         const v1::ListCeilingsRequest& request,
                                         const storage::Page& page,
                                         v1::ListCeilingsResponse& response) {
  return query::List(reader, kCeilings.column(), request, page, response);
}

}  // namespace zgc::funding
