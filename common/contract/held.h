#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "common/base/error.h"

namespace zgc::contract {

// Holds the contract of a request around the use case that answers it, on one thread. A use
// case that walks the whole request itself has held it, unless it found something wrong and
// answers all the same: only then, or if it walked nothing, is it walked in the end.
class Held {
 public:
  // `request` outlives it.
  explicit Held(const google::protobuf::Message& request);
  ~Held();
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  // Of a request that names no row there is nothing to look up: it is refused with all that
  // it lacks, and not because there is no row "".
  absl::Status Begin() const;
  // What the use case answered; what breaches the contract if that was OK in spite of it.
  absl::Status End(const absl::Status& answer) const;

  // How often all of the request was walked by now.
  int walks() const { return walks_; }
  // Takes note that all of `message` was walked on this thread.
  static void Walked(const google::protobuf::Message& message, bool holds);

 private:
  bool NamesNone() const;
  absl::Status Walk() const;

  const google::protobuf::Message& request_;
  // One use case may answer by calling another.
  Held* const outer_;
  bool holds_ = false;
  int walks_ = 0;
};

}  // namespace zgc::contract
