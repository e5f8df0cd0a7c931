#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/storage/txn.h"

// Days on which money moved. Thread-safe as the transaction is.
namespace zgc::funding {

// `day` is not after the commit. It may be empty.
void CheckNotAfterToday(const storage::Txn& txn, const std::string& day, absl::string_view field,
                        resource::Checks& checks);

// The year has begun on the day of the commit.
void CheckBegun(const storage::Txn& txn, const std::string& fiscal_year, absl::string_view field,
                resource::Checks& checks);

// `day` is one on which money moved: in the year and not after the commit; or empty, in a
// year that has begun.
void CheckMoneyDay(const storage::Txn& txn, const std::string& day, const std::string& fiscal_year,
                   absl::string_view field, resource::Checks& checks);

}  // namespace zgc::funding
