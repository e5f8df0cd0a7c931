#pragma once

#include "services/funding_ledger/domain/journal.h"

namespace zgc::funding {

// Adds to `posting` what an award takes of every ceiling (限额) that it lies
// under: those of its program and the programs above, and those set for its
// year, programs, parks and enterprises.
absl::Status UseCeilings(const storage::Reader& reader, const v1::Award& award,
                         const std::vector<v1::Program>& lineage, int64_t amount_fen,
                         Posting& posting);
// Gives it back.
absl::Status ReleaseCeilings(const storage::Reader& reader, const v1::Award& award,
                             const std::vector<v1::Program>& lineage, int64_t amount_fen,
                             Posting& posting);

// Whether the award holds money that counts under ceilings.
bool Holds(const v1::Award& award);

}  // namespace zgc::funding
