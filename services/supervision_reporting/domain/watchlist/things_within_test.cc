#include "services/supervision_reporting/domain/watchlist/things_within.h"

#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ThingsWithinTest : public WatchedFixture {
 protected:
  // But for the matter.
  std::vector<std::string> Listed(int64_t list) {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(ForEachWatched(store_->Read(), {list, "", ""}, "9999-12-31", "",
                                 [&](const std::string&, const WatchedKey& key) {
                                   if (key.name != "//supervision_reporting/matters/m") {
                                     found.push_back(absl::StrCat(key.day, " ", key.name));
                                   }
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
  void StreamDocument(const std::string& status, const std::string& steps) {
    Stream<tasks::v1::PolicyDocument>(
        "policyDocuments/d",
        absl::StrCat("title: '办法' issuers: 'organisations/a' status: POLICY_DOCUMENT_STATUS_",
                     status,
                     " planned_steps { planned_step_id: 'ask' due_date: '2019-04-30' "
                     "kind: POLICY_DOCUMENT_STEP_KIND_CONSULTATION organisation: "
                     "'organisations/b' } "
                     "planned_steps { planned_step_id: 'again' due_date: '2019-06-30' "
                     "kind: POLICY_DOCUMENT_STEP_KIND_CONSULTATION } ",
                     steps));
  }
  void StreamAgreement(const std::string& state, const std::string& done) {
    Stream<parks::v1::Agreement>(
        "agreements/g",
        absl::StrCat("display_name: '共建协议' state: AGREEMENT_STATE_", state,
                     " parties { display_name: '甲' organisation: "
                     "'//task_registry/organisations/a' } parties { display_name: '乙' } "
                     "duties { duty_id: 'land' title: '供地' party: '甲' deadline: '2019-05-31' ",
                     done, " } duties { duty_id: 'brand' title: '授权品牌' party: '乙' }"),
        "park_region");
  }

  static constexpr char kAsk[] = "//task_registry/policyDocuments/d/plannedSteps/ask";
  static constexpr char kLand[] = "//park_region/agreements/g/duties/land";
};

TEST_F(ThingsWithinTest, APlannedStepIsOpenUntilAsManyOfItsKindAreRecorded) {
  StreamDocument("DRAFTING", "");
  EXPECT_THAT(Listed(kWatchedOpen),
              ElementsAre(absl::StrCat("2019-04-30 ", kAsk),
                          "2019-06-30 //task_registry/policyDocuments/d/plannedSteps/again"));
  EXPECT_EQ(Found(kAsk)->organisation, "organisations/b");
  EXPECT_EQ(Found("//task_registry/policyDocuments/d/plannedSteps/again")->organisation,
            "organisations/a")
      << "the first issuer";
  StreamDocument("DRAFTING",
                 "steps { kind: POLICY_DOCUMENT_STEP_KIND_DRAFTING date: '2019-01' } "
                 "steps { kind: POLICY_DOCUMENT_STEP_KIND_CONSULTATION date: '2019-05-02' } ");
  EXPECT_THAT(Listed(kWatchedOpen),
              ElementsAre("2019-06-30 //task_registry/policyDocuments/d/plannedSteps/again"));
  EXPECT_EQ(Found(kAsk)->state.done_date, "2019-05-02");
  StreamDocument("REPEALED", "");
  EXPECT_THAT(Listed(kWatchedOpen), IsEmpty());
  EXPECT_FALSE(Found(kAsk).has_value());
  EXPECT_FALSE(Found("//task_registry/policyDocuments/d/plannedSteps/none").has_value());
}

TEST_F(ThingsWithinTest, AMonthSaysOfAStepWhetherItWasInTimeOnlyIfAllOfItWas) {
  const auto done = [](const std::string& date) {
    tasks::v1::PolicyDocument document;
    document.set_status(tasks::v1::POLICY_DOCUMENT_STATUS_ISSUED);
    auto& planned = *document.add_planned_steps();
    planned.set_kind(tasks::v1::POLICY_DOCUMENT_STEP_KIND_ISSUE);
    planned.set_due_date("2019-06-15");
    auto& step = *document.add_steps();
    step.set_kind(tasks::v1::POLICY_DOCUMENT_STEP_KIND_ISSUE);
    step.set_date(date);
    return ThingsWithin(document).at(0).state.done_date;
  };
  EXPECT_EQ(done("2019-05"), "2019-05-31");
  EXPECT_EQ(done("2019-06"), "") << "it may have been before or after";
  EXPECT_EQ(done("2019-07"), "2019-07-01");
  EXPECT_EQ(done("2019"), "");
  EXPECT_EQ(done(""), "");
  EXPECT_EQ(done("2019-06-15"), "2019-06-15");
}

TEST_F(ThingsWithinTest, WhatAPartyHasUndertakenIsOpenUntilItIsDoneOrTheAgreementEnds) {
  StreamAgreement("SIGNED", "");
  EXPECT_THAT(Listed(kWatchedOpen), ElementsAre(" //park_region/agreements/g/duties/brand",
                                                absl::StrCat("2019-05-31 ", kLand)));
  EXPECT_EQ(Found(kLand)->organisation, "organisations/a");
  EXPECT_EQ(Found(kLand)->title, "供地");
  EXPECT_EQ(IdOfThing(kLand), "duties.g.land");
  StreamAgreement("IN_FORCE", "done_date: '2019-06-02'");
  EXPECT_THAT(Listed(kWatchedDone), ElementsAre(absl::StrCat("2019-05-31 ", kLand)));
  EXPECT_EQ(Found(kLand)->state.done_date, "2019-06-02");
  StreamAgreement("ENDED", "");
  EXPECT_THAT(Listed(kWatchedOpen), IsEmpty()) << "what was not done is owed no more";
  EXPECT_FALSE(Found(kLand).has_value());
}

TEST_F(ThingsWithinTest, TheIndexIsThatOfTheRowsAndThoseOfGoneRecordsAreGone) {
  StreamDocument("DRAFTING", "");
  StreamAgreement("SIGNED", "");
  std::vector<std::string> problems;
  ZGC_EXPECT_OK(WatchedIndex().verify(store_->Read(), problems));
  EXPECT_THAT(problems, IsEmpty());
  Stream<parks::v1::Agreement>("agreements/g", "", "park_region");
  Stream<tasks::v1::PolicyDocument>("policyDocuments/d", "");
  EXPECT_THAT(Listed(kWatchedOpen), IsEmpty());
}

}  // namespace
}  // namespace zgc::supervision
