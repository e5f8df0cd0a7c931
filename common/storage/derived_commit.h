#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/storage/store.h"

namespace zgc::storage {

// A commit of a store that makes what is derived anew: by nobody, under the method "derive".
inline absl::Status CommitDerived(Store& store, absl::FunctionRef<absl::Status(Txn&)> body) {
  Origin origin;
  origin.method = "derive";
  return store
      .Apply(origin,
             [&](Txn& txn) -> absl::StatusOr<std::string> {
               ZGC_RETURN_IF_ERROR(body(txn));
               return "";
             })
      .status();
}

// Removes all rows of a derived column, in such commits. Reads them once, at one snapshot: a scan
// that began anew would pass everything that was removed before.
inline absl::Status RemoveDerived(Store& store, const Column& column) {
  constexpr size_t kPart = 5'000;
  const Snapshot rows = store.Read();
  const auto cursor = rows.Scan(column, {});
  while (cursor->Valid()) {
    ZGC_RETURN_IF_ERROR(CommitDerived(store, [&](Txn& txn) {
      for (size_t i = 0; i < kPart && cursor->Valid(); ++i, cursor->Next()) {
        txn.Delete(column, std::string(cursor->key()));
      }
      return absl::OkStatus();
    }));
  }
  return cursor->status();
}

}  // namespace zgc::storage
