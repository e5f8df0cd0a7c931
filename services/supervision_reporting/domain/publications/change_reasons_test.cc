#include "services/supervision_reporting/domain/publications/change_reasons.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ChangeReasonsTest : public ErrataFixture {
 protected:
  // "source possible" of the reasons of the one figure that changed.
  std::vector<std::string> Reasons(int64_t revision = 0) {
    std::vector<std::string> lines;
    const auto changes = Changes("publications/p", revision);
    EXPECT_THAT(changes, SizeIs(1));
    if (changes.size() != 1) return lines;
    for (const v1::ChangeReason& reason : changes[0].reasons()) {
      lines.push_back(absl::StrCat(reason.source(), reason.possible() ? " possible" : ""));
    }
    explained_ = changes[0].explained();
    return lines;
  }

  // The figure as its source made it of what was there at a revision.
  resource::FeedPart MadeAt(int64_t revision, const std::string& value) {
    resource::FeedPart part = Saying(value);
    part.mutable_changed(0)->set_source_revision(revision);
    return part;
  }

  v1::Explained explained_ = v1::EXPLAINED_UNSPECIFIED;
};

TEST_F(ChangeReasonsTest, ACorrectionThatChangedAFigureIsNamedWithWhyAndWho) {
  PublishFive();
  const int64_t published = store_->head();
  TakeOver(6, {Saying("6"), Corrected(6)});
  const auto changes = Changes("publications/p");
  ASSERT_THAT(changes, SizeIs(1));
  ASSERT_THAT(changes[0].reasons(), SizeIs(1));
  const v1::ChangeReason& reason = changes[0].reasons(0);
  EXPECT_EQ(reason.kind(), v1::CHANGE_REASON_KIND_CORRECTION);
  EXPECT_EQ(reason.source(), "//park_region/corrections/6");
  EXPECT_EQ(reason.record(), "//park_region/registrations/r");
  EXPECT_EQ(reason.reason(), "单位录错");
  EXPECT_THAT(reason.evidence(), ElementsAre("营业执照"));
  EXPECT_EQ(reason.author(), "clerk");
  EXPECT_EQ(reason.approver(), "checker");
  EXPECT_EQ(reason.source_revision(), 6);
  EXPECT_FALSE(reason.possible());
  EXPECT_EQ(changes[0].explained(), v1::EXPLAINED_FULLY);
  EXPECT_THAT(Changes("publications/p", published), IsEmpty());
}

TEST_F(ChangeReasonsTest, WhatASourceThatWasRestoredHasLostIsNoReason) {
  PublishFive();
  TakeOver(6, {Saying("6"), Corrected(6)});
  EXPECT_THAT(Reasons(), SizeIs(1));
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kSourceCorrections.Delete(txn, {"park_region", "corrections/6"});
    return absl::OkStatus();
  }));
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_EQ(explained_, v1::EXPLAINED_NOT);
}

TEST_F(ChangeReasonsTest, WhatAFigureDidNotChangeWithIsNoReason) {
  PublishFive();
  // Another record, another service, the same value.
  TakeOver(6, {Corrected(6)});
  TakeOver(7, {Saying("5", "note: 'n'"), Corrected(7)});
  TakeOver(8, {Saying("6")});
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kSourceReasons.Add(txn, {txn.revision(), "task_registry", "corrections/1", 1});
    return absl::OkStatus();
  }));
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_EQ(explained_, v1::EXPLAINED_NOT);
}

TEST_F(ChangeReasonsTest, InAStepOfSeveralCommitsItIsCertainOnlyOfTheLastThatTheFigureIsMadeOf) {
  PublishFive();
  TakeOver(8, {MadeAt(8, "6"), Corrected(7)});
  EXPECT_THAT(Reasons(), ElementsAre("//park_region/corrections/7 possible"));
  EXPECT_EQ(explained_, v1::EXPLAINED_NOT);
  TakeOver(10, {MadeAt(9, "7"), Corrected(9)});
  EXPECT_THAT(Reasons(),
              ElementsAre("//park_region/corrections/9", "//park_region/corrections/7 possible"));
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART);
  // What came before without content counts as received.
  TakeOver(13, {Saying("8"), Corrected(13)}, /*received=*/12);
  EXPECT_EQ(Reasons().front(), "//park_region/corrections/13");
}

TEST_F(ChangeReasonsTest, OfAStepThatComesInPartsTheFiguresComeFirst) {
  PublishFive();
  const auto take = [&](resource::FeedPart part, int32_t number, bool more) {
    *part.mutable_position() = At("park_region", 8);
    part.set_more(more);
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      return ApplyPart(txn, {"park_region", "park_region", revision_, revision_, number}, part);
    }));
  };
  take(Saying("6"), 0, true);
  // Others write between them.
  ZGC_ASSERT_OK(Commit([](storage::Txn&) { return absl::OkStatus(); }));
  take(Row(records::v1::Correction()), 1, true);
  take(Corrected(7), 2, false);
  EXPECT_THAT(Reasons(), ElementsAre("//park_region/corrections/7 possible"));
}

TEST_F(ChangeReasonsTest, AnObservationThatIsCorrectedOrRetractedSaysWhy) {
  PublishFive();
  resource::FeedPart part = Saying("6");
  part.mutable_changed(0)->set_name("figures/b");
  part.mutable_changed(0)->set_replaces("figures/a");
  part.add_removed("figures/a");
  TakeOver(9, {part, Row(FromText<figures::v1::Observation>(
                         "name: 'observations/b' corrects: 'observations/a' reason: '漏记' "
                         "state: OBSERVATION_STATE_VERIFIED revision: 7"))});
  EXPECT_THAT(Reasons(), ElementsAre("//park_region/observations/b"));
  EXPECT_EQ(explained_, v1::EXPLAINED_FULLY) << "the figure is the observation's alone";
  resource::FeedPart gone;
  gone.add_removed("figures/b");
  TakeOver(12, {gone, Row(FromText<figures::v1::Observation>(
                          "name: 'observations/b' corrects: 'observations/a' reason: '重复' "
                          "state: OBSERVATION_STATE_RETRACTED revision: 10"))});
  EXPECT_THAT(Reasons(),
              ElementsAre("//park_region/observations/b", "//park_region/observations/b"));
  EXPECT_EQ(explained_, v1::EXPLAINED_FULLY);
  EXPECT_EQ(Changes("publications/p")[0].reasons(0).kind(),
            v1::CHANGE_REASON_KIND_OBSERVATION_RETRACTED);
}

TEST_F(ChangeReasonsTest, AVersionOfTheIndicatorSaysWhy) {
  PublishFive();
  TakeOver(6, {Saying("6"), Row(FromText<figures::v1::IndicatorVersion>(
                                "name: 'indicatorVersions/6' indicator: 'indicators/a' reason: "
                                "'口径' state: INDICATOR_VERSION_STATE_APPROVED revision: 6"))});
  EXPECT_THAT(Reasons(), ElementsAre("//park_region/indicatorVersions/6"));
}

TEST_F(ChangeReasonsTest, TheNewestAreNamedFirstAndNoMoreThanTwenty) {
  PublishFive();
  for (int revision = 6; revision < 31; ++revision) {
    TakeOver(revision, {Saying(absl::StrCat(revision)), Corrected(revision)});
  }
  const auto reasons = Reasons();
  ASSERT_THAT(reasons, SizeIs(20));
  EXPECT_EQ(reasons.front(), "//park_region/corrections/30");
  EXPECT_EQ(reasons.back(), "//park_region/corrections/11");
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART) << "the oldest are not said";
}

// What is certain counts as all of it only if it leads from what was said to what is.
TEST_F(ChangeReasonsTest, WhereRecordsWentOnBesidesAChangeIsExplainedInPart) {
  PublishFive();
  TakeOver(6, {Saying("6"), Corrected(6)});
  TakeOver(7, {Saying("8"), Corrected(7)});
  EXPECT_THAT(Reasons(), SizeIs(2));
  EXPECT_EQ(explained_, v1::EXPLAINED_FULLY);
  TakeOver(8, {Saying("9")});
  EXPECT_THAT(Reasons(), SizeIs(2));
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART) << "after them";
  TakeOver(9, {Saying("7"), Corrected(9)});
  EXPECT_THAT(Reasons(), SizeIs(3));
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART) << "between them";
  // Back at a value that an explained step had led to, by what nobody explains.
  TakeOver(10, {Saying("8")});
  EXPECT_EQ(Reasons().size(), 3u);
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART);
  // Since it was last what was published, only the correction has changed it.
  TakeOver(11, {Saying("5")});
  TakeOver(12, {Saying("6"), Corrected(12)});
  EXPECT_EQ(Reasons().size(), 4u);
  EXPECT_EQ(explained_, v1::EXPLAINED_FULLY);
}

TEST_F(ChangeReasonsTest, BeforeThemRecordsMayGoOnWithinWhatWasPrinted) {
  report_.Figure("a", "a", "400", "家", "qualifier: QUALIFIER_OVER");
  PublishFive();
  TakeOver(6, {Saying("430", "qualifier: QUALIFIER_EXACT")});
  Reasons();
  EXPECT_EQ(explained_, v1::EXPLAINED_NOT) << "of what counts as unchanged, too";
  TakeOver(7, {Saying("600", "qualifier: QUALIFIER_EXACT"), Corrected(7)});
  EXPECT_THAT(Reasons(), SizeIs(1));
  EXPECT_EQ(explained_, v1::EXPLAINED_FULLY);
}

TEST_F(ChangeReasonsTest, ASeriesThatBreaksIsNotAllThatChangesAFigure) {
  PublishFive();
  TakeOver(6, {Saying("6", "series_break_date: '2019-10-01'")});
  EXPECT_THAT(Reasons(), IsEmpty());
  EXPECT_EQ(explained_, v1::EXPLAINED_IN_PART);
}

}  // namespace
}  // namespace zgc::supervision
