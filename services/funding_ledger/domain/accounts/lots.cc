#include "services/funding_ledger/domain/accounts/lots.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

HoldingKey KeyOf(const v1::LotHolding& holding) {
  return {holding.account(), holding.owner(), holding.origin_year(), holding.origin_date(),
          holding.lot()};
}

absl::Status ForEachUnder(const storage::Reader& reader, const std::string& prefix,
                          absl::FunctionRef<bool(const v1::LotHolding&)> visit) {
  return kLotHoldings.ForEach(
      reader, {prefix, storage::PrefixEnd(prefix), false},
      [&](const HoldingKey&, const v1::LotHolding& holding) { return visit(holding); });
}

}  // namespace

absl::Status ForEachHolding(const storage::Reader& reader, const std::string& account,
                            const std::string& owner,
                            absl::FunctionRef<bool(const v1::LotHolding&)> visit) {
  storage::KeyWriter prefix;
  prefix.String(account).String(owner);
  return ForEachUnder(reader, prefix.Take(), visit);
}

absl::Status ForEachHolding(const storage::Reader& reader, const std::string& account,
                            absl::FunctionRef<bool(const v1::LotHolding&)> visit) {
  return ForEachUnder(reader, storage::FirstPart(account), visit);
}

absl::StatusOr<std::vector<LotPart>> HeldLots(const storage::Reader& reader,
                                              const std::string& account,
                                              const std::string& owner) {
  std::vector<LotPart> held;
  ZGC_RETURN_IF_ERROR(ForEachHolding(reader, account, owner, [&](const v1::LotHolding& holding) {
    held.push_back({holding.lot(), holding.amount_fen()});
    return true;
  }));
  return held;
}

absl::StatusOr<v1::LotHolding> LotMover::Describe(const LotSide& side, const std::string& lot) {
  ZGC_ASSIGN_OR_RETURN(const auto appropriation, kAppropriations.Get(txn_, {lot}));
  if (!appropriation.has_value()) return absl::InternalError(absl::StrCat("no lot ", lot));
  v1::LotHolding holding;
  holding.set_account(side.account);
  holding.set_owner(side.owner);
  holding.set_lot(lot);
  holding.set_origin_year(appropriation->fiscal_year());
  holding.set_origin_date(appropriation->effective_date());
  return holding;
}

absl::Status LotMover::Apply(const LotSide& side, v1::AccountSide booked, const LotPart& part) {
  const bool grows = NormalSide(side.kind) == booked;
  changed_fen_[side.account] += grows ? part.amount_fen : -part.amount_fen;
  if (part.lot.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(v1::LotHolding holding, Describe(side, part.lot));
  const HoldingKey key = KeyOf(holding);
  ZGC_ASSIGN_OR_RETURN(const auto kept, kLotHoldings.Get(txn_, key));
  const int64_t before = kept.has_value() ? kept->amount_fen() : 0;
  // Less than nothing only where the lot was brought before lots were kept.
  int64_t after = 0;
  if (grows && __builtin_add_overflow(before, part.amount_fen, &after)) after = before;
  if (!grows) after = std::max<int64_t>(0, before - part.amount_fen);
  const LotKey found = {part.lot, key};
  if (after == 0) {
    if (!kept.has_value()) return absl::OkStatus();
    kLotHoldings.Delete(txn_, key);
    kHoldingsByLot.Remove(txn_, found);
    return absl::OkStatus();
  }
  holding.set_amount_fen(after);
  kLotHoldings.Put(txn_, key, holding);
  if (!kept.has_value()) kHoldingsByLot.Add(txn_, found);
  return absl::OkStatus();
}

absl::Status LotMover::TakeOne(const LotMove& move) const {
  int64_t held_fen = 0;
  ZGC_RETURN_IF_ERROR(ForEachHolding(txn_, move.credit.account, move.credit.owner,
                                     [&](const v1::LotHolding& holding) {
                                       if (holding.lot() != move.lot) return true;
                                       held_fen = holding.amount_fen();
                                       return false;
                                     }));
  if (held_fen >= move.amount_fen) return absl::OkStatus();
  return InsufficientFunds({{move.credit.account, move.lot, held_fen, move.amount_fen}});
}

// What the part of the giver lacks: first of the unnamed lot, then of other
// parts, where the caller moves for one award what another holds.
absl::Status LotMover::TakeOlder(const LotMove& move, std::vector<Taken>& taken) const {
  int64_t missing_fen = move.amount_fen;
  for (const Taken& one : taken) missing_fen -= one.part.amount_fen;
  std::vector<v1::LotHolding> others;
  ZGC_ASSIGN_OR_RETURN(const auto account, FindAccount(txn_, move.credit.account));
  absl::int128 balance_fen = account.has_value() ? account->balance_fen() : 0;
  const auto changed = changed_fen_.find(move.credit.account);
  if (changed != changed_fen_.end()) balance_fen += changed->second;
  absl::int128 unnamed_fen = balance_fen;
  ZGC_RETURN_IF_ERROR(ForEachHolding(txn_, move.credit.account, [&](const v1::LotHolding& holding) {
    unnamed_fen -= holding.amount_fen();
    if (holding.owner() != move.credit.owner) others.push_back(holding);
    return true;
  }));
  if (balance_fen < move.amount_fen) {
    taken = {{{"", move.amount_fen}, move.credit.owner}};
    return absl::OkStatus();
  }
  const auto unnamed = static_cast<int64_t>(
      std::min<absl::int128>(missing_fen, std::max<absl::int128>(0, unnamed_fen)));
  if (unnamed > 0) taken.push_back({{"", unnamed}, move.credit.owner});
  missing_fen -= unnamed;
  for (const v1::LotHolding& other : others) {
    const int64_t fen = std::min(missing_fen, other.amount_fen());
    if (fen > 0) taken.push_back({{other.lot(), fen}, other.owner()});
    missing_fen -= fen;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LotMover::Taken>> LotMover::Take(const LotMove& move) const {
  std::vector<Taken> taken;
  if (NormalSide(move.credit.kind) == v1::ACCOUNT_SIDE_CREDIT) {
    taken.push_back({{move.lot, move.amount_fen}, move.credit.owner});
    return taken;
  }
  if (!move.lot.empty()) {
    ZGC_RETURN_IF_ERROR(TakeOne(move));
    taken.push_back({{move.lot, move.amount_fen}, move.credit.owner});
    return taken;
  }
  int64_t missing_fen = move.amount_fen;
  ZGC_RETURN_IF_ERROR(ForEachHolding(
      txn_, move.credit.account, move.credit.owner, [&](const v1::LotHolding& holding) {
        const int64_t fen = std::min(missing_fen, holding.amount_fen());
        taken.push_back({{holding.lot(), fen}, move.credit.owner});
        missing_fen -= fen;
        return missing_fen > 0;
      }));
  if (missing_fen > 0) ZGC_RETURN_IF_ERROR(TakeOlder(move, taken));
  return taken;
}

absl::StatusOr<std::vector<LotPart>> LotMover::Move(const LotMove& move) {
  if (IsMemorandum(move.debit.kind) || IsMemorandum(move.credit.kind)) {
    return std::vector<LotPart>{{"", move.amount_fen}};
  }
  ZGC_ASSIGN_OR_RETURN(const std::vector<Taken> taken, Take(move));
  std::vector<LotPart> parts;
  for (const Taken& one : taken) {
    LotSide giver = move.credit;
    giver.owner = one.owner;
    ZGC_RETURN_IF_ERROR(Apply(giver, v1::ACCOUNT_SIDE_CREDIT, one.part));
    ZGC_RETURN_IF_ERROR(Apply(move.debit, v1::ACCOUNT_SIDE_DEBIT, one.part));
    parts.push_back(one.part);
  }
  return parts;
}

absl::Status LotMover::MoveParts(const LotMove& move, const std::vector<LotPart>& parts) {
  for (const LotPart& part : parts) {
    ZGC_RETURN_IF_ERROR(Apply(move.credit, v1::ACCOUNT_SIDE_CREDIT, part));
    ZGC_RETURN_IF_ERROR(Apply(move.debit, v1::ACCOUNT_SIDE_DEBIT, part));
  }
  return absl::OkStatus();
}

}  // namespace zgc::funding
