#include "services/supervision_reporting/domain/proposals/proposal_rules.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/proposals_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kD[] = "outcomes { code: 'D' display_name: '不予采纳' }";

class ProposalRulesTest : public ProposalsFixture {
 protected:
  // The rules in force, or what is wrong.
  std::string InForce(const std::string& jurisdiction, const std::string& day) {
    Checks checks;
    const auto rules = RulesInForce(store_->Read(), jurisdiction, day, "date", checks);
    EXPECT_TRUE(rules.ok()) << rules.status();
    if (rules.ok() && rules->has_value()) return (*rules)->name();
    return std::string(checks.ToStatus().message());
  }
  absl::StatusOr<v1::Proposal> Draft(const std::string& id, const std::string& outcome,
                                     const std::string& date) {
    return Do(DraftProposalReply, absl::StrCat("name: 'proposals/", id, "' text: '答复' outcome: '",
                                               outcome, "' date: '", date, "'"));
  }
};

TEST_F(ProposalRulesTest, TheRulesThatBeganLastAreInForce) {
  ZGC_ASSERT_OK(AddRules("four", "110000", "2019-07-01", kD));
  ZGC_ASSERT_OK(AddRules("south", "440300", "2020-01-01", "until_date: '2020-12-31'"));
  EXPECT_EQ(InForce("110000", "2018-12-31"), "");
  EXPECT_EQ(InForce("110000", "2019-06-30"), "proposalRuleSets/rules");
  EXPECT_EQ(InForce("", "2019-07-01"), "proposalRuleSets/four");
  EXPECT_THAT(InForce("", "2020-06-01"), HasSubstr("several jurisdictions have rules on "
                                                   "2020-06-01: 110000, 440300"));
  EXPECT_EQ(InForce("440300", "2020-12-31"), "proposalRuleSets/south");
  EXPECT_EQ(InForce("440300", "2021-01-01"), "");
  EXPECT_EQ(InForce("", "2021-01-01"), "proposalRuleSets/four");
  EXPECT_EQ(InForce("", "no day"), "");
}

// A set that ends leaves no earlier one in its place.
TEST_F(ProposalRulesTest, WhatWasReplacedDoesNotComeBack) {
  ZGC_ASSERT_OK(AddRules("short", "110000", "2019-07-01", "until_date: '2019-07-31'"));
  EXPECT_EQ(InForce("110000", "2019-08-01"), "");
}

TEST_F(ProposalRulesTest, APlaceWithoutRulesGoesByThoseOfThePlaceAroundIt) {
  ZGC_ASSERT_OK(AddRules("district", "110108", "2019-06-01"));
  ZGC_ASSERT_OK(AddRules("country", "CN", "2019-01-01"));
  EXPECT_EQ(InForce("110108", "2019-05-31"), "proposalRuleSets/rules");
  EXPECT_EQ(InForce("110108", "2019-06-01"), "proposalRuleSets/district");
  EXPECT_EQ(InForce("440305", "2019-06-01"), "proposalRuleSets/country");
}

// Nobody is kept from answering because nobody has written rules.
TEST_F(ProposalRulesTest, AProposalOfAPlaceWithoutRulesIsAnsweredAllTheSame) {
  ZGC_ASSERT_OK(Add("p", "jurisdiction: '440300'"));
  ZGC_ASSERT_OK(Take("AssignProposal", "p"));
  ZGC_ASSERT_OK(Take("ReturnProposal", "p"));
  Walk("p", Way(5));
  const auto again = Do(RecordDissatisfaction,
                        "name: 'proposals/p' reason: '未解决' result_satisfaction: '差' date: "
                        "'2019-03-02'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->replies(0).outcome(), "A");
  EXPECT_EQ(again->replies(0).rule_set(), "");
  EXPECT_EQ(again->replies(0).result_satisfaction(), "差");
  for (const char* method : {"DraftProposalReply", "SignProposalReply", "SendProposalReply"}) {
    ZGC_ASSERT_OK(Take(method, "p"));
  }
  ZGC_EXPECT_OK(
      Do(CloseProposal, "name: 'proposals/p' date: '2019-03-02' result_satisfaction: '好'"));
}

TEST_F(ProposalRulesTest, AnOutcomeIsACodeOfTheDayAndOfThePlace) {
  ZGC_ASSERT_OK(AddRules("four", "110000", "2019-07-01", kD));
  for (const char* id : {"p", "q"}) {
    ZGC_ASSERT_OK(Add(id, "jurisdiction: '110000'"));
    Walk(id, Way(2));
  }
  EXPECT_THAT(Draft("p", "D", "2019-06-30"),
              FailsWith(kInvalid, HasSubstr("\"D\" is no outcome by proposalRuleSets/rules: open "
                                            "are A, B, C")));
  const auto drafted = Draft("p", "D", "2019-07-01");
  ZGC_ASSERT_OK(drafted);
  EXPECT_EQ(drafted->replies(0).outcome(), "D");
  EXPECT_EQ(drafted->replies(0).outcome_label(), "不予采纳");
  EXPECT_EQ(drafted->replies(0).rule_set(), "proposalRuleSets/four");
  // Of a place without D.
  ZGC_ASSERT_OK(AddRules("south", "440300", "2019-01-01"));
  ZGC_ASSERT_OK(Add("s", "jurisdiction: '440300'"));
  Walk("s", Way(2));
  EXPECT_THAT(Draft("s", "D", "2019-07-01"), FailsWith(kInvalid, HasSubstr("A, B, C")));
}

// The rules may change between draft and reply: what is sent is a code of its day.
TEST_F(ProposalRulesTest, WhatIsSentIsHeldToTheRulesOfItsDay) {
  ZGC_ASSERT_OK(Do(CreateProposalRuleSet,
                   "proposal_rule_set_id: 'one' proposal_rule_set { display_name: 'n' document: "
                   "'d' jurisdiction: '110000' from_date: '2019-07-01' outcomes { code: 'A' "
                   "display_name: '已解决' } }"));
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(2));
  ZGC_ASSERT_OK(Draft("p", "B", "2019-06-30"));
  ZGC_ASSERT_OK(Do(SignProposalReply, "name: 'proposals/p' date: '2019-06-30'", "chief"));
  const std::string send = "name: 'proposals/p' document: 'd' date: '2019-07-02'";
  EXPECT_THAT(Do(SendProposalReply, send),
              FailsWith(kInvalid, AllOf(HasSubstr("outcome"), HasSubstr("open are A"))));
  ZGC_ASSERT_OK(Do(ReturnProposalReply, "name: 'proposals/p' reason: '重拟' date: '2019-07-02'"));
  ZGC_ASSERT_OK(Draft("p", "A", "2019-07-02"));
  ZGC_ASSERT_OK(Do(SignProposalReply, "name: 'proposals/p' date: '2019-07-02'", "chief"));
  const auto sent = Do(SendProposalReply, send);
  ZGC_ASSERT_OK(sent);
  EXPECT_EQ(sent->replies(0).return_reason(), "重拟");
  EXPECT_EQ(sent->replies(1).outcome_label(), "已解决");
  EXPECT_EQ(sent->replies(1).rule_set(), "proposalRuleSets/one");
}

TEST_F(ProposalRulesTest, EveryWrongFieldOfASetIsNamed) {
  EXPECT_THAT(AddRules("again", "110000", "2019-01-01"),
              FailsWith(kInvalid, HasSubstr("proposalRuleSets/rules begins on that day")));
  EXPECT_THAT(
      AddRules("bad", "11", "2019-02-01",
               "return_days: 3 return_working_days: 1001 until_date: '2019-01-31' outcomes { "
               "code: 'A' display_name: 'a' } satisfactions { code: '满意' }"),
      FailsWith(kInvalid,
                AllOf(HasSubstr("proposal_rule_set.jurisdiction"), HasSubstr("A is given twice"),
                      HasSubstr("满意 is given twice"), HasSubstr("must be 0 where return_days"),
                      HasSubstr("at most 1000"), HasSubstr("proposal_rule_set.until_date"))));
  EXPECT_THAT(Add("p", "jurisdiction: '1'"),
              FailsWith(kInvalid, HasSubstr("proposal.jurisdiction")));
}

TEST_F(ProposalRulesTest, TermsAreCountedInDaysOrInWorkingDays) {
  const auto last = [&](const std::string& fields) {
    v1::ProposalRuleSet rules;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &rules));
    return LastDayToReturn(store_->Read(), rules, "2019-09-30");
  };
  EXPECT_EQ(*last(""), "");
  EXPECT_EQ(*last("return_days: 10"), "2019-10-10");
  // Over the free week and a Saturday that is not worked.
  EXPECT_EQ(*last("return_working_days: 3 calendars: 'calendars/2019'"), "2019-10-10");
  EXPECT_EQ(*last("return_working_days: 3"), "2019-10-03") << "nothing but the rule of the week";
  ZGC_ASSERT_OK(
      Do(CreateCalendar,
         "calendar_id: 'place' calendar { display_name: '北京' year: 2019 document: '通知' "
         "jurisdiction: '110000' holidays: '2019-10-01' holidays: '2019-10-02' "
         "holidays: '2019-10-03' }"));
  EXPECT_EQ(*last("return_working_days: 3 jurisdiction: '110108'"), "2019-10-08")
      << "the default of the place";
}

TEST_F(ProposalRulesTest, LabelsAndSecondRepliesAreThoseOfTheCode) {
  const auto rules = Got(store_->Read(), GetProposalRuleSet, "name: 'proposalRuleSets/rules'");
  ZGC_ASSERT_OK(rules);
  Checks checks;
  EXPECT_EQ(OutcomeLabel(*rules, "B", "outcome", checks), "列入计划");
  EXPECT_FALSE(SecondReplyDue(*rules, "满意", "f", checks));
  EXPECT_TRUE(SecondReplyDue(*rules, "不满意", "f", checks));
  ZGC_EXPECT_OK(checks.ToStatus());
  SecondReplyDue(*rules, "好", "f", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("open are 满意, 不满意")));
}

TEST_F(ProposalRulesTest, SetsAreListedByJurisdictionAndReadByName) {
  ZGC_ASSERT_OK(AddRules("south", "440300", "2020-01-01"));
  EXPECT_THAT(Listed(store_->Read(), ListProposalRuleSets, "jurisdiction: '440300'"),
              ElementsAre("proposalRuleSets/south"));
  EXPECT_THAT(Listed(store_->Read(), ListProposalRuleSets, ""),
              ElementsAre("proposalRuleSets/rules", "proposalRuleSets/south"));
  EXPECT_THAT(Got(store_->Read(), GetProposalRuleSet, "name: 'proposalRuleSets/x'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_EQ(ProposalRuleSetKind().field(), "proposal_rule_set");
}

}  // namespace
}  // namespace zgc::supervision
