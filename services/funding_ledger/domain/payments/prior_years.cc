#include "services/funding_ledger/domain/payments/prior_years.h"

#include <algorithm>

#include "absl/container/btree_map.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {

absl::Status MoveFromPriorYear(const storage::Reader& reader, const v1::Payment& payment,
                               const AccountRef& debit, int64_t amount_fen, Posting& posting) {
  const AccountRef prior = OfProgram(v1::ACCOUNT_KIND_PRIOR_YEAR, payment.program());
  std::vector<std::string> years;
  ZGC_RETURN_IF_ERROR(
      kFiscalYears.ForEach(reader, [&](const storage::NameKey& key, const v1::FiscalYear&) {
        years.push_back(key.name);
        return true;
      }));
  absl::btree_map<std::string, int64_t> taken_back;
  for (const std::string& year : years) {
    ZGC_ASSIGN_OR_RETURN(const auto parts,
                         HeldLots(reader, AccountName(year, prior), payment.name()));
    for (const LotPart& part : parts) taken_back[part.lot] += part.amount_fen;
  }
  const AccountRef spent = OfProgram(v1::ACCOUNT_KIND_SPENT, payment.program());
  ZGC_ASSIGN_OR_RETURN(const auto held,
                       HeldLots(reader, AccountName(payment.fiscal_year(), spent), payment.name()));
  int64_t missing_fen = amount_fen;
  for (const LotPart& part : held) {
    const int64_t fen = std::min(missing_fen, part.amount_fen - taken_back[part.lot]);
    if (fen > 0) posting.Move(v1::TRANSFER_KIND_PRIOR_YEAR, debit, prior, fen, part.lot);
    missing_fen -= std::max<int64_t>(0, fen);
  }
  // Paid before lots were kept.
  if (missing_fen > 0) posting.Move(v1::TRANSFER_KIND_PRIOR_YEAR, debit, prior, missing_fen);
  return absl::OkStatus();
}

}  // namespace zgc::funding
