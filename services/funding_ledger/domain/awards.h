#pragma once

#include "services/funding_ledger/domain/journal.h"
#include "services/funding_ledger/domain/steps.h"

namespace zgc::funding {

// The fiscal year that pays what is open of the award: its own, or the one that it
// was carried over to.
const std::string& PayingYear(const v1::Award& award);

// The account that holds what an award has reserved and not yet paid.
AccountRef ReservedOn(const v1::Award& award);

// Where money of the award goes back to in a year: in the one that reserved it to the
// account that it was taken from, in another to what the program draws on there.
absl::StatusOr<AccountRef> GoesBackTo(const storage::Reader& reader, const v1::Award& award,
                                      const std::string& fiscal_year);

// Where an award's money goes: what a transfer for it can name.
enum class Recipients : uint8_t { kUnstated, kOne, kSeveral };
Recipients EnterprisesOf(const v1::Award& award);
Recipients ParksOf(const v1::Award& award);

// The day from which what goes back of its reservation counts, for a step or payment of
// `date`: that day if it lies in the year that pays, but not before the award took effect
// or was carried over to that year; else empty, and so in its own year of an award without
// a day, whose reservation has none either.
absl::StatusOr<std::string> GoesBackOn(const storage::Reader& reader, const v1::Award& award,
                                       const std::string& date);

// What the transfers that `source` posts for the award have in common.
PostingContext ContextOf(const v1::Award& award, const std::string& effective_date,
                         const std::string& source, const std::string& document);
// Records the step that leads to `to`, which may be where the award stands.
void MoveTo(const storage::Txn& txn, const base::Actor& actor, v1::AwardState to, Taken taken,
            v1::Award& award);

// ILLEGAL_TRANSITION with the steps that are open for the award: few once the year is
// closed that would pay it.
absl::Status NotOpen(const storage::Reader& reader, const v1::Award& award,
                     absl::string_view method);

}  // namespace zgc::funding
