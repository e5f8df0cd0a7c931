#include "services/funding_ledger/domain/years/fiscal_years.h"

#include <initializer_list>
#include <utility>

#include "absl/container/btree_set.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

constexpr char kLapses[] = "CloseFiscalYear with lapses";

// Whether the award holds money in the year that it has not paid.
bool IsOpenIn(const v1::Award& award, const std::string& fiscal_year) {
  return Holds(award) && PayingYear(award) == fiscal_year && !award.reserved_from().empty() &&
         award.paid_fen() < award.amount_fen();
}

// Whether the year would pay an award that is approved and whose amount nobody has said.
bool IsUnknownIn(const v1::Award& award, const std::string& fiscal_year) {
  return award.state() == v1::AWARD_STATE_APPROVED && PayingYear(award) == fiscal_year &&
         award.amount_state() == common::v1::AMOUNT_STATE_UNKNOWN;
}

// Nothing was reserved of it, so nothing is released.
absl::Status LapseUnknown(storage::Txn& txn, const base::Actor& actor, const std::string& reason,
                          v1::Award award) {
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "CloseFiscalYear", {award.maker()}));
  award.set_reason(reason);
  AwardLifecycle().TakeTo(txn, actor, "CloseFiscalYear", v1::AWARD_STATE_CANCELLED,
                          {"", reason, {}}, award);
  Save(txn, kAwards, std::move(award));
  return absl::OkStatus();
}

// Releases what the award has not paid. A posting of its own lines: one commit lets
// many lapse.
absl::Status LapseOne(storage::Txn& txn, const base::Actor& actor, const std::string& reason,
                      v1::FiscalYear& year, v1::Award award, Posting& posting) {
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "CloseFiscalYear", {award.maker()}));
  ZGC_ASSIGN_OR_RETURN(const AccountRef back, GoesBackTo(txn, award, PayingYear(award)));
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(txn, award.program()));
  const int64_t open_fen = award.amount_fen() - award.paid_fen();
  posting.Switch(ContextOf(award, "", award.name(), ""));
  posting.Move(v1::TRANSFER_KIND_LAPSE, back, ReservedOn(award), open_fen);
  ZGC_RETURN_IF_ERROR(ReleaseCeilings(txn, award, "", lineage, open_fen, posting));
  // What is within a summary stays spent.
  if (award.within_summary().empty()) year.set_lapsed_fen(year.lapsed_fen() + open_fen);
  award.set_reason(reason);
  if (award.paid_fen() == 0) {
    award.clear_reserved_from();
  } else {
    award.set_amount_fen(award.paid_fen());
    CutTranches(award);
  }
  AwardLifecycle().TakeTo(txn, actor, "CloseFiscalYear",
                          award.paid_fen() == 0 ? v1::AWARD_STATE_CANCELLED : v1::AWARD_STATE_PAID,
                          {"", reason, {}}, award);
  RefreshBreach(txn, "", award);
  Save(txn, kAwards, std::move(award));
  return absl::OkStatus();
}

absl::Status Lapse(storage::Txn& txn, const base::Actor& actor,
                   const v1::CloseFiscalYearRequest& request, v1::FiscalYear& year) {
  Checks checks;
  absl::btree_set<std::string> seen;
  std::vector<v1::Award> awards;
  for (const std::string& name : request.lapses()) {
    checks.Expect(seen.insert(name).second, "lapses", absl::StrCat("lists ", name, " twice"));
    ZGC_ASSIGN_OR_RETURN(v1::Award award, GetRow(txn, kAwards, name));
    checks.Expect(IsOpenIn(award, year.name()) || IsUnknownIn(award, year.name()), "lapses",
                  absl::StrCat(name, " has nothing open in ", year.name()));
    awards.push_back(std::move(award));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (awards.empty()) return absl::OkStatus();
  PostingContext context;
  context.fiscal_year = year.name();
  Posting posting(std::move(context));
  absl::btree_set<std::string> summaries;
  for (v1::Award& award : awards) {
    if (IsUnknownIn(award, year.name())) {
      ZGC_RETURN_IF_ERROR(LapseUnknown(txn, actor, request.reason(), std::move(award)));
      continue;
    }
    summaries.insert(award.within_summary());
    ZGC_RETURN_IF_ERROR(LapseOne(txn, actor, request.reason(), year, std::move(award), posting));
  }
  if (!posting.empty()) ZGC_RETURN_IF_ERROR(posting.Post(txn));
  for (const std::string& summary : summaries) {
    ZGC_RETURN_IF_ERROR(RefreshSummary(txn, summary));
  }
  return absl::OkStatus();
}

// Names what a year still has open, as many as an answer can hold, and what closes it.
class OpenItems {
 public:
  // "12 fen open" of `name`, what is to be done in words, and the methods that do it.
  void Add(const std::string& name, const std::string& what, absl::string_view remedy,
           std::initializer_list<const char*> methods) {
    methods_.insert(methods.begin(), methods.end());
    if (++count_ > kNamed) return;
    named_.push_back(absl::StrCat(name, " has ", what, ": ", remedy));
  }
  std::vector<std::string> Methods() const { return {methods_.begin(), methods_.end()}; }
  std::vector<std::string> Take() {
    if (count_ > kNamed) named_.push_back(absl::StrCat("and ", count_ - kNamed, " more"));
    return std::move(named_);
  }

 private:
  static constexpr int64_t kNamed = 50;
  int64_t count_ = 0;
  std::vector<std::string> named_;
  absl::btree_set<std::string> methods_;
};

// ILLEGAL_TRANSITION naming each award that the year still owes, and each clawback
// that it is still owed: a closed year neither pays nor takes.
absl::Status RequireNothingOpen(const storage::Reader& reader, const v1::FiscalYear& year) {
  OpenItems open;
  ZGC_RETURN_IF_ERROR(kAwards.ForEach(reader, [&](const storage::NameKey&, const v1::Award& row) {
    const std::string fen = absl::StrCat(row.amount_fen() - row.paid_fen(), " fen open");
    if (IsUnknownIn(row, year.name())) {
      // Nothing could be reserved for it any more.
      open.Add(row.name(), "no known amount", "state it, accept or cancel it or let it lapse",
               {"StateAwardAmount", "AcceptAward", "CancelAward", kLapses});
    } else if (!IsOpenIn(row, year.name())) {
      return true;
    } else if (row.within_summary().empty()) {
      open.Add(row.name(), fen, "carry it over or let it lapse", {"CreateCarryOver", kLapses});
    } else {
      // It is spent, so no later year can pay it.
      open.Add(row.name(), fen, "pay it or let it lapse", {"CreatePayment", kLapses});
    }
    return true;
  }));
  ZGC_RETURN_IF_ERROR(kClawbacks.ForEach(reader, [&](const storage::NameKey&,
                                                     const v1::Clawback& row) {
    if (row.fiscal_year() == year.name() && row.state() == v1::CLAWBACK_STATE_OPEN) {
      open.Add(row.name(), absl::StrCat(row.open_fen(), " fen open"), "carry it over or settle it",
               {"CarryOverClawback", "RecordRepayment", "ProposeWriteOff"});
    }
    return true;
  }));
  const std::vector<std::string> named = open.Take();
  if (named.empty()) return absl::OkStatus();
  return IllegalTransition(year.name(), "CloseFiscalYear", named, open.Methods());
}

absl::StatusOr<std::vector<std::string>> WasUsed(const storage::Reader&,
                                                 const v1::FiscalYear& year) {
  std::vector<std::string> obstacles;
  if (!year.closed_through().empty()) {
    obstacles.push_back(absl::StrCat("it is closed through ", year.closed_through()));
  }
  return obstacles;
}

bool WasClosed(const v1::FiscalYear& year) { return year.state() == v1::FISCAL_YEAR_STATE_CLOSED; }

}  // namespace

const records::KindOf<v1::FiscalYear>& FiscalYearKind() {
  static const auto* const kind = new records::KindOf<v1::FiscalYear>(
      kFiscalYears, {.created_by = "/zgc.funding.v1.FiscalYearService/CreateFiscalYear",
                     .field = "fiscal_year",
                     .kept_by = &WasUsed,
                     .confirmed = &WasClosed,
                     .rested_on = true});
  return *kind;
}

const Lifecycle<v1::FiscalYear>& FiscalYearLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::FiscalYear>({
      {.method = "CreateFiscalYear", .to = {v1::FISCAL_YEAR_STATE_OPEN}},
      {.method = "ClosePeriod",
       .from = {v1::FISCAL_YEAR_STATE_OPEN},
       .when = "the months have begun"},
      // Obstacles are looked for when what lapses has lapsed.
      {.method = "CloseFiscalYear",
       .from = {v1::FISCAL_YEAR_STATE_OPEN},
       .to = {v1::FISCAL_YEAR_STATE_CLOSED},
       .when = "the year has begun, nothing of it is open, and the person made no award that "
               "lapses"},
      {.method = "ApprovePeriodReopening",
       .from = {v1::FISCAL_YEAR_STATE_OPEN},
       .when = "of months that are closed",
       .follows = true},
  });
  return *lifecycle;
}

absl::StatusOr<v1::FiscalYear> CreateFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateFiscalYearRequest& request) {
  v1::FiscalYear year;
  year.set_name(absl::StrCat("fiscalYears/", request.fiscal_year_id()));
  year.set_note(request.fiscal_year().note());
  Checks checks(txn, request);
  checks.Expect(IsYear(request.fiscal_year_id()), "fiscal_year_id", "must be a year, four digits");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  FiscalYearLifecycle().Take(txn, actor, "CreateFiscalYear", {}, year);
  return FiscalYearKind().Create(txn, std::move(year));
}

absl::StatusOr<v1::FiscalYear> CloseFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CloseFiscalYearRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::FiscalYear year,
                       resource::GetToMove(txn, actor, kFiscalYears, FiscalYearLifecycle(),
                                           "CloseFiscalYear", request));
  // Many close in the last days of a year, nobody before its first.
  if (YearOf(year.name()) > DayOfCommit(txn).substr(0, 4)) {
    return FiscalYearLifecycle().Hindered(txn, "CloseFiscalYear", year, {"it has not begun"});
  }
  ZGC_RETURN_IF_ERROR(Lapse(txn, actor, request, year));
  ZGC_RETURN_IF_ERROR(RequireNothingOpen(txn, year));
  FiscalYearLifecycle().Take(txn, actor, "CloseFiscalYear", {.note = request.reason()}, year);
  return Save(txn, kFiscalYears, std::move(year));
}

absl::StatusOr<v1::FiscalYear> GetFiscalYear(const storage::Reader& reader,
                                             const v1::GetFiscalYearRequest& request) {
  return GetRow(reader, kFiscalYears, request.name());
}

absl::StatusOr<std::string> ListFiscalYears(const storage::Reader& reader,
                                            const v1::ListFiscalYearsRequest& request,
                                            const storage::Page& page,
                                            v1::ListFiscalYearsResponse& response) {
  return query::List(reader, kFiscalYears.column(), request, page, response);
}

}  // namespace zgc::funding
