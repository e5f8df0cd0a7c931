#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "common/base/interrupt.h"
#include "common/rpc/call/byte_budget.h"

namespace zgc::rpc {

// The reactor of a unary call that may be given up, and that holds bytes of a budget until
// its answer has gone: a caller that does not read its answers has no more of them.
class HeldReactor final : public grpc::ServerUnaryReactor {
 public:
  // `request_bytes` is what goes with it at its end.
  HeldReactor(absl::Time deadline, size_t request_bytes)
      : interrupt_(std::make_shared<base::Interrupt>(deadline)),
        is_small_(request_bytes <= kSmall) {}
  // Stopped when the caller has given the call up.
  const std::shared_ptr<base::Interrupt>& interrupt() const { return interrupt_; }
  ByteBudget::Taken& bytes() { return bytes_; }

  void OnCancel() override { interrupt_->Stop(absl::CancelledError("cancelled by the caller")); }
  // The answer has gone, or nobody wants it.
  void OnDone() override { delete this; }
  // Both take less than to hand them to another thread, as gRPC otherwise does. A large request is
  // not freed on the thread that ends the call, which may be the committer.
  bool InternalInlineable() override { return is_small_; }

 private:
  static constexpr size_t kSmall = 4096;

  const std::shared_ptr<base::Interrupt> interrupt_;
  const bool is_small_;
  ByteBudget::Taken bytes_;
};

}  // namespace zgc::rpc
