#include "common/figures/figure_cache.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/testing/figure_server.h"

namespace zgc::figures {
namespace {

using FigureCacheTest = testing::FigureServer;

TEST_F(FigureCacheTest, WhatAChainOfSetsSharesIsCountedForAsLongAsOneOfThemIsKept) {
  constexpr size_t kNote = 100 << 10;
  constexpr int kLarge = 8;
  Declare("a");
  for (int i = 0; i < kLarge; ++i) Report(absl::StrCat("large", i), kNote);
  const int64_t before = store().head();
  // Room for one set of all that, and half of another.
  FigureCache cache(server_.server().calls(), book_, 3 * kLarge * kNote);
  const auto make_newest = [&] {
    absl::Notification made;
    cache.Wait(store().head() - 1, [&] { made.Notify(); });
    made.WaitForNotification();
    return store().head();
  };
  Report("first");
  const int64_t first = make_newest();
  Report("second");
  const int64_t second = make_newest();
  Report("third");
  const int64_t third = make_newest();
  for (const int64_t revision : {first, second, third}) {
    EXPECT_NE(cache.Kept(revision), nullptr) << "they share what is large";
  }
  // One that shares nothing with them takes the room of all but the newest.
  const auto old = cache.At(*store().ReadAt(before));
  ZGC_ASSERT_OK(old);
  EXPECT_EQ((*old)->figures.size(), static_cast<size_t>(kLarge));
  for (const int64_t revision : {before, first, second}) {
    EXPECT_EQ(cache.Kept(revision), nullptr) << revision;
  }
  EXPECT_NE(cache.Kept(third), nullptr);
}

}  // namespace
}  // namespace zgc::figures
