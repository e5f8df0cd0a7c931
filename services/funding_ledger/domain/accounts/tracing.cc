#include "services/funding_ledger/domain/accounts/tracing.h"

#include <algorithm>
#include <tuple>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/lots.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

constexpr size_t kMaxTransfers = 1000;

// Collects what a trace answers.
class Tracer {
 public:
  Tracer(const storage::Reader& reader, const std::string& name) : reader_(reader) {
    trace_.set_name(name);
    trace_.set_revision(reader.revision());
  }

  // Lots of an account that grows on the credit side are taken off if `taken_off`.
  absl::Status Account(const v1::Account& account, bool taken_off);
  absl::Status Program(const std::string& program);
  absl::Status Award(const v1::Award& award);
  absl::Status Payment(const v1::Payment& payment);
  // What was collected, with the transfers that brought it.
  absl::StatusOr<v1::FundsTrace> Finish();

 private:
  void Hold(int64_t sign, const v1::LotHolding& holding);
  // Takes the holdings that owners have in the accounts which a transfer touches.
  absl::Status Touch(const v1::Transfer& transfer, const std::vector<std::string>& owners);
  void Keep(const v1::Transfer& transfer) { transfers_[transfer.name()] = transfer; }
  // Goes from an account towards the appropriations that it has the lots from.
  absl::Status GoUp(const std::string& account);
  // From what came from the year before to what it was there.
  absl::Status GoBack(const v1::Transfer& carried_in);
  // What was repaid or set off of clawbacks that the transfers name, of one payment if
  // given: it is with the fund again.
  absl::StatusOr<int64_t> CameBack(const std::vector<v1::Transfer>& transfers,
                                   const std::string& payment) const;
  void NoteUnnamed(int64_t recorded_fen) {
    trace_.set_unnamed_fen(std::max<int64_t>(0, recorded_fen - trace_.total_fen()));
  }

  const storage::Reader& reader_;
  v1::FundsTrace trace_;
  // By origin and name: oldest first.
  absl::btree_map<std::tuple<std::string, std::string, std::string>, int64_t> lots_;
  absl::btree_set<std::string> lot_names_;
  absl::btree_map<std::string, v1::Transfer> transfers_;
  absl::btree_set<std::pair<std::string, std::string>> held_;
  absl::btree_set<std::string> visited_;
};

// Transfers by which an account gets money to dispose of, and not back.
bool BringsMoney(v1::TransferKind kind) {
  return kind == v1::TRANSFER_KIND_APPROPRIATION || kind == v1::TRANSFER_KIND_ALLOTMENT ||
         kind == v1::TRANSFER_KIND_VIREMENT || kind == v1::TRANSFER_KIND_CARRY_IN;
}

bool IsShared(v1::AccountKind kind) {
  return kind == v1::ACCOUNT_KIND_AVAILABLE || kind == v1::ACCOUNT_KIND_UNITEMISED;
}

int64_t SignOf(const v1::Account& account) {
  return account.normal_side() == v1::ACCOUNT_SIDE_CREDIT ? -1 : 1;
}

void Tracer::Hold(int64_t sign, const v1::LotHolding& holding) {
  lots_[{holding.origin_year(), holding.origin_date(), holding.lot()}] +=
      sign * holding.amount_fen();
  lot_names_.insert(holding.lot());
  trace_.set_total_fen(trace_.total_fen() + sign * holding.amount_fen());
  *trace_.add_holdings() = holding;
}

absl::Status Tracer::Account(const v1::Account& account, bool taken_off) {
  const int64_t sign = taken_off ? SignOf(account) : 1;
  ZGC_RETURN_IF_ERROR(ForEachHolding(reader_, account.name(), [&](const v1::LotHolding& holding) {
    Hold(sign, holding);
    return true;
  }));
  if (!IsMemorandum(account.kind())) NoteUnnamed(account.balance_fen());
  return GoUp(account.name());
}

absl::Status Tracer::Program(const std::string& program) {
  std::vector<v1::Account> accounts;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader_, [&](const v1::Account& account) {
    // What a later year took back of what a closed one spent is in both.
    const bool money = (account.normal_side() == v1::ACCOUNT_SIDE_DEBIT ||
                        account.kind() == v1::ACCOUNT_KIND_PRIOR_YEAR) &&
                       !IsMemorandum(account.kind()) &&
                       account.kind() != v1::ACCOUNT_KIND_CARRIED_OUT &&
                       account.kind() != v1::ACCOUNT_KIND_SUBLEDGER;
    if (account.program() == program && money) accounts.push_back(account);
    return true;
  }));
  int64_t recorded_fen = 0;
  for (const v1::Account& account : accounts) {
    ZGC_RETURN_IF_ERROR(Account(account, true));
    recorded_fen += SignOf(account) * account.balance_fen();
  }
  NoteUnnamed(recorded_fen);
  return absl::OkStatus();
}

absl::Status Tracer::Touch(const v1::Transfer& transfer, const std::vector<std::string>& owners) {
  for (const std::string& name : {transfer.debit(), transfer.credit()}) {
    ZGC_ASSIGN_OR_RETURN(const v1::Account account, RequireAccount(reader_, name));
    if (IsMemorandum(account.kind())) continue;
    for (const std::string& owner : owners) {
      if (!held_.insert({name, owner}).second) continue;
      ZGC_RETURN_IF_ERROR(ForEachHolding(reader_, name, owner, [&](const v1::LotHolding& holding) {
        Hold(SignOf(account), holding);
        return true;
      }));
    }
    if (name == transfer.credit() && IsShared(account.kind())) ZGC_RETURN_IF_ERROR(GoUp(name));
  }
  return absl::OkStatus();
}

absl::Status Tracer::Award(const v1::Award& award) {
  std::vector<v1::Transfer> transfers;
  absl::btree_set<std::string> owners = {award.name()};
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(reader_, TransferIndex::kAward, award.name(),
                                        [&](const v1::Transfer& transfer) {
                                          transfers.push_back(transfer);
                                          // What is set off is kept back from a payment of
                                          // another award.
                                          if (transfer.kind() != v1::TRANSFER_KIND_SET_OFF &&
                                              absl::StartsWith(transfer.source(), "payments/")) {
                                            owners.insert(transfer.source());
                                          }
                                          return true;
                                        }));
  for (const v1::Transfer& transfer : transfers) {
    Keep(transfer);
    ZGC_RETURN_IF_ERROR(Touch(transfer, {owners.begin(), owners.end()}));
  }
  if (award.reserved_from().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const int64_t back_fen, CameBack(transfers, ""));
  NoteUnnamed(award.amount_fen() - back_fen);
  return absl::OkStatus();
}

absl::Status Tracer::Payment(const v1::Payment& payment) {
  std::vector<v1::Transfer> transfers;
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(reader_, TransferIndex::kAward, payment.award(),
                                        [&](const v1::Transfer& transfer) {
                                          transfers.push_back(transfer);
                                          return true;
                                        }));
  // Its own first: they say which lots the earlier ones must be of.
  for (const v1::Transfer& transfer : transfers) {
    ZGC_RETURN_IF_ERROR(Touch(transfer, {payment.name()}));
  }
  for (const v1::Transfer& transfer : transfers) {
    const bool before = transfer.kind() == v1::TRANSFER_KIND_COMMITMENT ||
                        transfer.kind() == v1::TRANSFER_KIND_CARRY_OUT ||
                        transfer.kind() == v1::TRANSFER_KIND_CARRY_IN;
    const bool earlier = before && lot_names_.contains(transfer.lot());
    if (earlier || transfer.source() == payment.name()) Keep(transfer);
  }
  // Once it is reversed it rests on nothing.
  if (!payment.reversal().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const int64_t back_fen, CameBack(transfers, payment.name()));
  NoteUnnamed(payment.amount_fen() - back_fen);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Tracer::CameBack(const std::vector<v1::Transfer>& transfers,
                                         const std::string& payment) const {
  absl::btree_set<std::string> clawbacks;
  for (const v1::Transfer& transfer : transfers) {
    if (absl::StartsWith(transfer.source(), "clawbacks/")) clawbacks.insert(transfer.source());
  }
  int64_t back_fen = 0;
  for (const std::string& name : clawbacks) {
    ZGC_ASSIGN_OR_RETURN(const v1::Clawback row, GetRow(reader_, kClawbacks, name));
    if (Takes(payment, row.payment())) back_fen += row.repaid_fen() + row.set_off_fen();
  }
  return back_fen;
}

absl::Status Tracer::GoUp(const std::string& account) {
  if (!visited_.insert(account).second) return absl::OkStatus();
  std::vector<std::string> above;
  std::vector<v1::Transfer> carried;
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(
      reader_, TransferIndex::kAccount, account, [&](const v1::Transfer& transfer) {
        if (transfer.debit() != account || !BringsMoney(transfer.kind())) return true;
        Keep(transfer);
        above.push_back(transfer.credit());
        if (transfer.kind() == v1::TRANSFER_KIND_CARRY_IN) carried.push_back(transfer);
        return true;
      }));
  for (const v1::Transfer& transfer : carried) ZGC_RETURN_IF_ERROR(GoBack(transfer));
  for (const std::string& next : above) ZGC_RETURN_IF_ERROR(GoUp(next));
  return absl::OkStatus();
}

absl::Status Tracer::GoBack(const v1::Transfer& carried_in) {
  // A clawback takes along what a payment has, which has its own way.
  if (!absl::StartsWith(carried_in.source(), "carryOvers/")) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::CarryOver row, GetRow(reader_, kCarryOvers, carried_in.source()));
  const std::string bridge =
      AccountName(row.from_year(), OfProgram(v1::ACCOUNT_KIND_CARRIED_OUT, carried_in.program()));
  if (!visited_.insert(absl::StrCat(bridge, " of ", row.name())).second) return absl::OkStatus();
  std::vector<std::string> above;
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(
      reader_, TransferIndex::kAccount, bridge, [&](const v1::Transfer& transfer) {
        if (transfer.source() != row.name() || transfer.award() != carried_in.award()) return true;
        Keep(transfer);
        above.push_back(transfer.credit());
        return true;
      }));
  for (const std::string& next : above) ZGC_RETURN_IF_ERROR(GoUp(next));
  return absl::OkStatus();
}

absl::StatusOr<v1::FundsTrace> Tracer::Finish() {
  for (const auto& [key, fen] : lots_) {
    if (fen == 0) continue;
    v1::LotShare& share = *trace_.add_lots();
    share.set_origin_year(std::get<0>(key));
    share.set_lot(std::get<2>(key));
    share.set_amount_fen(fen);
  }
  for (const auto& [name, transfer] : transfers_) {
    if (!transfer.lot().empty() && !lot_names_.contains(transfer.lot())) continue;
    if (static_cast<size_t>(trace_.transfers_size()) == kMaxTransfers) {
      trace_.set_truncated(true);
      break;
    }
    *trace_.add_transfers() = transfer;
  }
  return trace_;
}

}  // namespace

absl::StatusOr<v1::FundsTrace> TraceFunds(const storage::Reader& reader,
                                          const v1::TraceFundsRequest& request) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string& name = request.name();
  Tracer tracer(reader, name);
  if (absl::StartsWith(name, "awards/")) {
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, name));
    ZGC_RETURN_IF_ERROR(tracer.Award(award));
  } else if (absl::StartsWith(name, "payments/")) {
    ZGC_ASSIGN_OR_RETURN(const v1::Payment payment, GetRow(reader, kPayments, name));
    ZGC_RETURN_IF_ERROR(tracer.Payment(payment));
  } else if (absl::StartsWith(name, "programs/")) {
    ZGC_RETURN_IF_ERROR(GetRow(reader, kPrograms, name).status());
    ZGC_RETURN_IF_ERROR(tracer.Program(name));
  } else if (absl::StartsWith(name, "accounts/")) {
    ZGC_ASSIGN_OR_RETURN(const v1::Account account, RequireAccount(reader, name));
    ZGC_RETURN_IF_ERROR(tracer.Account(account, false));
  } else {
    checks.Add("name", "must be an award, payment, program or account");
    return checks.ToStatus();
  }
  return tracer.Finish();
}

}  // namespace zgc::funding
