#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/return_service.pb.h"
#include "zgc/parks/v1/returns.pb.h"

// What enterprises report for a month, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

// A value that looks like another unit is AMOUNT_SUSPECT until it is confirmed.
absl::StatusOr<v1::EnterpriseReturn> CreateEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateEnterpriseReturnRequest& request);
absl::StatusOr<v1::EnterpriseReturn> CorrectEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor, const v1::CorrectEnterpriseReturnRequest& request);
absl::StatusOr<v1::EnterpriseReturn> WithdrawEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor,
    const v1::WithdrawEnterpriseReturnRequest& request);
absl::StatusOr<v1::EnterpriseReturn> GetEnterpriseReturn(
    const storage::Reader& reader, const v1::GetEnterpriseReturnRequest& request);
absl::StatusOr<std::string> ListEnterpriseReturns(const storage::Reader& reader,
                                                  const v1::ListEnterpriseReturnsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListEnterpriseReturnsResponse& response);
absl::StatusOr<std::string> ListMissingReturns(const storage::Reader& reader,
                                               const v1::ListMissingReturnsRequest& request,
                                               const storage::Page& page,
                                               v1::ListMissingReturnsResponse& response);

// The returns of a series and month that count, by name.
absl::Status ForEachReturn(const storage::Reader& reader, const std::string& series,
                           const std::string& month,
                           absl::FunctionRef<absl::Status(const v1::EnterpriseReturn&)> visit);

// Makes the returns that count of an enterprise those of `to`, into which it is merged. What both
// have reported is added to `checks`, without a return's name.
absl::Status MergeReturns(storage::Txn& txn, const base::Actor& actor, const std::string& from,
                          const std::string& to, const std::string& reason, Checks& checks);
// Gives back to `to` the returns of `from` that were its own until it was merged.
absl::Status UnmergeReturns(storage::Txn& txn, const base::Actor& actor, const std::string& from,
                            const std::string& to, const std::string& reason, Checks& checks);

// The park at which an enterprise is on a day by its registrations; empty if it is at none.
absl::StatusOr<std::string> ParkOn(const storage::Reader& reader, const std::string& enterprise,
                                   const std::string& day);

}  // namespace zgc::parks
