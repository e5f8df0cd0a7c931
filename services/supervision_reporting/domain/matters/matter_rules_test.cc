#include "services/supervision_reporting/domain/matters/matter_rules.h"

#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

using MatterRulesTest = SupervisionFixture;

TEST_F(MatterRulesTest, AMatterIsOpenUntilItIsReportedAndAgainWhenItIsReturned) {
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_REGISTERED));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_ASSIGNED));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_IN_PROGRESS));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_REWORK));
  EXPECT_FALSE(IsOpen(v1::MATTER_STATE_REPORTED));
  EXPECT_FALSE(IsOpen(v1::MATTER_STATE_CLOSED));
}

// The states in which it can be merged are those in which somebody owes something.
TEST_F(MatterRulesTest, EveryStateIsOpenOrReportedOrHasEnded) {
  for (int state = v1::MatterState_MIN + 1; state <= v1::MatterState_MAX; ++state) {
    const auto one = static_cast<v1::MatterState>(state);
    SCOPED_TRACE(v1::MatterState_Name(one));
    EXPECT_EQ(IsOpen(one), MatterLifecycle().IsOpen("MergeMatters", state));
    EXPECT_EQ(!HasEnded(one), MatterLifecycle().IsOpen("RequestExtension", state));
    EXPECT_EQ(HasEnded(one) && !IsDropped(one), MatterLifecycle().IsOpen("ReopenMatter", state));
  }
}

TEST_F(MatterRulesTest, AMethodThatIsWrongMovesNothing) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03-01'"));
  const v1::Matter before = Find(kMatters, "matters/m");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    Checks checks;
    EXPECT_THAT(MoveMatter(txn, {"", "clerk"}, "AssignMatter", {"2019-02-28", "", {}}, checks,
                           before, before),
                FailsWith(kInvalid, HasSubstr("is before CreateMatter")));
    Checks again;
    ZGC_EXPECT_OK(MoveMatter(txn, {"", "clerk"}, "AssignMatter", {"2019-03-02", "", {}}, again,
                             before, before));
    return "";
  }));
  EXPECT_EQ(Find(kMatters, "matters/m").state(), v1::MATTER_STATE_ASSIGNED);
}

TEST_F(MatterRulesTest, TheLifecycleIsTheTable) {
  const auto& lifecycle = MatterLifecycle();
  EXPECT_TRUE(lifecycle.IsOpen("StartMatter", v1::MATTER_STATE_REWORK));
  EXPECT_FALSE(lifecycle.IsOpen("StartMatter", v1::MATTER_STATE_REPORTED));
  v1::Matter matter;
  matter.set_name("matters/m");
  matter.set_state(v1::MATTER_STATE_REPORTED);
  EXPECT_THAT(lifecycle.Check(store_->Read(), {"", "clerk"}, "StartMatter", matter),
              FailsWith(kPrecondition, HasSubstr("open: VerifyMatter, CloseMatter, ReturnMatter")));
}

TEST_F(MatterRulesTest, OpenMattersAreLookedUpByTheDeadlineThatHolds) {
  const auto looked_up = [&] {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(ForEachWatched(store_->Read(), {kWatchedOpen, "2", ""}, "9999-12-31", "",
                                 [&](const std::string&, const WatchedKey& key) {
                                   found.push_back(absl::StrCat(key.day, " ", key.name));
                                   return true;
                                 }));
    return found;
  };
  const auto save = [&](const v1::Matter& before, const v1::Matter& after) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      return SaveMatter(txn, before, after).name();
    }));
  };
  v1::Matter matter;
  matter.set_name("matters/m");
  matter.set_state(v1::MATTER_STATE_REGISTERED);
  save(v1::Matter(), matter);
  EXPECT_THAT(looked_up(), IsEmpty());
  v1::Matter dated = matter;
  dated.set_deadline("2019-03-20");
  save(matter, dated);
  EXPECT_THAT(looked_up(), ElementsAre("2019-03-20 //supervision_reporting/matters/m"));
  v1::Matter later = dated;
  later.set_deadline("2019-03-25");
  save(dated, later);
  EXPECT_THAT(looked_up(), ElementsAre("2019-03-25 //supervision_reporting/matters/m"));
  v1::Matter reported = later;
  reported.set_state(v1::MATTER_STATE_REPORTED);
  save(later, reported);
  EXPECT_THAT(looked_up(), IsEmpty());
}

TEST_F(MatterRulesTest, WhatFollowsCalendarsIsLookedUpByTheYearsThatItsTimeTouches) {
  const auto looked_up = [&] {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(kMattersByCalendarYear.ForEachOfAll(
        store_->Read(), [&](const CalendarYear& year, const std::string& name) {
          found.push_back(absl::StrCat(year.year, " ", name));
          return true;
        }));
    return found;
  };
  const auto apply = [&](absl::Status (*change)(storage::Txn&, const v1::Matter&),
                         const v1::Matter& matter) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(change(txn, matter));
      return "";
    }));
  };
  v1::Matter matter;
  matter.set_name("matters/m");
  matter.set_state(v1::MATTER_STATE_REPORTED);
  matter.set_received_date("2018-12-31");
  matter.set_working_days(300);
  matter.set_deadline("2020-03-20");
  matter.set_original_deadline("2020-03-20");
  EXPECT_TRUE(FollowsCalendars(matter));
  apply(&AddDeadline, matter);
  // The day of receipt does not count.
  EXPECT_THAT(looked_up(), ElementsAre("2019 matters/m", "2020 matters/m"));
  apply(&RemoveDeadline, matter);
  EXPECT_THAT(looked_up(), IsEmpty());
  v1::Matter closed = matter;
  closed.set_state(v1::MATTER_STATE_CLOSED);
  EXPECT_TRUE(RestsOnCalendars(closed));
  EXPECT_FALSE(FollowsCalendars(closed));
  v1::Matter extended = matter;
  extended.set_deadline("2020-04-20");
  EXPECT_FALSE(RestsOnCalendars(extended));
  v1::Matter given = matter;
  given.set_working_days(0);
  EXPECT_FALSE(RestsOnCalendars(given));
  for (const v1::Matter& other : {closed, extended, given}) apply(&AddDeadline, other);
  EXPECT_THAT(looked_up(), IsEmpty());
}

TEST_F(MatterRulesTest, WhatLiesBelowAMatterBeginsWithItsName) {
  EXPECT_EQ(ExtensionPrefix("matters/m"), "matters/m/extensions/");
}

TEST(MatterHoldersTest, ItIsOfWhoLedItAtTheEndOfTheDay) {
  v1::Matter matter;
  matter.set_lead_handler("old");
  EXPECT_EQ(LeadOn(matter, "2019-03-01"), "old") << "of one that keeps none";
  matter.clear_lead_handler();
  SetLead("", "2019-03-01", matter);
  EXPECT_EQ(matter.holders_size(), 0);
  SetLead("h", "2019-03-02", matter);
  SetLead("h", "2019-03-03", matter);
  SetLead("", "2019-03-20", matter);
  SetLead("g", "2019-03-25", matter);
  EXPECT_EQ(matter.holders_size(), 3);
  EXPECT_EQ(matter.lead_handler(), "g");
  EXPECT_EQ(LeadOn(matter, "2019-03-01"), "");
  EXPECT_EQ(LeadOn(matter, "2019-03-19"), "h");
  EXPECT_EQ(LeadOn(matter, "2019-03-20"), "");
  EXPECT_EQ(LeadOn(matter, "2019-04-01"), "g");
}

}  // namespace
}  // namespace zgc::supervision
