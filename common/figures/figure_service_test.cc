#include "common/figures/figure_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/figure_server.h"

namespace zgc::figures {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using FigureServiceTest = testing::FigureServer;

TEST_F(FigureServiceTest, AWatchSendsAllThenChangesAndEndsOnShutdown) {
  Declare("a");
  Report("o1");
  Watch watch(*stub_, {});
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(watch.reader->Read(&batch));
  EXPECT_EQ(batch.position().revision(), 2);
  EXPECT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed_indicators_size(), 1);
  for (int i = 2; i < 12; ++i) {
    Report(absl::StrCat("o", i));
    ASSERT_TRUE(watch.reader->Read(&batch));
    EXPECT_EQ(batch.position().revision(), i + 1);
    ASSERT_EQ(batch.changed_size(), 1);
    EXPECT_EQ(batch.changed(0).name(), absl::StrCat("figures/o", i));
  }
  server_.server().Stop();
  EXPECT_FALSE(watch.reader->Read(&batch));
  const grpc::Status status = watch.reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(rpc::FromWire(status), HasReason(ERROR_REASON_SHUTTING_DOWN));
}

TEST_F(FigureServiceTest, AWatchResumesWithoutAGapAndRefusesTheFuture) {
  Declare("a");
  Report("o1");
  Report("o2");
  Watch watch(*stub_, store().PositionAt(2));
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(watch.reader->Read(&batch));
  EXPECT_EQ(batch.position().revision(), 3);
  ASSERT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed(0).name(), "figures/o2");
  watch.context.TryCancel();
  EXPECT_FALSE(watch.reader->Read(&batch));
  EXPECT_EQ(watch.reader->Finish().error_code(), grpc::StatusCode::CANCELLED);

  Watch refused(*stub_, store().PositionAt(99));
  EXPECT_FALSE(refused.reader->Read(&batch));
  EXPECT_THAT(rpc::FromWire(refused.reader->Finish()),
              HasReason(ERROR_REASON_REVISION_OUT_OF_RANGE));
}

TEST_F(FigureServiceTest, CancelledWatchesLeaveTheServerWorking) {
  Declare("a");
  for (int i = 0; i < 50; ++i) {
    Watch watch(*stub_, store().PositionAt(i % 2));
    if (i % 3 == 0) {
      v1::WatchFiguresResponse batch;
      if (i % 2 == 0) {
        ASSERT_TRUE(watch.reader->Read(&batch));
      }
    }
    watch.context.TryCancel();
    watch.reader->Finish();
  }
  Report("o1");
  EXPECT_EQ(store().head(), 2);
}

}  // namespace
}  // namespace zgc::figures
