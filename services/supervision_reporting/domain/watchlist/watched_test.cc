#include "services/supervision_reporting/domain/watchlist/watched.h"

#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WatchedTest : public WatchedFixture {
 protected:
  std::vector<std::string> Listed(int64_t list) {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(ForEachWatched(store_->Read(), {list, "", ""}, "9999-12-31", "",
                                 [&](const std::string&, const WatchedKey& key) {
                                   found.push_back(absl::StrCat(key.day, " ", key.name));
                                   return true;
                                 }));
    return found;
  }
  absl::optional<WatchedThing> Found(const std::string& name) {
    const auto rules = LightRules::Read(store_->Read(), "2019-03-20");
    ZGC_EXPECT_OK(rules);
    const auto thing = FindThing(store_->Read(), *rules, name);
    ZGC_EXPECT_OK(thing);
    return thing.value_or(absl::nullopt);
  }
};

constexpr char kMatterAt[] = "2019-03-20 //supervision_reporting/matters/m";

TEST_F(WatchedTest, AMatterMovesFromWhatIsOpenToWhatIsDone) {
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(kMatterAt));
  Walk("m", "2019-03-10");
  EXPECT_THAT(Listed(kWatchedOpen), IsEmpty());
  EXPECT_THAT(Listed(kWatchedDone), ElementsAre(kMatterAt));
  EXPECT_EQ(Found("//supervision_reporting/matters/m")->state.done_date, "2019-03-10");
  ZGC_ASSERT_OK(Step("ReturnMatter", "m", "2019-03-11", "checker"));
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(kMatterAt));
  EXPECT_THAT(Listed(kWatchedMarked), ElementsAre(kMatterAt)) << "returned";
  EXPECT_THAT(Listed(kWatchedDone), IsEmpty());
  EXPECT_FALSE(Found("//supervision_reporting/matters/none").has_value());
}

TEST_F(WatchedTest, AProposalIsWatchedUntilItIsAnswered) {
  ZGC_ASSERT_OK(
      Do(CreateProposal,
         "proposal_id: 'p' proposal { title: '提案' received_date: '2019-03-01' deadline: "
         "'2019-05-31' led_by: PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' }"));
  EXPECT_THAT(Listed(kWatchedOpen),
              ElementsAre(kMatterAt, "2019-05-31 //supervision_reporting/proposals/p"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::Proposal proposal = Find(kProposals, "proposals/p");
    proposal.set_state(v1::PROPOSAL_STATE_REPLIED);
    auto& step = *proposal.add_steps();
    step.set_method("SendProposalReply");
    step.set_date("2019-06-02");
    ZGC_RETURN_IF_ERROR(SaveProposal(txn, proposal).status());
    return "";
  }));
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(kMatterAt));
  EXPECT_EQ(Found("//supervision_reporting/proposals/p")->state.done_date, "2019-06-02");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::Proposal proposal = Find(kProposals, "proposals/p");
    proposal.set_state(v1::PROPOSAL_STATE_DISSATISFIED);
    ZGC_RETURN_IF_ERROR(SaveProposal(txn, proposal).status());
    return "";
  }));
  EXPECT_EQ(Found("//supervision_reporting/proposals/p")->state.deadline, "")
      << "it was that of the first reply";
}

TEST_F(WatchedTest, WhatIsFollowedIsWatchedWhileItBinds) {
  StreamTask("t", "PENDING", "2019-03-31");
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(kMatterAt)) << "binds nobody yet";
  StreamTask("t", "ACTIVE", "2019-03-31");
  Stream<tasks::v1::Milestone>("milestones/m",
                               "task: 'tasks/t' title: '节点' due_date: '2019-03-15' state: "
                               "MILESTONE_STATE_PLANNED");
  Stream<tasks::v1::Duty>("duties/d",
                          "task: 'tasks/t' statement: '分工' organisation: 'organisations/b' "
                          "deadline: '2019-03-16' state: DUTY_STATE_OPEN");
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre("2019-03-15 //task_registry/milestones/m",
                                                "2019-03-16 //task_registry/duties/d", kMatterAt,
                                                "2019-03-31 //task_registry/tasks/t"));
  EXPECT_EQ(Found("//task_registry/milestones/m")->organisation, "organisations/a");
  EXPECT_EQ(Found("//task_registry/duties/d")->organisation, "organisations/b");
  StreamTask("t", "COMPLETED", "2019-03-31",
             "completions { state: COMPLETION_STATE_ACCEPTED completion_date: '2019-04-02' }");
  EXPECT_EQ(Found("//task_registry/tasks/t")->state.done_date, "2019-04-02");
  EXPECT_FALSE(Found("//task_registry/milestones/m").has_value()) << "it was completed without";
  StreamTask("t", "CANCELLED", "2019-03-31");
  EXPECT_FALSE(Found("//task_registry/milestones/m").has_value()) << "its task does not bind";
  Stream<tasks::v1::Milestone>("milestones/m", "");
  Stream<tasks::v1::Duty>("duties/d", "");
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(kMatterAt));
}

TEST_F(WatchedTest, WhatSaysNoPlaceIsWhereItsOrganisationActsOrWhoSetItsPlan) {
  Stream<tasks::v1::Organisation>("organisations/city", "jurisdiction: '110000'");
  Stream<tasks::v1::Organisation>("organisations/district", "jurisdiction: '110108'");
  Stream<tasks::v1::Organisation>("organisations/office", "parent: 'organisations/district'");
  Stream<tasks::v1::Plan>("plans/p", "issuer: 'organisations/city'");
  StreamTask("t", "ACTIVE", "2019-03-31", "plan: 'plans/p'");
  Stream<tasks::v1::Duty>("duties/d",
                          "task: 'tasks/t' statement: '分工' organisation: 'organisations/office' "
                          "deadline: '2019-03-16' state: DUTY_STATE_OPEN");
  const auto place = [&](const std::string& name) {
    const auto thing = Found(name);
    return thing.has_value() ? thing->state.place.jurisdiction : "none";
  };
  EXPECT_EQ(place("//task_registry/tasks/t"), "110000") << "its lead says none";
  EXPECT_EQ(place("//task_registry/duties/d"), "110108");
  EXPECT_EQ(*JurisdictionOf(store_->Read(), "organisations/office"), "110108");
  EXPECT_EQ(*JurisdictionOf(store_->Read(), "产业处"), "");
  Stream<tasks::v1::Organisation>("organisations/a", "parent: 'organisations/a'");
  EXPECT_EQ(*JurisdictionOf(store_->Read(), "organisations/a"), "");
  EXPECT_EQ(place("//supervision_reporting/matters/m"), "");
}

TEST_F(WatchedTest, WhatBindsNobodyAnyMoreIsRecordedAllTheSame) {
  StreamTask("t", "COMPLETED", "2019-03-31");
  Stream<tasks::v1::Milestone>(
      "milestones/m", "task: 'tasks/t' due_date: '2019-03-15' state: MILESTONE_STATE_PLANNED");
  const LightRules rules = LightRules::Read(store_->Read(), "2019-03-20").value();
  EXPECT_FALSE(Found("//task_registry/milestones/m").has_value());
  EXPECT_TRUE(*IsRecorded(store_->Read(), rules, "//task_registry/milestones/m"));
  EXPECT_FALSE(*IsRecorded(store_->Read(), rules, "//task_registry/milestones/n"));
}

TEST_F(WatchedTest, ThingsOfRecordsSayWhereTheyStand) {
  tasks::v1::Duty duty;
  duty.set_state(tasks::v1::DUTY_STATE_NOT_APPLICABLE);
  EXPECT_FALSE(ThingOf(duty).binds);
  duty.set_state(tasks::v1::DUTY_STATE_REPORTED);
  duty.set_done_date("2019-03-01");
  EXPECT_EQ(ThingOf(duty).state.done_date, "2019-03-01");
  EXPECT_TRUE(ThingOf(duty).state.applies);
  duty.set_not_applicable_reason("不涉及");
  EXPECT_FALSE(ThingOf(duty).state.applies);
  EXPECT_EQ(IdOfThing("//task_registry/duties/d"), "duties.d");
  tasks::v1::Milestone milestone;
  milestone.set_state(tasks::v1::MILESTONE_STATE_REJECTED);
  EXPECT_TRUE(ThingOf(milestone).state.returned);
  EXPECT_FALSE(ThingOf(v1::Matter()).binds);
  tasks::v1::PolicyDocument document;
  document.set_trial(true);
  document.set_trial_end_date("2021-12-31");
  document.set_status(tasks::v1::POLICY_DOCUMENT_STATUS_IN_FORCE);
  EXPECT_TRUE(ThingOf(document).binds);
  EXPECT_EQ(ThingOf(document).state.deadline, "2021-12-31");
  document.set_status(tasks::v1::POLICY_DOCUMENT_STATUS_REPEALED);
  EXPECT_FALSE(ThingOf(document).binds);
}

}  // namespace
}  // namespace zgc::supervision
