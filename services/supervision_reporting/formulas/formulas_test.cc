#include "services/supervision_reporting/formulas/formulas.h"

#include "common/testing/formulas_fixture.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

class FormulasTest : public testing::FormulasFixture<SupervisionFixture> {
 protected:
  FormulasTest() : FormulasFixture(RegisterFormulas) {}

  void Information(const std::string& id, const std::string& date, int count) {
    ZGC_ASSERT_OK(Do(CreateInformationItem,
                     absl::StrCat("information_item_id: '", id, "' information_item { title: '", id,
                                  "' written_date: '", date, "' item_count: ", count, " }")));
    ZGC_ASSERT_OK(Do(SignOffInformationItem,
                     absl::StrCat("name: 'informationItems/", id, "' date: '2019-11-15'"),
                     "chief"));
    ZGC_ASSERT_OK(Do(SubmitInformationItem, absl::StrCat("name: 'informationItems/", id, "'")));
  }
  static std::string Event(const std::string& item, const std::string& body, int count,
                           const std::string& date) {
    return absl::StrCat("information_item: 'informationItems/", item,
                        "' event_id: 'e' body: ", "INFORMATION_BODY_", body, " item_count: ", count,
                        " date: '", date, "' document: 'd'");
  }
};

TEST_F(FormulasTest, MattersAreCountedByReceiptAndBulkRecordsByTheirCount) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019' item_count: 57"));
  ZGC_ASSERT_OK(AddMatter("b", "received_date: '2019-05-01'"));
  ZGC_ASSERT_OK(AddMatter("c", "received_date: '2018-12-31'"));
  ZGC_ASSERT_OK(Do(CreateMatter,
                   "matter_id: 'd' matter { title: 'd' kind: MATTER_KIND_KEY_PROJECT source: 's' "
                   "item_count: 18 received_date: '2019' }"));
  EXPECT_EQ(Value("count_matters", {{"kind", "supervised_file"}}), "58");
  EXPECT_EQ(Value("count_matters", {{"kind", "key_project"}}), "18");
  EXPECT_EQ(Value("count_matters"), "76");
  EXPECT_EQ(AsOf("2019-12-31", "count_matters"), "77");
  // 57 of the year and 18 may have been received in May, or not.
  EXPECT_EQ(Value("count_matters", {}, "2019-05-01", "2019-05-31"), ">=1");
  const auto value = Run("count_matters", {{"kind", "supervised_file"}});
  ZGC_ASSERT_OK(value);
  EXPECT_EQ(value->inputs[0].resource(), "//supervision_reporting/matters/a");
  EXPECT_EQ(value->inputs[0].description(), "a（批量补录57件）");
  EXPECT_EQ(value->inputs[0].contribution(), "57");
  EXPECT_EQ(value->inputs[1].description(), "b");
}

TEST_F(FormulasTest, TheStateIsThatOfTheLastDayOfThePeriod) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Step("AssignMatter", "a", "2019-03-02"));
  ZGC_ASSERT_OK(Step("StartMatter", "a", "2020-01-01"));
  EXPECT_EQ(Value("count_matters", {{"state", "assigned"}}), "1");
  EXPECT_EQ(Value("count_matters", {{"state", "in_progress"}}), "0");
  EXPECT_EQ(AsOf("2020-01-01", "count_matters", {{"state", "in_progress"}}), "1");
  EXPECT_EQ(AsOf("2019-03-01", "count_matters", {{"state", "registered"}}), "1");
}

TEST_F(FormulasTest, ProposalsAreCountedByWhoLeadsAndByKind) {
  const auto add = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateProposal, absl::StrCat("proposal_id: '", id, "' proposal { title: '", id,
                                                  "' received_date: '2019' ", fields, " }")));
  };
  add("a", "led_by: PROPOSAL_LEADER_PRINCIPAL_OFFICER kind: PROPOSAL_KIND_MEMBER_PROPOSAL");
  add("b", "led_by: PROPOSAL_LEADER_DEPARTMENT item_count: 49");
  EXPECT_EQ(Value("count_proposals"), "50");
  EXPECT_EQ(Value("count_proposals", {{"led_by", "principal_officer"}}), "1");
  EXPECT_EQ(Value("count_proposals", {{"led_by", "officer_in_charge"}}), "0");
  EXPECT_EQ(Value("count_proposals", {{"kind", "member_proposal"}}), "1");
  EXPECT_EQ(Value("count_proposals", {{"state", "received"}}), "50");
}

// An opinion has no day of its own: it makes no state older than it is.
TEST_F(FormulasTest, AnOpinionChangesNoStateOfAnEarlierDay) {
  ZGC_ASSERT_OK(Do(CreateProposal,
                   "proposal_id: 'a' proposal { title: 'a' received_date: '2019-03-01' led_by: "
                   "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' co_handlers: 'x' }"));
  ZGC_ASSERT_OK(Do(AssignProposal, "name: 'proposals/a' date: '2019-03-02'"));
  ZGC_ASSERT_OK(Do(AcceptProposal, "name: 'proposals/a' date: '2019-03-05'"));
  ZGC_ASSERT_OK(Do(AddJointOpinion, "name: 'proposals/a' co_handler: 'x' text: '同意'"));
  const Given assigned = {{"state", "assigned"}};
  EXPECT_EQ(Value("count_proposals", assigned, "2019-01-01", "2019-03-04"), "1");
  EXPECT_EQ(Value("count_proposals", assigned, "2019-01-01", "2019-03-05"), "0");
}

TEST_F(FormulasTest, AdoptionIsDerivedFromEvents) {
  Information("a", "2019", 8);
  Information("b", "2019-11", 4);
  ZGC_ASSERT_OK(Do(CreateInformationItem,
                   "information_item_id: 'draft' information_item { title: 't' written_date: "
                   "'2019' item_count: 100 }"));
  EXPECT_EQ(Value("count_information"), "12");
  EXPECT_EQ(Value("count_information", {{"adopted_by", "city"}}), "0");
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "STATE_COUNCIL_OFFICE", 8, "2019")));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("b", "CITY", 3, "2020-01-05")));
  EXPECT_EQ(Value("count_adoptions", {{"by", "state_council_office"}}), "8");
  // Submitted in 2019, adopted in 2020.
  EXPECT_EQ(Value("count_information", {{"adopted_by", "city"}}), "3");
  EXPECT_EQ(Value("count_adoptions", {{"by", "city"}}), "0");
  EXPECT_EQ(AsOf("2020-12-31", "count_adoptions", {{"by", "city"}}), "3");
  EXPECT_EQ(Value("count_instructions"), "0");
  ZGC_ASSERT_OK(Do(InstructInformation,
                   "information_item: 'informationItems/a' event_id: 'i' body: "
                   "INFORMATION_BODY_STATE_COUNCIL_OFFICE date: '2019-06' document: 'd'"));
  EXPECT_EQ(Value("count_instructions", {{"by", "state_council_office"}}), "1");
  EXPECT_EQ(Value("count_instructions", {{"by", "city"}}), "0");
  EXPECT_EQ(Value("count_adoptions", {{"by", "state_council_office"}}), "8");
}

TEST_F(FormulasTest, WorkActivitiesAreCountedByKindAndSession) {
  const auto add = [&](const std::string& id, const std::string& kind, const std::string& more) {
    ZGC_ASSERT_OK(
        Do(CreateWorkActivity,
           absl::StrCat("work_activity_id: '", id, "' work_activity { title: '", id,
                        "' evidence: 'e' kind: WORK_ACTIVITY_KIND_", kind, " ", more, " }")));
  };
  add("a", "BULLETIN", "session_count: 12 held_date: '2019'");
  add("b", "LAW_STUDY", "held_date: '2019-02'");
  EXPECT_EQ(Value("count_work_activities", {{"kind", "bulletin"}}), "12");
  EXPECT_EQ(Value("count_work_activities", {{"kind", "law_study"}}), "1");
  EXPECT_EQ(Value("count_work_activities"), "13");
}

TEST_F(FormulasTest, UnknownArgumentsAreRefused) {
  for (const char* formula : {"count_matters", "count_proposals", "count_information",
                              "count_adoptions", "count_instructions", "count_work_activities"}) {
    EXPECT_THAT(Run(formula, {{"colour", "red"}}, "", "2019-12-31"),
                FailsWith(kInvalid, HasSubstr("colour")))
        << formula;
  }
  EXPECT_THAT(Run("count_matters", {{"kind", "KEY_PROJECT"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no kind")));
  EXPECT_THAT(Run("count_matters", {{"state", "unspecified"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no state")));
  EXPECT_THAT(Run("count_adoptions", {{"by", "county"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no by")));
}

}  // namespace
}  // namespace zgc::supervision
