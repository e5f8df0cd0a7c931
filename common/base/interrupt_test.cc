#include "common/base/interrupt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"
#include "common/base/error.h"

namespace zgc::base {
namespace {

// Calls until it is not OK; a loop that nobody can end would hang the test.
absl::Status Work() {
  while (true) {
    if (absl::Status wanted = StillWanted(); !wanted.ok()) return wanted;
  }
}

TEST(InterruptTest, WithoutAScopeAllIsWanted) {
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(StillWanted().ok());
}

TEST(InterruptTest, AnotherThreadEndsTheWorkAndTheFirstReasonStays) {
  Interrupt interrupt;
  const InterruptScope scope(interrupt);
  std::thread other([&interrupt] {
    interrupt.Stop(absl::CancelledError("gone"));
    interrupt.Stop(absl::InternalError("later"));
  });
  EXPECT_EQ(Work(), absl::CancelledError("gone"));
  other.join();
  EXPECT_EQ(interrupt.Check(), absl::CancelledError("gone"));
}

TEST(InterruptTest, ADeadlineEndsTheWork) {
  const Interrupt interrupt(absl::Now() + absl::Milliseconds(5));
  const InterruptScope scope(interrupt);
  const absl::Status ended = Work();
  EXPECT_EQ(ended.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(ended), common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
}

// A formula that fails is asked why it did.
TEST(InterruptTest, WhatHasEndedIsSaidAgainAtEveryCall) {
  const Interrupt interrupt(absl::Now());
  const InterruptScope scope(interrupt);
  EXPECT_FALSE(Work().ok());
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(StillWanted().ok());
}

TEST(InterruptTest, TheInnerScopeCountsAndTicksWhileItLasts) {
  Interrupt outer;
  const InterruptScope around(outer);
  int ticks = 0;
  {
    const Interrupt inner(absl::Now() + absl::Milliseconds(10));
    const InterruptScope scope(inner, [&ticks] {
      ++ticks;
      return absl::OkStatus();
    });
    outer.Stop(absl::CancelledError("outer"));
    EXPECT_EQ(Work().code(), absl::StatusCode::kDeadlineExceeded);
  }
  EXPECT_GT(ticks, 0);
  EXPECT_EQ(Work(), absl::CancelledError("outer"));
}

TEST(InterruptTest, ATickEndsTheWorkForGood) {
  const Interrupt never;
  int ticks = 0;
  const InterruptScope scope(never, [&ticks] {
    ++ticks;
    return absl::UnavailableError("elsewhere");
  });
  EXPECT_EQ(Work(), absl::UnavailableError("elsewhere"));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(StillWanted().ok());
  EXPECT_EQ(ticks, 1);
}

}  // namespace
}  // namespace zgc::base
