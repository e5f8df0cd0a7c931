#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/awards.pb.h"

// What awards know of the accounts that hold their money, and of who receives it.
// Thread-safe as the reader is.
namespace zgc::funding {

// Where an award's money goes: what a transfer for it can name.
enum class Recipients : uint8_t { kUnstated, kOne, kSeveral };

// The fiscal year that pays what is open of the award: its own, or the one that it
// was carried over to.
const std::string& PayingYear(const v1::Award& award);

// The account that holds what an award has reserved and not yet paid.
AccountRef ReservedOn(const v1::Award& award);

// Where money of the award goes back to in a year: in the one that reserved it to the
// account that it was taken from, in another to what the program draws on there.
absl::StatusOr<AccountRef> GoesBackTo(const storage::Reader& reader, const v1::Award& award,
                                      const std::string& fiscal_year);
Recipients EnterprisesOf(const v1::Award& award);
Recipients ParksOf(const v1::Award& award);

// The day from which what goes back of its reservation counts, for a step or payment of
// `date`: that day if it lies in the year that pays, but not before the award took effect
// or was carried over to that year; else empty, and so in its own year of an award without
// a day, whose reservation has none either.
absl::StatusOr<std::string> GoesBackOn(const storage::Reader& reader, const v1::Award& award,
                                       const std::string& date);

// The day from which a step of the award counts in a year: its own, but not before the
// award took effect; empty where the step states none in the year.
std::string CountsFrom(const v1::Award& award, const std::string& date,
                       const std::string& fiscal_year);

// What the transfers that `source` posts for the award have in common.
PostingContext ContextOf(const v1::Award& award, const std::string& effective_date,
                         const std::string& source, const std::string& document);

}  // namespace zgc::funding
