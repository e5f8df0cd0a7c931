#include "services/funding_ledger/reports/legs.h"

#include <utility>

#include "common/resource/rows.h"
#include "services/funding_ledger/domain/rules.h"

namespace zgc::funding {
namespace {

bool IsUse(v1::AccountKind kind) {
  return kind == v1::ACCOUNT_KIND_COMMITTED || kind == v1::ACCOUNT_KIND_SPENT ||
         kind == v1::ACCOUNT_KIND_UNITEMISED || kind == v1::ACCOUNT_KIND_CLAIMED ||
         kind == v1::ACCOUNT_KIND_RECEIVABLE;
}

// The stage that a movement between the two accounts changes on the first.
absl::optional<Stage> StageOf(v1::AccountKind kind, v1::AccountKind other) {
  switch (kind) {
    case v1::ACCOUNT_KIND_AVAILABLE:
      // What is used or given back has been budget before.
      return IsUse(other) ? absl::nullopt : absl::optional<Stage>(Stage::kBudget);
    case v1::ACCOUNT_KIND_COMMITTED:
      return Stage::kCommitted;
    case v1::ACCOUNT_KIND_SPENT:
      return Stage::kSpent;
    case v1::ACCOUNT_KIND_UNITEMISED:
    case v1::ACCOUNT_KIND_CLAIMED:
      return Stage::kUnitemised;
    case v1::ACCOUNT_KIND_RECEIVABLE:
      return Stage::kReceivable;
    case v1::ACCOUNT_KIND_HEADROOM:
      return Stage::kHeadroom;
    default:
      return absl::nullopt;
  }
}

}  // namespace

absl::StatusOr<AccountBook> AccountBook::Read(const storage::Reader& reader) {
  AccountBook book;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    book.accounts_.emplace(account.name(), account);
    return true;
  }));
  return book;
}

bool Moves(const v1::Transfer& transfer) {
  return transfer.mode() == v1::TRANSFER_MODE_UNSPECIFIED ||
         transfer.mode() == v1::TRANSFER_MODE_POST_PENDING;
}

absl::Status ForEachLegOf(const AccountBook& accounts, const v1::Transfer& transfer,
                          absl::FunctionRef<void(const Leg&)> visit) {
  // Most lines of a large journal are of sub-ledgers.
  if (transfer.kind() == v1::TRANSFER_KIND_SUBLEDGER || !Moves(transfer)) return absl::OkStatus();
  const v1::Account* const debit = accounts.Find(transfer.debit());
  const v1::Account* const credit = accounts.Find(transfer.credit());
  if (debit == nullptr || credit == nullptr) {
    return absl::DataLossError(
        absl::StrCat(transfer.name(), " is of an account that does not exist"));
  }
  if (const auto stage = StageOf(debit->kind(), credit->kind()); stage.has_value()) {
    visit({*stage, transfer.amount_fen(), *debit, transfer});
  }
  if (const auto stage = StageOf(credit->kind(), debit->kind()); stage.has_value()) {
    visit({*stage, -transfer.amount_fen(), *credit, transfer});
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

std::string CountsOn(const std::string& effective_date, const std::string& fiscal_year) {
  return effective_date.empty() ? YearOf(fiscal_year) + "-12-31" : effective_date;
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
