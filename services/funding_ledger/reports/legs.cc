#include "services/funding_ledger/reports/legs.h"

#include <utility>

#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// The stage that a movement between the two accounts changes on the first.
absl::optional<Stage> StageOf(v1::AccountKind kind, v1::AccountKind other) {
  switch (kind) {
    case v1::ACCOUNT_KIND_AVAILABLE:
      // What is used, given back or carried over has been budget before.
      return other == v1::ACCOUNT_KIND_SOURCE || other == v1::ACCOUNT_KIND_AVAILABLE
                 ? absl::optional<Stage>(Stage::kBudget)
                 : absl::nullopt;
    case v1::ACCOUNT_KIND_CARRIED_IN:
      // What comes from the year before, available or committed.
      return Stage::kBudget;
    case v1::ACCOUNT_KIND_CARRIED_OUT:
      return Stage::kCarriedOut;
    case v1::ACCOUNT_KIND_COMMITTED:
      return Stage::kCommitted;
    case v1::ACCOUNT_KIND_SPENT:
      return Stage::kSpent;
    case v1::ACCOUNT_KIND_UNITEMISED:
    case v1::ACCOUNT_KIND_CLAIMED:
      return Stage::kUnitemised;
    case v1::ACCOUNT_KIND_RECEIVABLE:
      return Stage::kReceivable;
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
      return Stage::kPriorYear;
    case v1::ACCOUNT_KIND_HEADROOM:
      return Stage::kHeadroom;
    default:
      return absl::nullopt;
  }
}

}  // namespace

bool IsOn(Stage stage, v1::AccountKind kind) {
  return StageOf(kind, v1::ACCOUNT_KIND_SOURCE) == stage;
}

absl::StatusOr<AccountBook> AccountBook::Read(const storage::Reader& reader) {
  AccountBook book;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    book.accounts_.emplace(account.name(), account);
    return true;
  }));
  return book;
}

absl::Status ForEachLegOf(const AccountBook& accounts, const v1::Transfer& transfer,
                          absl::FunctionRef<void(const Leg&)> visit) {
  // Most lines of a large journal are of sub-ledgers.
  if (transfer.kind() == v1::TRANSFER_KIND_SUBLEDGER || !MovesMoney(transfer.mode()))
    return absl::OkStatus();
  const v1::Account* const debit = accounts.Find(transfer.debit());
  const v1::Account* const credit = accounts.Find(transfer.credit());
  if (debit == nullptr || credit == nullptr) {
    return absl::DataLossError(
        absl::StrCat(transfer.name(), " is of an account that does not exist"));
  }
  // Stages grow on the debit side, but for what comes from years before.
  const auto brings = [&](const v1::Account& account) {
    const bool gives = account.kind() == v1::ACCOUNT_KIND_CARRIED_IN ||
                       account.kind() == v1::ACCOUNT_KIND_PRIOR_YEAR;
    return gives ? -transfer.amount_fen() : transfer.amount_fen();
  };
  if (const auto stage = StageOf(debit->kind(), credit->kind()); stage.has_value()) {
    visit({*stage, brings(*debit), *debit, transfer});
  }
  if (const auto stage = StageOf(credit->kind(), debit->kind()); stage.has_value()) {
    visit({*stage, -brings(*credit), *credit, transfer});
  }
  return absl::OkStatus();
}

absl::Status ForEachLeg(const storage::Reader& reader, const AccountBook& accounts,
                        absl::FunctionRef<void(const Leg&)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachTransfer(reader, [&](const v1::Transfer& transfer) {
    failed = ForEachLegOf(accounts, transfer, visit);
    return failed.ok();
  }));
  return failed;
}

Party Parties::EnterpriseOf(const v1::Award& award) {
  const Recipients recipients = EnterprisesOf(award);
  return {recipients, recipients == Recipients::kOne ? award.enterprises(0) : ""};
}

Party Parties::ParkOf(const v1::Award& award) {
  const Recipients recipients = ParksOf(award);
  return {recipients, recipients == Recipients::kOne ? award.parks(0) : ""};
}

absl::StatusOr<Parties> Parties::Read(const storage::Reader& reader) {
  Parties parties;
  ZGC_RETURN_IF_ERROR(
      kAwards.ForEach(reader, [&](const storage::NameKey& key, const v1::Award& award) {
        parties.awards_[key.name] = {EnterpriseOf(award), ParkOf(award)};
        return true;
      }));
  return parties;
}

const Parties::Both* Parties::Find(const Leg& leg) const {
  if (leg.stage == Stage::kUnitemised) return nullptr;
  const auto found = awards_.find(leg.transfer.award());
  return found == awards_.end() ? nullptr : &found->second;
}

Party Parties::EnterpriseOf(const Leg& leg) const {
  if (!leg.transfer.enterprise().empty() && leg.stage != Stage::kUnitemised) {
    return {Recipients::kOne, leg.transfer.enterprise()};
  }
  const Both* const both = Find(leg);
  return both == nullptr ? Party() : both->enterprise;
}

Party Parties::ParkOf(const Leg& leg) const {
  if (!leg.transfer.park().empty() && leg.stage != Stage::kUnitemised) {
    return {Recipients::kOne, leg.transfer.park()};
  }
  const Both* const both = Find(leg);
  return both == nullptr ? Party() : both->park;
}

}  // namespace zgc::funding
