#pragma once

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace zgc::testing {

// The program funding_ledger over one store, started and killed. Not thread-safe.
class LedgerProcess {
 public:
  LedgerProcess(std::string program, std::string store_url)
      : program_(std::move(program)), store_url_(std::move(store_url)) {}
  ~LedgerProcess();

  // Makes the store that it is started over.
  void CreateStore();
  void Spawn();
  // Waits until it serves; false, with what it said in `said`, if it ends instead.
  bool AwaitServing();
  // As a power cut of the process; false if it had ended by itself.
  bool Kill();

  // "HOST:PORT", empty before it serves.
  std::string address() const ABSL_LOCKS_EXCLUDED(mutex_);
  std::string said() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Reads what the process says until it ends.
  void Listen(int from) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string program_;
  const std::string store_url_;
  pid_t child_ = -1;
  std::thread reader_;
  mutable absl::Mutex mutex_;
  std::string said_ ABSL_GUARDED_BY(mutex_);
  std::string address_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace zgc::testing
