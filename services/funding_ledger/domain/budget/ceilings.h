#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

// Ceilings, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

// The three accounts of one ceiling.
struct CeilingAccounts {
  AccountRef limit;
  AccountRef headroom;
  AccountRef used;
};

CeilingAccounts AccountsOf(const v1::Ceiling& ceiling);
CeilingAccounts AccountsOf(const v1::Program& program);

// What the ceiling of the program itself is in "fiscalYears/{year}", in fen; none if it
// has none that is known, or if that was ended.
absl::optional<int64_t> CeilingIn(const v1::Program& program, const std::string& fiscal_year);

// From now on it limits no award, and another one may be set for its subject.
void EndCeiling(storage::Txn& txn, const v1::Ceiling& ceiling);

// The other way round: RESOURCE_EXISTS if another one was set for its subject meanwhile.
absl::Status TakeUpCeiling(storage::Txn& txn, const v1::Ceiling& ceiling);

// Adds to `posting` what makes accounts that were ended, or never opened, those of
// `ceiling`: its limit, and what awards hold under it by now. INSUFFICIENT_FUNDS if they
// hold more. Reads all awards, as setting one does.
absl::Status SetAnew(storage::Txn& txn, const v1::Ceiling& ceiling, const CeilingAccounts& accounts,
                     Posting& posting);

// Adds to `posting` what an award takes of every ceiling (限额) that it lies
// under: those of its program and the programs above, and those set for its
// year, programs, parks and enterprises.
absl::Status UseCeilings(storage::Txn& txn, const v1::Award& award,
                         const std::vector<v1::Program>& lineage, int64_t amount_fen,
                         Posting& posting);

// Gives it back to the ceilings of the year of the award while that is open, also if
// a later year pays it; the award still has the amount that it had. What `posting`
// moves after this is of that year until it is switched.
absl::Status ReleaseCeilings(storage::Txn& txn, const v1::Award& award, const std::string& day,
                             const std::vector<v1::Program>& lineage, int64_t amount_fen,
                             Posting& posting);

// Names in an INSUFFICIENT_FUNDS the awards that hold most under each ceiling that
// bound, five at most and how many more there are: in the description of each violation, and as
// "held_by" in the metadata for the first. `claimant` is the award that was refused. Any other
// status stays as it is.
absl::Status NameHolders(const storage::Reader& reader, const std::string& claimant,
                         absl::Status refused);

// Whether the award holds money that counts under ceilings.
bool Holds(const v1::Award& award);
const resource::Lifecycle<v1::Ceiling>& CeilingLifecycle();
absl::StatusOr<v1::Ceiling> CreateCeiling(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateCeilingRequest& request);
absl::StatusOr<v1::Ceiling> GetCeiling(const storage::Reader& reader,
                                       const v1::GetCeilingRequest& request);
absl::StatusOr<std::string> ListCeilings(const storage::Reader& reader,
                                         const v1::ListCeilingsRequest& request,
                                         const storage::Page& page,
                                         v1::ListCeilingsResponse& response);

}  // namespace zgc::funding
