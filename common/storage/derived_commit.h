#pragma once

#include <string>
#include <vector>

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

// Removes all rows of a derived column, in such commits.
inline absl::Status RemoveDerived(Store& store, const Column& column) {
  constexpr size_t kPart = 5'000;
  while (true) {
    std::vector<std::string> part;
    const Snapshot rows = store.Read();
    const auto cursor = rows.Scan(column, {});
    for (; cursor->Valid() && part.size() < kPart; cursor->Next()) part.emplace_back(cursor->key());
    ZGC_RETURN_IF_ERROR(cursor->status());
    if (part.empty()) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(CommitDerived(store, [&](Txn& txn) {
      for (const std::string& key : part) txn.Delete(column, key);
      return absl::OkStatus();
    }));
  }
}

}  // namespace zgc::storage
