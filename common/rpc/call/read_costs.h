#pragma once

#include <google/protobuf/message.h>

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/wire/request_shape.h"

namespace zgc::rpc {

// What reads have cost so far, by kind: the method and which fields of the request are
// set, since the same list is dear as of a past day and cheap today. Thread-safe.
class ReadCosts {
 public:
  // A hash: kinds that share one share their costs, which only costs time.
  using Kind = uint64_t;

  // Of work that takes no request.
  static Kind KindOf(absl::string_view method);
  static Kind KindOf(const google::protobuf::Message& request, const RequestShape& shape);
  // The running cost; zero of a kind that has not run.
  absl::Duration Of(Kind kind) const;
  void Record(Kind kind, absl::Duration took);

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<Kind, absl::Duration> costs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::rpc
