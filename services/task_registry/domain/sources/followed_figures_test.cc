#include "services/task_registry/domain/sources/followed_figures.h"

#include "services/task_registry/testing/followed_fixture.h"
#include "zgc/figures/v1/figures.pb.h"

namespace zgc::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;

class FollowedFiguresTest : public FollowedFixture {
 protected:
  // "name value".
  std::vector<std::string> Here(const std::string& indicator = kRate) {
    std::vector<std::string> here;
    const auto figures = FollowedFiguresOf(store_->Read(), indicator);
    EXPECT_TRUE(figures.ok()) << figures.status();
    for (const auto& figure : *figures) {
      here.push_back(absl::StrCat(figure.held().figure(), " ", figure.held().value()));
    }
    return here;
  }
  bool Follows() {
    const auto follows = FollowsWanted(store_->Read(), "funding_ledger");
    EXPECT_TRUE(follows.ok()) << follows.status();
    return follows.value_or(false);
  }
};

TEST_F(FollowedFiguresTest, WhatASourceSendsIsKeptWithItsPositionInOneCommit) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2"), FigureOf("b", "98")}));
  EXPECT_EQ(Standing().here(), 7);
  EXPECT_THAT(Here(),
              ElementsAre("//funding_ledger/figures/a 99.2", "//funding_ledger/figures/b 98"));
  const auto seen = FollowedFiguresOf(store_->Read(), kRate);
  EXPECT_EQ(seen->front().held().position().revision(), 7);
  EXPECT_EQ(seen->front().held().unit(), "%");
  EXPECT_TRUE(seen->front().held().has_seen_time());
  ZGC_ASSERT_OK(Send(9, {FigureOf("a", "99.5")}, {"figures/b", "figures/unknown"}));
  EXPECT_THAT(Here(), ElementsAre("//funding_ledger/figures/a 99.5"));
  EXPECT_EQ(Standing().here(), 9);
  // The row and the position are of one commit.
  const auto before = store_->ReadAt(store_->head() - 1);
  EXPECT_EQ(StandingOf(*before, "funding_ledger")->here(), 7);
  EXPECT_EQ(FollowedFiguresOf(*before, kRate)->size(), 2);
}

TEST_F(FollowedFiguresTest, AFigureThatChangesItsIndicatorIsFoundByTheNewOne) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(1, {FigureOf("a", "99")}));
  figures::v1::Figure moved = FigureOf("a", "98");
  moved.set_indicator("indicators/other");
  ZGC_ASSERT_OK(Send(2, {moved}));
  EXPECT_THAT(Here(), IsEmpty());
  EXPECT_THAT(Here("//funding_ledger/indicators/other"),
              ElementsAre("//funding_ledger/figures/a 98"));
}

TEST_F(FollowedFiguresTest, NothingIsWholeWhileOthersAreWantedThanWereRead) {
  AddActive("1", RateTarget("99"));
  EXPECT_FALSE(Follows());
  Turn();
  EXPECT_TRUE(Follows());
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2")}));
  EXPECT_EQ(Standing().here(), 7);
  AddActive("2", "targets { indicator: '//funding_ledger/indicators/other' " + std::string(kYear) +
                     " comparison: TARGET_COMPARISON_AT_LEAST value: '1' }");
  EXPECT_FALSE(Follows());
  EXPECT_EQ(Standing().here(), absl::nullopt);
  // What still comes on the old stream does not count as all that is wanted.
  resource::PartOrigin old;
  old.service = "funding_ledger";
  old.store_id = "s";
  old.after_revision = 7;
  old.received_revision = 7;
  resource::FeedPart part;
  part.mutable_position()->set_revision(8);
  EXPECT_THAT(Apply(old, part), FailsWith(absl::StatusCode::kAborted, HasSubstr("builds on 7")));
  Turn();
  EXPECT_TRUE(Follows());
  EXPECT_EQ(Standing().resume(), 0) << "all is read";
  EXPECT_EQ(Standing().applied.revision(), 7) << "of the history that was followed";
  ZGC_ASSERT_OK(Send(9, {FigureOf("a", "99.2")}));
  EXPECT_EQ(Standing().here(), 9);
}

TEST_F(FollowedFiguresTest, WhatIsReadAgainAsItWasIsNotWritten) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2"), FigureOf("b", "1"), FigureOf("c", "1")}));
  const auto first = FollowedFiguresOf(store_->Read(), kRate);
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, "funding_ledger"));
    known.exact = false;
    SaveStanding(txn, known);
    return absl::OkStatus();
  }));
  resource::PartOrigin afresh;
  afresh.service = "funding_ledger";
  afresh.store_id = "s";
  afresh.gone = {{figures::v1::Figure::descriptor()->full_name(), "figures/c"}};
  resource::FeedPart part;
  part.mutable_position()->set_revision(20);
  *part.add_changed() = FigureOf("a", "99.2");
  *part.add_changed() = FigureOf("b", "2");
  ZGC_ASSERT_OK(Apply(afresh, part));
  const auto again = FollowedFiguresOf(store_->Read(), kRate);
  ASSERT_EQ(again->size(), 2);
  EXPECT_EQ((*again)[0].held().position().revision(), 7) << "since then it has been so";
  EXPECT_EQ((*again)[1].held().position().revision(), 20);
  const auto standing = Standing();
  const auto& difference = standing.afresh.difference();
  EXPECT_EQ(difference.changed(), 1);
  EXPECT_EQ(difference.removed(), 1);
  EXPECT_EQ(difference.added(), 0);
}

TEST_F(FollowedFiguresTest, OfAServiceOfWhichNothingIsWantedNothingIsKept) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2")}));
  ZGC_ASSERT_OK(Change("d", absl::StrCat("TARGET_DROPPED indicator: '", kRate, "'")));
  EXPECT_FALSE(Follows());
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) { return TurnToWanted(txn, "funding_ledger"); }));
  EXPECT_TRUE(Follows());
  EXPECT_THAT(Here(), IsEmpty());
  // Any store of it may answer next time.
  EXPECT_EQ(Standing().store_id, "");
  EXPECT_EQ(Standing().applied.revision(), 0);
}

TEST_F(FollowedFiguresTest, FiguresOfOneServiceAreVisitedByTheirNamesThere) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "1"), FigureOf("b", "1"), FigureOf("c", "1")}));
  std::vector<std::string> names;
  const auto visit = [&](const std::string& name) {
    names.push_back(name);
    return true;
  };
  const std::string type = figures::v1::Figure::descriptor()->full_name();
  ZGC_ASSERT_OK(ForEachFollowed(store_->Read(), "funding_ledger", {type, "figures/a"}, visit));
  EXPECT_THAT(names, ElementsAre("figures/b", "figures/c"));
  ZGC_ASSERT_OK(ForEachFollowed(store_->Read(), "funding", {type, ""}, visit));
  ZGC_ASSERT_OK(ForEachFollowed(store_->Read(), "funding_ledger",
                                {figures::v1::Indicator::descriptor()->full_name(), ""}, visit));
  EXPECT_EQ(names.size(), 2);
}

}  // namespace
}  // namespace zgc::tasks
