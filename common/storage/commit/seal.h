#pragma once

#include <string>

#include "common/storage/store.h"
#include "common/storage/txn.h"

namespace zgc::storage {

// Adds to a transaction what makes a commit of it: its record, which follows `chain` and moves it
// on, the rows that the audit finds it by and, if it `answers` the request id of `origin`, the
// answer. For the committer's thread.
void Seal(Txn& txn, const Origin& origin, const Committed& committed, bool answers,
          std::string& chain);

}  // namespace zgc::storage
