#pragma once

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

}  // namespace zgc::storage
