#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/testing/figure_server.h"

// Sets of figures that are dear, large or in part broken.
namespace zgc::figures {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

class FigureWatchTest : public testing::FigureServer {
 protected:
  FigureWatchTest() {
    formulas_.Register("counted", "", [this](const auto&, const auto&, const auto&) {
      ++computed_;
      return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
    });
    formulas_.Register(
        "broken", "",
        [this](const auto&, const auto&, const auto&) -> absl::StatusOr<FormulaValue> {
          if (broken_) return absl::InternalError("断开的索引");
          return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
        });
    formulas_.Register(
        "endless", "",
        [this](const auto&, const auto&, const auto&) -> absl::StatusOr<FormulaValue> {
          if (!endless_) return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
          running_ = true;
          while (true) ZGC_RETURN_IF_ERROR(base::StillWanted());
        });
    formulas_.Register(
        "careless", "",
        [this](const auto&, const auto&, const auto&) -> absl::StatusOr<FormulaValue> {
          if (!cut_off_) return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
          while (base::StillWanted().ok()) continue;
          cut_off_ = false;
          return FormulaValue{v1::VALUE_STATE_KNOWN, "0"};
        });
    formulas_.Register(
        "unread", "",
        [this](const auto&, const auto&, const auto&) -> absl::StatusOr<FormulaValue> {
          if (unread_) return absl::UnavailableError("EIO");
          return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
        });
  }
  // Formulas that still run use what follows.
  ~FigureWatchTest() override { server_.server().Stop(); }

  // All figures; `timeout` is that of the client.
  absl::StatusOr<v1::ListFiguresResponse> List(absl::Duration timeout = absl::InfiniteDuration()) {
    grpc::ClientContext context;
    if (timeout < absl::InfiniteDuration()) {
      context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    }
    v1::ListFiguresResponse response;
    ZGC_RETURN_IF_ERROR(rpc::FromWire(stub_->ListFigures(&context, {}, &response)));
    return response;
  }

  std::atomic<int> computed_{0};
  std::atomic<bool> broken_{false};
  std::atomic<bool> endless_{false};
  std::atomic<bool> running_{false};
  // The next run goes on until nobody wants it, and takes what it has for all that there is.
  std::atomic<bool> cut_off_{false};
  std::atomic<bool> unread_{false};
};

TEST_F(FigureWatchTest, AFormulaThatFailsIsShownAndEndsNoWatch) {
  Declare("a", "counted");
  Declare("b", "broken");
  broken_ = true;
  Watch watch(*stub_, {});
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(watch.reader->Read(&batch));
  ASSERT_EQ(batch.changed_size(), 2);
  EXPECT_EQ(batch.changed(0).value_state(), v1::VALUE_STATE_KNOWN);
  EXPECT_EQ(batch.changed(1).value_state(), v1::VALUE_STATE_FAILED);
  EXPECT_EQ(batch.changed(1).value(), "");
  EXPECT_THAT(batch.changed(1).note(), HasSubstr("断开的索引"));
  grpc::ClientContext context;
  v1::ExplainFigureRequest request;
  request.set_name(batch.changed(1).name());
  v1::FigureExplanation explained;
  ASSERT_TRUE(stub_->ExplainFigure(&context, request, &explained).ok());
  EXPECT_EQ(explained.figure().value_state(), v1::VALUE_STATE_FAILED);
  broken_ = false;
  Declare("c", "counted");
  ASSERT_TRUE(watch.reader->Read(&batch));
  ASSERT_EQ(batch.changed_size(), 2);
  EXPECT_EQ(batch.changed(0).value_state(), v1::VALUE_STATE_KNOWN);
}

TEST_F(FigureWatchTest, ALargeFirstSetComesInPartsOfOneRevisionAndOrderedByName) {
  Declare("a");
  constexpr int kFigures = 80;
  for (int i = 0; i < kFigures; ++i) Report(absl::StrCat("o", 1000 + i), 100 << 10);
  Watch watch(*stub_, {});
  std::vector<std::string> names;
  int parts = 0;
  v1::WatchFiguresResponse part;
  do {
    ASSERT_TRUE(watch.reader->Read(&part));
    EXPECT_EQ(part.position().revision(), kFigures + 1);
    for (const auto& figure : part.changed()) names.push_back(figure.name());
    // What comes between the parts waits for the next batch.
    if (parts++ == 0) Report("o0", 10);
  } while (part.more());
  EXPECT_EQ(parts, 3);
  EXPECT_EQ(names.size(), static_cast<size_t>(kFigures));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  ASSERT_TRUE(watch.reader->Read(&part));
  EXPECT_FALSE(part.more());
  ASSERT_EQ(part.changed_size(), 1);
  EXPECT_EQ(part.changed(0).name(), "figures/o0");
}

// Reads one batch, all of its parts, into one message.
v1::WatchFiguresResponse ReadBatch(grpc::ClientReader<v1::WatchFiguresResponse>& reader,
                                   int& parts) {
  v1::WatchFiguresResponse batch;
  v1::WatchFiguresResponse part;
  parts = 0;
  do {
    EXPECT_TRUE(reader.Read(&part));
    EXPECT_LE(part.ByteSizeLong(), rpc::kMaxReplyBytes);
    if (parts++ > 0) {
      EXPECT_EQ(part.position().revision(), batch.position().revision());
    }
    batch.MergeFrom(part);
  } while (part.more());
  return batch;
}

TEST_F(FigureWatchTest, RowsComeInTheBatchOfTheFiguresThatRestOnThem) {
  constexpr char kType[] = "zgc.figures.v1.Observation";
  Declare("a");
  constexpr int kRows = 8;
  for (int i = 0; i < kRows; ++i) Report(absl::StrCat("o", i), 900 << 10);
  int parts = 0;
  // All that there is.
  Watch first(*stub_, {}, kType);
  v1::WatchFiguresResponse batch = ReadBatch(*first.reader, parts);
  EXPECT_GE(parts, 6);
  EXPECT_EQ(batch.position().revision(), kRows + 1);
  EXPECT_EQ(batch.changed_size(), kRows);
  ASSERT_EQ(batch.changes_size(), kRows);
  EXPECT_EQ(batch.changes(7).name(), "observations/o7");
  EXPECT_EQ(batch.changes(7).kind(), ops::v1::CHANGE_KIND_PUT);
  // What was written since, in the order of the commits.
  Watch later(*stub_, store().PositionAt(3), kType, /*rows_only=*/true);
  batch = ReadBatch(*later.reader, parts);
  EXPECT_EQ(parts, 2);
  EXPECT_EQ(batch.position().revision(), kRows + 1);
  EXPECT_EQ(batch.changed_size() + batch.changed_indicators_size(), 0);
  ASSERT_EQ(batch.changes_size(), kRows - 2);
  EXPECT_EQ(batch.changes(0).name(), "observations/o2");
  // And what is written from now on; a commit without such rows moves the position.
  Report("z", 10);
  for (auto* watch : {&first, &later}) {
    batch = ReadBatch(*watch->reader, parts);
    EXPECT_EQ(parts, 1);
    ASSERT_EQ(batch.changes_size(), 1);
    EXPECT_EQ(batch.changes(0).name(), "observations/z");
  }
  Declare("b");
  batch = ReadBatch(*later.reader, parts);
  EXPECT_EQ(batch.position().revision(), kRows + 3);
  EXPECT_EQ(batch.changes_size(), 0);
}

TEST_F(FigureWatchTest, ASetIsComputedOnceForAllWatchesAndPages) {
  Declare("a", "counted");
  Declare("b", "counted");
  computed_ = 0;
  std::vector<std::unique_ptr<Watch>> watches;
  v1::WatchFiguresResponse batch;
  for (int i = 0; i < 10; ++i) {
    watches.push_back(std::make_unique<Watch>(*stub_, common::v1::Position()));
    ASSERT_TRUE(watches.back()->reader->Read(&batch));
    EXPECT_EQ(batch.changed_size(), 2);
  }
  v1::ListFiguresRequest request;
  request.set_page_size(1);
  for (int page = 0; page < 2; ++page) {
    grpc::ClientContext context;
    v1::ListFiguresResponse response;
    ZGC_ASSERT_OK(rpc::FromWire(stub_->ListFigures(&context, request, &response)));
    EXPECT_EQ(response.figures_size(), 1);
    request.set_page_token(response.next_page_token());
  }
  EXPECT_EQ(computed_, 2);
  computed_ = 0;
  Declare("c", "counted");
  for (const auto& watch : watches) {
    ASSERT_TRUE(watch->reader->Read(&batch));
    EXPECT_EQ(batch.changed_size(), 1);
  }
  // The first is that of the declaration; nothing that others read has changed.
  EXPECT_EQ(computed_, 1 + 1);
}

TEST_F(FigureWatchTest, WhereManyAreReadTheyComeFromASetThatMovesWithTheCommits) {
  Declare("a", "counted");
  v1::GetFigureRequest request;
  const auto listed_first = List();
  ZGC_ASSERT_OK(listed_first);
  request.set_name(listed_first->figures(0).name());
  Report("o0");
  const auto read = [&] {
    const int before = computed_;
    grpc::ClientContext context;
    v1::Figure figure;
    ZGC_EXPECT_OK(rpc::FromWire(stub_->GetFigure(&context, request, &figure)));
    EXPECT_EQ(figure.value(), "1");
    return computed_ - before;
  };
  for (int i = 0; i < 20; ++i) EXPECT_EQ(read(), 1);
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (read() > 0) ASSERT_LT(absl::Now(), end);
  // A page waits for the set to come to its revision, which computes nothing that is the same.
  computed_ = 0;
  for (int i = 1; i <= 5; ++i) {
    Report(absl::StrCat("o", i));
    const auto listed = List();
    ZGC_ASSERT_OK(listed);
    EXPECT_EQ(listed->figures_size(), 2 + i);
  }
  EXPECT_EQ(computed_, 0);
}

TEST_F(FigureWatchTest, ACancelledListEndsAndWhoWaitedForItGoesOn) {
  Declare("a", "endless");
  endless_ = true;
  grpc::ClientContext first;
  v1::ListFiguresRequest request;
  v1::ListFiguresResponse cancelled;
  absl::Notification ended;
  stub_->async()->ListFigures(&first, &request, &cancelled,
                              [&ended](const grpc::Status&) { ended.Notify(); });
  while (!running_) std::this_thread::yield();
  // Waits for the first, without a thread: the pool answers others.
  v1::ListFiguresResponse answered;
  grpc::ClientContext second;
  absl::Notification done;
  grpc::Status status;
  stub_->async()->ListFigures(&second, &request, &answered, [&](const grpc::Status& end) {
    status = end;
    done.Notify();
  });
  endless_ = false;
  first.TryCancel();
  ended.WaitForNotification();
  done.WaitForNotification();
  ZGC_EXPECT_OK(rpc::FromWire(status));
  EXPECT_EQ(answered.figures_size(), 1);
}

TEST_F(FigureWatchTest, WhatADeadlineCutOffIsNoFigure) {
  Declare("a", "careless");
  cut_off_ = true;
  EXPECT_THAT(List(absl::Milliseconds(50)).status(),
              FailsWith(absl::StatusCode::kDeadlineExceeded, _));
  // It may still be under way: then this one waits for it.
  const auto listed = List();
  ZGC_ASSERT_OK(listed);
  ASSERT_EQ(listed->figures_size(), 1);
  EXPECT_EQ(listed->figures(0).value(), "1");
  // Nor is what takes longer than a read on gRPC's own thread may.
  Declare("b");
  cut_off_ = true;
  grpc::ClientContext context;
  v1::GetFigureRequest request;
  request.set_name(listed->figures(0).name());
  v1::Figure figure;
  ZGC_ASSERT_OK(rpc::FromWire(stub_->GetFigure(&context, request, &figure)));
  EXPECT_EQ(figure.value(), "1");
  EXPECT_FALSE(cut_off_);
}

TEST_F(FigureWatchTest, AFigureWhoseRecordsCannotBeReadJustNowIsNotOneThatFailed) {
  Declare("a", "unread");
  unread_ = true;
  EXPECT_THAT(List().status(), FailsWith(absl::StatusCode::kUnavailable, HasSubstr("EIO")));
  unread_ = false;
  const auto listed = List();
  ZGC_ASSERT_OK(listed);
  EXPECT_EQ(listed->figures(0).value_state(), v1::VALUE_STATE_KNOWN);
}

TEST_F(FigureWatchTest, ASetThatCouldNotBeMadeEndsWhoWaitedForItAndNobodyLater) {
  Declare("a", "unread");
  unread_ = true;
  v1::WatchFiguresResponse batch;
  Watch waiting(*stub_, {});
  EXPECT_FALSE(waiting.reader->Read(&batch));
  EXPECT_THAT(rpc::FromWire(waiting.reader->Finish()),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr("EIO")));
  unread_ = false;
  Watch later(*stub_, {});
  ASSERT_TRUE(later.reader->Read(&batch));
  ASSERT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed(0).value_state(), v1::VALUE_STATE_KNOWN);
}

TEST_F(FigureWatchTest, StoppingEndsWhatIsComputedForWatches) {
  Declare("a", "endless");
  endless_ = true;
  Watch watch(*stub_, {});
  while (!running_) std::this_thread::yield();
  server_.server().Stop();
  v1::WatchFiguresResponse batch;
  EXPECT_FALSE(watch.reader->Read(&batch));
}

}  // namespace
}  // namespace zgc::figures
