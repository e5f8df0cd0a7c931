#include "common/figures/figure_service.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
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

// What is named is in the set that moves with the commits, and is not computed for each watch.
class NamedFiguresTest : public testing::FigureServer {
 protected:
  NamedFiguresTest() {
    formulas_.Register("counted", "", [this](const auto&, const auto&, const auto&) {
      ++computed_;
      return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
    });
  }
  // Formulas that still run use what follows.
  ~NamedFiguresTest() override { server_.server().Stop(); }
  std::atomic<int> computed_{0};
};

TEST_F(NamedFiguresTest, AWatchOfANamedFigureComputesNothingByItself) {
  Declare("a");
  Declare("c", "counted");
  grpc::ClientContext context;
  v1::WatchFiguresRequest request;
  request.add_figures("figures/c@asof-20191231");
  const auto reader = stub_->WatchFigures(&context, request);
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(reader->Read(&batch));
  ASSERT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed(0).value(), "1");
  const int once = computed_;
  for (int i = 0; i < 5; ++i) {
    Report(absl::StrCat("o", i));
    ASSERT_TRUE(reader->Read(&batch));
    EXPECT_EQ(batch.position().revision(), store().head());
    EXPECT_EQ(batch.changed_size(), 0);
  }
  EXPECT_EQ(computed_, once);
  context.TryCancel();
}

// Observations stand for records that a measure counts.
class VerifyFiguresTest : public ::testing::Test {
 protected:
  VerifyFiguresTest() {
    formulas_.Keep(MeasureOf<v1::Observation>(
        "test", "observations", kObservations, {},
        [](const storage::Reader&, const v1::Observation& row, Measure::Visit visit) {
          const std::string& day = row.period().end_date();
          visit({.days = {day, day}, .record = row.name(), .revision = row.revision()});
          return absl::OkStatus();
        }));
    server_ = std::make_unique<rpc::TestServer>(
        "test", WithCells(testing::BookSchema(), formulas_), [this](rpc::Server& server) {
          return rpc::ServicesOf(MakeFigureService(server.calls(), book_));
        });
  }
  void Put(const std::string& id) {
    Commit([&](storage::Txn& txn) {
      v1::Observation row;
      row.set_name("observations/" + id);
      row.mutable_period()->set_end_date("2019-10-16");
      kObservations.Put(txn, {row.name()}, row);
    });
  }
  void Commit(absl::FunctionRef<void(storage::Txn&)> body) {
    ZGC_EXPECT_OK(
        server_->server().store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          body(txn);
          return "";
        }));
  }
  absl::StatusOr<v1::FigureVerification> Verify(int64_t revision = 0) {
    const auto stub = v1::FigureService::NewStub(server_->channel());
    grpc::ClientContext context;
    v1::VerifyFiguresRequest request;
    request.set_revision(revision);
    v1::FigureVerification found;
    ZGC_RETURN_IF_ERROR(rpc::FromWire(stub->VerifyFigures(&context, request, &found)));
    return found;
  }

  FormulaRegistry formulas_;
  const FigureBook book_{"test", formulas_};
  std::unique_ptr<rpc::TestServer> server_;
};

TEST_F(VerifyFiguresTest, CellsAreHeldAgainstTheRecords) {
  Put("a");
  Put("b");
  const auto found = Verify();
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->revision(), 2);
  // Of the day, its month and its year.
  EXPECT_EQ(found->cell_count(), 3);
  EXPECT_EQ(found->problem_count(), 0);
}

TEST_F(VerifyFiguresTest, EachCellThatDiffersIsFound) {
  Put("a");
  Commit([](storage::Txn& txn) {
    std::vector<CellKey> cells;
    ZGC_EXPECT_OK(kCells.ForEach(txn, [&](const CellKey& key, const v1::Cell& /*cell*/) {
      cells.push_back(key);
      return true;
    }));
    ASSERT_EQ(cells.size(), 3u);
    v1::Cell wrong;
    wrong.set_known(7);
    kCells.Put(txn, cells[0], wrong);
    kCells.Delete(txn, cells[1]);
  });
  const auto found = Verify();
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->problem_count(), 2);
  ASSERT_EQ(found->problems_size(), 2);
  EXPECT_EQ(Verify(1)->problem_count(), 0) << "as of a revision";
}

}  // namespace
}  // namespace zgc::figures
