#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/enterprises.pb.h"

// What no two rows of an import may have in common: the id of their record, a credit code, and,
// where one of them has no code, the name in its normal form. What looks like the number of a
// person is no key, as it is not stored.
namespace zgc::parks {

// Where a row stands among those of its import.
struct RowPlace {
  int64_t batch = 0;
  int index = 0;
};

// Notes what a row has, for the rows after it, unless an earlier one has it.
absl::Status NoteKeys(storage::Txn& txn, const std::string& import, const v1::Enterprise& row,
                      RowPlace place);

// The first of the rows before that has one of these in common, if there is any.
absl::StatusOr<absl::optional<RowPlace>> EarlierWithKeys(const storage::Reader& reader,
                                                         const std::string& import,
                                                         const v1::Enterprise& row);

// Forgets what a row has.
absl::Status DropKeys(storage::Txn& txn, const std::string& import, const v1::Enterprise& row);

}  // namespace zgc::parks
