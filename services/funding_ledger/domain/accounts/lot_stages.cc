#include "services/funding_ledger/domain/accounts/lot_stages.h"

#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

absl::StatusOr<std::vector<v1::LotHolding>> HoldingsOfLot(const storage::Reader& reader,
                                                          const std::string& lot) {
  std::vector<v1::LotHolding> holdings;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kHoldingsByLot.ForEach(reader, storage::FirstPart(lot), [&](const LotKey& found) {
        const auto holding = kLotHoldings.Get(reader, found.holding);
        if (!holding.ok() || !holding->has_value()) {
          failed =
              holding.ok() ? absl::DataLossError("a lot is indexed but missing") : holding.status();
          return false;
        }
        holdings.push_back(**holding);
        return true;
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return holdings;
}

void AddStage(const v1::Account& account, bool at_fund, int64_t fen, v1::Lot& lot) {
  switch (account.kind()) {
    case v1::ACCOUNT_KIND_SOURCE:
      return lot.set_amount_fen(lot.amount_fen() + fen);
    case v1::ACCOUNT_KIND_AVAILABLE:
      return at_fund ? lot.set_available_fen(lot.available_fen() + fen)
                     : lot.set_allotted_fen(lot.allotted_fen() + fen);
    case v1::ACCOUNT_KIND_COMMITTED:
      return lot.set_committed_fen(lot.committed_fen() + fen);
    case v1::ACCOUNT_KIND_SPENT:
    case v1::ACCOUNT_KIND_UNITEMISED:
    case v1::ACCOUNT_KIND_CLAIMED:
      return lot.set_spent_fen(lot.spent_fen() + fen);
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
      return lot.set_spent_fen(lot.spent_fen() - fen);
    case v1::ACCOUNT_KIND_CARRIED_OUT:
    case v1::ACCOUNT_KIND_CARRIED_IN:
      return;
    case v1::ACCOUNT_KIND_RECEIVABLE:
      return lot.set_receivable_fen(lot.receivable_fen() + fen);
    default:
      return lot.set_other_fen(lot.other_fen() + fen);
  }
}

}  // namespace

absl::StatusOr<v1::Lot> GetLot(const storage::Reader& reader, const v1::GetLotRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Appropriation row,
                       GetRow(reader, kAppropriations, request.name()));
  v1::Lot lot;
  lot.set_name(row.name());
  lot.set_fiscal_year(row.fiscal_year());
  lot.set_program(row.program());
  lot.set_revision(reader.revision());
  ZGC_ASSIGN_OR_RETURN(const auto holdings, HoldingsOfLot(reader, row.name()));
  for (const v1::LotHolding& holding : holdings) {
    ZGC_ASSIGN_OR_RETURN(const v1::Account account, RequireAccount(reader, holding.account()));
    bool at_fund = false;
    if (account.kind() == v1::ACCOUNT_KIND_AVAILABLE) {
      ZGC_ASSIGN_OR_RETURN(const v1::Program program, GetRow(reader, kPrograms, account.program()));
      at_fund = program.parent().empty();
    }
    AddStage(account, at_fund, holding.amount_fen(), lot);
    const bool money = account.normal_side() == v1::ACCOUNT_SIDE_DEBIT &&
                       account.kind() != v1::ACCOUNT_KIND_CARRIED_OUT;
    if (money && account.fiscal_year() > row.fiscal_year()) {
      lot.set_carried_fen(lot.carried_fen() + holding.amount_fen());
    }
    *lot.add_holdings() = holding;
  }
  return lot;
}

}  // namespace zgc::funding
