#include "services/funding_ledger/ledger/shape.h"

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/resource/foreign.h"

namespace zgc::funding {
namespace {

constexpr size_t kMaxText = 200;
constexpr size_t kIdSize = 16;

bool IsId(absl::string_view id) {
  return id.size() == kIdSize && id.find_first_not_of('\0') != absl::string_view::npos;
}

bool IsReference(absl::string_view text, absl::string_view prefix) {
  return text.empty() ||
         (text.size() > prefix.size() && text.size() <= kMaxText && absl::StartsWith(text, prefix));
}

bool HasValidMode(const v1::Transfer& transfer) {
  const bool known = transfer.mode() == v1::TRANSFER_MODE_UNSPECIFIED ||
                     transfer.mode() == v1::TRANSFER_MODE_PENDING || EndsPending(transfer);
  const bool pending_id =
      EndsPending(transfer) ? IsId(transfer.pending_id()) : transfer.pending_id().empty();
  const int32_t longest = transfer.mode() == v1::TRANSFER_MODE_PENDING ? kMaxTimeoutSeconds : 0;
  return known && pending_id && transfer.timeout_seconds() >= 0 &&
         transfer.timeout_seconds() <= longest;
}

bool HasValidAmount(const v1::Transfer& transfer) {
  if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) return transfer.amount_fen() == 0;
  const int64_t least = transfer.mode() == v1::TRANSFER_MODE_POST_PENDING ? 0 : 1;
  return transfer.amount_fen() >= least && transfer.amount_fen() <= kMaxAmountFen;
}

bool HasValidReferences(const v1::Transfer& transfer) {
  const bool no_output = transfer.name().empty() && transfer.revision() == 0 &&
                         transfer.sequence() == 0 && transfer.fiscal_year().empty() &&
                         transfer.kind() == v1::TRANSFER_KIND_UNSPECIFIED && transfer.lot().empty();
  return no_output && IsReference(transfer.program(), "programs/") &&
         IsReference(transfer.award(), "awards/") &&
         IsReference(transfer.enterprise(), resource::kEnterprisePrefix) &&
         IsReference(transfer.park(), resource::kParkPrefix) &&
         IsReference(transfer.task(), resource::kTaskPrefix) &&
         transfer.source().size() <= kMaxText && !transfer.document().empty() &&
         transfer.document().size() <= kMaxText &&
         transfer.GetReflection()->GetUnknownFields(transfer).empty();
}

}  // namespace

bool EndsPending(const v1::Transfer& transfer) {
  return transfer.mode() == v1::TRANSFER_MODE_POST_PENDING ||
         transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING;
}

v1::TransferResult CheckShape(const v1::Transfer& transfer, int64_t cap_fen) {
  if (!IsId(transfer.id())) return v1::TRANSFER_RESULT_INVALID_ID;
  if (!HasValidMode(transfer)) return v1::TRANSFER_RESULT_INVALID_MODE;
  if (!HasValidAmount(transfer)) return v1::TRANSFER_RESULT_INVALID_AMOUNT;
  if (cap_fen > 0 && transfer.amount_fen() > cap_fen) {
    return v1::TRANSFER_RESULT_AMOUNT_ABOVE_CAP;
  }
  if (!HasValidReferences(transfer)) return v1::TRANSFER_RESULT_INVALID_REFERENCE;
  const std::string& day = transfer.effective_date();
  if (!day.empty() && !base::ValidDate(day)) return v1::TRANSFER_RESULT_INVALID_DATE;
  // One that ends a pending transfer may leave both to that.
  const bool given = !EndsPending(transfer) || !transfer.debit().empty();
  if (given && transfer.debit() == transfer.credit()) {
    return v1::TRANSFER_RESULT_SAME_ACCOUNT;
  }
  return v1::TRANSFER_RESULT_UNSPECIFIED;
}

absl::Status CheckRequest(const v1::PostTransfersRequest& request) {
  ZGC_RETURN_IF_ERROR(base::CheckBatchSize("transfers", request.transfers_size(), kMaxTransfers));
  base::FieldErrors errors;
  if (request.transfers().empty()) errors.Add("transfers", "is empty");
  if (request.max_amount_fen() < 0) errors.Add("max_amount_fen", "must not be negative");
  return errors.ToStatus();
}

}  // namespace zgc::funding
