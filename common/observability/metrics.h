#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace zgc::observability {

// What /metrics shows. Thread-safe.
class Metrics {
 public:
  Metrics();
  // Adds one finished call: zgc_rpc_calls_total{method,code} and
  // zgc_rpc_seconds{method}.
  void CountCall(absl::string_view method, absl::StatusCode code, absl::Duration took);
  // zgc_store_revision and zgc_store_writable.
  void SetStore(int64_t revision, bool writable);
  // zgc_clock_jump_seconds: see base::GuardedClock::jump.
  void SetClockJump(absl::Duration jump);
  // zgc_commit_ahead_seconds: how far the date of the newest commit lies in the future.
  void SetCommitAhead(absl::Duration ahead);
  // zgc_certificate_expiry_seconds: Unix time at which the service's own
  // certificate ends. There is no such series until it is called.
  void SetCertificateExpiry(absl::Time expiry);
  // zgc_source_current{source}, zgc_source_refused{source} and
  // zgc_source_heard_seconds{source}, a Unix time: how a service that is followed stands.
  void SetSource(const std::string& source, bool current, bool refused, int64_t heard);
  // zgc_following_paused_until_seconds: Unix time at which the pause ends, 0 without one.
  // There is no such series until it is called.
  void SetFollowingPaused(int64_t until);
  // zgc_sweep_last_seconds, the Unix time at which the last sweep of what is overdue went through;
  // zgc_sweep_interval_seconds, after what the next one is expected; zgc_sweeps_total and
  // zgc_sweep_slips_total since the start; zgc_sweep_without_rules, how much that is overdue no
  // rules of lights took in the last one. There are no such series until it is called.
  struct Sweeps {
    absl::Time last;
    absl::Duration interval;
    int64_t sweeps = 0;
    int64_t slips = 0;
    int64_t without_rules = 0;
  };
  void SetSweeps(const Sweeps& sweeps);
  // zgc_connections{state}, zgc_connections_limit,
  // zgc_connections_closed_total{reason}; the last two are totals since the start.
  void SetConnections(int64_t open, int64_t silent, int64_t limit, int64_t refused,
                      int64_t dropped);
  // zgc_backup_age_seconds, zgc_backup_size_bytes of the newest sound backup and
  // zgc_backup_last_proven_restore_seconds: how long ago, infinite if never. There are no
  // such series until it is called.
  void SetBackups(absl::Duration age, int64_t size_bytes, absl::Duration since_proof);
  // Prometheus text format.
  std::string Text();

 private:
  // The series of one method; finding them in a family builds and hashes a
  // map of labels, too much for every call.
  struct Method {
    prometheus::Histogram* seconds;
    absl::flat_hash_map<absl::StatusCode, prometheus::Counter*> calls;
  };

  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Gauge& revision_;
  prometheus::Gauge& writable_;
  prometheus::Gauge& clock_jump_;
  prometheus::Gauge& commit_ahead_;
  prometheus::Family<prometheus::Gauge>& certificate_;
  prometheus::Family<prometheus::Gauge>& backup_age_;
  prometheus::Family<prometheus::Gauge>& backup_size_;
  prometheus::Family<prometheus::Gauge>& backup_proven_;
  prometheus::Family<prometheus::Gauge>& source_current_;
  prometheus::Family<prometheus::Gauge>& source_refused_;
  prometheus::Family<prometheus::Gauge>& source_heard_;
  prometheus::Family<prometheus::Gauge>& following_paused_;
  prometheus::Family<prometheus::Gauge>& sweep_last_;
  prometheus::Family<prometheus::Gauge>& sweep_interval_;
  prometheus::Family<prometheus::Gauge>& sweep_without_rules_;
  prometheus::Family<prometheus::Counter>& sweeps_;
  prometheus::Family<prometheus::Counter>& sweep_slips_;
  prometheus::Family<prometheus::Gauge>& connections_;
  prometheus::Gauge& connections_limit_;
  prometheus::Family<prometheus::Counter>& connections_closed_;
  prometheus::Counter& lines_left_out_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Method> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::observability
