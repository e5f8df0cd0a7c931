#include "common/observability/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>

#include "common/observability/log.h"

namespace zgc::observability {
namespace {

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
  return *buckets;
}

// For totals that are counted elsewhere; not by two threads at a time.
void RaiseTo(prometheus::Counter& counter, int64_t total) {
  const double more = static_cast<double>(total) - counter.Value();
  if (more > 0) counter.Increment(more);
}

}  // namespace

Metrics::Metrics()
    : calls_(prometheus::BuildCounter()
                 .Name("zgc_rpc_calls_total")
                 .Help("Finished calls by method and status code.")
                 .Register(registry_)),
      seconds_(prometheus::BuildHistogram()
                   .Name("zgc_rpc_seconds")
                   .Help("Time from admission to answer, in seconds.")
                   .Register(registry_)),
      revision_(prometheus::BuildGauge()
                    .Name("zgc_store_revision")
                    .Help("Revision of the newest commit.")
                    .Register(registry_)
                    .Add({})),
      writable_(prometheus::BuildGauge()
                    .Name("zgc_store_writable")
                    .Help("1 while the store accepts writes.")
                    .Register(registry_)
                    .Add({})),
      clock_jump_(prometheus::BuildGauge()
                      .Name("zgc_clock_jump_seconds")
                      .Help("How far the machine's clock is ahead by a jump that is not believed.")
                      .Register(registry_)
                      .Add({})),
      commit_ahead_(prometheus::BuildGauge()
                        .Name("zgc_commit_ahead_seconds")
                        .Help("How far the date of the newest commit lies in the future.")
                        .Register(registry_)
                        .Add({})),
      certificate_(prometheus::BuildGauge()
                       .Name("zgc_certificate_expiry_seconds")
                       .Help("Unix time at which the service's own certificate ends.")
                       .Register(registry_)),
      backup_age_(prometheus::BuildGauge()
                      .Name("zgc_backup_age_seconds")
                      .Help("Time since the newest sound backup was begun; infinite if none.")
                      .Register(registry_)),
      backup_size_(prometheus::BuildGauge()
                       .Name("zgc_backup_size_bytes")
                       .Help("Size of the newest sound backup.")
                       .Register(registry_)),
      backup_proven_(prometheus::BuildGauge()
                         .Name("zgc_backup_last_proven_restore_seconds")
                         .Help("Time since a backup was restored and verified as a test.")
                         .Register(registry_)),
      source_current_(prometheus::BuildGauge()
                          .Name("zgc_source_current")
                          .Help("1 while what rests on the source is done.")
                          .Register(registry_)),
      source_refused_(prometheus::BuildGauge()
                          .Name("zgc_source_refused")
                          .Help("1 while the source is not the one that was followed.")
                          .Register(registry_)),
      source_heard_(prometheus::BuildGauge()
                        .Name("zgc_source_heard_seconds")
                        .Help("Unix time of which it is known that all that the source held is "
                              "here; of a refused one, when that was seen.")
                        .Register(registry_)),
      following_paused_(prometheus::BuildGauge()
                            .Name("zgc_following_paused_until_seconds")
                            .Help("Unix time until which nothing is taken over of what is "
                                  "followed, for a set of backups; 0 without a pause.")
                            .Register(registry_)),
      sweep_last_(prometheus::BuildGauge()
                      .Name("zgc_sweep_last_seconds")
                      .Help("Unix time at which the last sweep of what is overdue went through; "
                            "of the start until the first.")
                      .Register(registry_)),
      sweep_interval_(prometheus::BuildGauge()
                          .Name("zgc_sweep_interval_seconds")
                          .Help("After what the next sweep is expected.")
                          .Register(registry_)),
      sweep_without_rules_(prometheus::BuildGauge()
                               .Name("zgc_sweep_without_rules")
                               .Help("What is overdue and no rules of lights took in the last "
                                     "sweep, so that nobody is told.")
                               .Register(registry_)),
      sweeps_(prometheus::BuildCounter()
                  .Name("zgc_sweeps_total")
                  .Help("Sweeps of what is overdue that went through since the start.")
                  .Register(registry_)),
      sweep_slips_(prometheus::BuildCounter()
                       .Name("zgc_sweep_slips_total")
                       .Help("Slips that these sweeps have made.")
                       .Register(registry_)),
      connections_(prometheus::BuildGauge()
                       .Name("zgc_connections")
                       .Help("Connections that have spoken (open) and that have not (silent).")
                       .Register(registry_)),
      connections_limit_(prometheus::BuildGauge()
                             .Name("zgc_connections_limit")
                             .Help("How many connections may be open.")
                             .Register(registry_)
                             .Add({})),
      connections_closed_(prometheus::BuildCounter()
                              .Name("zgc_connections_closed_total")
                              .Help("Connections closed at a limit (refused), or before they "
                                    "had said anything (silent).")
                              .Register(registry_)),
      lines_left_out_(prometheus::BuildCounter()
                          .Name("zgc_log_lines_left_out_total")
                          .Help("Lines that were not logged, as there were too many.")
                          .Register(registry_)
                          .Add({})) {}

void Metrics::CountCall(absl::string_view method, absl::StatusCode code, absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  auto series = methods_.find(method);
  if (series == methods_.end()) {
    const std::string name(method);
    series = methods_.emplace(name, Method{&seconds_.Add({{"method", name}}, Buckets()), {}}).first;
  }
  prometheus::Counter*& calls = series->second.calls[code];
  if (calls == nullptr) {
    calls = &calls_.Add({{"method", series->first}, {"code", absl::StatusCodeToString(code)}});
  }
  calls->Increment();
  series->second.seconds->Observe(absl::ToDoubleSeconds(took));
}

void Metrics::SetStore(int64_t revision, bool writable) {
  revision_.Set(static_cast<double>(revision));
  writable_.Set(writable ? 1 : 0);
}

void Metrics::SetClockJump(absl::Duration jump) { clock_jump_.Set(absl::ToDoubleSeconds(jump)); }

void Metrics::SetCommitAhead(absl::Duration ahead) {
  commit_ahead_.Set(absl::ToDoubleSeconds(std::max(ahead, absl::ZeroDuration())));
}

void Metrics::SetCertificateExpiry(absl::Time expiry) {
  certificate_.Add({}).Set(static_cast<double>(absl::ToUnixSeconds(expiry)));
}

void Metrics::SetSource(const std::string& source, bool current, bool refused, int64_t heard) {
  source_current_.Add({{"source", source}}).Set(current ? 1 : 0);
  source_refused_.Add({{"source", source}}).Set(refused ? 1 : 0);
  source_heard_.Add({{"source", source}}).Set(static_cast<double>(heard));
}

void Metrics::SetFollowingPaused(int64_t until) {
  following_paused_.Add({}).Set(static_cast<double>(until));
}

void Metrics::SetSweeps(const Sweeps& sweeps) {
  sweep_last_.Add({}).Set(absl::ToDoubleSeconds(sweeps.last - absl::UnixEpoch()));
  sweep_interval_.Add({}).Set(absl::ToDoubleSeconds(sweeps.interval));
  sweep_without_rules_.Add({}).Set(static_cast<double>(sweeps.without_rules));
  absl::MutexLock lock(&mutex_);
  RaiseTo(sweeps_.Add({}), sweeps.sweeps);
  RaiseTo(sweep_slips_.Add({}), sweeps.slips);
}

void Metrics::SetConnections(int64_t open, int64_t silent, int64_t limit, int64_t refused,
                             int64_t dropped) {
  connections_.Add({{"state", "open"}}).Set(static_cast<double>(open));
  connections_.Add({{"state", "silent"}}).Set(static_cast<double>(silent));
  connections_limit_.Set(static_cast<double>(limit));
  absl::MutexLock lock(&mutex_);
  RaiseTo(connections_closed_.Add({{"reason", "refused"}}), refused);
  RaiseTo(connections_closed_.Add({{"reason", "silent"}}), dropped);
}

void Metrics::SetBackups(absl::Duration age, int64_t size_bytes, absl::Duration since_proof) {
  backup_age_.Add({}).Set(absl::ToDoubleSeconds(age));
  backup_size_.Add({}).Set(static_cast<double>(size_bytes));
  backup_proven_.Add({}).Set(absl::ToDoubleSeconds(since_proof));
}

std::string Metrics::Text() {
  {
    absl::MutexLock lock(&mutex_);
    RaiseTo(lines_left_out_, LinesLeftOut());
  }
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace zgc::observability
