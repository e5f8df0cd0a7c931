#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/budget.pb.h"

// Programs above a program, and on which of them it draws. Thread-safe as the reader is.
namespace zgc::funding {

// The program, then what it is a part of, up to its fund.
absl::StatusOr<std::vector<v1::Program>> WithParents(const storage::Reader& reader,
                                                     const std::string& program);

// The account that a program draws on in a year: its own once money was allotted,
// vired or carried over to it and not all of that was reversed, else that of the nearest
// program above of which this holds, else that of its fund. `lineage` as from WithParents.
absl::StatusOr<AccountRef> DrawsOn(const storage::Reader& reader, const std::string& fiscal_year,
                                   const std::vector<v1::Program>& lineage);

}  // namespace zgc::funding
