#include "services/supervision_reporting/domain/publications/published_figures.h"

#include "common/figures/book_schema.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using PublishedFiguresTest = ErrataFixture;

TEST_F(PublishedFiguresTest, APublicationKeepsEachFigureAsItPrintsIt) {
  PublishFive();
  Change("6");
  const auto row = kPublishedFigures.Get(store_->Read(), {"publications/p/figures/a"});
  ZGC_ASSERT_OK(row);
  ASSERT_TRUE(row->has_value());
  EXPECT_EQ((*row)->figure(), "//park_region/figures/a");
  EXPECT_EQ((*row)->published().value(), "5");
  EXPECT_EQ((*row)->published().source_revision(), 3);
  EXPECT_EQ((*row)->published().period().end_date(), "2019-12-31");
  EXPECT_EQ((*row)->printed(), "5家");
  EXPECT_EQ((*row)->item_label(), "第1项");
  EXPECT_EQ((*row)->item_display_name(), "事项");
  EXPECT_EQ((*row)->field(), "paragraphs[0].citations[0]");
  EXPECT_TRUE((*row)->in_prose());
}

TEST_F(PublishedFiguresTest, WhatIsCitedIsKeptUnderTheNameOfItsPublication) {
  const ReportModel model = report_.Model();
  const auto cited = CitedIn(model);
  ASSERT_THAT(cited, SizeIs(1));
  EXPECT_EQ(cited[0].name(), "a");
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    KeepFigures(txn, "publications/x", cited);
    return absl::OkStatus();
  }));
  const auto row =
      kPublishedFigures.Get(store_->Read(), {PublishedFigurePrefix("publications/x") + "a"});
  ZGC_ASSERT_OK(row);
  EXPECT_TRUE(row->has_value());
}

TEST_F(PublishedFiguresTest, AFigureOfAnotherServiceIsFoundThroughItsCorrections) {
  const auto present = [&](const std::string& name) {
    const auto found = PresentFigure(store_->Read(), book_, name);
    ZGC_EXPECT_OK(found);
    return found.ok() && found->has_value() ? (*found)->name() : "";
  };
  const std::string cited = "//park_region/figures/a";
  PublishFive();
  EXPECT_EQ(present(cited), "figures/a");
  Replace("a", "b", "6");
  EXPECT_EQ(present(cited), "figures/b");
  Replace("b", "c", "7");
  EXPECT_EQ(present(cited), "figures/c");
  Replace("c", "", "");
  EXPECT_EQ(present(cited), "");
  const auto itself = FigureNamed(store_->Read(), book_, cited);
  ZGC_ASSERT_OK(itself);
  EXPECT_FALSE(itself->has_value());
  for (const char* none : {"", "figures/a", "//park_region", "//nobody/figures/a"}) {
    EXPECT_EQ(present(none), "") << none;
  }
}

TEST_F(PublishedFiguresTest, TheSuccessorOfWhatIsThereNoMoreIsNamed) {
  PublishFive();
  const auto successor = [&](const std::string& name) {
    const auto found = SuccessorOf(store_->Read(), book_, name);
    ZGC_EXPECT_OK(found);
    return found.value_or("");
  };
  Replace("a", "b", "6");
  EXPECT_EQ(successor("//park_region/figures/a"), "//park_region/figures/b");
  const auto keys = ReplacedBy(store_->Read(), book_, "//park_region/figures/a");
  ZGC_ASSERT_OK(keys);
  ASSERT_EQ(keys->size(), 2u);
  EXPECT_EQ((*keys)[0].name, "figures/a");
  EXPECT_EQ((*keys)[1].name, "figures/b");
  EXPECT_EQ(successor("//park_region/figures/none"), "");
  EXPECT_EQ(successor(""), "");
  // What was counted by an indicator that others continue, the last of them in another service.
  report_.Figure("z@2019", "z", "7", "家", "", "task_registry");
  Apply(report_, ++revision_);
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    const auto retired = [&](const std::string& id, const std::string& by) {
      const std::string name = "indicators/" + id;
      kSourceIndicators.Put(txn, {"park_region", name},
                            FromText<figures::v1::Indicator>(absl::StrCat(
                                "name: '", name, "' retired: true replaced_by: '", by, "'")));
    };
    retired("x", "indicators/y");
    retired("y", "//task_registry/indicators/z");
    return absl::OkStatus();
  }));
  EXPECT_EQ(successor("//park_region/figures/x@2019"), "//task_registry/figures/z@2019");
  EXPECT_EQ(successor("//park_region/figures/x@2018"), "");
  // That is another figure: what was published is gone.
  EXPECT_FALSE(PresentFigure(store_->Read(), book_, "//park_region/figures/x@2019")->has_value());
}

TEST_F(PublishedFiguresTest, AnObservationOfThisServiceIsFoundThroughItsCorrections) {
  const auto put = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      figures::kIndicators.Put(txn, {"indicators/i"},
                               FromText<figures::v1::Indicator>("name: 'indicators/i'"));
      auto row =
          FromText<figures::v1::Observation>("indicator: 'indicators/i' value: '5' " + fields);
      row.set_name("observations/" + id);
      figures::kObservations.Put(txn, {row.name()}, row);
      return absl::OkStatus();
    }));
  };
  const std::string cited = "//supervision_reporting/figures/o1";
  put("o1", "state: OBSERVATION_STATE_VERIFIED corrected_by: 'observations/o2'");
  put("o2", "state: OBSERVATION_STATE_REPORTED corrects: 'observations/o1'");
  EXPECT_EQ((*PresentFigure(store_->Read(), book_, cited))->name(), "figures/o1");
  put("o1", "state: OBSERVATION_STATE_SUPERSEDED corrected_by: 'observations/o2'");
  put("o2", "state: OBSERVATION_STATE_VERIFIED corrects: 'observations/o1' reason: '漏报'");
  const auto now = PresentFigure(store_->Read(), book_, cited);
  ZGC_ASSERT_OK(now);
  EXPECT_EQ((*now)->name(), "figures/o2");
  EXPECT_EQ((*now)->correction_reason(), "漏报");
  put("o2", "state: OBSERVATION_STATE_RETRACTED corrects: 'observations/o1'");
  EXPECT_FALSE(PresentFigure(store_->Read(), book_, cited)->has_value());
}

}  // namespace
}  // namespace zgc::supervision
