#include "services/supervision_reporting/domain/publications/figure_history.h"

#include "common/figures/book_schema.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/domain/publications/change_reasons.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::zgc::testing::HasReason;

class FigureHistoryTest : public ErrataFixture {
 protected:
  FigureHistory Of(const std::string& name, int64_t since) {
    auto history = FigureHistory::Read(store_->Read(), *store_, book_, name, since);
    ZGC_EXPECT_OK(history);
    return *std::move(history);
  }
  std::string ValueAt(FigureHistory& history, int64_t revision) {
    const auto figure = history.At(*store_->ReadAt(revision));
    ZGC_EXPECT_OK(figure);
    return figure->has_value() ? (*figure)->value() : "none";
  }
  // An observation of this service, and that it corrects another.
  void Observe(const std::string& id, const std::string& value, const std::string& more) {
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      figures::kIndicators.Put(txn, {"indicators/i"},
                               FromText<figures::v1::Indicator>("name: 'indicators/i'"));
      auto row = FromText<figures::v1::Observation>(
          absl::StrCat("indicator: 'indicators/i' state: OBSERVATION_STATE_VERIFIED ", more));
      row.set_name("observations/" + id);
      row.set_value(value);
      figures::kObservations.Put(txn, {row.name()}, row);
      resource::NoteReason(txn, row.name());
      return absl::OkStatus();
    }));
  }
};

TEST_F(FigureHistoryTest, AFigureOfAnotherServiceIsTheSameBetweenItsVersions) {
  PublishFive();
  const int64_t published = store_->head();
  Change("6");
  const int64_t changed = store_->head();
  Replace("a", "b", "7");
  const int64_t replaced = store_->head();
  ZGC_ASSERT_OK(Commit([](storage::Txn&) { return absl::OkStatus(); }));
  FigureHistory history = Of("//park_region/figures/a", published);
  EXPECT_TRUE(history.MayDiffer(published, changed));
  EXPECT_FALSE(history.MayDiffer(changed, changed));
  EXPECT_TRUE(history.MayDiffer(changed, replaced));
  EXPECT_FALSE(history.MayDiffer(replaced, store_->head()));
  EXPECT_EQ(ValueAt(history, published), "5");
  EXPECT_EQ(ValueAt(history, changed), "6");
  EXPECT_EQ(ValueAt(history, replaced), "7");
  EXPECT_EQ(history.computed(), 0);
}

TEST_F(FigureHistoryTest, OneOfThisServiceIsComputedOnceForARevision) {
  Observe("o", "5", "");
  const int64_t before = store_->head();
  Observe("o", "6", "");
  FigureHistory history = Of("//supervision_reporting/figures/o", before);
  EXPECT_TRUE(history.MayDiffer(before, before + 1));
  EXPECT_EQ(ValueAt(history, before + 1), "6");
  EXPECT_EQ(ValueAt(history, before), "5");
  EXPECT_EQ(ValueAt(history, before), "5");
  EXPECT_EQ(history.computed(), 2);
}

TEST_F(FigureHistoryTest, ReasonsAreNotLookedForWithoutEnd) {
  Observe("o", "1", "");
  const int64_t published = store_->head();
  for (const char* value : {"2", "3", "4"}) Observe("o", value, "corrects: 'observations/n'");
  const storage::Snapshot now = store_->Read();
  v1::FigureChange change;
  change.mutable_published()->set_figure("//supervision_reporting/figures/o");
  change.mutable_published()->mutable_published()->set_value("1");
  change.set_kind(v1::FIGURE_CHANGE_KIND_VALUE);
  *change.mutable_present() = **PresentFigure(now, book_, change.published().figure());
  // The state before a step is that after the one before it.
  v1::FigureChange enough = change;
  ZGC_EXPECT_OK(ChangeReasons(now, *store_, book_, 4).AddTo(published, enough));
  EXPECT_EQ(enough.reasons_size(), 3);
  EXPECT_THAT(ChangeReasons(now, *store_, book_, 3).AddTo(published, change),
              HasReason(common::v1::ERROR_REASON_FIGURES_TOO_MANY));
  // The bound is of all figures together.
  ChangeReasons both(now, *store_, book_, 7);
  v1::FigureChange again = change;
  again.clear_reasons();
  change.clear_reasons();
  ZGC_EXPECT_OK(both.AddTo(published, change));
  EXPECT_THAT(both.AddTo(published, again), HasReason(common::v1::ERROR_REASON_FIGURES_TOO_MANY));
}

}  // namespace
}  // namespace zgc::supervision
