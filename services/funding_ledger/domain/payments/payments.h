#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// Payments, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Payment> CreatePayment(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreatePaymentRequest& request);
absl::StatusOr<v1::Payment> GetPayment(const storage::Reader& reader,
                                       const v1::GetPaymentRequest& request);
absl::StatusOr<std::string> ListPayments(const storage::Reader& reader,
                                         const v1::ListPaymentsRequest& request,
                                         const storage::Page& page,
                                         v1::ListPaymentsResponse& response);

}  // namespace zgc::funding
