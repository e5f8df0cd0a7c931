#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"

namespace zgc::testing {

// What a subscriber holds of a service's figures that applies every batch of WatchFigures.
class WatchedFigures {
 public:
  using Figures = std::map<std::string, figures::v1::Figure>;

  explicit WatchedFigures(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(figures::v1::FigureService::NewStub(channel)), reader_([this] { Read(); }) {}
  ~WatchedFigures() {
    context_.TryCancel();
    reader_.join();
  }

  // What it holds once it has come to a revision, and at which it is then.
  Figures Await(int64_t revision, int64_t& at) {
    absl::MutexLock lock(&mutex_);
    const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return revision_ >= revision || ended_;
    };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), absl::Seconds(60)));
    EXPECT_FALSE(ended_);
    at = revision_;
    return held_;
  }

 private:
  void Read() {
    const auto stream = stub_->WatchFigures(&context_, {});
    figures::v1::WatchFiguresResponse part;
    Figures next;
    while (stream->Read(&part)) {
      for (const auto& figure : part.changed()) next[figure.name()] = figure;
      for (const std::string& name : part.removed()) next.erase(name);
      if (part.more()) continue;
      absl::MutexLock lock(&mutex_);
      held_ = next;
      revision_ = part.position().revision();
    }
    stream->Finish().ok();
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }

  const std::unique_ptr<figures::v1::FigureService::Stub> stub_;
  grpc::ClientContext context_;
  absl::Mutex mutex_;
  Figures held_ ABSL_GUARDED_BY(mutex_);
  int64_t revision_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread reader_;
};

}  // namespace zgc::testing
