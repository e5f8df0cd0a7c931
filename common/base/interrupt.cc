#include "common/base/interrupt.h"

#include "absl/time/clock.h"
#include "common/base/error.h"

namespace zgc::base {
namespace {

constexpr int kCallsBetweenLooks = 32;
constexpr absl::Duration kTick = absl::Milliseconds(1);

thread_local InterruptScope* innermost = nullptr;

}  // namespace

void Interrupt::Stop(const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  why_ = why;
  stopped_ = true;
}

absl::Status Interrupt::Check() const {
  if (stopped_) {
    absl::MutexLock lock(&mutex_);
    return why_;
  }
  if (absl::Now() <= deadline_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded, common::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed before the work was done");
}

InterruptScope::InterruptScope(const Interrupt& interrupt, std::function<absl::Status()> tick)
    : interrupt_(interrupt), tick_(std::move(tick)), outer_(innermost), looked_(absl::Now()) {
  innermost = this;
}

InterruptScope::~InterruptScope() { innermost = outer_; }

absl::Status StillWanted() {
  InterruptScope* const scope = innermost;
  if (scope == nullptr) return absl::OkStatus();
  if (scope->interrupt_.stopped_.load(std::memory_order_relaxed)) return scope->interrupt_.Check();
  if (!scope->ended_.ok()) return scope->ended_;
  if (++scope->calls_ % kCallsBetweenLooks != 0) return absl::OkStatus();
  const absl::Time now = absl::Now();
  if (now - scope->looked_ >= kTick) {
    scope->looked_ = now;
    if (scope->tick_) scope->ended_ = scope->tick_();
    if (!scope->ended_.ok()) return scope->ended_;
  }
  absl::Status wanted = scope->interrupt_.Check();
  // Once it has said no it looks at every call: who asks again, to tell a failure of the work
  // from its end, must not hear yes.
  if (!wanted.ok()) --scope->calls_;
  return wanted;
}

}  // namespace zgc::base
