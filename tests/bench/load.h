// Calls over gRPC for the benches: many in flight on the callback API, their rate, their
// percentiles and what they take of the processors.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace zgc::bench {

// A bench that cannot go on ends, and says why.
[[noreturn]] inline void Fail(absl::string_view what) {
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  std::exit(1);
}
inline void Must(const absl::Status& status) {
  if (!status.ok()) Fail(status.ToString());
}
inline void Must(const grpc::Status& status) {
  if (!status.ok()) Fail(status.error_message());
}

// Of this process, client and server, by now.
inline double CpuSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// `values` is not empty.
inline double Percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

inline double Median(std::vector<double> values) { return Percentile(std::move(values), 0.5); }

struct Measured {
  double per_second = 0;
  // What a call takes of the processors, which other load changes less than the rate.
  double cpu_us = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Keeps `in_flight` calls under way for `seconds`. `begin` begins one and calls back when it has
// ended. A call that fails ends the process.
template <typename Request, typename Response>
class Load {
 public:
  using Begin = std::function<void(grpc::ClientContext*, const Request*, Response*,
                                   std::function<void(grpc::Status)>)>;
  Load(int in_flight, Begin begin, std::function<void(Request&)> fill, double seconds)
      : in_flight_(in_flight),
        begin_(std::move(begin)),
        fill_(std::move(fill)),
        seconds_(seconds),
        left_(in_flight) {}

  Measured Run() {
    start_ = absl::Now();
    const double cpu_before = CpuSeconds();
    for (int i = 0; i < in_flight_; ++i) Next(std::make_shared<Slot>());
    left_.Wait();
    const double took = absl::ToDoubleSeconds(absl::Now() - start_);
    const double cpu = CpuSeconds() - cpu_before;
    absl::MutexLock lock(&mutex_);
    const auto calls = static_cast<double>(times_ms_.size());
    return {calls / took, 1e6 * cpu / calls, Percentile(times_ms_, 0.5),
            Percentile(times_ms_, 0.99)};
  }

 private:
  struct Slot {
    std::unique_ptr<grpc::ClientContext> context;
    Request request;
    Response response;
    absl::Time begin;
    std::vector<double> times_ms;
  };

  void Next(const std::shared_ptr<Slot>& slot) {
    slot->begin = absl::Now();
    if (slot->begin - start_ > absl::Seconds(seconds_)) {
      {
        absl::MutexLock lock(&mutex_);
        times_ms_.insert(times_ms_.end(), slot->times_ms.begin(), slot->times_ms.end());
      }
      left_.DecrementCount();
      return;
    }
    slot->context = std::make_unique<grpc::ClientContext>();
    fill_(slot->request);
    begin_(slot->context.get(), &slot->request, &slot->response, [this, slot](grpc::Status status) {
      if (!status.ok()) {
        std::fprintf(stderr, "a call failed: %s\n", status.error_message().c_str());
        std::exit(1);
      }
      slot->times_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - slot->begin));
      Next(slot);
    });
  }

  const int in_flight_;
  const Begin begin_;
  const std::function<void(Request&)> fill_;
  const double seconds_;
  absl::Time start_;
  absl::BlockingCounter left_;
  absl::Mutex mutex_;
  std::vector<double> times_ms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zgc::bench
